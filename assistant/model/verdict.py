"""What the assistant answers, member by member as the published contract names them.

The classes are the wire format: ``dataclasses.asdict`` of a Verdict is the JSON object
that the API, the command line and the tests see.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.model.policy import Status

Origin = Literal["given", "read", "assumed"]
Scope = Literal["in_scope", "out_of_scope", "unclear"]
Confidence = Literal["high", "low", "none"]

UNDECIDED = "undecided"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quote:
    """A clause as quoted: its own words and where they stand."""

    id: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact the verdict rests on, and where it came from.

    ``evidence`` holds half-open spans in code points of the text as received; it is
    empty unless the fact was read. ``confidence`` is None for what was assumed.
    """

    name: str
    value: str
    confidence: float | None
    origin: Origin
    evidence: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that, had it this value, would lead to another priority."""

    fact: str
    value: str
    to: str


@dataclass(frozen=True, slots=True)
class PriorityAnswer:
    """Which priority fits.

    ``urgent``: an urgent one is decided or still possible. ``reason`` is the sentence
    of the rule that led there, where ``says`` only names the outcome; it may be empty.
    """

    value: str | None
    candidates: tuple[str, ...]
    urgent: bool
    confidence: float | None
    says: str
    reason: str
    status: Status | None
    rules: tuple[str, ...]
    clauses: tuple[Quote, ...]
    would_change: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """What a channel's answer would be on one plan, while the plan is not known."""

    plan: str
    answer: str
    says: str
    charge: str | None = None
    charge_says: str = ""


@dataclass(frozen=True, slots=True)
class ChannelAnswer:
    """May this channel be used, what may it cost, and on which words that rests.

    ``charge`` and its companions are None and empty for channels without a charge
    decision. ``by_plan`` is filled only while the answer differs by plan and the plan
    is not known.
    """

    answer: str
    says: str
    status: Status | None
    clauses: tuple[Quote, ...]
    charge: str | None = None
    charge_says: str = ""
    charge_status: Status | None = None
    charge_clauses: tuple[Quote, ...] = ()
    by_plan: tuple[PlanAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePriority:
    """What the case starts with, and whether support may change it."""

    set: str | None
    starts_as: str | None
    may_change: str
    starts_says: str
    says: str
    status: Status | None
    clauses: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Valued:
    """A decided value with its words; ``value`` is None while undecided."""

    value: str | None
    says: str
    status: Status | None
    clauses: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with its words."""

    answer: str
    says: str
    status: Status | None
    clauses: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ResponseTimeAnswer:
    """The initial response time; ``due`` is an instant in ISO form, or None."""

    status: Status | None
    says: str
    within: str | None
    counted: str
    due: str | None
    clauses: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing to expect."""

    id: str
    says: str
    status: Status
    clauses: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question, and the priorities it would leave possible."""

    value: str
    label: str
    leads_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The one question that helps most, and why it is asked."""

    fact: str
    text: str
    why: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class AnswerFound:
    """An article that answers, best first; ``score`` lies between 0 and 1.

    ``highlights`` are half-open spans of code points of the excerpt.
    """

    id: str
    title: str
    url: str
    excerpt: str
    score: float
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ChecklistEntry:
    """What an engineer will ask, and what is known of it already."""

    id: str
    asks: str
    known: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to answer; a claim, never an identity."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A case prefilled and not sent."""

    subject: str
    description: str
    priority: str | None
    priority_reason: str
    plan: str | None
    facts: Mapping[str, str]
    checklist: tuple[ChecklistEntry, ...]
    answers_tried: tuple[str, ...]
    contact: Contact
    policy_version: str


@dataclass(frozen=True, slots=True)
class NextAction:
    """What to do first, in the policy's words."""

    value: str
    says: str
    status: Status | None
    clauses: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole answer to one message.

    ``action`` holds the words of ``next_action``. ``person`` says how to reach a
    person and is never empty. ``notices`` are things to say besides: that a given plan
    was used although the text names another.
    """

    policy_version: str
    as_of: str
    scope: Scope
    facts: tuple[FactUsed, ...]
    priority: PriorityAnswer
    contact: Mapping[str, ChannelAnswer]
    case_priority: CasePriority
    support_level: Valued
    account_contact: Valued
    escalation: Answered
    response_time: ResponseTimeAnswer
    expect: tuple[Expectation, ...]
    next_action: str
    action: NextAction
    question: Question | None
    answers: tuple[AnswerFound, ...]
    answers_confidence: Confidence
    case_draft: CaseDraft | None
    person: str
    notices: tuple[str, ...] = ()
    also: tuple["Verdict", ...] = field(default=())
