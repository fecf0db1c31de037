"""Selections of the model that templates lay out; each is a question with an answer."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby, zip_longest

from assistant.desk.guide import entrance_url
from assistant.helpcenter.matrix import PlanTable, Response, priority_steps
from assistant.helpcenter.silence import Place
from assistant.model.addresses import decision_url
from assistant.model.kb import Article, KnowledgeBase
from assistant.model.policy import (
    ChecklistItem,
    Clause,
    Decision,
    Policy,
    Priority,
    Role,
    Rule,
)


def leading_to(
    policy: Policy, priority_id: str, as_of: date
) -> Iterator[tuple[Decision, Rule]]:
    """Yield the rules in force by which a problem comes out at a priority.

    The priority may be decided in steps; a rule that only hands on what an earlier
    step found is left out.
    """
    steps = priority_steps(policy)
    for decision in steps:
        for rule in rules_in_force(decision, as_of):
            handed_on = any(each.id in rule.when for each in steps)
            if rule.then == priority_id and not handed_on:
                yield decision, rule


def decisions(policy: Policy) -> tuple[Decision, ...]:
    """Return every decision: the priority first, then the channels, then the rest."""
    channels = policy.channels.values()
    named = (
        *(each.id for each in priority_steps(policy)),
        *(each.decision for each in channels),
        *(each.charge for each in channels if each.charge),
        *policy.decisions,
    )
    return tuple(policy.decisions[each] for each in dict.fromkeys(named))


def rules(decision: Decision) -> tuple[Rule, ...]:
    """Return the rules of a decision in the order of its outcomes, the rest last."""
    ranks = {outcome: rank for rank, outcome in enumerate(decision.outcomes)}
    ordered = sorted(decision.rules, key=lambda rule: (ranks[rule.then], rule.id))
    return (*ordered, *((decision.otherwise,) if decision.otherwise else ()))


def rules_in_force(decision: Decision, as_of: date) -> tuple[Rule, ...]:
    """Return the rules of a decision that hold on a day, in the same order."""
    return tuple(each for each in rules(decision) if each.in_force(as_of))


def asked_at(policy: Policy, priority_id: str) -> Iterator[ChecklistItem]:
    """Yield what an engineer will ask for at a priority."""
    for item in policy.checklist:
        if not item.priorities or priority_id in item.priorities:
            yield item


def by_article(
    policy: Policy, kb: KnowledgeBase
) -> Iterator[tuple[Article, tuple[Clause, ...]]]:
    """Yield each article with its clauses, in the order of the first clause."""
    members: dict[str, list[Clause]] = {}
    for clause in policy.clauses.values():
        members.setdefault(clause.article, []).append(clause)
    for article_id, clauses in members.items():
        yield kb.articles[article_id], tuple(clauses)


def resting_on(policy: Policy, clause_id: str, as_of: date) -> tuple[Place, ...]:
    """Return the decisions of which a rule in force rests on a clause."""
    return tuple(
        Place(decision.question, decision_url(decision.id))
        for decision in decisions(policy)
        if any(clause_id in rule.because for rule in rules_in_force(decision, as_of))
    )


def side_by_side(roles: Iterable[Role]) -> Iterator[tuple[str, ...]]:
    """Yield the duties of all roles, a line for each; the shorter lists end empty."""
    return zip_longest(*(role.duties for role in roles), fillvalue="")


def response_runs(
    table: PlanTable,
) -> Iterator[tuple[tuple[Priority, ...], Response]]:
    """Yield runs of priorities whose response time is worded alike."""
    for _, run in groupby(table.responses, key=lambda each: each.outcomes.says):
        responses = tuple(run)
        yield tuple(each.priority for each in responses), responses[0]


def ways_in(policy: Policy, article_id: str) -> Iterator[tuple[str, str]]:
    """Yield the ways into the guided path that answer an article for one's own case."""
    for entrance in policy.entrances:
        if entrance.article == article_id:
            yield entrance.title, entrance_url(entrance)


def in_force(kb: KnowledgeBase, ids: Iterable[str], as_of: date) -> tuple[str, ...]:
    """Return the articles of these that hold on a day."""
    return tuple(each for each in ids if kb.articles[each].in_force(as_of))


def overdue_since(article: Article, as_of: date) -> date | None:
    """Return the day an article should have been reviewed, where that is past."""
    if article.review_every is None:
        return None
    due = article.reviewed + article.review_every
    return due if due < as_of else None
