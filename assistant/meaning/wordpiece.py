"""A text as numbers of word pieces, just as the published model was given them.

Letters lose their accents and capitals, punctuation stands alone, and a word that the
vocabulary lacks is cut into the longest pieces it has. The ``tokenizers`` package does
the same, brings a client for a model hub with it, and refuses broken text.

Names of the model's own signs in a text, such as ``[SEP]``, are words like any other.
"""

import unicodedata
from collections.abc import Sequence
from itertools import islice
from string import punctuation
from typing import Final

from assistant.meaning.minilm import LONGEST

_LONGEST_TEXT: Final = 4_000
"""Letters that are read: several times what the tokens can hold, so that a text of
any size takes a bounded time."""

_LONGEST_WORD: Final = 100
"""Letters; a longer word is unknown."""

_COMMON: Final = 0x3000
"""Letters below this number are worked out once and kept."""

_SILENT: Final = ("Cc", "Cf", "Co", "Cs")
"""Kinds of signs that nobody sees, halves of a broken letter among them."""

_IDEOGRAPHS: Final = (
    range(0x4E00, 0xA000),
    range(0x3400, 0x4DC0),
    range(0x20000, 0x2A6E0),
    range(0x2A700, 0x2B740),
    range(0x2B740, 0x2B820),
    range(0x2B920, 0x2CEB0),
    range(0xF900, 0xFB00),
    range(0x2F800, 0x2FA20),
)


class WordPieces:
    """The vocabulary, and how a text is cut by it."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._begin, self._end = numbers["[CLS]"], numbers["[SEP]"]
        self._unknown = numbers["[UNK]"]
        self._first = {
            piece: number
            for piece, number in numbers.items()
            if not piece.startswith("##") or piece == "##"
        }
        self._later = {
            piece.removeprefix("##"): number
            for piece, number in numbers.items()
            if piece.startswith("##")
        }
        self._longest = max(map(len, numbers))

    def numbers(self, text: str) -> list[int]:
        """Return the pieces between begin and end; none for a text without words."""
        return self.framed(self.within(text))

    def within(self, text: str) -> list[int]:
        """Return the pieces alone."""
        words = _words(text[:_LONGEST_TEXT])
        pieces = (piece for word in words for piece in self._pieces(word))
        return list(islice(pieces, LONGEST - 2))

    def framed(self, pieces: list[int]) -> list[int]:
        """Return pieces between begin and end; none where there are none."""
        return [self._begin, *pieces[: LONGEST - 2], self._end] if pieces else []

    def _pieces(self, word: str) -> list[int]:
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        known, start = self._first, 0
        while start < len(word):
            for end in range(min(len(word), start + self._longest), start, -1):
                if (number := known.get(word[start:end])) is not None:
                    break
            else:
                return [self._unknown]
            found.append(number)
            known, start = self._later, end
        return found


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFD", text.translate(_CLEANED))
    return decomposed.translate(_PLAIN).split()


class _Cleaned(dict[int, str]):
    """Control signs go, and an ideograph becomes a word of its own."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        if letter in "\t\n\r":
            plain = " "
        elif letter == "\ufffd" or unicodedata.category(letter) in _SILENT:
            plain = ""
        elif any(number in block for block in _IDEOGRAPHS):
            plain = f" {letter} "
        else:
            plain = letter
        return _kept(self, number, plain)


class _Plain(dict[int, str]):
    """Accents and capitals go, and punctuation becomes a word of its own."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        category = unicodedata.category(letter)
        if category == "Mn":
            plain = ""
        elif letter in punctuation or category.startswith("P"):
            plain = f" {letter} "
        else:
            plain = letter.lower()
        return _kept(self, number, plain)


def _kept(table: dict[int, str], number: int, plain: str) -> str:
    """Keep what became of a common letter; rare ones would fill the memory."""
    if number < _COMMON:
        table[number] = plain
    return plain


_CLEANED: Final = _Cleaned()
_PLAIN: Final = _Plain()
