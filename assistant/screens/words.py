"""The policy's own names and values, as templates say them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.model.kb import KnowledgeBase
from assistant.model.policy import PLAN, Fact, Plan, Policy, Priority, Status
from assistant.model.verdict import UNKNOWN, Origin
from assistant.model.wording import (
    STATUS_MEANS,
    STATUS_NAMES,
    UNKNOWN_LABEL,
    ways_to,
)

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
class Words:
    """What the policy calls its own names and values.

    Attributes:
        root: The path the help center stands under; "/" at the top of its host.
    """

    policy: Policy
    kb: KnowledgeBase
    root: str = "/"

    def at(self, url: str) -> str:
        """Return an address of the help center as this site links it."""
        return self.root + url.removeprefix("/")

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
