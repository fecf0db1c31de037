"""Sources are read once a session; a test that breaks them works on a copy."""

import os
from pathlib import Path

import pytest

from assistant.checking import load_checked
from assistant.sources import Sources
from tests.organizations import FOLDERS, ROOT

# To learn takes half a minute: once for all tests and the commands they start.
os.environ.setdefault("ASSISTANT_CACHE", str(ROOT / ".state" / "learned"))


@pytest.fixture(scope="session", params=sorted(FOLDERS))
def organization(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def sources(organization: str) -> Sources:
    return load_checked(FOLDERS[organization])


@pytest.fixture(scope="session")
def shipped() -> Sources:
    return load_checked(FOLDERS["shipped"])


@pytest.fixture(scope="session")
def data(organization: str) -> Path:
    return FOLDERS[organization]
