"""A decision as it is in force on one day."""

from collections.abc import Sequence
from datetime import date

from assistant.model.policy import Decision, Rule

NO_OUTCOME = ""
"""Stands for the outcome where no rule applies; no outcome's id is empty."""


class Table:
    """A decision as it is in force on one day, ready to be evaluated."""

    def __init__(self, decision: Decision, day: date) -> None:
        self.decision = decision
        self.rules = tuple(rule for rule in decision.rules if rule.in_force(day))
        self.inputs = tuple(sorted({name for rule in self.rules for name in rule.when}))
        index = {name: number for number, name in enumerate(self.inputs)}
        self._tests = [
            tuple((index[name], values) for name, values in rule.when.items())
            for rule in self.rules
        ]
        present = {rule.id: number for number, rule in enumerate(self.rules)}
        self._yields_to = [
            tuple(present[other] for other in rule.unless if other in present)
            for rule in self.rules
        ]
        self._memo: dict[tuple[str, ...], tuple[Rule, ...]] = {}

    def matching(self, values: Sequence[str]) -> list[bool]:
        """Tell for each rule whether its conditions hold, ``unless`` left aside."""
        return [
            all(values[index] in wanted for index, wanted in test)
            for test in self._tests
        ]

    def mattering(self, values: Sequence[str | None]) -> set[int]:
        """Return which inputs can still decide something, given some of their values.

        Args:
            values: By place; None where a value is not known.
        """
        return {
            index
            for test in self._tests
            if all(values[at] is None or values[at] in wanted for at, wanted in test)
            for index, _ in test
        }

    def applying(self, values: tuple[str, ...]) -> tuple[Rule, ...]:
        """Return the rules that apply to one combination of inputs.

        ``otherwise`` stands in where none does; empty where there is none either.
        """
        known = self._memo.get(values)
        if known is not None:
            return known
        matching = self.matching(values)
        applies: dict[int, bool] = {}

        def holds(number: int) -> bool:
            if number not in applies:
                applies[number] = matching[number] and not any(
                    holds(other) for other in self._yields_to[number]
                )
            return applies[number]

        found = tuple(rule for n, rule in enumerate(self.rules) if holds(n))
        if not found and self.decision.otherwise is not None:
            found = (self.decision.otherwise,)
        self._memo[values] = found
        return found
