"""Where data, configuration and state are; nobody else builds paths."""

from hashlib import sha256
from pathlib import Path

from assistant.errors import CannotRun

_PACKAGE = Path(__file__).resolve().parent
_CARRIED = _PACKAGE / "_data"
"""Where a wheel carries what a checkout keeps beside the package."""


def data_folder(explicit: Path | None = None) -> Path:
    """Return the folder that holds ``kb/`` and ``policies/``.

    The one named, else the checkout beside the package, else what the wheel carries.

    Raises:
        CannotRun: The folder named does not exist.
    """
    if explicit is None:
        return _home()
    if not explicit.is_dir():
        raise CannotRun(f"there is no folder {explicit}")
    return explicit


def config_file() -> Path:
    """Return ``mkdocs.yml``, from the checkout or from the wheel."""
    return _home() / "mkdocs.yml"


def state_folder(explicit: Path | None = None) -> Path:
    """Return the folder for the database and built artefacts; made where missing."""
    state = explicit or Path(".state")
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(f"cannot make the state folder: {error.strerror}") from error
    return state


def database_file(state: Path) -> Path:
    """Return where cases are kept, unless another database is named."""
    return state / "cases.db"


def learned_folder(state: Path, data: Path, cache: Path | None = None) -> Path:
    """Return where what was learned from a data folder is kept between starts."""
    place = sha256(str(data.resolve()).encode("utf-8", "surrogateescape"))
    return (cache or state / "learned") / place.hexdigest()[:12]


def _home() -> Path:
    return _CARRIED if _CARRIED.is_dir() else _PACKAGE.parent
