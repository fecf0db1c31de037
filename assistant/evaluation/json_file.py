"""Public sets as JSON, read with care: they are somebody else's."""

import json
from pathlib import Path
from typing import Any

from assistant.errors import CannotRun


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what a file holds.

    Raises:
        CannotRun: It cannot be read, or is not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotRun(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CannotRun(f"{path} is not JSON") from error


def texts_of(given: Any) -> list[str]:  # noqa: ANN401 - whatever JSON holds
    """Return the texts of a list; a lone mark stands where somebody wrote nothing."""
    listed = given if isinstance(given, list) else [given]
    return [each for each in listed if isinstance(each, str) and len(each.strip()) > 1]
