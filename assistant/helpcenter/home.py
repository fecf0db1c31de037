"""What the home page offers, for its Markdown and for its theme template alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.desk.guide import entrance_url
from assistant.helpcenter.contents import articles, sheets, topics
from assistant.helpcenter.silence import Place
from assistant.model.addresses import article_url, topic_url
from assistant.model.kb import Article, KnowledgeBase, NoticeLevel, Topic
from assistant.model.policy import Policy, Priority, WayToPerson
from assistant.model.wording import GENERAL_ENTRANCE

_NAMED: Final = 5
"""How many articles a card names; the page of its topic has them all."""


@dataclass(frozen=True, slots=True)
class Card:
    """One way on from the home page."""

    title: str
    url: str
    summary: str
    articles: tuple[Place, ...] = ()
    more: int = 0
    """How many articles there are in all, where only the first ones are named."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A notice as every page shows it: what it says, and where there is more."""

    says: str
    level: NoticeLevel
    more: Place | None


@dataclass(frozen=True, slots=True)
class Home:
    """One box, the ways into the guided path, the urgent test, and all the rest."""

    notices: tuple[Announcement, ...]
    """Shown above everything, on every page."""
    entrances: tuple[Card, ...]
    """The ways into the guided path, the one for everybody first; never empty."""
    title: str
    about: str
    urgent: Priority
    example: str
    """What a customer with a less urgent problem would say, or ""."""
    contact: WayToPerson
    topics: tuple[Card, ...]
    reference: tuple[Card, ...]


def home(policy: Policy, kb: KnowledgeBase, as_of: date) -> Home:
    """Return what the home page offers on a day."""
    return Home(
        notices=tuple(_announcements(kb, as_of)),
        entrances=tuple(
            Card(each.title, entrance_url(each), each.summary)
            for each in policy.entrances or (GENERAL_ENTRANCE,)
        ),
        title="How can we help?",
        about=policy.organization.about,
        urgent=next(each for each in policy.priorities.values() if each.urgent),
        example=next(
            (each for rank in policy.ranked()[1:] for each in rank.examples), ""
        ),
        contact=policy.organization.contact,
        topics=tuple(_card(topic, articles(kb, topic, as_of)) for topic in topics(kb)),
        reference=tuple(
            Card(each.title, f"/{each.name}/", each.summary) for each in sheets(policy)
        ),
    )


def _announcements(kb: KnowledgeBase, as_of: date) -> Iterator[Announcement]:
    """Yield the notices in force; one does not lead to an answer that has not begun."""
    for notice in kb.notices:
        if notice.in_force(as_of):
            article = kb.articles.get(notice.article)
            more = None
            if article is not None and article.in_force(as_of):
                more = Place(article.title, article_url(article))
            yield Announcement(notice.says, notice.level, more)


def _card(topic: Topic, members: tuple[Article, ...]) -> Card:
    named = tuple(Place(each.title, article_url(each)) for each in members[:_NAMED])
    more = len(members) if len(members) > len(named) else 0
    return Card(topic.title, topic_url(topic.id), topic.summary, named, more)


def site_name(policy: Policy) -> str:
    """Return the name over every page."""
    return f"{policy.organization.name} Help Center"
