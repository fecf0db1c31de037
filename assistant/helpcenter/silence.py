"""What the policy leaves open, what we read into it, and what is only a sample.

Everything that carries a status is walked once; the page about silence, and whoever
wants to count, asks here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assistant.model.addresses import article_url, clause_url, decision_url, plan_url
from assistant.model.kb import KnowledgeBase
from assistant.model.policy import Policy, Status


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the help center, and what it is called there."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Something with a status.

    Attributes:
        group: The heading it is listed under.
        says: The words that carry the status.
        note: Why we read it so, or "".
    """

    group: str
    place: Place
    says: str
    status: Status
    note: str


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence and every place it holds for."""

    text: str
    places: tuple[Place, ...]


def statements(policy: Policy, kb: KnowledgeBase, as_of: date) -> Iterator[Statement]:
    """Yield what carries a status and holds on a day, as the help center orders it."""
    contact = policy.organization.contact
    yield Statement(
        "How to reach a person",
        Place("Way to a person", "/policy/#person"),
        contact.says,
        contact.status,
        "",
    )
    yield from _plans(policy)
    for decision in policy.decisions.values():
        for rule in decision.all_rules():
            if not rule.in_force(as_of):
                continue
            yield Statement(
                decision.question,
                Place(rule.says, decision_url(decision.id, rule.id)),
                rule.says,
                rule.status,
                rule.note,
            )
    for role in policy.roles.values():
        place = Place(role.name, f"/people/#{role.id}")
        yield Statement("People", place, role.one_line, role.status, role.note)
    for clause in policy.clauses.values():
        place = Place(f"Clause {clause.id}", clause_url(clause.id))
        yield Statement("Clauses", place, clause.text, clause.status, clause.note)
    for article in kb.articles.values():
        if not article.in_force(as_of):
            continue
        place = Place(article.title, article_url(article))
        yield Statement(
            "Articles", place, article.short_answer, article.status, article.note
        )


def _plans(policy: Policy) -> Iterator[Statement]:
    group = "What comes with a plan"
    for plan in policy.plans.values():
        place = Place(plan.name, plan_url(plan.id))
        yield Statement(group, place, plan.summary, plan.status, plan.note)
        for channel in policy.channels.values():
            entry = plan.channels.get(channel.id)
            if entry is None:
                continue
            says = f"{plan.name}: {channel.name}"
            place = Place(says, f"{plan_url(plan.id)}.{channel.id}")
            yield Statement(group, place, says, entry.status, entry.note)


def left_open(
    policy: Policy, kb: KnowledgeBase, as_of: date
) -> tuple[tuple[str, tuple[Remark, ...]], ...]:
    """Return what is not stated: groups, each with its sentences and their places."""
    return _grouped(statements(policy, kb, as_of), "not_stated")


def samples(
    policy: Policy, kb: KnowledgeBase, as_of: date
) -> tuple[tuple[str, tuple[Remark, ...]], ...]:
    """Return what was invented for a demonstration, grouped the same way."""
    return _grouped(statements(policy, kb, as_of), "sample")


def readings(policy: Policy, kb: KnowledgeBase, as_of: date) -> tuple[Remark, ...]:
    """Return every note that says how we read the policy, with where it is used."""
    return _merged((each.note, each.place) for each in statements(policy, kb, as_of))


def _grouped(
    said: Iterator[Statement], status: Status
) -> tuple[tuple[str, tuple[Remark, ...]], ...]:
    found = [each for each in said if each.status == status]
    return tuple(
        (group, _merged((each.says, each.place) for each in members))
        for group, members in groupby(found, key=lambda each: each.group)
    )


def _merged(spoken: Iterator[tuple[str, Place]]) -> tuple[Remark, ...]:
    """Return one remark a sentence, in order of first use; silence is left out."""
    places: dict[str, dict[str, Place]] = {}
    for sentence, place in spoken:
        if sentence:
            places.setdefault(sentence, {}).setdefault(place.label, place)
    return tuple(Remark(each, tuple(at.values())) for each, at in places.items())
