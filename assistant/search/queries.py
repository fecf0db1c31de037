"""A person's words to the words that are looked up.

There is no query language: a query is a bag of words, and nothing that somebody types
means more than itself.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
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


SENTENCES = 6
"""As many sentences of a message as are looked at by themselves."""

_NEW_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked up.

    Attributes:
        text: What was typed, with the words repaired that were typed wrong.
        wanted: Stems and how much each counts.
        total: What an article would earn that has every word as it was typed.
        known: How many of the words that were typed an article has.
    """

    text: str
    wanted: Mapping[str, float]
    total: float
    known: int


@dataclass(frozen=True, slots=True)
class _Meant:
    """A typed word, the stem it is taken for, and how sure that is; 0 is unknown."""

    typed: Word
    stem: str
    sure: float
    repaired: str | None = None


class QueryReader:
    """Reads queries against the vocabulary of one index."""

    def __init__(
        self,
        spoken: Sequence[Sequence[Word]],
        synonyms: Sequence[Synonym],
        spelt_right: Container[str],
    ) -> None:
        """Take the vocabulary.

        Args:
            spoken: The words of each article.
            synonyms: Names that mean the same.
            spelt_right: Words that are never taken for mistakes, known to us or not.
        """
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
        self._spelt_right = spelt_right
        self._stems = {word.stem: word.stem for word in vocabulary} | {
            word.spelling: word.stem for word in vocabulary
        }
        self._speller = Speller(self._stems, found_in)

    def read(self, text: str) -> Query:
        """Return what to look up for this text."""
        typed = tidy(text, QUERY_LETTERS)
        meant = self._meant(words(typed))
        certainty: dict[str, float] = {}
        for each in meant:
            certainty[each.stem] = max(each.sure, certainty.get(each.stem, 0.0))
        by_use = sorted(
            certainty, key=lambda stem: (not certainty[stem], -self.weight(stem))
        )
        weights = {stem: self.weight(stem) for stem in by_use[:QUERY_WORDS]}
        wanted = {
            stem: weight * certainty[stem]
            for stem, weight in weights.items()
            if stem in self._rarity
        }
        known = len(wanted)
        sequence = [each.stem for each in meant if each.stem in weights]
        for phrase, others in self._phrases(sequence):
            worth = SYNONYM * sum(weights[stem] * certainty[stem] for stem in phrase)
            for other in others:
                for stem in other:
                    if stem in self._rarity and stem not in weights:
                        wanted[stem] = max(wanted.get(stem, 0.0), worth / len(other))
        as_meant = _as_meant(text, typed, meant)
        return Query(as_meant, wanted, sum(weights.values()), known)

    def sentences(self, text: str) -> list[Query]:
        """Return the sentences of a message, those that say most; none of a single one.

        A sentence of one word ("Hello.", "Urgent!") asks for nothing by itself.
        """
        pieces = _NEW_SENTENCE.split(text[:QUERY_LETTERS].strip())
        if len(pieces) == 1:
            return []
        said = [(piece, stems(piece)) for piece in pieces]
        by_worth = sorted(
            ((self._worth(held), piece) for piece, held in said if len(held) > 1),
            reverse=True,
        )
        return [self.read(piece) for worth, piece in by_worth[:SENTENCES] if worth]

    def _worth(self, held: Iterable[str]) -> float:
        """Return how much the known among these stems count together."""
        return sum(self._rarity.get(stem, 0.0) for stem in held)

    def knows(self, stem: str) -> bool:
        """Return whether it is a word of an article, or of a name for the same."""
        return stem in self._known

    def weight(self, stem: str) -> float:
        """Return what a word counts: the fewer articles have it, the more."""
        return self._rarity.get(stem, self._rarest)

    def _meant(self, typed: Sequence[Word]) -> list[_Meant]:
        """Return what each word is taken for."""
        meant: list[_Meant] = []
        repairs: dict[str, str | None] = {}
        for word in typed:
            if word.stem in self._known:
                meant.append(_Meant(word, word.stem, 1.0))
                continue
            if word.spelling not in repairs and len(repairs) < REPAIRS:
                repairs[word.spelling] = self.repaired(word)
            spelling = repairs.get(word.spelling)
            if spelling is None:
                meant.append(_Meant(word, word.stem, 0.0))
            else:
                meant.append(_Meant(word, self._stems[spelling], REPAIRED, spelling))
        return meant

    def repaired(self, word: Word) -> str | None:
        """Return the spelling that was meant, looked up as typed, then as a stem."""
        if word.spelling in self._spelt_right:
            return None
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


def _as_meant(text: str, typed: str, meant: Iterable[_Meant]) -> str:
    """Return the text with its repairs; the very text where nothing was repaired."""
    pieces: list[str] = []
    at = 0
    for each in meant:
        if each.repaired is not None:
            pieces += (typed[at : each.typed.start], each.repaired)
            at = each.typed.end
    return "".join((*pieces, typed[at:])) if pieces else text


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
