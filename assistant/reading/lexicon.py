"""What the words of a message tell by the groups of ``kb/lexicon.yaml``.

Words are compared as they are written, then by their stems ("called me" is not "call
me"), and a phrase goes before its words. A cue under a
negation tells something else: "calls are not dropping" is ``:not drop``. A group of the
kind ``negation`` turns round what follows in its clause, as far as the next cue that
says what is the matter: "not seeing any dropped calls" is about dropping, no matter
how many, and says nothing about calls.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from assistant.model.kb import CueGroup
from assistant.reading.words import Word, stem_of, words_in

_NEGATION = "negation"
"""The kind of the groups that turn round what follows."""

_HOW_MANY = frozenset(("many", "none", "few", "rest", "only"))
"""Kinds that are turned round, too, on the way to what a negation is about."""

_IN_BETWEEN = frozenset(("we", "may", "now", "people"))
"""Kinds that stay as they are on that way: "not our live system", "nobody can"."""

_REACH = 5
"""Words after a negation that may stand under it."""


Phrase = tuple[str, ...]
"""Words, or their stems."""


class Entry(NamedTuple):
    """What the lexicon says of a phrase.

    Attributes:
        features: One for each group it is in.
        kinds: The kinds of these groups.
        negates: It turns round what follows.
        turns: A negation before it makes it tell something else.
        ends_negation: It is what a negation before it was about.
    """

    features: tuple[str, ...]
    kinds: tuple[str, ...]
    negates: bool
    turns: bool
    ends_negation: bool


class Mention(NamedTuple):
    """Where the lexicon knows a phrase."""

    entry: Entry
    words: tuple[int, ...]


class Lexicon:
    """The phrases of some groups; made once, then only read."""

    def __init__(self, cues: Iterable[CueGroup]) -> None:
        as_written: dict[Phrase, dict[str, str]] = {}
        by_stems: dict[Phrase, dict[str, str]] = {}
        for cue in cues:
            for phrase in map(words_in, cue.phrases):
                stems = tuple(map(stem_of, phrase))
                as_written.setdefault(phrase, {})[cue.id] = cue.kind
                by_stems.setdefault(stems, {})[cue.id] = cue.kind
        groups = by_stems | as_written
        self._entries = {key: _entry(kinds, "") for key, kinds in groups.items()}
        self._turned = {key: _entry(kinds, "not ") for key, kinds in groups.items()}
        self._lengths: dict[str, list[int]] = {}
        for first, length in sorted({(key[0], -len(key)) for key in groups}):
            self._lengths.setdefault(first, []).append(-length)
        self.stems = frozenset(stem for stems in by_stems for stem in stems)
        """Every stem of the lexicon."""

    def mentions(self, words: Sequence[Word]) -> Iterator[Mention]:
        """Yield what the lexicon knows, the longest phrase first at each word."""
        clause, end = -1, -1  # what is turned round: up to a word of a clause
        for key, at in self._found(words):
            entry = self._entries[key]
            turned = at[0] <= end and words[at[0]].clause == clause
            if entry.negates:
                clause, end = words[at[-1]].clause, at[-1] + _REACH
            elif turned and entry.ends_negation:
                end = -1
            yield Mention(self._turned[key] if turned and entry.turns else entry, at)

    def words_of_phrases(self, words: Sequence[Word]) -> frozenset[int]:
        """Return the positions of words known only together, such as "log in"."""
        return frozenset(
            each for _, at in self._found(words) if len(at) > 1 for each in at
        )

    def _found(self, words: Sequence[Word]) -> Iterator[tuple[Phrase, tuple[int, ...]]]:
        texts = tuple(word.text for word in words)
        stems = tuple(word.stem for word in words)
        at = 0
        while at < len(words):
            found = self._longest(texts, at)
            by_stems = self._longest(stems, at)
            if len(by_stems) > len(found):
                found = by_stems
            if found:
                yield found, tuple(range(at, at + len(found)))
            at += len(found) or 1

    def _longest(self, keys: Phrase, at: int) -> Phrase:
        for length in self._lengths.get(keys[at], ()):
            phrase = keys[at : at + length]
            if phrase in self._entries:
                return phrase
        return ()


def _entry(kinds: dict[str, str], sign: str) -> Entry:
    named = {*kinds.values()} - {""}
    return Entry(
        tuple(f":{sign}{group}" for group in sorted(kinds)),
        tuple(f"{sign}{kind}" for kind in sorted(named)),
        negates=_NEGATION in named,
        turns=not named & (_IN_BETWEEN | {_NEGATION}),
        ends_negation=not named & (_HOW_MANY | _IN_BETWEEN),
    )
