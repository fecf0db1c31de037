"""A message of several matters, cut into parts that may each be one.

That there are several is learned from messages that have them; where one ends and the
next begins is told by plain signs: the end of a sentence, the point of a list, a dash.
"""

import re

from assistant.reading.furniture import own_words
from assistant.reading.words import LONGEST_MESSAGE, Span

_ENDS = re.compile(
    r"(?<=[.!?;])\s+"
    r"|\n+"
    r"|\s[-\u2013\u2014+/]\s"
    r"|(?<=[\w,:]) (?=\(?\d[.)] \w)"
    r"|:\s+(?=\d\W)"
    r"|,? (?=(?:and|but|also|plus|oh,? and|btw|by the way|besides)\b)",
    re.IGNORECASE,
)
_MOST = 10
"""Parts that are told apart; what follows belongs to the last one."""

_FEWEST_WORDS = 3
"""Words of a part; fewer belong to the next one."""


def parts_of(text: str) -> tuple[Span, ...]:
    """Return the parts of a text in order, as half-open spans of code points."""
    parts: list[Span] = []
    for first, end in own_words(text):
        start, last = first, min(end, LONGEST_MESSAGE)
        for found in _ENDS.finditer(text, first, last):
            long_enough = len(text[start : found.start()].split()) >= _FEWEST_WORDS
            if long_enough and len(parts) < _MOST - 1:
                parts.append((start, found.start()))
                start = found.end()
        if text[start:last].strip():
            parts.append((start, last))
    return tuple(parts)
