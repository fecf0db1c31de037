"""How many of how many: "none of our 400", "six of 45", "9 calls in 10", "70 percent".

A share says more than its words do: 17 of 180 is some, 170 of 180 is most.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.reading.words import Word

_NUMBERS = {
    word: value
    for value, words in {
        0: "zero none",
        1: "one",
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve dozen",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty",
        30: "thirty",
        40: "forty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
        100: "hundred",
    }.items()
    for word in words.split()
}
_OF = frozenset(("of", "out", "in", "from"))
_PERCENT = frozenset(("percent", "per"))

_WORDS_BETWEEN = 2
"""Words that may stand between a number and "of", and between "of" and the whole."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share and the words it stands on, the first and the last one.

    Attributes:
        size: ``zero``, ``one``, ``some`` or ``most``; one of one is most.
    """

    size: str
    first: int
    last: int


def shares(words: Sequence[Word]) -> Iterator[Share]:
    """Yield the shares a message speaks of."""
    for first, word in enumerate(words):
        part = _value(word)
        if part is None:
            continue
        following = words[first + 1].text if first + 1 < len(words) else ""
        if word.stem == "#%" or following in _PERCENT:
            yield Share(_size(part, 100), first, first)
            continue
        last = _whole_after(words, first)
        whole = None if last is None else _value(words[last])
        if last is not None and whole is not None and part <= whole > 0:
            yield Share(_size(part, whole), first, last)


def _whole_after(words: Sequence[Word], first: int) -> int | None:
    """Return where the whole stands of which a number is a part, if it does."""
    of = _next(words, first + 1, lambda word: word.text in _OF)
    if of is None:
        return None
    if words[of].text == "out":
        of += 1
    return _next(words, of + 1, lambda word: _value(word) is not None)


def _next(
    words: Sequence[Word], start: int, wanted: Callable[[Word], bool]
) -> int | None:
    end = min(start + _WORDS_BETWEEN + 1, len(words))
    return next((at for at in range(start, end) if wanted(words[at])), None)


def _value(word: Word) -> float | None:
    if word.stem in ("#", "#%"):
        digits = word.text.rstrip("% ").replace(",", "")
        return float(digits) if digits.count(".") <= 1 else None
    return _NUMBERS.get(word.text)


def _size(part: float, whole: float) -> str:
    if part == 0:
        return "zero"
    if part == 1 < whole:
        return "one"
    return "most" if part * 2 > whole else "some"
