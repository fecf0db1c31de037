"""Which pages there are: a page a topic, and the reference pages a policy needs."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.model.kb import Article, KnowledgeBase, Topic
from assistant.model.policy import Decision, Policy

ANSWERS: Final = "Answers"
AT_A_GLANCE: Final = "Plans and priorities"
IN_FULL: Final = "The policy"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A reference page: its name is its address and its template.

    Attributes:
        section: The part of the navigation it belongs to.
        sources: The files it is made from, relative to the data folder; an edit link
            opens the first.
    """

    name: str
    title: str
    summary: str
    section: str
    sources: tuple[str, ...]


def sheets(policy: Policy) -> tuple[Sheet, ...]:
    """Return the reference pages that have something to show."""
    empty = set()
    if not policy.roles:
        empty.add("people")
    if not levels(policy):
        empty.add("support-levels")
    return tuple(each for each in _sheets(policy) if each.name not in empty)


def _sheets(policy: Policy) -> tuple[Sheet, ...]:
    return (
        Sheet(
            "priorities",
            "What each priority means",
            "Check your problem against the definitions, with examples.",
            AT_A_GLANCE,
            ("policies/priorities.yaml",),
        ),
        Sheet(
            "plans",
            "What each plan includes",
            "Calls, cases and people, for every plan at every priority.",
            AT_A_GLANCE,
            ("policies/plans.yaml",),
        ),
        Sheet(
            "people",
            "Who helps with what",
            "The people beside support, side by side.",
            AT_A_GLANCE,
            ("policies/roles.yaml",),
        ),
        Sheet(
            "support-levels",
            "Who works on your case",
            "Which level of engineer looks at it, and how it moves up.",
            AT_A_GLANCE,
            tuple(each.at.path for each in levels(policy)),
        ),
        Sheet(
            "not-stated",
            "What this policy does not say",
            "Where the policy is silent, whom to ask, and how we read the rest.",
            IN_FULL,
            ("policies/clauses.yaml",),
        ),
        Sheet(
            "decisions",
            "How answers are decided",
            "Every rule, its conditions, and the sentence it gives you.",
            IN_FULL,
            tuple(each.at.path for each in policy.decisions.values()),
        ),
        Sheet(
            "clauses",
            "Every clause",
            "The policy sentence by sentence, each with a lasting address.",
            IN_FULL,
            ("policies/clauses.yaml",),
        ),
        Sheet(
            "policy",
            "The whole policy on one page",
            "Everything in one piece, for reading through or for paper.",
            IN_FULL,
            ("policies/organization.yaml",),
        ),
    )


def levels(policy: Policy) -> tuple[Decision, ...]:
    """Return the decisions about who works on a case and how it moves up."""
    names = ("support_level", "escalation")
    return tuple(policy.decisions[each] for each in names if each in policy.decisions)


def topics(kb: KnowledgeBase) -> tuple[Topic, ...]:
    """Return the topics as writers numbered them."""
    return tuple(sorted(kb.topics.values(), key=lambda each: (each.order, each.id)))


def articles(kb: KnowledgeBase, topic: Topic, as_of: date) -> tuple[Article, ...]:
    """Return the articles of a topic that hold on a day, by title."""
    return tuple(each for each in all_articles(kb, topic) if each.in_force(as_of))


def all_articles(kb: KnowledgeBase, topic: Topic) -> tuple[Article, ...]:
    """Return every article of a topic, whenever it holds, by title."""
    found = [each for each in kb.articles.values() if each.topic == topic.id]
    return tuple(sorted(found, key=lambda each: each.title))
