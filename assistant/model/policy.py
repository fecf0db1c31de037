"""The policy as writers declare it in ``policies/``.

Every noun keeps the position it was read from, so that whatever is said about it can
point at the line to edit. Positions take no part in equality or in the version.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from assistant.errors import NOWHERE, Position
from assistant.model.guide import Entrance

Status = Literal["stated", "reading", "sample", "not_stated"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""From strongest to weakest; an answer takes the weakest one it used."""

Hit = Literal["unique", "agree", "all"]
HITS: tuple[Hit, ...] = get_args(Hit)

PLAN = "plan"
"""The fact that lookups read and requests may give by a member of its own."""

SUPPLIED_FACTS = ("message_scope", "question_open", "answers_confidence")
"""Facts the assistant itself supplies, by these names."""

KNOWN_DECISIONS = (
    "priority",
    "next_action",
    "case_starts_as",
    "may_change",
    "support_level",
    "account_contact",
    "escalation",
    "expect",
    "response_time",
)
"""Decisions the assistant reads by name; the first two are mandatory."""

Condition = Mapping[str, frozenset[str]]
"""Names of facts or decisions, each with the values that satisfy it; all must hold."""


def weakest(statuses: Iterable[Status]) -> Status:
    """Return the weakest status given, ``stated`` where none is given."""
    return max(statuses, key=STATUSES.index, default="stated")


CHANNEL_ANSWERS = ("yes", "no", "not_stated", "not_applicable")
CHARGE_ANSWERS = ("no", "may_apply", "not_stated")
KNOWN_OUTCOMES = {
    "next_action": (
        "call",
        "file_case",
        "read_answer",
        "answer_question",
        "contact_tam",
        "contact_csm",
        "ask_support",
        "none",
    ),
    "may_change": ("likely_lowered", "may_be_lowered", "may_be_raised", "unlikely"),
    "escalation": ("yes", "not_stated", "not_applicable"),
}
"""What the published answer may hold, for decisions whose outcomes it publishes."""


def in_force(since: date | None, until: date | None, day: date) -> bool:
    """Tell whether a day lies in a period: its first day in, its last day out."""
    return (since is None or since <= day) and (until is None or day < until)


