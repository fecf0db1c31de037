"""What a message settles, and what is left open.

A reading gives chances. Here they become facts: for the facts behind the priority
together, by what is expected to cost least; for every other fact by itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from assistant.desk.costs import cheapest
from assistant.desk.forecast import (
    Chances,
    Combination,
    Forecast,
    Forecaster,
    after_answers,
)
from assistant.model.policy import PLAN, Fact
from assistant.model.verdict import UNKNOWN, FactUsed
from assistant.reading import OUTSIDE, SCOPE, UNSAID, Reading
from assistant.rules import Engine

_PRIORITY = "priority"

_SHARPNESS = 1.6
"""How much likelier the likely outcomes are than products of chances say."""

_SURE_OUTSIDE = 0.5
"""Chance from which a message is taken to be no matter for support."""

_SURE, _PLAUSIBLE = 0.6, 0.2
"""Chances from which a fact by itself is told, and from which it stays possible."""

_COVERED = 0.9
"""How much of what may be stays possible where the priority is left open."""

_NOT_RULED_OUT = 0.03
"""An outcome at least so likely stays possible, too."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one message.

    Attributes:
        possible: Facts with the values still possible; a fact nobody spoke of is not
            there.
        used: The facts that are decided, and where each came from.
        priorities: The chance of each priority to be the right one.
        ask_first: Facts behind the priority, those first whose answer helps most.
    """

    possible: Mapping[str, Collection[str]]
    used: tuple[FactUsed, ...]
    notices: tuple[str, ...] = ()
    not_known: frozenset[str] = frozenset()
    priorities: Mapping[str, float] = field(default_factory=dict)
    ask_first: tuple[str, ...] = ()


def unread(known: Known, language: str) -> Known:
    """Return what is known where a message is in a language that nobody here reads.

    Nothing was taken from it, so nothing is taken for granted: it may be a matter for
    support, and an urgent one.
    """
    notice = (
        f"Your message seems to be in {language}. This assistant reads English only, "
        "so it took nothing from it. Answer the question, or turn to a person."
    )
    return replace(
        known,
        possible={**known.possible, SCOPE: ("unclear",)},
        notices=(*known.notices, notice),
    )


class Settler:
    """Settles readings by the policy of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._policy = engine.policy
        self._forecaster = Forecaster(engine, _PRIORITY)
        self._urgent = {
            each.id for each in engine.policy.priorities.values() if each.urgent
        }

    def settle(self, named: Mapping[str, str], reading: Reading) -> Known:
        """Join what the customer named with what was read; what was named wins.

        Args:
            named: Facts and their values; "unknown" means asked and not known.
            reading: What the message seems to say.
        """
        chances = {
            **{name: self._meant(name, reading) for name in reading.chances},
            **{name: {value: 1.0} for name, value in named.items()},
        }
        forecast = self._forecaster.forecast(chances)
        likely = forecast.outcomes(_SHARPNESS)
        told, _ = cheapest(likely, self._urgent)
        if told is None:
            possible = self._left_open(forecast, likely)
        else:
            outcome = frozenset((told,))
            best = next(c for c in forecast.combinations if c.outcome == outcome)
            possible = self._forecaster.given(best.values)
        for name, here in reading.chances.items():
            if name not in forecast.facts and name not in named:
                alone = self._alone(self._policy.facts[name], here)
                if alone is not None:
                    possible[name] = alone
        for name, value in named.items():
            possible[name] = (
                self._policy.facts[name].ids if value == UNKNOWN else (value,)
            )
        return Known(
            possible,
            tuple(self._used(possible, named, reading)),
            self._notices(named, reading),
            frozenset(name for name, value in named.items() if value == UNKNOWN),
            {next(iter(each)): c for each, c in likely.items() if len(each) == 1},
            () if told is not None else self._by_worth(forecast, named),
        )

    def _meant(self, name: str, reading: Reading) -> Chances:
        """Return the chances of a fact where what goes without saying is said.

        Policy assumes values where other facts settle that it may. Who tells of a fault
        and names no other environment means the live one, even where it is not settled
        what fault: as likely as it is that the assumption may be made.
        """
        fact, here = self._policy.facts[name], reading.chances[name]
        unsaid = here.get(UNSAID, 0.0)
        if fact.assumed is None or not fact.assumed_where or not unsaid:
            return here
        moved = unsaid * max(
            sum(reading.chances.get(other, {}).get(value, 0.0) for value in allowed)
            for condition in fact.assumed_where
            for other, allowed in [next(iter(condition.items()))]
        )
        return {
            **here,
            UNSAID: unsaid - moved,
            fact.assumed: here.get(fact.assumed, 0.0) + moved,
        }

    def _left_open(
        self, forecast: Forecast, likely: Mapping[frozenset[str], float]
    ) -> dict[str, Collection[str]]:
        """Return the values that stay possible: those of what may well be."""
        total = sum(each.chance for each in forecast.combinations)
        kept: list[Combination] = []
        covered = 0.0
        seen: set[frozenset[str]] = set()
        for each in forecast.combinations:
            new = each.outcome not in seen and likely[each.outcome] >= _NOT_RULED_OUT
            if covered < _COVERED * total or new:
                kept.append(each)
                seen.add(each.outcome)
            covered += each.chance
        possible: dict[str, Collection[str]] = {}
        for place, name in enumerate(forecast.facts):
            values = self._joined(
                self._policy.facts[name], {each.values[place] for each in kept}
            )
            if values is not None:
                possible[name] = values
        return possible

    def _alone(self, fact: Fact, here: Chances) -> Collection[str] | None:
        """Return the values of a fact that stay possible; None for no news."""
        if fact.id == SCOPE:
            return (OUTSIDE,) if here.get(OUTSIDE, 0.0) >= _SURE_OUTSIDE else None
        best = max(here, key=lambda value: here[value])
        if here[best] >= _SURE:
            return self._joined(fact, {best})
        return self._joined(fact, {v for v in here if here[v] >= _PLAUSIBLE})

    def _joined(self, fact: Fact, values: Collection[str]) -> Collection[str] | None:
        """Return values that are possible together; None where nobody spoke of it.

        Where it may be that nobody spoke of the fact, its assumed value stays possible,
        or, where nothing is assumed, every value.
        """
        said = set(values) - {UNSAID, UNKNOWN}
        if not said and UNKNOWN not in values:
            return None
        if UNKNOWN in values or (UNSAID in values and fact.assumed is None):
            said = set(fact.ids)
        elif UNSAID in values and fact.assumed is not None:
            said.add(fact.assumed)
        if said == {fact.assumed} and UNSAID in values:
            return None
        return tuple(value for value in fact.ids if value in said)

    def _used(
        self,
        possible: Mapping[str, Collection[str]],
        named: Mapping[str, str],
        reading: Reading,
    ) -> "list[FactUsed]":
        used = []
        for name, values in possible.items():
            if len(values) != 1:
                continue
            (value,) = values
            if name in named:
                used.append(FactUsed(name, value, 1.0, "given"))
                continue
            chances = reading.chances.get(name, {})
            chance = chances.get(value, 0.0)
            assumed = value == self._policy.facts[name].assumed
            if assumed and chances.get(UNSAID, 0.0) > chance:
                used.append(FactUsed(name, value, None, "assumed"))
                continue
            evidence = reading.evidence(name, value)
            used.append(FactUsed(name, value, round(chance, 3), "read", evidence))
        return used

    def _notices(self, named: Mapping[str, str], reading: Reading) -> tuple[str, ...]:
        here = reading.chances.get(PLAN, {})
        best = max(here, key=lambda value: here[value], default=UNSAID)
        if PLAN not in named or best in (UNSAID, UNKNOWN, named[PLAN]):
            return ()
        if here[best] < _SURE:
            return ()
        return (
            "Your message names another plan; this answer uses the plan you chose.",
        )

    def _by_worth(self, forecast: Forecast, named: Collection[str]) -> tuple[str, ...]:
        """Return the facts to ask for, those first whose answer should help most."""
        costs = {}
        for name in forecast.facts:
            if name in named:
                continue
            answers = after_answers(
                self._forecaster, forecast, name, self._policy.facts[name].ids
            )
            costs[name] = sum(
                chance * cheapest(outcomes, self._urgent)[1]
                for chance, outcomes in answers
            )
        # Rounded, so that ties are ties however the sum was added up.
        return tuple(sorted(costs, key=lambda name: (round(costs[name], 9), name)))
