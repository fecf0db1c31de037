"""Every error a person can meet, and who can fix it.

AssistantError
    SourceErrors     files under kb/ or policies/ are wrong: their author can fix them
    CannotRun        the command could not start: its caller can fix it
    BadRequest       a request is not of the published form: its sender can fix it
        UnknownName  the request names a plan, fact or value that no file declares

A fault in a source file is a Finding, not an exception: all of them are collected
and shown at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where something stands in a source file; line and column count from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


NOWHERE: Final = Position("", 0, 0)
"""The place of what no file holds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check has to say about a source file.

    Attributes:
        at: The place to edit; the path is relative to the data folder.
        level: ``error``, ``warning`` (a fault under ``--strict``) or ``note``.
        code: A stable code with a heading in ``docs/errors.md``.
        message: What is wrong, lower case, no full stop.
        hint: What would be right, or None.
        witness: The fewest facts that show the fault, where facts are involved.
        count: How many combinations of facts it concerns; 0 where facts play no part.
    """

    at: Position
    level: Level
    code: str
    message: str
    hint: str | None = None
    witness: Mapping[str, str] = field(default_factory=dict)
    count: int = 0


def format_finding(finding: Finding) -> str:
    """Return a finding as people read it; the hint stands on a line of its own."""
    told = f"{finding.at}: {finding.level} {finding.code}: {finding.message}"
    return told if finding.hint is None else f"{told}\n    hint: {finding.hint}"


class AssistantError(Exception):
    """Base of every error this project raises on purpose."""

    code = "error"


class SourceErrors(AssistantError):
    """Files under kb/ or policies/ are wrong; carries every finding."""

    code = "source-errors"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        faults = sum(1 for finding in self.findings if finding.level == "error")
        super().__init__(f"{faults} fault(s) in the sources")


class CannotRun(AssistantError):
    """The command could not start, and says why."""

    code = "cannot-run"


class BadRequest(AssistantError):
    """A request is not of the published form.

    Attributes:
        title: A short sentence for people; never holds what was sent.
        pointer: JSON pointer to the member that is wrong, or "".
    """

    code = "bad-request"

    def __init__(
        self, title: str, *, pointer: str = "", code: str | None = None
    ) -> None:
        self.title = title
        self.pointer = pointer
        if code is not None:
            self.code = code
        super().__init__(title)


class UnknownName(BadRequest):
    """The request names something that no file declares.

    The message lists what is declared and never repeats what was sent.
    """

    code = "unknown-name"

    def __init__(self, kind: str, known: Iterable[str], *, pointer: str = "") -> None:
        self.kind = kind
        self.known = tuple(sorted(known))
        super().__init__(
            f"there is no such {kind}; the ones declared are: {', '.join(self.known)}",
            pointer=pointer,
        )
