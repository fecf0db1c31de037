"""What many tests share: sources, built sites, a running service, a browser.

Sources are read once a session; a test that breaks them works on a copy. A site that is
built the same way for several files of tests is built once, also where two processes
test at the same time.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from assistant.checking import load_checked
from assistant.sources import Sources
from tests.browser_kit import CHROMIUM, chromium, service
from tests.helpcenter_kit import PLACED_AT, Sites, shown
from tests.organizations import FOLDERS, ROOT

# To learn takes half a minute: once for all tests and the commands they start.
os.environ.setdefault("ASSISTANT_CACHE", str(ROOT / ".state" / "learned"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests in a browser out where there is none, but never in .ci/run."""
    if CHROMIUM is not None or os.environ.get("CI") == "true":
        return
    reason = "needs Chromium, which .ci/run installs from Debian's packages"
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=reason))


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


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Return a builder of whole sites, each built once; nobody may change them.

    It takes the name of an organization, whether the site has a service, and whether
    it knows where it will stand.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    shared = shared / "sites"
    shared.mkdir(exist_ok=True)

    def built(name: str, *, service: bool = False, placed: bool = False) -> Path:
        parts = (name, *["served"] * service, *["placed"] * placed)
        folder = shared / "-".join(parts)
        with (shared / f"{folder.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                content = load_checked(FOLDERS[name])
                at = PLACED_AT if placed else ""
                shown(content, folder, service=service, site_url=at)
        return folder

    return built


@pytest.fixture(scope="session")
def site(organization: str, sites: Sites) -> Path:
    """A site without a service, which does not know where it will stand."""
    return sites(organization)


@pytest.fixture(scope="session")
def placed(organization: str, sites: Sites) -> Path:
    """A site with the service behind it, which knows its address."""
    return sites(organization, service=True, placed=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the shipped organization's service answers."""
    with service(tmp_path_factory.mktemp("state")) as running:
        yield running
