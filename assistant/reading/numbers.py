"""Numbers in a message: figures, and the words for them up to the thousands."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.reading.words import Word

_UNIT_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: value for value, word in enumerate(_UNIT_WORDS.split(), start=1)}
_TENS = {word: value * 10 for value, word in enumerate(_TEN_WORDS.split(), start=2)}
_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1_000}
_NOUGHT = frozenset(("zero", "none", "nought"))

_MOST_DIGITS = 9
"""Longer figures are ids, not numbers of anything."""

_THOUSANDS = 3
"""Digits after a comma that make it one between thousands: 1,200 but 0,5."""


class Number(NamedTuple):
    """A number, and the last of the words it stands on."""

    value: float
    last: int


def number_at(words: Sequence[Word], at: int) -> Number | None:
    """Return the number that begins at a word, or None."""
    word = words[at]
    if word.stem in ("#", "#%"):
        value = figure(word.text)
        return None if value is None else Number(value, at)
    if word.text in _NOUGHT:
        return Number(0, at)
    return _spelled(words, at)


def figure(text: str) -> float | None:
    """Return what digits are worth; None for versions, ids and the like."""
    digits = text.rstrip("% ")
    if digits[0] == "0" and digits[1:2].isdigit():
        return None
    if sum(map(str.isdigit, digits)) > _MOST_DIGITS or not digits.isascii():
        return None
    head, *groups = digits.split(",")
    if groups and all(len(each) == _THOUSANDS for each in groups):
        digits = head + "".join(groups)
    else:
        digits = digits.replace(",", ".")
    return float(digits) if digits.replace(".", "", 1).isdigit() else None


def _spelled(words: Sequence[Word], at: int) -> Number | None:
    """Read words: "three", "forty-two", "a hundred and twenty", "two dozen"."""
    total = group = 0
    last = None
    if words[at].text in ("a", "an") and _text(words, at + 1) in _TIMES:
        group, at = 1, at + 1
    while (text := _text(words, at)) is not None:
        if text in _TIMES:
            total, group, last = total + max(group, 1) * _TIMES[text], 0, at
        elif text in _UNITS and (group == 0 or (group >= 20 and _UNITS[text] < 10)):
            group, last = group + _UNITS[text], at
        elif text in _TENS and group == 0:
            group, last = _TENS[text], at
        elif not (text == "and" and total and last == at - 1):
            break
        at += 1
    return None if last is None else Number(total + group, last)


def _text(words: Sequence[Word], at: int) -> str | None:
    return words[at].text if at < len(words) else None
