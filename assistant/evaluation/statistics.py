"""Shares with exact intervals, sums of chances, and rankings as one number.

Intervals of shares are those of Clopper and Pearson: whatever the true share is, they
hold it at least as often as they say, also for 0 of 20.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
"""How often an interval or a bound holds."""

_HALVINGS = 45
"""Steps of a bisection between 0 and 1: enough for thirteen digits."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    k: int
    n: int

    @property
    def share(self) -> float | None:
        """The share, None of nothing."""
        return self.k / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """The exact interval for the true share; everything where nothing was seen."""
        tail = (1 - LEVEL) / 2
        return 1 - _highest(self.n - self.k, self.n, tail), _highest(
            self.k, self.n, tail
        )

    @property
    def upper_bound(self) -> float:
        """The share that the true one does not exceed; one-sided."""
        return _highest(self.k, self.n, 1 - LEVEL)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of so many, with its interval from the normal approximation."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Expected:
    """How many of independent events are to be expected, and what would be usual."""

    mean: float
    low: int
    high: int


@lru_cache(4096)
def _highest(k: int, n: int, tail: float) -> float:
    """Return the highest share under which k or fewer of n still have this chance."""
    if k >= n:
        return 1.0
    ways = _ways(n)[: k + 1]
    hits = np.arange(k + 1)
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        chance = np.exp(
            ways + hits * math.log(middle) + (n - hits) * math.log1p(-middle)
        ).sum()
        low, high = (middle, high) if chance > tail else (low, middle)
    return (low + high) / 2


@lru_cache(64)
def _ways(n: int) -> Numbers:
    """Return the logarithms of the binomial coefficients of n."""
    factorials = np.array([math.lgamma(each + 1) for each in range(n + 1)])
    ways: Numbers = factorials[-1] - factorials - factorials[::-1]
    return ways


def mean_of(values: Sequence[float]) -> Mean | None:
    """Return the mean with its interval; None of nothing."""
    if not values:
        return None
    numbers = np.array(values, np.float64)
    middle = float(numbers.mean())
    spread = float(numbers.std(ddof=1)) if len(values) > 1 else 0.0
    reach = 1.96 * spread / math.sqrt(len(values))
    return Mean(middle, middle - reach, middle + reach, len(values))


def expected_of(chances: Collection[float]) -> Expected:
    """Return how many of these events come true, with its interval.

    The number of them follows the Poisson binomial distribution, computed exactly.
    """
    ends = np.array([1.0])
    for chance in chances:
        ends = np.convolve(ends, (1 - chance, chance))
    below = np.cumsum(ends)
    tail = (1 - LEVEL) / 2
    return Expected(
        float(sum(chances)),
        int(np.searchsorted(below, tail)),
        min(int(np.searchsorted(below, 1 - tail)), len(chances)),
    )


def auroc(wanted: Sequence[float], others: Sequence[float]) -> float | None:
    """Return how often one that is wanted scores above one that is not; ties half."""
    if not wanted or not others:
        return None
    ordered = np.sort(np.array(others, np.float64))
    scores = np.array(wanted, np.float64)
    below = np.searchsorted(ordered, scores, "left")
    not_above = np.searchsorted(ordered, scores, "right")
    return float((below + not_above).mean() / 2 / len(ordered))


def gain(rank: int | None, deepest: int = 10) -> float:
    """Return what one right answer at a rank, from 1, is worth; nDCG of one query."""
    if rank is None or rank > deepest:
        return 0.0
    return 1 / math.log2(rank + 1)
