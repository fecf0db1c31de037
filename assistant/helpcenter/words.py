"""Names of the policy in the words customers read."""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.model.policy import Policy, Priority, ResponseTime
from assistant.model.verdict import UNDECIDED
from assistant.model.wording import (
    answer_words,
    charge_words,
    response_words,
    spelled,
    started,
)
from assistant.rules import Outcomes


def answer(outcomes: Outcomes) -> str:
    """Return the answer of a channel in one or two words."""
    return answer_words(outcomes.decided or UNDECIDED)


def charge(outcomes: Outcomes) -> str:
    """Return what using a channel may cost in a few words that promise nothing."""
    return charge_words(outcomes.decided or UNDECIDED)


def response(time: ResponseTime | None) -> str:
    """Return an initial response time and when its clock runs."""
    return response_words(time.within if time else None, time.counted if time else "")


@dataclass(frozen=True, slots=True)
class Words:
    """What a policy calls its own names and values."""

    policy: Policy

    def name(self, name: str) -> str:
        """Return the question behind a fact, a lookup or a decision."""
        if name in self.policy.decisions:
            return self.policy.decisions[name].question
        if name in self.policy.lookups:
            channel = self.policy.channels[self.policy.lookups[name].channel]
            return f"What does your plan say about “{channel.name}”?"
        return self.policy.facts[name].ask or started(spelled(name))

    def value(self, name: str, value: str) -> str:
        """Return one value of a fact, a lookup or a decision."""
        if name in self.policy.facts:
            return self.policy.facts[name].label(value)
        return started(self.outcome(value))

    def values(self, name: str, values: Collection[str]) -> tuple[str, ...]:
        """Return several values, in the order they are declared."""
        declared = self.policy.values_of(name)
        return tuple(self.value(name, each) for each in declared if each in values)

    def outcome(self, outcome: str) -> str:
        """Return the outcome of a decision."""
        if outcome in self.policy.priorities:
            return self.policy.priorities[outcome].name
        if outcome in self.policy.roles:
            return self.policy.roles[outcome].name
        return spelled(outcome)

    def priorities(self, some: Collection[Priority]) -> str:
        """Return the names of some priorities, and one word where it is all of them."""
        if len(some) == len(self.policy.priorities) > 1:
            return "Every priority"
        *others, last = (each.name for each in some)
        return f"{', '.join(others)} and {last}" if others else last
