"""A person's words to the words that are looked up.

There is no query language: a query is a bag of words, and nothing that somebody types
means more than itself.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.model.kb import Synonym
from assistant.search.spelling import SHORTEST, Speller
from assistant.search.words import Word, stems, tidy, words

Phrase = tuple[str, ...]

QUERY_LETTERS = 10_000
"""As much of a message as is looked at; about four pages."""

QUERY_WORDS = 32
"""As many words of it as are looked up, the rarest first."""

REPAIRS = 12
"""As many words as are tried to be repaired; who has more unknown ones means them."""

REPAIRED = 0.7
"""What a repaired word counts, against one that was typed as we know it."""

SYNONYM = 0.6
"""What a synonym counts, against the word that was typed."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked up.

    Attributes:
        wanted: Stems and how much each counts.
        total: What an article would earn that has every word as it was typed.
    """

    wanted: Mapping[str, float]
    total: float


class QueryReader:
    """Reads queries against the vocabulary of one index."""

    def __init__(
        self, spoken: Sequence[Sequence[Word]], synonyms: Sequence[Synonym]
    ) -> None:
        """Take the words of each article, and the names that mean the same."""
        found_in = Counter(
            stem for held in spoken for stem in {word.stem for word in held}
        )
        self._rarity = {
            stem: _rarity(count, len(spoken)) for stem, count in found_in.items()
        }
        self._rarest = _rarity(0, len(spoken))
        self._synonyms = _by_phrase(synonyms)
        self._longest = max(map(len, self._synonyms), default=0)
        vocabulary = [word for held in spoken for word in held]
        for synonym in synonyms:
            for name in (synonym.word, *synonym.also):
                vocabulary += words(name)
        self._known = {word.stem for word in vocabulary}
        self._speller = Speller(
            {word.stem: word.stem for word in vocabulary}
            | {word.spelling: word.stem for word in vocabulary},
            found_in,
        )

    def read(self, text: str) -> Query:
        """Return what to look up for this text."""
        meant = self._meant(words(tidy(text, QUERY_LETTERS)))
        certainty: dict[str, float] = {}
        for stem, sure in meant:
            certainty[stem] = max(sure, certainty.get(stem, 0.0))
        by_use = sorted(
            certainty, key=lambda stem: (not certainty[stem], -self._weight(stem))
        )
        weights = {stem: self._weight(stem) for stem in by_use[:QUERY_WORDS]}
        wanted = {
            stem: weight * certainty[stem]
            for stem, weight in weights.items()
            if stem in self._rarity
        }
        sequence = [stem for stem, _ in meant if stem in weights]
        for phrase, others in self._phrases(sequence):
            worth = SYNONYM * sum(weights[stem] * certainty[stem] for stem in phrase)
            for other in others:
                for stem in other:
                    if stem in self._rarity and stem not in weights:
                        wanted[stem] = max(wanted.get(stem, 0.0), worth / len(other))
        return Query(wanted, sum(weights.values()))

    def _weight(self, stem: str) -> float:
        return self._rarity.get(stem, self._rarest)

    def _meant(self, typed: Sequence[Word]) -> list[tuple[str, float]]:
        """Return the stem of each word, and how sure it is; 0 where it is not known."""
        meant: list[tuple[str, float]] = []
        repairs: dict[str, str | None] = {}
        for word in typed:
            if word.stem in self._known:
                meant.append((word.stem, 1.0))
                continue
            if word.spelling not in repairs and len(repairs) < REPAIRS:
                repairs[word.spelling] = self._repaired(word)
            repaired = repairs.get(word.spelling)
            meant.append((repaired, REPAIRED) if repaired else (word.stem, 0.0))
        return meant

    def _repaired(self, word: Word) -> str | None:
        """Return the stem that was meant, looked up as typed, then as a stem."""
        by_spelling = self._speller.repair(word.spelling)
        if by_spelling is None and len(word.stem) > SHORTEST:
            return self._speller.repair(word.stem)
        return by_spelling

    def _phrases(self, sequence: Sequence[str]) -> Iterator[tuple[Phrase, set[Phrase]]]:
        """Yield every run of stems that has synonyms, with them."""
        for start in range(len(sequence)):
            for end in range(start + 1, min(start + self._longest, len(sequence)) + 1):
                phrase = tuple(sequence[start:end])
                if phrase in self._synonyms:
                    yield phrase, self._synonyms[phrase]


def _rarity(found_in: int, articles: int) -> float:
    """Return what a word counts that so many of the articles have."""
    return math.log(1 + (articles + 1) / (found_in + 0.5))


def _by_phrase(synonyms: Iterable[Synonym]) -> dict[Phrase, set[Phrase]]:
    """Return the other names of every name, each as its stems."""
    others: defaultdict[Phrase, set[Phrase]] = defaultdict(set)
    for synonym in synonyms:
        names = {_phrase(name) for name in (synonym.word, *synonym.also)} - {()}
        for name in names:
            others[name] |= names - {name}
    return dict(others)


def _phrase(name: str) -> Phrase:
    """Return the stems of a name, or none where it has lost what makes it a name.

    Without its stop words "on and off" is "off", which means a good deal else.
    """
    phrase = tuple(stems(name))
    return phrase if len(phrase) > 1 or len(name.split()) == 1 else ()
