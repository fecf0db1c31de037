"""Rules and outcomes that change nothing."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.errors import Finding, Level, Position
from assistant.model.policy import STATUSES, Decision, Rule
from assistant.rules.engine import Engine
from assistant.rules.table import Table
from assistant.rules.table_search import TableSearch


@dataclass
class _Use:
    """What one rule did over all combinations and stretches of time."""

    in_force: bool = False
    matches: int = 0
    applies: int = 0
    needed: int = 0
    """Combinations in which no other rule gives the same outcome as surely."""
    beside: set[str] | None = None
    """Rules that gave the same outcome wherever this one applied."""


def idle_rules(
    decision: Decision,
    searches: Sequence[TableSearch],
    only: Collection[str] | None = None,
) -> Iterator[Finding]:
    """Yield findings on rules and outcomes that change nothing.

    Args:
        decision: The table.
        searches: The table in each stretch of time.
        only: Ids of the rules to speak of; None means all of them.
    """
    uses = {rule.id: _Use() for rule in decision.all_rules()}
    reached: set[str] = set()
    for search in searches:
        _count_uses(search, uses, reached)
    relied_on = {other for rule in decision.rules for other in rule.unless}
    told: set[str] = set()
    for rule in sorted(decision.rules, key=lambda each: each.at, reverse=True):
        use = uses[rule.id]
        if not use.in_force or (only is not None and rule.id not in only):
            continue
        if use.matches == 0:
            yield idle_finding(
                rule.at,
                "U001",
                f"{decision.id}: rule {rule.id} can never apply",
                _why_never(rule, searches),
            )
        elif use.applies == 0:
            yield idle_finding(
                rule.at,
                "U002",
                f"{decision.id}: rule {rule.id} always gives way to "
                f"{' or '.join(rule.unless)}",
                "delete it, or give it a condition under which the others do not apply",
                count=use.matches,
            )
        elif use.needed == 0 and rule.id not in relied_on:
            others = sorted((use.beside or set()) - told)
            if others:
                told.add(rule.id)
                yield idle_finding(
                    rule.at,
                    "U003",
                    f"{decision.id}: rule {rule.id} adds nothing: {others[0]} applies "
                    f"wherever it does, with the same outcome {rule.then}",
                    f"delete {rule.id}, or narrow {others[0]}",
                    count=use.applies,
                )
    otherwise = decision.otherwise
    if otherwise is not None and uses[otherwise.id].applies == 0:
        yield idle_finding(
            otherwise.at,
            "U001",
            f'{decision.id}: "otherwise" can never apply: the rules cover everything',
            'delete "otherwise"',
        )
    for outcome in decision.outcomes:
        named = any(rule.then == outcome for rule in decision.all_rules())
        if outcome not in reached and not named:
            yield idle_finding(
                decision.outcomes_at.get(outcome, decision.at),
                "U004",
                f'{decision.id}: no rule leads to the outcome "{outcome}"',
                f'add a rule with "then: {outcome}", or take it out of "outcomes"',
            )


def _count_uses(search: TableSearch, uses: dict[str, _Use], reached: set[str]) -> None:
    table = search.table
    for rule in table.rules:
        uses[rule.id].in_force = True
    for combination, count in search.reachable.items():
        for rule, matches in zip(
            table.rules, search.matching[combination], strict=True
        ):
            if matches:
                uses[rule.id].matches += count
        applying = table.applying(combination)
        for rule in applying:
            use = uses[rule.id]
            use.applies += count
            reached.add(rule.then)
            same = {
                each.id
                for each in applying
                if each is not rule
                and each.then == rule.then
                and STATUSES.index(each.status) <= STATUSES.index(rule.status)
            }
            if not same:
                use.needed += count
            use.beside = same if use.beside is None else use.beside & same


def _why_never(rule: Rule, searches: Sequence[TableSearch]) -> str:
    """Name the condition without which the rule could apply, where there is one."""
    for name in sorted(rule.when):
        rest = {each: values for each, values in rule.when.items() if each != name}
        for search in searches:
            if rule not in search.table.rules:
                continue
            index = {each: number for number, each in enumerate(search.names)}
            seen = {
                combination[index[name]]
                for combination in search.reachable
                if all(combination[index[e]] in values for e, values in rest.items())
            }
            if seen:
                wanted = " or ".join(sorted(rule.when[name]))
                return (
                    f"where its other conditions hold, {name} is never {wanted}, only "
                    f"{' or '.join(sorted(seen))}; change it or delete the rule"
                )
    return "its conditions exclude each other; change them or delete the rule"


def idle_collected(decision: Decision, slices: Sequence[Engine]) -> Iterator[Finding]:
    """Yield findings on the rules of a table in which every rule counts for itself.

    Rules that lead to different outcomes never meet, so each outcome is searched alone:
    the facts of all rules together would multiply for nothing.
    """
    for outcome in decision.outcomes:
        together = {rule.id for rule in decision.rules if rule.then == outcome}
        rules = _with_those_they_yield_to(decision, together)
        part = replace(decision, outcomes=(outcome,), rules=rules)
        searches = [TableSearch(engine, Table(part, engine.as_of)) for engine in slices]
        yield from idle_rules(part, searches, only=together)


def _with_those_they_yield_to(decision: Decision, wanted: set[str]) -> tuple[Rule, ...]:
    needed: set[str] = set()
    waiting = set(wanted)
    while waiting:
        rule_id = waiting.pop()
        needed.add(rule_id)
        waiting.update(set(decision.rule(rule_id).unless) - needed)
    return tuple(rule for rule in decision.rules if rule.id in needed)


def idle_finding(
    at: Position, code: str, message: str, hint: str, *, count: int = 0
) -> Finding:
    """Return a finding on something that has no effect."""
    level: Level = "error" if code in {"U001", "U002"} else "warning"
    return Finding(at, level, code, message, hint, count=count)
