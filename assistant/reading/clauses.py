"""A message cut into clauses, each short enough to say one thing.

Whole messages that mean the same seldom look alike; their clauses often do. "The
wallboard is slow, and nobody can log in" is near to messages about either.
"""

import re

from assistant.reading.furniture import own_words
from assistant.reading.words import LONGEST_MESSAGE

_ENDS = re.compile(
    r"[.!?;](?=\s|$)"
    r"|\n+"
    r"|,(?= (?:but|and|so|while|yet|though)\b)"
    r"|\s[-\u2013\u2014]\s"
    r"|:\s"
)

_MOST = 24
"""Clauses that are told apart; what follows is one more."""


def clauses_of(text: str) -> tuple[str, ...]:
    """Return the clauses of a text in order; together they are its own words."""
    own = "\n".join(text[start:end] for start, end in own_words(text))
    own = own[:LONGEST_MESSAGE]
    clauses: list[str] = []
    start = 0
    for found in _ENDS.finditer(own):
        if len(clauses) == _MOST:
            break
        if own[start : found.end()].strip():
            clauses.append(own[start : found.end()])
            start = found.end()
    if own[start:].strip():
        clauses.append(own[start:])
    return tuple(clauses)
