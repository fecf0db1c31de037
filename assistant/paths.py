"""Where data, configuration and state are; nobody else builds paths."""

import os
from pathlib import Path

from assistant.errors import CannotRun

_PACKAGE = Path(__file__).resolve().parent
_CARRIED = _PACKAGE / "_data"
"""Where a wheel carries what a checkout keeps beside the package."""


def data_folder(explicit: Path | None = None) -> Path:
    """Return the folder that holds ``kb/`` and ``policies/``.

    The one named, else ASSISTANT_DATA, else the checkout beside the package, else what
    the wheel carries.

    Raises:
        CannotRun: The folder named does not exist.
    """
    named = explicit or _from_environment("ASSISTANT_DATA")
    if named is not None:
        if not named.is_dir():
            raise CannotRun(f"there is no folder {named}")
        return named
    return _home()


def config_file() -> Path:
    """Return ``mkdocs.yml``, from the checkout or from the wheel."""
    return _home() / "mkdocs.yml"


def state_folder(explicit: Path | None = None) -> Path:
    """Return the folder for the database and built artefacts; made where missing."""
    state = explicit or _from_environment("ASSISTANT_STATE") or Path(".state")
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(f"cannot make the state folder: {error.strerror}") from error
    return state


def _home() -> Path:
    return _CARRIED if _CARRIED.is_dir() else _PACKAGE.parent


def _from_environment(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None
