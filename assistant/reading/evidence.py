"""Which words of a message spoke for a value: what a person would underline."""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from assistant.reading.features import Features
from assistant.reading.words import Span, Word

Vector = NDArray[np.float32]

_MOST_SPANS = 3
"""Spans shown for one fact."""

_LEAST_SHARE = 0.3
"""A word is underlined if it weighs at least this share of the weightiest one."""

_WIDEST_GAP = 3
"""Words between two underlined ones that are underlined with them."""

_EMPTY_WORDS = (
    "a an the this that these those it its it's is are am be been was were do does did "
    "has have had of to in on at by for from with as and or but so if then than there "
    "here i you he she they we us our your his her their my me them will would can "
    "could should may might just very too also since about into"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
"""Words that are underlined only between others, or as part of a phrase."""


class Grounds:
    """Leads what the features of a message say back to its words."""

    def __init__(
        self,
        words: Sequence[Word],
        phrases: frozenset[int],
        features: Features,
        known: Iterable[str],
    ) -> None:
        """Take the words and features of a message, and the features that say much.

        Args:
            words: The words of the message.
            phrases: Positions of those that are known only together.
            features: Its features, with the words they stand on.
            known: Names of the features that say something, in the order in which
                ``spans`` takes what they say.
        """
        self._words = words
        place = {name: number for number, name in enumerate(known)}
        stands = [
            (at, place[name], 1.0 / len(feature.words))
            for feature in chain(*features)
            for name in feature.names
            if name in place
            for at in feature.words
        ]
        columns = np.array(stands, np.float64).reshape(-1, 3).T
        self._at = columns[0].astype(np.int64)
        self._place = columns[1].astype(np.int64)
        times = np.bincount(self._place, columns[2], minlength=len(place))
        self._part = columns[2] / times[self._place]
        self._full = np.array(
            [word.text not in _EMPTY or at in phrases for at, word in enumerate(words)]
        )

    def spans(self, says: Vector) -> tuple[Span, ...]:
        """Return the spans that say most, in the order of the text."""
        by_word = np.bincount(
            self._at, self._part * says[self._place], minlength=len(self._words)
        )
        by_word[~self._full] = 0.0
        heavy = np.flatnonzero(by_word >= max(by_word.max() * _LEAST_SHARE, 1e-9))
        runs = sorted(
            self._runs(heavy.tolist()),
            key=lambda run: (-by_word[run[0] : run[1] + 1].sum(), run),
        )
        return tuple(
            sorted(
                (self._words[first].span[0], self._words[last].span[1])
                for first, last in runs[:_MOST_SPANS]
            )
        )

    def _runs(self, heavy: Sequence[int]) -> list[tuple[int, int]]:
        """Return the first and last words of runs, small gaps closed."""
        runs: list[tuple[int, int]] = []
        for at in heavy:
            if runs and self._near(runs[-1][1], at):
                runs[-1] = (runs[-1][0], at)
            else:
                runs.append((at, at))
        return runs

    def _near(self, one: int, other: int) -> bool:
        return (
            other - one <= _WIDEST_GAP + 1
            and self._words[one].sentence == self._words[other].sentence
        )
