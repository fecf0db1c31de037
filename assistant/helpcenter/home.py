"""What the home page offers, for its Markdown and for its theme template alike."""

from dataclasses import dataclass
from datetime import date

from assistant.helpcenter.contents import articles, sheets, topics
from assistant.helpcenter.silence import Place
from assistant.model.addresses import article_url, topic_url
from assistant.model.kb import KnowledgeBase
from assistant.model.policy import Policy, Priority, WayToPerson


@dataclass(frozen=True, slots=True)
class Card:
    """One way on from the home page."""

    title: str
    url: str
    summary: str
    articles: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """Search, the question of the day, the urgent test, and the way to everything."""

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
        title="How can we help?",
        about=policy.organization.about,
        urgent=next(each for each in policy.priorities.values() if each.urgent),
        example=next(
            (each for rank in policy.ranked()[1:] for each in rank.examples), ""
        ),
        contact=policy.organization.contact,
        topics=tuple(
            Card(
                topic.title,
                topic_url(topic.id),
                topic.summary,
                tuple(
                    Place(each.title, article_url(each))
                    for each in articles(kb, topic, as_of)
                ),
            )
            for topic in topics(kb)
        ),
        reference=tuple(
            Card(each.title, f"/{each.name}/", each.summary) for each in sheets(policy)
        ),
    )


def site_name(policy: Policy) -> str:
    """Return the name over every page."""
    return f"{policy.organization.name} Help Center"
