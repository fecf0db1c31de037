"""What every engine is asked for and gives back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

DEPTH = 10
"""As many articles as are asked for."""

Search = Callable[[str], Sequence[int]]
"""Takes a question; returns the places of articles, best first."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What an engine found, question by question, and how long each took it."""

    found: Sequence[Sequence[int]]
    seconds: Sequence[float]


class Engine(Protocol):
    """An engine that holds the articles of a set."""

    def answers(self, questions: Sequence[str]) -> Answers:
        """Return the places of at most ten articles for each question, best first."""
        ...


class Timed:
    """An engine that searches in this process, one question after the other."""

    def __init__(self, search: Search) -> None:
        self._search = search

    def answers(self, questions: Sequence[str]) -> Answers:
        """Return what is found, and how long each question took."""
        found, seconds = [], []
        for question in questions:
            started = perf_counter()
            places = self._search(question)
            seconds.append(perf_counter() - started)
            found.append(places)
        return Answers(found, seconds)
