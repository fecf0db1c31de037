"""From chances of facts to chances of what the policy decides.

The likeliest combinations of facts are each put to the policy. What they come out to,
weighed by their chances, is how likely each outcome is; a combination that leaves the
decision open counts as open.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.model.verdict import UNKNOWN
from assistant.reading import UNSAID
from assistant.rules import Engine

_NEGLIGIBLE = 0.001
"""Chance under which a combination of facts is not looked at."""

_MOST_KEPT = 100_000
"""Combinations whose outcome is remembered: a bound on memory."""

Outcome = frozenset[str]
"""The values a decision may still have: one where it is settled."""

Chances = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Combination:
    """One way the facts may be, how likely it is, and what it comes out to.

    Attributes:
        values: A value for each fact, ``UNSAID`` or "unknown".
    """

    values: tuple[str, ...]
    chance: float
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Forecast:
    """The likeliest combinations of some facts, the likeliest first."""

    facts: tuple[str, ...]
    combinations: tuple[Combination, ...]

    def outcomes(self, sharpness: float = 1.0) -> Mapping[Outcome, float]:
        """Return the chance of each outcome; they sum to 1.

        Args:
            sharpness: Above 1 the likelier ones gain. Chances of facts are worked out
                one by one, and as they err together, their products are too low.
        """
        return _outcomes(
            ((each.outcome, each.chance) for each in self.combinations), sharpness
        )


class Forecaster:
    """Puts combinations of facts to one engine; remembers what came out."""

    def __init__(self, engine: Engine, decision: str) -> None:
        self._engine = engine
        self._decision = decision
        self.facts = tuple(
            name
            for name in engine.facts_behind(decision)
            if not engine.policy.facts[name].supplied
        )
        self._known: dict[tuple[str, ...], Outcome] = {}

    def forecast(self, chances: Mapping[str, Chances]) -> Forecast:
        """Return the likeliest combinations of the facts behind the decision.

        Args:
            chances: For each fact the chances of its values, of ``UNSAID`` and
                "unknown"; nobody spoke of a fact that is not there.
        """
        found = sorted(
            self._likely([chances.get(name, {UNSAID: 1.0}) for name in self.facts]),
            key=lambda each: (-each[1], each[0]),
        )
        return Forecast(
            self.facts,
            tuple(Combination(values, c, self.outcome(values)) for values, c in found),
        )

    def outcome(self, values: tuple[str, ...]) -> Outcome:
        """Return what the decision comes out to with these values of the facts."""
        known = self._known.get(values)
        if known is None:
            given, _ = self._engine.with_assumptions(self.given(values))
            known = frozenset(self._engine.decide(self._decision, given).values)
            if len(self._known) > _MOST_KEPT:
                self._known.clear()
            self._known[values] = known
        return known

    def given(self, values: Sequence[str]) -> dict[str, Collection[str]]:
        """Return the values as an engine takes them; what is unsaid is left out."""
        facts = self._engine.policy.facts
        return {
            name: facts[name].ids if value == UNKNOWN else (value,)
            for name, value in zip(self.facts, values, strict=True)
            if value != UNSAID
        }

    def _likely(
        self, chances: Sequence[Chances]
    ) -> Iterator[tuple[tuple[str, ...], float]]:
        """Yield the combinations that are not negligible, depth first."""
        ordered = [sorted(each.items(), key=lambda item: -item[1]) for each in chances]
        stack: list[tuple[tuple[str, ...], float]] = [((), 1.0)]
        while stack:
            values, chance = stack.pop()
            if len(values) == len(ordered):
                yield values, chance
                continue
            for value, own in ordered[len(values)]:
                if chance * own < _NEGLIGIBLE:
                    break
                stack.append(((*values, value), chance * own))


def after_answers(
    forecaster: Forecaster, forecast: Forecast, fact: str, values: Sequence[str]
) -> Iterator[tuple[float, Mapping[Outcome, float]]]:
    """Yield for each answer its chance, and the outcomes' chances after it.

    Where a combination does not say, each answer is taken to be as likely.
    """
    place = forecast.facts.index(fact)
    total = sum(each.chance for each in forecast.combinations)
    for value in values:
        weighed = []
        for each in forecast.combinations:
            held = each.values[place]
            if held == value:
                weighed.append((each.outcome, each.chance))
            elif held in (UNSAID, UNKNOWN):
                answered = (*each.values[:place], value, *each.values[place + 1 :])
                outcome = forecaster.outcome(answered)
                weighed.append((outcome, each.chance / len(values)))
        if weighed:
            chance = sum(chance for _, chance in weighed) / total
            yield chance, _outcomes(weighed, 1.0)


def _outcomes(
    weighed: Iterable[tuple[Outcome, float]],
    sharpness: float,
) -> Mapping[Outcome, float]:
    summed: dict[Outcome, float] = {}
    for outcome, chance in weighed:
        summed[outcome] = summed.get(outcome, 0.0) + chance
    total = sum(summed.values())
    sharpened = {each: (c / total) ** sharpness for each, c in summed.items()}
    total = sum(sharpened.values())
    return {each: chance / total for each, chance in sharpened.items()}
