"""Where findings are collected while files are read, and how they are worded."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from assistant.errors import Finding, Level, Position

_MOST_SHOWN = 60
"""Characters of a value that a message repeats."""

_MOST_LISTED = 12
"""Ids that a hint lists; a longer list helps nobody."""


class Report:
    """Collects findings; a fault never stops the reading of the other files."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    def error(
        self, at: Position, code: str, message: str, hint: str | None = None
    ) -> None:
        """Note a fault that keeps the content from being used."""
        self._findings.append(Finding(at, "error", code, message, hint))

    def warning(
        self, at: Position, code: str, message: str, hint: str | None = None
    ) -> None:
        """Note something to look at; the content can be used."""
        self._findings.append(Finding(at, "warning", code, message, hint))

    def in_order(self) -> tuple[Finding, ...]:
        """Return the findings by file, line and column."""
        return tuple(sorted(self._findings, key=lambda finding: finding.at))

    def has_errors(self, folder: str = "") -> bool:
        """Tell whether a file of a folder has an error; of any folder by default."""
        level: Level = "error"
        return any(
            finding.level == level and finding.at.path.startswith(folder)
            for finding in self._findings
        )


def shown(value: str) -> str:
    """Return a value as a message repeats it: in quotes, on one line, not too long."""
    line = " ".join(value.split())
    return f'"{line}"' if len(line) <= _MOST_SHOWN else f'"{line[:_MOST_SHOWN]}…"'


def similar(word: str, known: Collection[str], cutoff: float = 0.6) -> str | None:
    """Return the known word that was probably meant, or None."""
    if len(word) > _MOST_SHOWN:  # comparing takes time that grows with the length
        return None
    return next(iter(get_close_matches(word, sorted(known), 1, cutoff)), None)


def suggestion(word: str, known: Collection[str], listed_as: str) -> str | None:
    """Return a hint: the word that was probably meant, else all there are, if few."""
    meant = similar(word, known)
    if meant is not None:
        return f'did you mean "{meant}"?'
    if 0 < len(known) <= _MOST_LISTED:
        return f"{listed_as}: {listing(sorted(known))}"
    return None


def listing(words: Iterable[str]) -> str:
    """Return words as a hint lists them."""
    return ", ".join(words)
