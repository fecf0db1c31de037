"""Why this and not another: the rules that spoke, and those that nearly did."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.model.policy import Rule
from assistant.rules.engine import Engine, Given


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that failed on exactly one of its conditions.

    Attributes:
        outcome: What the decision would have come out as.
        name: The fact, lookup or decision it failed on.
        actual: The values that name can have here.
        wanted: The values the rule asks for.
    """

    outcome: str
    rule: Rule
    name: str
    actual: tuple[str, ...]
    wanted: tuple[str, ...]


def near_misses(engine: Engine, decision_id: str, given: Given) -> tuple[NearMiss, ...]:
    """Return the rules which one other value would have made apply, by id.

    Where that value is the outcome of an earlier decision, the rules that nearly led
    to it stand in its place, so that a fact is named wherever one is to blame.
    """
    found: list[NearMiss] = []
    for miss in _misses(engine, decision_id, given):
        behind = [
            replace(each, outcome=miss.outcome)
            for each in _behind(engine, miss, given)
            if each.outcome in miss.wanted
        ]
        found.extend(behind or [miss])
    return tuple(sorted(found, key=lambda miss: (miss.rule.id, miss.outcome)))


def _behind(engine: Engine, miss: NearMiss, given: Given) -> tuple[NearMiss, ...]:
    if miss.name not in engine.tables:
        return ()
    return near_misses(engine, miss.name, given)


def _misses(engine: Engine, decision_id: str, given: Given) -> Iterator[NearMiss]:
    table = engine.tables[decision_id]
    possible = {
        name: {str(row[0]) for row in engine.relation((name,), given).rows}
        for name in table.inputs
    }
    for rule in table.rules:
        failed = [
            name
            for name, wanted in rule.when.items()
            if possible[name].isdisjoint(wanted)
        ]
        if len(failed) == 1:
            name = failed[0]
            in_order = engine.policy.values_of(name)
            yield NearMiss(
                rule.then,
                rule,
                name,
                tuple(value for value in in_order if value in possible[name]),
                tuple(value for value in in_order if value in rule.when[name]),
            )
