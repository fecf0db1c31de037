"""Messages that are nearly the same: which ones, and in what groups.

Two messages are alike by the words they share or, where the words are misspelt, by the
runs of letters they share. Pairs are found through a sketch of each message: a few of
its runs of letters, always the same ones, so that alike messages have some in common
and nobody compares every message with every other. Of pairs that share 35 % of their
runs of letters, 99 % are found (1,199 messages with one slip in half of the longer
words, each beside the message it was made from).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain, pairwise
from zlib import crc32

ALIKE = 0.4
"""From here on two messages are kept together when one must not teach the other.

Of the messages first shipped, 30 pairs reach it, nearly all of them minimal pairs; the
next ones below share a phrase, such as "book a review session", and no more.
"""

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_RUN = 4
"""Letters of a run."""

_SKETCH = 12
"""Runs a message is looked up by."""

_IN_COMMON = 3
"""Of these, how many two messages share before they are compared."""

_COMMON = 60
"""Runs that more messages have say nothing about who is alike."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two messages that are alike, by their place; the first comes first."""

    one: int
    other: int
    likeness: float
    """The larger share of words or of runs of letters in common; 1 is all."""
    same_words: bool
    """The same words in the same order."""


def alike(texts: Sequence[str], least: float = ALIKE) -> tuple[Pair, ...]:
    """Return the pairs that are alike, in order; of equal texts each with the next."""
    told = [tuple(_WORD.findall(text.lower())) for text in texts]
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, words in enumerate(told):
        same[words].append(place)
    pairs = [
        Pair(one, other, 1.0, same_words=True)
        for words, places in same.items()
        if words
        for one, other in pairwise(places)
    ]
    once = [(words, places[0]) for words, places in same.items() if words]
    words_of = [frozenset(words) for words, _ in once]
    runs_of = [_runs(" ".join(words)) for words, _ in once]
    for one, other in _candidates(runs_of):
        likeness = max(
            _shared(words_of[one], words_of[other]),
            _shared(runs_of[one], runs_of[other]),
        )
        if likeness >= least:
            first, second = sorted((once[one][1], once[other][1]))
            pairs.append(Pair(first, second, likeness, same_words=False))
    return tuple(sorted(pairs, key=lambda pair: (pair.one, pair.other)))


def groups(texts: Sequence[str], least: float = ALIKE) -> tuple[tuple[int, ...], ...]:
    """Return the places of the texts in groups: alike ones, and those alike to them."""
    above = list(range(len(texts)))

    def top(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for pair in alike(texts, least):
        above[top(pair.other)] = top(pair.one)
    together: dict[int, list[int]] = defaultdict(list)
    for place in range(len(texts)):
        together[top(place)].append(place)
    return tuple(tuple(places) for places in together.values())


def _runs(text: str) -> set[str]:
    text = f" {text} "
    return {text[at : at + _RUN] for at in range(max(len(text) - _RUN, 0) + 1)}


def _candidates(runs_of: Sequence[Set[str]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that have some of their sketches in common."""
    held = Counter(chain.from_iterable(runs_of))
    numbers = {
        run: crc32(run.encode("utf-8", "surrogatepass"))
        for run, count in held.items()
        if 1 < count <= _COMMON
    }
    having: dict[int, list[int]] = defaultdict(list)
    for place, runs in enumerate(runs_of):
        known = map(numbers.__getitem__, numbers.keys() & runs)
        shared: Counter[int] = Counter()
        for number in sorted(known)[:_SKETCH]:
            shared.update(having[number])
            having[number].append(place)
        yield from ((one, place) for one, n in shared.items() if n >= _IN_COMMON)


def _shared(one: Set[str], other: Set[str]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both)
