"""YAML to model, with line and column: the only reader of YAML in the project.

Every file is read to its end and every fault is kept, so that one run tells a writer
all there is to mend. Nothing is returned that has an error.

yaml_file, nodes, scalars, yaml_words   text -> nodes with positions; the strict dialect
fields, ids, groups, shape              nodes -> values, by declared shapes
policy_shapes, decision_shapes, guide, articles   the shapes
references, markup, checks   what they are made of
names, crosscheck, order                what refers to what
policies, version                       values -> policy
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.collecting import no_search_for_circles
from assistant.errors import Finding, SourceErrors
from assistant.model.kb import KnowledgeBase
from assistant.model.policy import Policy
from assistant.sources.articles import knowledge_base, read_kb
from assistant.sources.crosscheck import check_policy_draft, report_unknown
from assistant.sources.fields import Context
from assistant.sources.folder import Folder
from assistant.sources.names import Kind, Names
from assistant.sources.policies import policy_of, read_policies
from assistant.sources.report import Report
from assistant.today import today as this_day

__all__ = ["Loaded", "Sources", "load", "load_kb", "read"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a data folder holds, as far as it is sound.

    Attributes:
        policy: None where a file under ``policies/`` has an error.
        kb: None where any file has an error.
        findings: By file, line and column.
    """

    policy: Policy | None
    kb: KnowledgeBase | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """A policy and a knowledge base without errors.

    ``folder`` is the data folder they were read from, where they were.
    """

    policy: Policy
    kb: KnowledgeBase
    folder: Path | None = None


@no_search_for_circles()
def read(data: Path, *, today: date | None = None) -> Loaded:
    """Return what a data folder holds and everything that is wrong with it.

    Args:
        data: The folder that holds ``kb/`` and ``policies/``.
        today: The day reviews are compared with; the current one by default.
    """
    here = _context(today)
    folder = Folder(data, here)
    policies = read_policies(folder)
    kb = read_kb(folder)
    check_policy_draft(policies, here)
    report_unknown(here)

    report = here.report
    policy = None if report.has_errors("policies/") else policy_of(policies)
    sound = policy is not None and not report.has_errors()
    return Loaded(
        policy, knowledge_base(kb, policy) if sound else None, report.in_order()
    )


def load(data: Path, *, today: date | None = None) -> Sources:
    """Return the policy and the knowledge base of a data folder.

    Raises:
        SourceErrors: A file has an error; carries every finding.
    """
    loaded = read(data, today=today)
    if loaded.policy is None or loaded.kb is None:
        raise SourceErrors(loaded.findings)
    return Sources(loaded.policy, loaded.kb, data)


@no_search_for_circles()
def load_kb(data: Path) -> KnowledgeBase:
    """Return the knowledge base alone; ``policies/`` is not looked at.

    What articles say of the policy and of topics is not checked, and each reference in
    them becomes its last word.

    Raises:
        SourceErrors: A file under ``kb/`` has an error; carries every finding.
    """
    here = _context(None)
    kb = read_kb(Folder(data, here))
    for what in _NOT_NEEDED_TO_SEARCH:
        here.names.partly_read(Kind(what))
    report_unknown(here)
    if here.report.has_errors():
        raise SourceErrors(here.report.in_order())
    return knowledge_base(kb, None)


_NOT_NEEDED_TO_SEARCH = (
    "topic",
    "fact",
    "clause",
    "plan",
    "channel",
    "priority",
    "role",
    "decision",
)


def _context(today: date | None) -> Context:
    return Context(Report(), Names(), this_day() if today is None else today)