@dataclass(frozen=True, slots=True)
class Clause:
    """One authoritative sentence of the policy, in our own words; this is quoted."""

    id: str
    text: str
    article: str
    status: Status
    owner: str
    reviewed: date
    note: str = ""
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """One answer from a fact's closed list."""

    id: str
    label: str
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know about a problem, with its closed list of answers.

    Attributes:
        ask: The question a customer reads; empty for what is never asked.
        why: Why it is asked, one sentence.
        assumed: Value used, and said, where nothing speaks for another; or None.
        assumed_where: The assumption holds only where one of these conditions does;
            empty means everywhere.
        supplied: True for what the assistant itself knows (which question is open,
            how good the articles are); never asked, never shown as a customer's fact.
    """

    id: str
    ask: str
    why: str
    values: tuple[Value, ...]
    assumed: str | None = None
    assumed_where: tuple[Condition, ...] = ()
    supplied: bool = False
    at: Position = field(default=NOWHERE, compare=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the values, in the order they are offered."""
        return tuple(value.id for value in self.values)

    def label(self, value: str) -> str:
        """Return the words customers read for a value; KeyError where undeclared."""
        for each in self.values:
            if each.id == value:
                return each.label
        raise KeyError(value)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one plan says about one channel."""

    access: str
    because: tuple[str, ...] = ()
    status: Status = "stated"
    note: str = ""
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A fact that is never asked: what the plan says about one channel."""

    id: str
    channel: str
    entries: Mapping[str, Entitlement]
    """Plan id to entitlement; every plan is in it."""
    at: Position = field(default=NOWHERE, compare=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """The accesses that occur, in order of plans, each once."""
        return tuple(dict.fromkeys(entry.access for entry in self.entries.values()))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a customer bought."""

    id: str
    name: str
    summary: str
    channels: Mapping[str, Entitlement]
    status: Status = "stated"
    note: str = ""
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to get help, with the decisions that answer "may I use it?".

    Attributes:
        decision: Decision whose outcome is the answer for this channel.
        charge: Decision that says whether using it may cost something, or None.
        limit: A limit customers must know ("sixty minutes"), or "".
    """

    id: str
    name: str
    about: str
    decision: str
    charge: str | None = None
    limit: str = ""
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Priority:
    """How badly work is hurt; a lower rank is more urgent."""

    id: str
    name: str
    label: str
    rank: int
    urgent: bool
    clauses: tuple[str, ...]
    lines: tuple[str, ...]
    """Its test in plain lines, each a condition a customer can check."""
    examples: tuple[str, ...]
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Role:
    """A person a customer may turn to beside support itself."""

    id: str
    name: str
    one_line: str
    subject: str
    duties: tuple[str, ...]
    because: tuple[str, ...]
    status: Status
    note: str = ""
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SharedDuty:
    """A subject on which all roles can help."""

    text: str
    because: tuple[str, ...]
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a decision: where the conditions hold, this outcome, and why.

    Attributes:
        when: Facts or earlier decisions with the values that satisfy the rule; a name
            that is absent may have any value.
        says: The sentence a customer reads.
        because: Ids of the clauses it rests on.
        unless: Ids of rules of the same decision before which this one steps back.
        when_at: Where each name of ``when`` stands.
    """

    id: str
    when: Condition
    then: str
    says: str
    because: tuple[str, ...] = ()
    status: Status = "stated"
    note: str = ""
    unless: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    at: Position = field(default=NOWHERE, compare=False)
    when_at: Mapping[str, Position] = field(default_factory=dict, compare=False)

    def in_force(self, day: date) -> bool:
        """Tell whether the rule holds on a day; from is included, to is excluded."""
        return in_force(self.effective_from, self.effective_to, day)


@dataclass(frozen=True, slots=True)
class Decision:
    """One table: which outcome follows from the facts.

    Attributes:
        hit: ``unique``: two rules never both apply; ``agree``: they may where the
            outcome is the same; ``all``: every rule that applies counts.
        otherwise: What holds where no rule applies, or None. Its id is "otherwise".
        undecided: What a customer reads while facts are missing.
    """

    id: str
    question: str
    outcomes: tuple[str, ...]
    hit: Hit
    rules: tuple[Rule, ...]
    otherwise: Rule | None = None
    undecided: str = ""
    at: Position = field(default=NOWHERE, compare=False)
    rules_at: Position = field(default=NOWHERE, compare=False)
    outcomes_at: Mapping[str, Position] = field(default_factory=dict, compare=False)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names the rules read, sorted."""
        return tuple(sorted({name for rule in self.rules for name in rule.when}))

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by id, ``otherwise`` included; KeyError where there is none."""
        for rule in self.all_rules():
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def all_rules(self) -> Iterator[Rule]:
        """Yield the rules and then ``otherwise``, where there is one."""
        yield from self.rules
        if self.otherwise is not None:
            yield self.otherwise


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that must never happen, with the clause that says so."""

    id: str
    says: str
    never: Condition
    because: tuple[str, ...]
    at: Position = field(default=NOWHERE, compare=False)
    never_at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class WayToPerson:
    """How a customer reaches a person; a missing value is said, never invented."""

    says: str
    urgent_says: str
    status: Status
    phone: str | None = None
    portal: str | None = None
    mail: str | None = None


@dataclass(frozen=True, slots=True)
class Organization:
    """Whose help center this is."""

    name: str
    contact: WayToPerson
    support_name: str = "Support"
    about: str = ""
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """One row of the response times; which row holds is a decision of its own.

    Attributes:
        within: ISO-like duration in words ("30 minutes"), or None where not stated.
        counted: When the clock runs, in words, or "".
    """

    rule: Rule
    within: str | None
    counted: str


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """Something an engineer will ask for; ``fact`` is the fact that answers it."""

    id: str
    asks: str
    fact: str | None
    priorities: tuple[str, ...]
    """Ids of the priorities it is asked for; empty means all."""
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class PolicyCase:
    """A writer's test: with these facts, these outcomes."""

    id: str
    name: str
    given: Mapping[str, str]
    expect: Mapping[str, frozenset[str]]
    """Decision to the outcomes that may remain; more than one means still open."""
    ask: str | None
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything under ``policies/``; what it refers to exists.

    Attributes:
        decisions: In an order in which each comes after those it reads.
        version: ``sha256:`` and a digest over the content, not over the files: a
            comment or another order of rules leaves it as it is.
        entrances: The general one first; never empty where it was read from files.
    """

    organization: Organization
    clauses: Mapping[str, Clause]
    facts: Mapping[str, Fact]
    lookups: Mapping[str, Lookup]
    plans: Mapping[str, Plan]
    channels: Mapping[str, Channel]
    priorities: Mapping[str, Priority]
    roles: Mapping[str, Role]
    shared_duties: tuple[SharedDuty, ...]
    decisions: Mapping[str, Decision]
    response_times: Mapping[str, ResponseTime]
    promises: Mapping[str, Promise]
    checklist: tuple[ChecklistItem, ...]
    cases: tuple[PolicyCase, ...]
    version: str
    entrances: tuple[Entrance, ...] = ()

    def values_of(self, name: str) -> tuple[str, ...]:
        """Return the closed list of a fact, lookup or decision; KeyError if none."""
        if name in self.facts:
            return self.facts[name].ids
        if name in self.lookups:
            return self.lookups[name].ids
        return self.decisions[name].outcomes

    def ranked(self) -> tuple[Priority, ...]:
        """Return the priorities, most urgent first."""
        return tuple(sorted(self.priorities.values(), key=lambda each: each.rank))
