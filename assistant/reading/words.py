"""A message as words, each with its span, its sentence and its clause.

Words are compared by their stem: lower case, without the commonest endings, and with
one slip of the finger undone. Only the customer's own words are read; see
``furniture``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.reading import furniture

Span = furniture.Span

LONGEST_MESSAGE = 4_000
"""Code points of the customer's own words that are looked at."""

_LONGEST_WORD = 30
"""Letters of a word that are looked at."""

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,:]\d+|/\d+(?![/\d]))*(?: ?%)?)"
    r"|(?P<word>[^\W\d_][^\W_]*(?:['\u2019][^\W\d_]+)*)"
    r"|(?P<stop>[.!?;]+(?=\s|$)|\n\s*\n)"
    r"|(?P<pause>[,:()\u2013\u2014])"
)
_JOINT_WORDS = (
    "and but while whereas although though however yet because otherwise so um uh"
)
_JOINTS = frozenset(_JOINT_WORDS.split())
"""Words at which a new clause begins."""

_QUANTIFIER_WORDS = (
    "all everyone everybody everything anyone anybody nobody none noone nothing every"
)
_QUANTIFIERS = frozenset(_QUANTIFIER_WORDS.split())
"""Words after which "but" means "except"."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word or number of a message.

    Attributes:
        text: Lower case, apostrophes made plain.
        stem: What it is compared by; ``#`` for a number, ``#%`` for a percentage,
            ``#/#`` for a fraction and ``#:#`` for a time of day.
        sentence: The number of its sentence.
        clause: The number of its clause, counted through the whole message.
    """

    text: str
    stem: str
    span: Span
    sentence: int
    clause: int


@dataclass(frozen=True, slots=True)
class Message:
    """The words of a message in order, and which of its sentences ask."""

    words: tuple[Word, ...]
    asking: frozenset[int]


class Spelling:
    """Undoes one slip of the finger: a letter too many, too few, wrong or swapped.

    A word that is known is never touched. Only the words of ``targets`` are restored,
    as these are the ones that carry meaning here, and only if the first letter is
    right.
    """

    def __init__(self, targets: Iterable[str], known: Mapping[str, int]) -> None:
        self.known = known
        self.targets = frozenset(targets)
        self._near: dict[str, list[str]] = {}
        for target in sorted(self.targets):
            if len(target) >= 4:
                for shorter in _with_one_letter_less(target):
                    self._near.setdefault(shorter, []).append(target)
        self.stem_of = lru_cache(maxsize=20_000)(self._stem_of)

    def _stem_of(self, word: str) -> str:
        stem = stem_of(word)
        if stem in self.targets or stem in self.known or not 4 <= len(stem) <= 20:
            return stem
        near = {
            target
            for shorter in _with_one_letter_less(stem)
            for target in self._near.get(shorter, ())
            if _is_one_slip(stem, target)
        }
        return min(
            near, key=lambda each: (-self.known.get(each, 0), each), default=stem
        )


_KEPT = frozenset(("noone", "theme", "state", "range"))
"""Words that without their endings would be others: noon, them, stat and rang."""


def stem_of(word: str) -> str:
    """Return a word without its commonest endings; spelling is left as it is."""
    if word in _KEPT:
        return word
    word = _singular(word.removesuffix("'s"))
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            word = word.removesuffix(ending)
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def message_of(text: str, spelling: Spelling) -> Message:
    """Return the words of a text; spans are code points of the text given."""
    words: list[Word] = []
    asking: set[int] = set()
    sentence = clause = 0
    for token in _tokens(text):
        if token is None:
            sentence += 1
            clause += 1
            continue
        kind, found = token.lastgroup, token.group()
        if kind == "stop":
            if "?" in found:
                asking.add(sentence)
            sentence += 1
            clause += 1
        elif kind == "pause":
            clause += 1
        elif kind == "number":
            words.append(Word(found, _shape(found), token.span(), sentence, clause))
        elif kind == "word":
            plain = _plain(found)
            clause += _begins_clause(plain, words)
            stem = spelling.stem_of(plain)
            words.append(Word(plain, stem, token.span(), sentence, clause))
    return Message(tuple(words), frozenset(asking))


def words_in(phrase: str) -> tuple[str, ...]:
    """Return the words and numbers of a phrase as a message has them."""
    return tuple(_plain(token.group()) for token in _TOKEN.finditer(phrase))


def known_stems(texts: Iterable[str]) -> Iterator[str]:
    """Yield the stem of each word of some texts, spelt as it is there."""
    for text in texts:
        for token in _tokens(text):
            if token is not None and token.lastgroup == "word":
                yield stem_of(_plain(token.group()))


def _tokens(text: str) -> Iterator[re.Match[str] | None]:
    """Yield the tokens of a customer's own words, None where others were left out."""
    left, last = LONGEST_MESSAGE, 0
    for start, end in furniture.own_words(text):
        if "\n" in text[last:start]:
            yield None
        yield from _TOKEN.finditer(text, start, min(end, start + left))
        left, last = max(0, left - (end - start)), end


def _begins_clause(word: str, before: list[Word]) -> bool:
    """Tell whether a word begins a new clause where it stands."""
    if word not in _JOINTS:
        return False
    last = before[-1].text if before else ""
    return not (
        (word == "and" and last in ("hundred", "thousand"))
        or (word == "but" and last in _QUANTIFIERS)
    )


def _shape(number: str) -> str:
    if number.endswith("%"):
        return "#%"
    if number.count("/") == 1:
        return "#/#"
    return "#:#" if ":" in number else "#"


def _plain(word: str) -> str:
    return word[:_LONGEST_WORD].lower().replace("\u2019", "'")


def _singular(word: str) -> str:
    if len(word) > 5 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith(("sses", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word


def _with_one_letter_less(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _is_one_slip(wrong: str, right: str) -> bool:
    """Tell whether one slip leads from one word to the other.

    In words of four letters only swapped ones count, and a letter too few: other
    slips lead to too many words that are meant as they stand.
    """
    if wrong[0] != right[0] or abs(len(wrong) - len(right)) > 1:
        return False
    if len(wrong) == 4 and len(right) != 5 and sorted(wrong) != sorted(right):
        return False
    at = next(
        (n for n, (a, b) in enumerate(zip(wrong, right, strict=False)) if a != b),
        min(len(wrong), len(right)),
    )
    return (
        wrong[at + 1 :] == right[at + 1 :]
        or wrong[at + 1 :] == right[at:]
        or wrong[at:] == right[at + 1 :]
        or wrong[at:] == right[at + 1 : at + 2] + right[at : at + 1] + right[at + 2 :]
    )
