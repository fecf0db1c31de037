"""What a message is made of, each feature with the span it comes from.

Words, pairs and triples of words, pieces of words (for typos and endings), and shares
("none of our 400", "3 of 180"), which carry more meaning than their words do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[!?%]")
_NUMBER = re.compile(r"\d")
_SHARE = re.compile(
    r"\b(\d{1,6})\s*(?:/|of|out of|from)\s*(?:our|the|my|about|all|those|these)?\s*"
    r"(\d{1,6})\b",
    re.IGNORECASE,
)
_LONGEST = 4_000
"""Code points that are looked at; what follows is signatures and logs."""

_PIECE_LENGTHS = (3, 4, 5)
_LONGEST_WORD = 30


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a message and the half-open span it stands on."""

    name: str
    span: Span


def features(text: str) -> Iterator[Feature]:
    """Yield the features of a message; spans are code points of the text given."""
    head = text[:_LONGEST]
    words = [
        (_plain(match.group()), match.span()) for match in _WORD.finditer(head.lower())
    ]
    for number, (word, span) in enumerate(words):
        yield Feature(word, span)
        for length in (2, 3):
            group = words[number : number + length]
            if len(group) == length:
                joined = " ".join(each for each, _ in group)
                yield Feature(joined, (span[0], group[-1][1][1]))
        for piece in _pieces(word):
            yield Feature(piece, span)
    for match in _SHARE.finditer(head):
        part, whole = int(match.group(1)), int(match.group(2))
        if whole > 0 and part <= whole:
            yield Feature(_share(part, whole), match.span())


def _plain(word: str) -> str:
    return "#" if _NUMBER.match(word) else word.replace("\u2019", "'")


def _pieces(word: str) -> Iterator[str]:
    padded = f"_{word[:_LONGEST_WORD]}_"
    if len(word) < 3:
        return
    for length in _PIECE_LENGTHS:
        for start in range(len(padded) - length + 1):
            yield f"~{padded[start : start + length]}"


def _share(part: int, whole: int) -> str:
    if part == 1 and whole > 1:
        return "share:one"
    return "share:most" if part * 2 > whole else "share:some"
