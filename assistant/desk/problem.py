"""A request as it comes in, checked, and what is known once it was read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.errors import BadRequest, UnknownName
from assistant.model.limits import LONGEST_TEXT
from assistant.model.policy import PLAN, Policy
from assistant.model.verdict import UNKNOWN, FactUsed
from assistant.reading import Reading


@dataclass(frozen=True, slots=True)
class Problem:
    """What a customer tells.

    Attributes:
        text: The message as received; may be empty only where facts alone decide.
        plan: Short for ``facts["plan"]``.
        facts: Facts the customer named; ``unknown`` means asked and not known.
        asked: Facts that were asked already.
        as_of: The day whose policy decides; None means today.
    """

    text: str
    plan: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Facts with the values still possible, and where each decided one came from."""

    possible: Mapping[str, Collection[str]]
    used: tuple[FactUsed, ...]
    notices: tuple[str, ...]
    not_known: frozenset[str]
    """Facts the customer was asked for and could not tell."""


def checked_facts(policy: Policy, problem: Problem) -> Mapping[str, str]:
    """Return the facts given, the plan among them.

    Raises:
        UnknownName: A fact or a value is not declared.
        BadRequest: The text is too long, or two plans are given.
    """
    if len(problem.text) > LONGEST_TEXT:
        raise BadRequest(
            f"the text is longer than {LONGEST_TEXT} characters",
            pointer="/text",
            code="too-long",
        )
    facts = dict(problem.facts)
    if problem.plan is not None:
        if facts.setdefault(PLAN, problem.plan) != problem.plan:
            raise BadRequest(
                "two different plans are given", pointer="/plan", code="two-plans"
            )
        _check_value(policy, PLAN, problem.plan, "/plan")
    askable = [fact.id for fact in policy.facts.values() if not fact.supplied]
    for name, value in facts.items():
        if name not in askable:
            raise UnknownName("fact", askable, pointer="/facts")
        _check_value(policy, name, value, f"/facts/{name}")
    for name in problem.asked:
        if name not in askable:
            raise UnknownName("fact", askable, pointer="/asked")
    return facts


def known_from(policy: Policy, given: Mapping[str, str], reading: Reading) -> Known:
    """Join what was given with what was read; what was given wins.

    A fact that was read with doubt keeps every value that is plausible, so that it is
    asked for where it matters and never assumed.
    """
    possible: dict[str, Collection[str]] = {}
    used: list[FactUsed] = []
    notices: list[str] = []
    for name, value in given.items():
        if value == UNKNOWN:
            possible[name] = policy.facts[name].ids
        else:
            possible[name] = (value,)
            used.append(FactUsed(name, value, 1.0, "given"))
    for read in reading.facts:
        if read.name in given:
            if read.name == PLAN and read.value not in (None, given[PLAN], UNKNOWN):
                notices.append(
                    "Your message names another plan; this answer uses the plan you "
                    "chose."
                )
            continue
        if read.value is None:
            possible[read.name] = read.alternatives
        else:
            possible[read.name] = (read.value,)
            used.append(
                FactUsed(
                    read.name,
                    read.value,
                    round(read.confidence, 3),
                    "read",
                    read.evidence,
                )
            )
    not_known = frozenset(name for name, value in given.items() if value == UNKNOWN)
    return Known(possible, tuple(used), tuple(notices), not_known)


def _check_value(policy: Policy, name: str, value: str, pointer: str) -> None:
    known = policy.facts[name].ids
    if value != UNKNOWN and value not in known:
        kind = name if name == PLAN else f"value of {name}"
        raise UnknownName(kind, [*known, UNKNOWN], pointer=pointer)
