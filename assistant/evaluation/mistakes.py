"""The worst answers, the surest first, with the words that caused them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.evaluation.judging import Judge, decided, refused, right, settled
from assistant.evaluation.running import Case
from assistant.reading import OUTSIDE, SCOPE, UNSAID
from assistant.rules import Engine

_LIKELY = 0.2
"""Chance from which a value counts as likely."""


@dataclass(frozen=True, slots=True)
class Misread:
    """A fact that was taken to be another one than labelled.

    Attributes:
        labelled: The values that the labels leave possible; none where all are.
        read: What was read or assumed; several where it was left open.
        words: The words it was read from; empty where it was assumed.
    """

    fact: str
    labelled: tuple[str, ...]
    read: tuple[str, ...]
    confidence: float | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A message whose answer is wrong."""

    at: str
    text: str
    truth: str
    told: str
    confidence: float
    misread: tuple[Misread, ...]


def mistakes_of(
    judge: Judge, engine: Engine, cases: Iterable[Case]
) -> tuple[Mistake, ...]:
    """Return every mistake: urgent problems told otherwise, then by stated certainty.

    Only facts behind the priority are named, since no other can have caused it; where
    a message was refused, that is its scope.
    """
    known = settled(cases)
    wrong = [case for case in decided(known) if not right(case)]
    known_wrong = {id(case) for case in wrong}
    missed = [
        case
        for case in known
        if id(case) not in known_wrong
        and (refused(case) or (judge.urgent(case) and judge.otherwise(case)))
    ]
    found = [(case, _mistake(engine, case)) for case in (*wrong, *missed)]
    found.sort(
        key=lambda pair: (
            not (judge.urgent(pair[0]) and judge.otherwise(pair[0])),
            -pair[1].confidence,
            pair[1].at,
        )
    )
    return tuple(mistake for _, mistake in found)


def _mistake(engine: Engine, case: Case) -> Mistake:
    verdict = case.verdict
    confidence = verdict.priority.confidence
    told = verdict.priority.value or " or ".join(verdict.priority.candidates)
    if refused(case):
        told = verdict.scope
        confidence = case.chances.get(SCOPE, {}).get(OUTSIDE)
    return Mistake(
        case.message.at,
        case.message.text,
        case.truth.settled or "",
        told,
        0.0 if confidence is None else confidence,
        tuple(_misread(engine, case)),
    )


def _misread(engine: Engine, case: Case) -> Iterator[Misread]:
    if case.truth.possible is None:
        return
    used = {each.name: each for each in case.verdict.facts}
    for name in engine.facts_behind("priority"):
        fact = used.get(name)
        labelled = tuple(case.truth.possible.get(name, ()))
        if fact is not None and labelled != (fact.value,):
            words = tuple(case.message.text[start:end] for start, end in fact.evidence)
            yield Misread(name, labelled, (fact.value,), fact.confidence, words)
        elif fact is None and len(labelled) == 1:
            yield Misread(name, labelled, _likely(case, name), None, ())
    if refused(case):
        yield Misread(SCOPE, (case.truth.scope,), (OUTSIDE,), None, ())


def _likely(case: Case, fact: str) -> tuple[str, ...]:
    """Return what was likely of a fact that nothing was told of, the likeliest first.

    That nothing is said of it is among them.
    """
    chances = case.chances.get(fact, {UNSAID: 1.0})
    likely = sorted(chances, key=lambda value: -chances[value])
    return tuple(
        "(unsaid)" if value == UNSAID else value
        for value in likely
        if chances[value] >= _LIKELY
    )
