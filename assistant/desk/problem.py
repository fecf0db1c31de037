"""A request as it comes in, checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.errors import BadRequest, UnknownName
from assistant.model.limits import LONGEST_TEXT
from assistant.model.policy import PLAN, Policy
from assistant.model.verdict import UNKNOWN


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


def _check_value(policy: Policy, name: str, value: str, pointer: str) -> None:
    known = policy.facts[name].ids
    if value != UNKNOWN and value not in known:
        kind = name if name == PLAN else f"value of {name}"
        raise UnknownName(kind, [*known, UNKNOWN], pointer=pointer)
