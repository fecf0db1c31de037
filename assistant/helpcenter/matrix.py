"""What each plan may use at each priority: the engine decides it, no rule is here."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from assistant.model.policy import (
    Channel,
    Decision,
    Plan,
    Policy,
    Priority,
    ResponseTime,
    Status,
    weakest,
)
from assistant.rules import Applied, Cell, Engine, Given, Outcomes

RESPONSE_TIME = "response_time"


@dataclass(frozen=True, slots=True)
class Square:
    """The answer for one channel on one plan at one priority.

    Attributes:
        status: The weakest status that answer and charge used; None while undecided.
    """

    priority: Priority
    answer: Outcomes
    charge: Outcomes | None
    status: Status | None

    @property
    def clauses(self) -> tuple[str, ...]:
        """Ids of the clauses behind answer and charge, each once."""
        charged = self.charge.clauses if self.charge is not None else ()
        return tuple(dict.fromkeys((*self.answer.clauses, *charged)))

    @property
    def says(self) -> tuple[str, ...]:
        """The policy's sentences."""
        charged = (self.charge.says,) if self.charge is not None else ()
        return (self.answer.says, *charged)


@dataclass(frozen=True, slots=True)
class Row:
    """One channel of one plan over all priorities."""

    channel: Channel
    squares: tuple[Square, ...]

    def in_words(self) -> Iterator[tuple[tuple[Priority, ...], Square]]:
        """Yield runs of priorities that get the same sentences on the same ground."""

        def ground(square: Square) -> object:
            return square.says, square.clauses, square.status

        for _, run in groupby(self.squares, key=ground):
            squares = tuple(run)
            yield tuple(each.priority for each in squares), squares[0]


@dataclass(frozen=True, slots=True)
class Response:
    """The initial response time of one plan at one priority."""

    priority: Priority
    outcomes: Outcomes
    status: Status | None
    row: ResponseTime | None
    """The row that holds; None while that depends on something else."""


@dataclass(frozen=True, slots=True)
class PlanTable:
    """Everything one plan offers: a row a channel, and the response times."""

    plan: Plan
    rows: tuple[Row, ...]
    responses: tuple[Response, ...]


def plan_tables(engine: Engine) -> tuple[PlanTable, ...]:
    """Return a table for every plan, in the order the plans are written in."""
    return tuple(_plan_table(engine, plan) for plan in engine.policy.plans.values())


def decide_at(engine: Engine, decision_id: str, given: Given) -> Outcomes:
    """Decide with outcomes of other decisions as evidence, read by this one or not."""
    evidence = [name for name in given if name in engine.policy.decisions]
    relation = engine.relation((decision_id, *evidence), given, with_reasons=True)
    counts: Counter[Cell] = Counter()
    for row, count in relation.rows.items():
        counts[cast("Cell", row[0])] += count
    return Outcomes(engine.policy.decisions[decision_id], tuple(counts.items()))


def priority_steps(policy: Policy) -> tuple[Decision, ...]:
    """Return the decisions that find the priority, one after another."""
    return _steps_to(policy, "priority")


def _steps_to(policy: Policy, decision_id: str) -> tuple[Decision, ...]:
    decision = policy.decisions[decision_id]
    earlier = (
        step
        for name in decision.inputs
        if name in policy.decisions
        and set(policy.decisions[name].outcomes) <= set(policy.priorities)
        for step in _steps_to(policy, name)
    )
    return (*earlier, decision)


def _plan_table(engine: Engine, plan: Plan) -> PlanTable:
    policy = engine.policy
    situations = [
        (priority, _situation(engine, plan, priority)) for priority in policy.ranked()
    ]
    rows = (
        Row(
            channel,
            tuple(
                _square(engine, plan, channel, priority, given)
                for priority, given in situations
            ),
        )
        for channel in policy.channels.values()
    )
    responses = (
        _response(engine, plan, priority, given)
        for priority, given in situations
        if RESPONSE_TIME in policy.decisions
    )
    return PlanTable(plan, tuple(rows), tuple(responses))


def _situation(engine: Engine, plan: Plan, priority: Priority) -> Given:
    given, _ = engine.with_assumptions({"plan": (plan.id,), "priority": (priority.id,)})
    return given


def _square(
    engine: Engine, plan: Plan, channel: Channel, priority: Priority, given: Given
) -> Square:
    answer = decide_at(engine, channel.decision, given)
    charge = decide_at(engine, channel.charge, given) if channel.charge else None
    parts = [each for each in (answer, charge) if each is not None]
    return Square(priority, answer, charge, _status(engine.policy, plan, parts))


def _response(engine: Engine, plan: Plan, priority: Priority, given: Given) -> Response:
    outcomes = decide_at(engine, RESPONSE_TIME, given)
    applied = outcomes.applied
    row = None
    if applied is not None:
        row = engine.policy.response_times.get(applied.rule.id)
    status = _status(engine.policy, plan, [outcomes])
    return Response(priority, outcomes, status, row)


def _status(policy: Policy, plan: Plan, parts: Iterable[Outcomes]) -> Status | None:
    """Return the weakest status that is used; None where a part is undecided.

    The priority is granted here, so how sure its own finding is does not count.
    """
    granted = {step.id for step in priority_steps(policy)}

    def used(applied: Applied) -> Iterator[Status]:
        yield applied.rule.status
        for name in applied.rule.when:
            if name in policy.lookups:
                yield policy.lookups[name].entries[plan.id].status
        for parent in applied.parents:
            if parent.decision not in granted:
                yield from used(parent)

    found: list[Status] = []
    for outcomes in parts:
        if outcomes.decided is None:
            return None
        speakers = (cell.speaker for cell, _ in outcomes.cells)
        found += [each for speaker in speakers if speaker for each in used(speaker)]
    return weakest(found)
