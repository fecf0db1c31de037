"""What the form of a case shows beside its fields: priorities and words."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from assistant.cases.formats import LONGEST_MAIL_ADDRESS, MAIL_CUT
from assistant.model.policy import ChecklistItem, Fact, Policy, Status
from assistant.model.verdict import UNKNOWN, CasePriority, Quote
from assistant.model.wording import UNKNOWN_LABEL
from assistant.screens.frame import templates
from assistant.screens.secrets import as_data
from assistant.screens.words import Words

SAID_BY_PRIORITY: Final = "customer_priority"
"""The fact that the choice of a priority on the form answers."""

SET_NONE: Final = "not_set"
"""Its value while no priority is chosen."""

CHOSEN: Final = "The customer chose this priority."
ANSWERS_HEADING: Final = "What an engineer will ask:"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing an engineer will ask, as the form shows it.

    Attributes:
        fact: The fact whose closed list answers it; None takes words.
        answer: A value of the fact, or words; "" while it is still missing.
        assumed: Whether the answer is only an assumption so far.
    """

    item: ChecklistItem
    fact: Fact | None
    answer: str
    assumed: bool


class Filled(Protocol):
    """What a form holds so far."""

    @property
    def facts(self) -> Mapping[str, str]:
        """Facts and their values."""

    @property
    def checks(self) -> Mapping[str, str]:
        """Answers in words, by what was asked."""

    @property
    def assumed(self) -> Mapping[str, str]:
        """Those of the facts that are only assumed."""


@dataclass(frozen=True, slots=True)
class EmptyForm:
    """The fields of the form before anybody wrote anything."""

    policy_version: str
    key: str = ""
    subject: str = ""
    description: str = ""
    priority: str = ""
    name: str = ""
    email: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    assumed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()


def rows_of(words: Words, asks: Collection[str], form: Filled) -> tuple[Row, ...]:
    """Return what an engineer will ask, in the policy's order, with what is known."""
    rows = []
    taken: set[str] = set()
    for item in words.policy.checklist:
        if item.id not in asks:
            continue
        # A second question about the same fact is answered in words.
        fact = None if item.fact in taken else words.policy.facts.get(item.fact or "")
        if fact is None:
            rows.append(Row(item, None, form.checks.get(item.id, ""), False))
            continue
        taken.add(fact.id)
        answer = form.facts.get(fact.id, "")
        assumed = bool(answer) and form.assumed.get(fact.id) == answer
        rows.append(Row(item, fact, answer, assumed))
    return tuple(rows)


SAYS: Final = {
    "removed": "[removed]",
    "taken_out": "Taken out. Look at it once more, then send it.",
    "in_field": "in",
    "copied": "Copied.",
    "not_copied": "Not copied. Select the text below and copy it.",
    "saving": "Saving…",
    "answered": "of",
    "one_article": "1 article may answer this:",
    "articles": "articles may answer this:",
}
"""What the scripts of forms say, where they say more than the templates."""

_GUARD: Final = """
{%- import "_forms.html" as forms with context %}{{ forms.guard_template() }}
"""


def guard_data() -> dict[str, Any]:
    """Return what a form needs to look for secrets on a page that brings none of it."""
    warning = templates().from_string(_GUARD).render()
    return {"words": {**SAYS, "secrets": as_data()}, "template": warning.strip()}


Decide = Callable[[Mapping[str, str]], CasePriority]
"""Decides from facts alone what the policy says of a case's priority."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A priority that a customer may set, or none.

    Attributes:
        value: Its id; "" sets none.
        definition: The sentence that defines it; "" for none.
        fits: Whether it fits what was told.
        says: What the policy says of this choice, where it says anything.
    """

    value: str
    title: str
    definition: str
    fits: bool
    says: str
    status: Status | None
    clauses: tuple[Quote, ...]


def choices(
    words: Words, facts: Mapping[str, str], fits: str, decide: Decide
) -> tuple[Choice, ...]:
    """Return every priority that can be set on a case, most urgent first, then none."""
    offered = [
        (each.id, f"{each.name}, {each.label.lower()}", words.definition(each))
        for each in words.priorities
    ]
    found = []
    for value, title, definition in (*offered, ("", "Set none", "")):
        set_so = decide(with_choice(words.policy, facts, value))
        says = set_so.says if value else f"{set_so.starts_says} {set_so.says}".strip()
        found.append(
            Choice(
                value,
                title,
                definition,
                bool(value) and value == fits,
                says,
                set_so.status,
                set_so.clauses,
            )
        )
    return tuple(found)


def with_choice(
    policy: Policy, facts: Mapping[str, str], priority: str
) -> Mapping[str, str]:
    """Return facts to decide from, with the priority a customer sets; "" sets none.

    What the form leaves open stays open: nothing is assumed for it a second time.
    """
    left_open = {
        fact.id: UNKNOWN
        for fact in policy.facts.values()
        if not fact.supplied and fact.assumed is not None and fact.id not in facts
    }
    said = policy.facts.get(SAID_BY_PRIORITY)
    chosen = priority or SET_NONE
    set_so = {SAID_BY_PRIORITY: chosen} if said and chosen in said.ids else {}
    return {**facts, **left_open, **set_so}


def case_words(words: Words) -> dict[str, Any]:
    """Return what the script of the form needs to know of the policy, as JSON."""
    policy = words.policy
    return {
        "priorities": {
            each.id: f"{each.name}, {each.label}" for each in words.priorities
        },
        "plans": {each.id: each.name for each in policy.plans.values()},
        "facts": {
            each.id: _fact(each) for each in policy.facts.values() if not each.supplied
        },
        "asks": {
            item.id: {"asks": item.asks, "fact": item.fact} for item in policy.checklist
        },
        "mail": policy.organization.contact.mail or "",
        "longest_mail": LONGEST_MAIL_ADDRESS,
        "mail_cut": MAIL_CUT,
        "unknown": UNKNOWN,
        "chosen": CHOSEN,
        "answers_heading": ANSWERS_HEADING,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "ask": fact.ask,
        "labels": {
            **{value.id: value.label for value in fact.values},
            UNKNOWN: UNKNOWN_LABEL,
        },
    }
