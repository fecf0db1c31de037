"""Figures about single facts: what was read, left open, missed or made up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.running import Case
from assistant.evaluation.statistics import Rate
from assistant.model.policy import Fact, Policy
from assistant.model.verdict import UNKNOWN
from assistant.reading import SCOPE
from assistant.reading import UNSAID as _UNSAID

OPEN, UNSAID = "(open)", "(unsaid)"
"""Columns and rows beside the values: several left possible; nothing said."""

Confusion = Mapping[tuple[str, str], int]
"""How often each label, first, was answered how, second."""


@dataclass(frozen=True, slots=True)
class FactFigures:
    """How one fact is read.

    Attributes:
        decided: Of the labelled messages for which one value was told or assumed.
        right: Of those, the share that is right.
        invented: Of the messages that say nothing about it, the share for which a
            value was read that is not the assumed one.
    """

    fact: str
    decided: Rate
    right: Rate
    invented: Rate
    confusion: Confusion


def fact_figures(policy: Policy, cases: Iterable[Case]) -> tuple[FactFigures, ...]:
    """Return figures about each fact that a message is labelled with."""
    labelled = [case for case in cases if case.message.facts is not None]
    read = [_read(case) for case in labelled]
    found = []
    for fact in policy.facts.values():
        if fact.supplied and fact.id != SCOPE:
            continue
        counted = Counter(_pairs(fact, labelled, read))
        figures = _figures(fact, counted)
        if figures.decided.n:
            found.append(figures)
    return tuple(found)


def _read(case: Case) -> Mapping[str, str]:
    """Return what each fact is after reading and assuming; absent is not said."""
    likeliest = {
        name: max(chances, key=lambda value: chances[value])
        for name, chances in case.chances.items()
    }
    return {
        **{name: OPEN for name, value in likeliest.items() if value != _UNSAID},
        **{each.name: each.value for each in case.verdict.facts},
        SCOPE: case.verdict.scope,
    }


def _pairs(
    fact: Fact, cases: Sequence[Case], read: Sequence[Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    for case, values in zip(cases, read, strict=True):
        if fact.id == SCOPE:
            yield case.truth.scope, values.get(fact.id, UNSAID)
        elif case.truth.scope == "in_scope":
            label = (case.message.facts or {}).get(fact.id, UNSAID)
            yield label, values.get(fact.id, UNSAID)


def _figures(fact: Fact, counted: Mapping[tuple[str, str], int]) -> FactFigures:
    labelled = decided = right = silent = invented = 0
    for (label, answer), count in counted.items():
        told = answer not in (OPEN, UNSAID)
        if label == UNSAID:
            silent += count
            invented += count * (told and answer != fact.assumed)
        elif label == UNKNOWN:
            continue
        else:
            labelled += count
            decided += count * told
            right += count * (label == answer)
    return FactFigures(
        fact.id,
        Rate(decided, labelled),
        Rate(right, decided),
        Rate(invented, silent),
        dict(sorted(counted.items())),
    )


def priority_confusion(cases: Iterable[Case]) -> Confusion:
    """Return how often each priority was answered how."""
    counted: Counter[tuple[str, str]] = Counter()
    for case in cases:
        truth = case.truth.settled
        if truth is None and case.truth.priorities is not None:
            truth = case.truth.scope if case.truth.scope != "in_scope" else OPEN
        if truth is not None:
            counted[truth, _answer(case)] += 1
    return dict(sorted(counted.items()))


def _answer(case: Case) -> str:
    verdict = case.verdict
    if verdict.scope == "out_of_scope":
        return "out_of_scope"
    return verdict.priority.value or ("asked" if verdict.question else OPEN)
