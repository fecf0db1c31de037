"""Stated probabilities beside what came out, and the bound on what was wrong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.evaluation.judging import Judge, decided, rate, right, settled
from assistant.evaluation.running import Case
from assistant.evaluation.statistics import Expected, Rate, expected_of
from assistant.reading import SCOPE, UNSAID

_MOST_BINS = 10
_FEWEST = 20
"""Messages in one bin of the reliability diagram, where there are that many."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Messages of similar stated probability."""

    stated: float
    rate: Rate


@dataclass(frozen=True, slots=True)
class Point:
    """What would be decided from a stated probability on, and how much of it wrong."""

    stated: float
    coverage: float
    rate: Rate


@dataclass(frozen=True, slots=True)
class Calibration:
    """Stated probabilities of being right, beside what was right.

    Attributes:
        expected: How many wrong ones the stated probabilities amount to.
        wrong: How many there were.
    """

    expected: Expected
    wrong: int
    n: int
    bins: tuple[Bin, ...]

    @property
    def inside(self) -> bool:
        """Tell whether the wrong ones are as many as was to be expected."""
        return self.expected.low <= self.wrong <= self.expected.high


@dataclass(frozen=True, slots=True)
class Bound:
    """How often something bad happens at most, at the thresholds as shipped."""

    id: str
    label: str
    rate: Rate


NOT_COVERED = (
    "Each bound holds for messages like these, at the thresholds as shipped and with "
    "95 % confidence. It says nothing about messages unlike these, about languages "
    "that are rare or absent here, about messages with several matters where only one "
    "is labelled, or about labels that are wrong: they come from one hand. Messages "
    "that resemble each other count one by one, so the true uncertainty is somewhat "
    "larger."
)


def calibration_of(stated: Sequence[tuple[float, bool]]) -> Calibration:
    """Return how stated probabilities fit; each with whether it came out right."""
    ordered = sorted(stated)
    number = max(min(_MOST_BINS, len(ordered) // _FEWEST), 1)
    bins = []
    for each in range(number):
        part = ordered[
            each * len(ordered) // number : (each + 1) * len(ordered) // number
        ]
        if part:
            mean = sum(chance for chance, _ in part) / len(part)
            bins.append(Bin(mean, Rate(sum(good for _, good in part), len(part))))
    return Calibration(
        expected_of([1 - chance for chance, _ in ordered]),
        sum(not good for _, good in ordered),
        len(ordered),
        tuple(bins),
    )


def of_priority(cases: Iterable[Case]) -> Calibration:
    """Return how the stated probability of the priority fits."""
    return calibration_of(tuple(_stated(settled(cases))))


def of_facts(cases: Sequence[Case]) -> dict[str, Calibration]:
    """Return how the chances of each fact fit.

    Judged is the likeliest: a value, that it is left open, or that nothing is said.
    Messages that are no matter for support count for their scope alone.
    """
    found: dict[str, list[tuple[float, bool]]] = {}
    for case in cases:
        labels = case.message.facts
        if labels is None:
            continue
        for name, chances in case.chances.items():
            if name != SCOPE and case.truth.scope != "in_scope":
                continue
            best = max(chances, key=lambda value: chances[value])
            right_one = best == labels.get(name, UNSAID)
            found.setdefault(name, []).append((chances[best], right_one))
    return {name: calibration_of(found[name]) for name in sorted(found)}


def risk_and_coverage(cases: Iterable[Case]) -> tuple[Point, ...]:
    """Return, for falling stated probability, what is decided and what of it wrong.

    The last point is what ships: the rest is asked about, left open or refused.
    """
    known = settled(cases)
    ordered = sorted(_stated(known), key=lambda each: -each[0])
    points = []
    wrong = 0
    for place, (stated, good) in enumerate(ordered, start=1):
        wrong += not good
        if place == len(ordered) or ordered[place][0] != stated:
            points.append(Point(stated, place / len(known), Rate(wrong, place)))
    return tuple(points)


def bounds_of(judge: Judge, cases: Iterable[Case]) -> tuple[Bound, ...]:
    """Return the stated bounds; those without a message left out."""
    known = settled(cases)
    urgent = [case for case in known if judge.urgent(case)]
    others = [case for case in known if not judge.urgent(case)]
    bounds = (
        Bound(
            "wrong",
            "wrong priority among decided",
            rate(decided(known), lambda case: not right(case)),
        ),
        Bound(
            "urgent.otherwise",
            "urgent problems told otherwise",
            rate(urgent, judge.otherwise),
        ),
        Bound("urgent.false", "others answered as urgent", rate(others, judge.alarmed)),
    )
    return tuple(each for each in bounds if each.rate.n)


def _stated(known: Iterable[Case]) -> Iterator[tuple[float, bool]]:
    for case in decided(known):
        confidence = case.verdict.priority.confidence
        yield 1.0 if confidence is None else confidence, right(case)
