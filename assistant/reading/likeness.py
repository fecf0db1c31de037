"""How alike two messages are, by what they mean.

Two measures, summed. Whole messages: how near their vectors are. Clauses: how near
each clause of one is to each of the other, on average, so that a cry for help inside a
long mail is still like the same cry alone. Both fall off quickly with distance: a
message is judged by its neighbours, not by what is merely not far.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]

_WHOLE, _CLAUSES = 0.5, 1.5
"""What the two measures count. Half or twice as much of either measures the same."""

_WHOLE_FALLS, _CLAUSES_FALL = 2.0, 5.0
"""How quickly likeness falls off with distance."""

_AT_ONCE = 2_000
"""Rows compared at a time: a bound on memory."""


class Model(Protocol):
    """What turns texts into vectors; ``assistant.meaning`` has one."""

    version: str

    def read(self, clauses: Sequence[str]) -> tuple[Rows, Rows]:
        """Return the vector of the whole text, and a row for each clause."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """What many messages mean.

    Attributes:
        wholes: A row a message.
        clauses: A row a clause, those of one message together.
        starts: Where the clauses of each message begin; each has one at least.
    """

    wholes: Rows
    clauses: Rows
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, read: Sequence[tuple[Rows, Rows]]) -> "Meanings":
        """Put together what ``Model.read`` gave for each message."""
        counts = [len(clauses) for _, clauses in read]
        return cls(
            np.vstack([whole for whole, _ in read]),
            np.vstack([clauses for _, clauses in read]),
            np.cumsum([0, *counts[:-1]]),
        )

    def of_these(self, places: Sequence[int]) -> "Meanings":
        """Return what some of the messages mean, in the order of these places."""
        ends = np.append(self.starts[1:], len(self.clauses))
        return Meanings.of(
            [
                (self.wholes[at], self.clauses[self.starts[at] : ends[at]])
                for at in places
            ]
        )


@dataclass(frozen=True, slots=True)
class Likeness:
    """Compares messages with those it was made from.

    Attributes:
        middles: The mean whole, and the mean clause: what all have in common.
        wholes: Which way each message lies from there, a row each.
        clauses: The same of each clause, those of one message together.
        starts: Where the clauses of each message begin.
        sizes: How alike the clauses of each message are to each other.
    """

    middles: Rows
    wholes: Rows
    clauses: Rows
    starts: NDArray[np.int64]
    sizes: Rows

    @classmethod
    def of(cls, known: Meanings) -> "Likeness":
        """Return what compares with these messages; there is at least one."""
        middles = np.vstack([known.wholes.mean(axis=0), known.clauses.mean(axis=0)])
        clauses = _directions(known.clauses - middles[1])
        ends = np.append(known.starts[1:], len(clauses))
        sizes = [
            np.sqrt(_near(clauses[start:end], clauses[start:end]).sum())
            for start, end in zip(known.starts, ends, strict=True)
        ]
        return cls(
            middles,
            _directions(known.wholes - middles[0]),
            clauses,
            known.starts,
            np.array(sizes, np.float32),
        )

    def among(self) -> Rows:
        """Return how alike the messages are to each other: a row and column each."""
        alike = _WHOLE * np.exp(_WHOLE_FALLS * (self.wholes @ self.wholes.T - 1))
        starts = self.starts
        first = 0
        while first < len(starts):
            limit = starts[first] + _AT_ONCE
            last = max(first + 1, int(np.searchsorted(starts, limit)))
            end = starts[last] if last < len(starts) else len(self.clauses)
            near = self._summed(self.clauses[starts[first] : end])
            here = np.add.reduceat(near, starts[first:last] - starts[first], axis=0)
            here *= (_CLAUSES / self.sizes[first:last])[:, np.newaxis]
            alike[first:last] += here / self.sizes
            first = last
        result: Rows = alike
        return result

    def to(self, whole: Rows, clauses: Rows) -> Rows:
        """Return how alike one message is to each known one."""
        here = _directions((whole - self.middles[0])[np.newaxis])[0]
        parts = _directions(clauses - self.middles[1])
        size = np.sqrt(_near(parts, parts).sum())
        near = np.add.reduceat(_near(parts, self.clauses).sum(axis=0), self.starts)
        near /= self.sizes * size
        alike: Rows = (
            _WHOLE * np.exp(_WHOLE_FALLS * (self.wholes @ here - 1)) + _CLAUSES * near
        )
        return alike

    def _summed(self, clauses: Rows) -> Rows:
        """Return for each clause, a row, how near it is to each message's clauses."""
        near = _near(clauses, self.clauses)
        summed: Rows = np.add.reduceat(near, self.starts, axis=1)
        return summed


def _near(some: Rows, others: Rows) -> Rows:
    near = some @ others.T
    near -= 1
    near *= _CLAUSES_FALL
    result: Rows = np.exp(near, out=near)
    return result


def _directions(rows: Rows) -> Rows:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    directions: Rows = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return directions
