"""What the API lists: facts, plans, articles, and a few small answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.model.addresses import article_url
from assistant.model.kb import Article, KnowledgeBase
from assistant.model.policy import Policy, Status
from assistant.model.verdict import UNKNOWN
from assistant.model.wording import UNKNOWN_LABEL


@dataclass(frozen=True, slots=True)
class CaseSaved:
    """The case is kept under this reference: random, and fit to be made public."""

    reference: str


@dataclass(frozen=True, slots=True)
class FactValue:
    """One answer from a fact's closed list."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FactListed:
    """A fact that a request may name, with its closed list of answers."""

    id: str
    ask: str
    why: str
    assumed: str | None
    values: tuple[FactValue, ...]


@dataclass(frozen=True, slots=True)
class FactList:
    """Every fact a request may name."""

    policy_version: str
    facts: tuple[FactListed, ...]


@dataclass(frozen=True, slots=True)
class PlanListed:
    """A support plan; ``channels`` maps each channel to what the plan says of it."""

    id: str
    name: str
    summary: str
    status: Status
    channels: dict[str, str]


@dataclass(frozen=True, slots=True)
class PlanList:
    """Every support plan."""

    policy_version: str
    plans: tuple[PlanListed, ...]


@dataclass(frozen=True, slots=True)
class ArticleListed:
    """An article of the help center."""

    id: str
    title: str
    url: str
    short_answer: str
    topic: str
    status: Status


@dataclass(frozen=True, slots=True)
class ArticleList:
    """Every article of the help center."""

    policy_version: str
    articles: tuple[ArticleListed, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article that may be meant."""

    id: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Articles that may be meant, best first."""

    hits: tuple[Suggestion, ...]


def facts_of(policy: Policy) -> FactList:
    """Return every fact that a request may name."""
    listed = (
        FactListed(
            fact.id,
            fact.ask,
            fact.why,
            fact.assumed,
            (
                *(FactValue(value.id, value.label) for value in fact.values),
                FactValue(UNKNOWN, UNKNOWN_LABEL),
            ),
        )
        for fact in policy.facts.values()
        if not fact.supplied
    )
    return FactList(policy.version, tuple(listed))


def plans_of(policy: Policy) -> PlanList:
    """Return every support plan."""
    listed = (
        PlanListed(
            plan.id,
            plan.name,
            plan.summary,
            plan.status,
            {name: entry.access for name, entry in plan.channels.items()},
        )
        for plan in policy.plans.values()
    )
    return PlanList(policy.version, tuple(listed))


def articles_of(policy: Policy, kb: KnowledgeBase, day: date) -> ArticleList:
    """Return every article that is in force on a day."""
    listed = (
        ArticleListed(
            article.id,
            article.title,
            article_url(article),
            article.short_answer,
            article.topic,
            article.status,
        )
        for article in kb.articles.values()
        if article.in_force(day)
    )
    return ArticleList(policy.version, tuple(listed))


def suggestions_of(articles: Iterable[Article]) -> Suggestions:
    """Return the titles of articles, and where they stand."""
    return Suggestions(
        tuple(Suggestion(each.id, each.title, article_url(each)) for each in articles)
    )
