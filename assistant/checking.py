"""Everything that must hold before content is used: sound files, a sound policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import Finding, SourceErrors
from assistant.rules import check_cases, check_policy
from assistant.sources import Loaded, Sources, read
from assistant.today import today


@dataclass(frozen=True, slots=True)
class Checked:
    """A data folder after every check.

    Attributes:
        sources: None where something is wrong that must be mended first.
        findings: By file, line and column.
        summary: What was checked, in a few words.
    """

    sources: Sources | None
    findings: tuple[Finding, ...]
    summary: str


def check_folder(data: Path) -> Checked:
    """Read a data folder and search its policy; never raises for an author's mistake.

    The policy is searched only where its files are sound, since a rule that cannot be
    read would show up as gaps that are not there; likewise the writers' cases are run
    only where the search found no error.
    """
    loaded = read(data, today=today())
    findings = list(loaded.findings)
    if loaded.policy is not None:
        findings += check_policy(loaded.policy, today())
        if _sound(findings):
            findings += check_cases(loaded.policy, today())
    findings.sort(key=lambda finding: (finding.at, finding.code))
    sources = None
    if _sound(findings) and loaded.policy is not None and loaded.kb is not None:
        sources = Sources(loaded.policy, loaded.kb, data)
    return Checked(sources, tuple(findings), _summary(loaded))


def load_checked(data: Path) -> Sources:
    """Return the sources of a data folder in which nothing is wrong.

    Raises:
        SourceErrors: Something is; carries every finding.
    """
    checked = check_folder(data)
    if checked.sources is None:
        raise SourceErrors(checked.findings)
    return checked.sources


def _sound(findings: Iterable[Finding]) -> bool:
    return all(finding.level != "error" for finding in findings)


def _summary(loaded: Loaded) -> str:
    parts: list[str] = []
    if loaded.policy is not None:
        parts += [
            f"{len(loaded.policy.decisions)} decisions",
            f"{len(loaded.policy.clauses)} clauses",
        ]
    if loaded.kb is not None:
        parts += [
            f"{len(loaded.kb.articles)} articles",
            f"{len(loaded.kb.utterances)} messages",
        ]
    return ", ".join(parts) or "the files that could be read"
