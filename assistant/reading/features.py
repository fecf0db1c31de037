"""What a message is made of, each feature with the words it stands on.

Three blocks, weighed apart: words and pairs of words; pieces of words, for endings and
slips; ideas, which are what the lexicon makes of the words, where they meet and what is
asked. Ideas let the reader learn from "nobody can log in" what "sign-in is dead for
all" means.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from assistant.reading.lexicon import Entry, Lexicon, Mention
from assistant.reading.shares import shares
from assistant.reading.words import Message, Word

_PIECE_LENGTHS = (3, 4, 5)

_REACH = 12
"""Words within which two groups are taken to meet."""

_SHARE_KINDS = {"zero": "none", "one": "few", "some": "few", "most": "many"}


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


def features_of(message: Message, lexicon: Lexicon) -> Features:
    """Return the features of a message, its words understood by a lexicon."""
    texts = ("#" if each.stem[0] == "#" else each.text for each in message.words)
    return Features(
        list(_word_features(message.words)),
        [Feature(_pieces(word), (at,)) for at, word in enumerate(texts)],
        list(_ideas(message, lexicon)),
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


def _ideas(message: Message, lexicon: Lexicon) -> Iterator[Feature]:
    words = message.words
    mentions = list(lexicon.mentions(words))
    for mention in mentions:
        yield Feature(mention.entry.features, mention.words)
    yield from _meetings_of_groups(words, mentions)
    kinds = [(mention.entry.kinds, mention.words) for mention in mentions]
    for share in shares(words):
        stands = tuple(range(share.first, share.last + 1))
        sizes = (f":share {share.size}", f":affected {share.affected}")
        yield Feature(sizes, stands)
        kinds.append(((_SHARE_KINDS[share.affected],), stands))
    yield from _meetings_of_kinds(words, kinds)
    yield from _sentence_forms(message)


def _meetings_of_groups(
    words: Sequence[Word], mentions: Sequence[Mention]
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
def _meeting(first: Entry, second: Entry) -> tuple[str, ...]:
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
                yield Feature((":a question", f":asks {word.stem}"), (at,))
    yield Feature((f":sentences {min(6, last + 1)}",), ())
