"""Repair of words that nothing in the help center is spelt like.

Every spelling of the vocabulary is filed under what is left of it after one or two
letters are taken away. A misspelt word is looked up the same way, so a repair costs the
same however large the vocabulary is.
"""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

SHORTEST = 4
"""A word of three letters is one mistake away from too many others."""

LONG = 8
"""From this many letters on two mistakes are repaired, below it one."""


class Speller:
    """Finds the known words that a misspelt one was most likely meant to be."""

    def __init__(
        self, spellings: Mapping[str, str], found_in: Mapping[str, int]
    ) -> None:
        """Take the known spellings with their stems, and how common each stem is."""
        self._stems = dict(spellings)
        self._found_in = found_in
        self._filed: defaultdict[str, list[str]] = defaultdict(list)
        for spelling in self._stems:
            if len(spelling) >= SHORTEST - 1 and spelling.isalpha():
                for rest in _rests(spelling):
                    self._filed[rest].append(spelling)

    def repair(self, word: str) -> str | None:
        """Return the nearest known spelling, or None where none is near.

        Of several the one that begins alike is taken, as few mistakes are made in the
        first letter; of these the most common one.
        """
        if len(word) < SHORTEST or not word.isalpha():
            return None
        near = {
            spelling for rest in _rests(word) for spelling in self._filed.get(rest, ())
        }
        found = [
            (
                away,
                spelling[0] not in word[:2],
                -self._found_in.get(self._stems[spelling], 0),
                spelling,
            )
            for spelling in near
            if (away := distance(word, spelling)) <= _allowed(word)
        ]
        return min(found)[-1] if found else None


def distance(one: str, other: str) -> int:
    """Return how many mistakes apart two words are.

    A mistake is a letter too many, too few or wrong, or two neighbours swapped.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _allowed(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def _rests(word: str) -> set[str]:
    """Return the word and what is left after taking away as many letters as allowed."""
    places = range(len(word))
    return {
        "".join(letter for place, letter in enumerate(word) if place not in gone)
        for count in range(_allowed(word) + 1)
        for gone in combinations(places, count)
    }
