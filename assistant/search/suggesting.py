"""Articles that may be meant while somebody is still typing: no letter is wasted.

Only the ways to ask for an article count here, as one of them is what the person is
about to type. The last word may be unfinished; any word may be typed wrong.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray

from assistant.search.postings import Document
from assistant.search.queries import QueryReader
from assistant.search.spelling import distance
from assistant.search.words import stems, tidy

TYPED_LETTERS = 200
"""As much as is looked at of what is typed."""

BEGINNINGS = 64
"""As many words as an unfinished one may become, those of most phrasings first."""

SURE_LETTERS = 3
"""With so many letters right, a mistake among those that follow is seen through."""

LONGER = 0.1
"""What each word of a phrasing takes from it, against a word that was typed: of two
that have all that was typed, the shorter one is nearer."""

FITTING = 0.5
"""What fits less than so much of what fits best is not suggested."""

_LAST_WORD = re.compile(r"[^\W_]{1,40}\Z")
"""Also one that says nothing once it is finished: "re" may become "review"."""

_AFTER_ALL = "\U0010ffff"

Numbers = NDArray[np.float64]


class Suggester:
    """Completes what somebody types; built once, then only read."""

    def __init__(
        self, phrased: Sequence[Sequence[Document]], queries: QueryReader
    ) -> None:
        """Take the words of each article's phrasings, and what reads queries."""
        phrasings = [
            [word for held in document.values() for word in held]
            for asked in phrased
            for document in asked
        ]
        self._queries = queries
        self._firsts = np.cumsum([0, *map(len, phrased[:-1])])
        self._lengths = np.array([len(held) for held in phrasings])
        holding: defaultdict[str, list[int]] = defaultdict(list)
        for place, held in enumerate(phrasings):
            for stem in {word.stem for word in held}:
                holding[stem].append(place)
        self._holding = {stem: np.array(places) for stem, places in holding.items()}
        spelt = [word for held in phrasings for word in held]
        self._stems = {word.spelling: word.stem for word in spelt}
        self._often = Counter(word.spelling for word in spelt)
        self._spellings = sorted(self._stems)

    def suggested(self, typed: str) -> Sequence[tuple[int, float]]:
        """Return the places of the articles that may be meant, and how well they fit.

        They stand in the order of the articles.
        """
        shown = tidy(typed, TYPED_LETTERS)
        if not len(self._lengths):
            return []
        fits = self._fits(shown) / (1 + LONGER * self._lengths)
        best = np.maximum.reduceat(fits, self._firsts)
        enough = max(best.max() * FITTING, np.finfo(float).tiny)
        return [(int(at), float(best[at])) for at in np.flatnonzero(best >= enough)]

    def _fits(self, shown: str) -> Numbers:
        """Return how much of what is typed each phrasing has."""
        last = _LAST_WORD.search(shown)
        begun = self._begun(last[0].lower()) if last else set()
        finished = shown
        if last and begun and not any(map(self._queries.knows, stems(last[0]))):
            finished = shown[: last.start()]
        wanted = self._queries.read(finished).wanted
        fits = np.zeros(len(self._lengths))
        for stem, weight in wanted.items():
            if stem in self._holding:
                fits[self._holding[stem]] += weight
        becoming = np.zeros(len(self._lengths))
        for stem in begun - wanted.keys():
            places = self._holding[stem]
            weight = self._queries.weight(stem)
            becoming[places] = np.maximum(becoming[places], weight)
        return fits + becoming

    def _begun(self, beginning: str) -> set[str]:
        """Return the stems of the words that begin so, or nearly so if none does."""
        found = self._between(beginning)
        if not found and len(beginning) > SURE_LETTERS:
            found = [
                spelling
                for spelling in self._between(beginning[:SURE_LETTERS])
                if _nearly_begins(spelling, beginning)
            ]
        return {self._stems[spelling] for spelling in found}

    def _between(self, beginning: str) -> list[str]:
        start = bisect_left(self._spellings, beginning)
        end = bisect_left(self._spellings, beginning + _AFTER_ALL)
        return nlargest(
            BEGINNINGS, self._spellings[start:end], key=self._often.__getitem__
        )


def _nearly_begins(spelling: str, beginning: str) -> bool:
    """Return whether one mistake makes the beginning of the word what was typed."""
    letters = len(beginning)
    return any(
        distance(spelling[:length], beginning) <= 1
        for length in (letters, letters + 1, letters - 1)
    )
