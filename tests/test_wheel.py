"""The wheel carries everything: code, theme, content and configuration."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.organizations import ROOT

RUN = """
import sys, assistant
from assistant.cli import main
print(assistant.__file__, file=sys.stderr)
main()
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def run(unpacked: Path, tmp_path: Path, *arguments: str) -> str:
    """Run the assistant of the wheel, not of the checkout, in an empty folder."""
    shown = subprocess.run(
        [
            sys.executable,
            "-c",
            RUN,
            *arguments,
        ],
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert str(unpacked) in shown.stderr
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def test_the_installed_package_checks_its_own_content(
    unpacked: Path, tmp_path: Path
) -> None:
    assert run(unpacked, tmp_path, "check", "--strict").startswith("0 faults")
    assert list(tmp_path.iterdir()) == []


def test_the_installed_package_builds_the_help_center(
    unpacked: Path, tmp_path: Path
) -> None:
    run(unpacked, tmp_path, "build", "--out", "site")

    for page in ("index.html", "clauses/index.html", "shell.html", "csp.txt"):
        assert (tmp_path / "site" / page).is_file()
