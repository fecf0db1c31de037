"""What a message is made of, each feature with the words it stands on.

Three blocks, weighed apart: words and pairs of words; pieces of words, for endings and
slips; ideas, which are what the lexicon makes of the words, where they meet and what is
asked. Ideas let the reader learn from "nobody can log in" what "sign-in is dead for
all" means.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from assistant.reading.lexicon import phrases
from assistant.reading.shares import shares
from assistant.reading.words import Message, Word, stem_of

_PIECE_LENGTHS = (3, 4, 5)

_REACH = 12
"""Words within which two groups are taken to meet."""

_SHARE_KINDS = {"zero": "no", "one": "few", "some": "few", "most": "many"}


class Feature(NamedTuple):
    """Features that stand on the same words; no word means the whole message.

    Attributes:
        names: Names of the features; no two blocks share one.
        words: Positions of the words.
    """

    names: tuple[str, ...]
    words: tuple[int, ...]


class Features(NamedTuple):
    """The features of a message in their blocks."""

    words: list[Feature]
    pieces: list[Feature]
    ideas: list[Feature]


class _Entry(NamedTuple):
    """What the lexicon says of a phrase."""

    features: tuple[str, ...]
    """One for each group it is in."""
    kinds: tuple[str, ...]


class _Mention(NamedTuple):
    """Where the lexicon knows a phrase."""

    entry: _Entry
    words: tuple[int, ...]


def _lexicon() -> Mapping[tuple[str, ...], _Entry]:
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for kind, group, words in phrases():
        found.setdefault(tuple(map(stem_of, words)), {})[group] = kind
    return {
        stems: _Entry(
            tuple(f":{group}" for group in sorted(groups)),
            tuple(sorted({*groups.values()} - {""})),
        )
        for stems, groups in found.items()
    }


_LEXICON = _lexicon()
_PHRASE_LENGTHS = {
    first: sorted({len(each) for each in _LEXICON if each[0] == first}, reverse=True)
    for first in {phrase[0] for phrase in _LEXICON}
}
"""The lengths of the phrases that begin with a stem, the longest first."""

LEXICON_STEMS = frozenset(stem for phrase in _LEXICON for stem in phrase)
"""Every stem of the lexicon."""


def features_of(message: Message) -> Features:
    """Return the features of a message."""
    texts = ("#" if each.stem[0] == "#" else each.text for each in message.words)
    return Features(
        list(_word_features(message.words)),
        [Feature(_pieces(word), (at,)) for at, word in enumerate(texts)],
        list(_ideas(message)),
    )


def words_of_phrases(words: Sequence[Word]) -> frozenset[int]:
    """Return the positions of words that are known only together, such as "log in"."""
    return frozenset(
        at for each in _mentions(words) if len(each.words) > 1 for at in each.words
    )


def _word_features(words: Sequence[Word]) -> Iterator[Feature]:
    for at, word in enumerate(words):
        yield Feature((word.stem,), (at,))
        if at and words[at - 1].sentence == word.sentence:
            yield Feature((f"{words[at - 1].stem} {word.stem}",), (at - 1, at))


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f"_{word}_"
    return tuple(
        f"~{padded[start : start + length]}"
        for length in _PIECE_LENGTHS
        for start in range(len(padded) - length + 1)
    )


def _ideas(message: Message) -> Iterator[Feature]:
    words = message.words
    mentions = list(_mentions(words))
    for mention in mentions:
        yield Feature(mention.entry.features, mention.words)
    yield from _meetings_of_groups(words, mentions)
    kinds = [(mention.entry.kinds, mention.words) for mention in mentions]
    for share in shares(words):
        stands = tuple(range(share.first, share.last + 1))
        yield Feature((f":share {share.size}",), stands)
        kinds.append(((_SHARE_KINDS[share.size],), stands))
    yield from _meetings_of_kinds(words, kinds)
    yield from _sentence_forms(message)


def _mentions(words: Sequence[Word]) -> Iterator[_Mention]:
    """Yield what the lexicon knows, the longest phrase first at each word."""
    stems = tuple(word.stem for word in words)
    at = 0
    while at < len(words):
        for length in _PHRASE_LENGTHS.get(stems[at], ()):
            phrase = stems[at : at + length]
            if phrase in _LEXICON:
                yield _Mention(_LEXICON[phrase], tuple(range(at, at + len(phrase))))
                at += len(phrase)
                break
        else:
            at += 1


def _meetings_of_groups(
    words: Sequence[Word], mentions: Sequence[_Mention]
) -> Iterator[Feature]:
    """Yield which group stands before which one in the same clause."""
    for number, first in enumerate(mentions):
        start = first.words[0]
        for second in mentions[number + 1 :]:
            end = second.words[0]
            if end - start > _REACH or words[end].clause != words[start].clause:
                break
            names = _meeting(first.entry, second.entry)
            yield Feature(names, first.words + second.words)


@lru_cache(maxsize=20_000)
def _meeting(first: _Entry, second: _Entry) -> tuple[str, ...]:
    return tuple(
        f"{one} > {other}" for one in first.features for other in second.features
    )


def _meetings_of_kinds(
    words: Sequence[Word],
    mentions: Iterable[tuple[tuple[str, ...], tuple[int, ...]]],
) -> Iterator[Feature]:
    """Yield which two kinds of groups stand in the same clause, in whatever order."""
    clauses: dict[int, dict[str, list[int]]] = {}
    for kinds, stands in mentions:
        here = clauses.setdefault(words[stands[0]].clause, {})
        for kind in kinds:
            here.setdefault(kind, []).extend(stands)
    for here in clauses.values():
        for one, other in combinations(sorted(here), 2):
            yield Feature((f":{one} + {other}",), (*here[one], *here[other]))


def _sentence_forms(message: Message) -> Iterator[Feature]:
    """Yield how each sentence begins, and whether it asks."""
    last = -1
    for at, word in enumerate(message.words):
        if word.sentence != last:
            last = word.sentence
            yield Feature((f":begins {word.stem}",), (at,))
            if word.sentence in message.asking:
                yield Feature((":asks", f":asks {word.stem}"), (at,))
    yield Feature((f":sentences {min(6, last + 1)}",), ())
