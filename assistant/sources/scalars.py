"""Single values: which characters they may hold, and what they look like unquoted."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

Kind = Literal["text", "number", "yes-or-no", "null", "nothing"]

# Invisible, or reordering what is read: controls, separators, marks of direction, tags.
_UNSAFE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff\U000e0000-\U000e007f"
)
_IN_VALUES = re.compile(f"[{_UNSAFE}]")
_IN_FILES = re.compile(f"[\t\u00a0{_UNSAFE}]")


def bad_characters(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each character a file may not hold: its index, what is wrong, a hint."""
    for found in _IN_FILES.finditer(text):
        yield found.start(), *_told(found[0])


def bad_escape(value: str) -> tuple[str, str] | None:
    """Return what is wrong with a value whose escapes made a bad character, if so."""
    found = _IN_VALUES.search(value)
    return None if found is None else _told(found[0])


def without_bad_characters(text: str) -> str:
    """Return the text with spaces instead, so that the rest can still be read."""
    return _IN_FILES.sub(" ", text)


def _told(character: str) -> tuple[str, str]:
    if character == "\t":
        return "a tab is not allowed", "use spaces"
    point = f"U+{ord(character):04X}"
    if character == "\u00a0":
        return f"a no-break space ({point}) is not allowed", "write an ordinary space"
    return f"the character {point} is not allowed", "delete it; it cannot be seen"


_AS_MEANT: dict[str, Kind] = {
    "true": "yes-or-no",
    "false": "yes-or-no",
    "null": "null",
    "": "nothing",
}
_STARTS_NUMBER = frozenset("0123456789+-.")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_REMEMBERED = 1_000
"""Values whose look is remembered: files repeat a few hundred words all the time."""


@lru_cache(_REMEMBERED)
def plain_kind(value: str) -> Kind:
    """Return what a value without quotes is."""
    kind = _AS_MEANT.get(value)
    if kind is None and value[0] in _STARTS_NUMBER and _NUMBER.fullmatch(value):
        return "number"
    return kind or "text"


_YES_OR_NO = frozenset(("y", "yes", "n", "no", "on", "off", "true", "false"))
_NULL = frozenset(("null", "~"))
_LONGEST = len("false")
_ODD_NUMBER = re.compile(
    r"""[-+]?(?:
        0[xob][0-9a-f_]+                    # 0x1F, 0o17, 0b1
      | [0-9][0-9_]*(?:\.[0-9_]*)?          # 0100, 1_000, 1., and far too many digits
      | [0-9][0-9_]*(?::[0-9]+)+(?:\.\d*)?  # 1:30 counts in sixties
      | (?:[0-9]+\.?[0-9]*|\.[0-9]+)e[-+]?[0-9]+
      | \.[0-9][0-9_]*
      | \.(?:inf|nan)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ]+[0-9].*)?")


@lru_cache(_REMEMBERED)
def misread(value: str) -> tuple[str, str] | None:
    """Return what a value without quotes could be taken for, if it is none of ours.

    The second part says what to write where that was meant.
    """
    if value[:1] in _STARTS_NUMBER and value:
        if _DATE.fullmatch(value):
            return "a date", ""
        if _ODD_NUMBER.fullmatch(value) and not _NUMBER.fullmatch(value):
            return "a number", ", or digits alone where a number is asked"
        return None
    if len(value) > _LONGEST or value in _AS_MEANT:
        return None
    if value.lower() in _YES_OR_NO:
        return "a yes or no", ", or true or false where a yes or no is asked"
    if value.lower() in _NULL:
        return "null", ", or null where nothing is meant"
    return None
