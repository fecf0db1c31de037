"""What a screen shows, worked out before the template writes it down."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.desk import Problem
from assistant.model.addresses import article_url
from assistant.model.kb import KnowledgeBase
from assistant.model.policy import (
    PLAN,
    STATUSES,
    Channel,
    Fact,
    Plan,
    Policy,
    Priority,
    Status,
)
from assistant.model.verdict import UNKNOWN, ChannelAnswer, FactUsed, Origin, Verdict
from assistant.model.wording import (
    STATUS_MEANS,
    STATUS_NAMES,
    UNKNOWN_LABEL,
    ways_to,
)
from assistant.service.bodies import Form, blank

FIRST_ASKED: Final = (PLAN, "environment")
"""Facts the first page offers, where the policy declares them."""

ORIGINS: Final[Mapping[Origin, str]] = {
    "given": "you said",
    "read": "I read it",
    "assumed": "I assumed it",
}

Span = tuple[int, int]
Piece = tuple[str, bool]
"""Some text, and whether it is marked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a customer has told so far; travels in the form, never in a session."""

    text: str
    facts: Mapping[str, str]
    asked: tuple[str, ...]

    @classmethod
    def from_form(cls, form: Form) -> "Asked":
        """Return what a form holds; a question left open counts as not asked."""
        facts = {name: value for name, value in form.under("fact-").items() if value}
        asked = tuple(dict.fromkeys(form.all("asked")))
        return cls(
            form.one("text"), facts, tuple(name for name in asked if name in facts)
        )

    def problem(self) -> Problem:
        """Return it as the desk takes it; what shows nothing is no text."""
        text = "" if blank(self.text) else self.text
        return Problem(text, facts=self.facts, asked=self.asked)


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact the verdict rests on, as a customer reads and corrects it."""

    fact: Fact
    value: str
    label: str
    origin: Origin
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything the verdict page shows beside the verdict itself.

    Attributes:
        message: The message with what was read in it marked.
        lines: Facts used.
        others: Facts that could be told besides.
        channels: Ways of contact the policy says something definite about.
        other_channels: The rest.
        statuses: Those that need explaining on this page, strongest first.
    """

    verdict: Verdict
    message: tuple[Piece, ...]
    lines: tuple[FactLine, ...]
    others: tuple[Fact, ...]
    channels: tuple[tuple[Channel, ChannelAnswer], ...]
    other_channels: tuple[tuple[Channel, ChannelAnswer], ...]
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What the policy calls its own names and values."""

    policy: Policy
    kb: KnowledgeBase

    @property
    def first_asked(self) -> tuple[Fact, ...]:
        """The facts the first page offers."""
        facts = self.policy.facts
        return tuple(facts[name] for name in FIRST_ASKED if name in facts)

    def fact(self, name: str) -> Fact:
        """Return a fact."""
        return self.policy.facts[name]

    def label(self, name: str, value: str) -> str:
        """Return a fact's value as customers read it."""
        if value == UNKNOWN:
            return UNKNOWN_LABEL
        return self.policy.facts[name].label(value)

    def plan(self, plan_id: str) -> Plan:
        """Return a plan."""
        return self.policy.plans[plan_id]

    def priority(self, priority_id: str) -> Priority:
        """Return a priority."""
        return self.policy.priorities[priority_id]

    @property
    def priorities(self) -> tuple[Priority, ...]:
        """The priorities, most urgent first."""
        return self.policy.ranked()

    def definition(self, priority: Priority) -> str:
        """Return the sentence that defines a priority."""
        return self.policy.clauses[priority.clauses[0]].text

    def article_title(self, article_id: str) -> str:
        """Return the title of an article."""
        return self.kb.articles[article_id].title

    def article_url(self, article_id: str) -> str:
        """Return the address of an article."""
        return article_url(self.kb.articles[article_id])

    def status(self, status: Status) -> tuple[str, str]:
        """Return what a status is called, and what it means."""
        return STATUS_NAMES[status], STATUS_MEANS[status]

    def origin(self, origin: Origin) -> str:
        """Return where a fact comes from, in words."""
        return ORIGINS[origin]

    def marked(self, text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
        """Return a text in pieces, those inside a span marked."""
        return tuple(_pieces(text, spans))

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """The ways to a person that the policy prints: words and address."""
        return ways_to(self.policy.organization.contact)

    def screen(self, verdict: Verdict, text: str) -> Screen:
        """Return what the verdict page shows."""
        used = {each.name for each in verdict.facts}
        channels = [
            (self.policy.channels[name], answer)
            for name, answer in verdict.contact.items()
        ]
        wanted = {each.value for each in verdict.facts if each.name == "wants"}
        main = [each for each in channels if _tells_something(each[1])]
        main += [each for each in channels if each[0].id in wanted and each not in main]
        return Screen(
            verdict=verdict,
            message=self.marked(
                text, (span for each in verdict.facts for span in each.evidence)
            ),
            lines=tuple(
                self._line(each, text)
                for origin in ORIGINS
                for each in verdict.facts
                if each.origin == origin
            ),
            others=tuple(
                fact
                for fact in self.policy.facts.values()
                if not fact.supplied and fact.id not in used
            ),
            channels=tuple(main),
            other_channels=tuple(each for each in channels if each not in main),
            statuses=_to_explain(verdict, self.policy),
        )

    def _line(self, used: FactUsed, text: str) -> FactLine:
        return FactLine(
            fact=self.policy.facts[used.name],
            value=used.value,
            label=self.label(used.name, used.value),
            origin=used.origin,
            quotes=tuple(text[start:end].strip() for start, end in used.evidence),
        )


def _tells_something(answer: ChannelAnswer) -> bool:
    return answer.answer in ("yes", "no") or answer.charge is not None


def _to_explain(verdict: Verdict, policy: Policy) -> tuple[Status, ...]:
    shown = {
        policy.organization.contact.status,
        verdict.priority.status,
        verdict.action.status,
        verdict.case_priority.status,
        verdict.support_level.status,
        verdict.account_contact.status,
        verdict.escalation.status,
        verdict.response_time.status,
        *(each.status for each in verdict.expect),
        *(each.status for each in verdict.contact.values()),
        *(each.charge_status for each in verdict.contact.values()),
    }
    return tuple(each for each in STATUSES if each in shown and each != "stated")


def _pieces(text: str, spans: Iterable[Span]) -> Iterator[Piece]:
    at = 0
    for start, end in _joined(sorted(spans)):
        if at < start:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Return sorted spans with those that overlap made one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined
