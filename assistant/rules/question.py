"""Which one question helps most, and what would have changed the answer."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log2

from assistant.model.policy import Fact
from assistant.rules.engine import Engine, Given

_BILLION = 1_000_000_000


def best_question(
    engine: Engine,
    targets: Sequence[str],
    given: Given,
    asked: Collection[str],
    first: Sequence[str] = (),
) -> Fact | None:
    """Return the fact to ask next, or None where no answer could change a target.

    The first target that is still open counts. Among the facts behind it, the one
    whose answer is expected to leave the least doubt is asked; ties go by id.

    Args:
        engine: The policy.
        targets: Decisions, the most important first.
        given: What is known, assumptions included.
        asked: Facts that were asked already; they are not asked again.
        first: Facts to ask before any other, where their answer can change something.
    """
    for target in targets:
        if engine.decide(target, given).decided is not None:
            continue
        doubts: dict[str, float] = {}  # in billionths of a bit
        for fact in engine.facts_behind(target):
            if _can_be_asked(engine, fact, given, asked):
                answers = _outcomes_by_answer(engine, target, fact, given)
                if _differ(answers):
                    doubts[fact] = sum(map(_doubt, answers)) / len(answers)
        if doubts:
            preferred = [fact for fact in first if fact in doubts]
            best = min(doubts, key=lambda f: (doubts[f], f))
            return engine.policy.facts[(*preferred, best)[0]]
    return None


@dataclass(frozen=True, slots=True)
class WouldChange:
    """Another value of one fact, and the outcome it would lead to."""

    fact: str
    value: str
    outcome: str


def would_change(
    engine: Engine, decision_id: str, given: Given
) -> tuple[WouldChange, ...]:
    """Return every single fact that, with another value, changes a decided outcome."""
    decided = engine.decide(decision_id, given).decided
    if decided is None:
        return ()
    return tuple(_changes(engine, decision_id, given, decided))


def _changes(
    engine: Engine, decision_id: str, given: Given, decided: str
) -> Iterator[WouldChange]:
    for name in engine.facts_behind(decision_id):
        fact = engine.policy.facts[name]
        if fact.supplied:
            continue
        for value in fact.ids:
            if name in given and value in given[name]:
                continue
            other = engine.decide(decision_id, {**given, name: (value,)}).decided
            if other is not None and other != decided:
                yield WouldChange(name, value, other)


def _can_be_asked(
    engine: Engine, fact: str, given: Given, asked: Collection[str]
) -> bool:
    declared = engine.policy.facts[fact]
    still = given.get(fact, declared.ids)
    return not declared.supplied and fact not in asked and len(still) > 1


def _outcomes_by_answer(
    engine: Engine, target: str, fact: str, given: Given
) -> list[Counter[object]]:
    by_answer: dict[object, Counter[object]] = {}
    for (answer, outcome), count in engine.relation((fact, target), given).rows.items():
        by_answer.setdefault(answer, Counter())[outcome] += count
    return list(by_answer.values())


def _differ(answers: list[Counter[object]]) -> bool:
    """Tell whether it makes a difference which answer is given."""
    return any(
        first[outcome] * second.total() != second[outcome] * first.total()
        for first, second in pairwise(answers)
        for outcome in {*first, *second}
    )


def _doubt(outcomes: Counter[object]) -> int:
    """Return the doubt about an outcome, each combination counting alike.

    It is told in whole billionths of a bit, so that ties are ties and no order of
    adding changes them; ``verdicts.js`` computes the same.
    """
    total = outcomes.total()
    shares = [count / total for count in sorted(outcomes.values()) if count]
    return floor(-sum(share * log2(share) for share in shares) * _BILLION + 0.5)
