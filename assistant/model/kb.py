"""What writers keep in ``kb/``: articles, topics, utterances, synonyms and cues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from assistant.errors import Position
from assistant.model.policy import NOWHERE, Status, in_force


@dataclass(frozen=True, slots=True)
class Article:
    """One question and its answer.

    Attributes:
        also_asked: Other ways to ask it; searched with the title.
        short_answer: The answer in a sentence or two, references filled in.
        body: Markdown subset, references filled in; may be empty.
        review_every: How long a review holds, or None.
    """

    id: str
    title: str
    short_answer: str
    body: str
    status: Status
    owner: str
    reviewed: date
    also_asked: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    topic: str = ""
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    note: str = ""
    review_every: timedelta | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    previous_ids: tuple[str, ...] = ()
    path: str = ""
    """The file it stands in, relative to the data folder."""
    at: Position = field(default=NOWHERE, compare=False)

    def in_force(self, day: date) -> bool:
        """Tell whether the article holds on a day; from is included, to is excluded."""
        return in_force(self.effective_from, self.effective_to, day)


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of the help center that groups articles."""

    id: str
    title: str
    summary: str
    order: int
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message as a customer writes it, labelled with the facts it settles.

    Attributes:
        facts: Those of its most urgent matter; one that is absent is one the message
            says nothing about.
        also: The facts of its other matters.
        articles: The articles that answer it, best first.
    """

    text: str
    register: str
    facts: Mapping[str, str]
    also: tuple[Mapping[str, str], ...] = ()
    articles: tuple[str, ...] = ()
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word of ours and the words customers use for it."""

    word: str
    also: tuple[str, ...]
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class CueGroup:
    """Phrases that tell the assistant much the same.

    Attributes:
        kind: What groups of one kind have in common; they are learned from together
            as well. Empty for a group that stands alone.
        means: What a person says who uses them.
        phrases: A word each, or words joined by spaces, in lower case.
    """

    id: str
    means: str
    phrases: tuple[str, ...]
    kind: str = ""
    at: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Everything under ``kb/``."""

    articles: Mapping[str, Article]
    topics: Mapping[str, Topic]
    utterances: tuple[Utterance, ...]
    synonyms: tuple[Synonym, ...]
    cues: tuple[CueGroup, ...] = ()
