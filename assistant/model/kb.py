"""What writers keep in ``kb/``: articles, topics, utterances, synonyms and cues."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, Literal, get_args

from assistant.errors import NOWHERE, Position
from assistant.model.policy import Status, in_force

NoticeLevel = Literal["outage", "info"]
NOTICE_LEVELS: tuple[NoticeLevel, ...] = get_args(NoticeLevel)
"""What a notice tells of, the most pressing first."""


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
    alone: bool = False
    """Whether it has a page of its own, instead of a place on the page of its topic."""
    at: Position = field(default=NOWHERE, compare=False)

    def in_force(self, day: date) -> bool:
        """Tell whether the article holds on a day; from is included, to is excluded."""
        return in_force(self.effective_from, self.effective_to, day)


MOST_ON_A_PAGE: Final = 50
"""With more articles than this a topic only lists them, and each has its own page."""


def with_places(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Return the articles, those marked that have a page of their own.

    Those of a large topic have, whichever of them hold today, and those of no topic.
    """
    sizes = Counter(each.topic for each in articles)
    return tuple(
        replace(each, alone=not each.topic or sizes[each.topic] > MOST_ON_A_PAGE)
        for each in articles
    )


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
class Notice:
    """Something every customer is told before anything else, such as a known outage.

    Attributes:
        says: Plain words, references filled in; no markup.
        article: The article that says more, or "".
    """

    id: str
    says: str
    level: NoticeLevel
    article: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    at: Position = field(default=NOWHERE, compare=False)

    def in_force(self, day: date) -> bool:
        """Tell whether the notice holds on a day; from is included, to is excluded."""
        return in_force(self.effective_from, self.effective_to, day)


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Everything under ``kb/``.

    Attributes:
        notices: The most pressing first; whether one holds depends on the day.
    """

    articles: Mapping[str, Article]
    topics: Mapping[str, Topic]
    utterances: tuple[Utterance, ...]
    synonyms: tuple[Synonym, ...]
    cues: tuple[CueGroup, ...] = ()
    notices: tuple[Notice, ...] = ()
