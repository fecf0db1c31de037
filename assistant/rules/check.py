"""Search the whole policy for what its writer cannot have meant.

Every table is evaluated over every combination of its inputs that can occur, in each
stretch of time in which the same rules are in force, from today on. Nothing is sampled;
a finding names the fewest facts that show it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from assistant.errors import Finding
from assistant.model.policy import (
    KNOWN_DECISIONS,
    PLAN,
    Fact,
    Lookup,
    Policy,
    Promise,
    Rule,
)
from assistant.rules.boxes import Box, Combination, boxes_for
from assistant.rules.engine import Engine, Given
from assistant.rules.idle import idle_collected, idle_finding, idle_rules
from assistant.rules.table_search import TableSearch, combinations
from assistant.rules.witness import smallest_witness

_MOST_BOXES = 4
"""Boxes told for one fault; the rest is summed up."""


def check_policy(policy: Policy, today: date) -> tuple[Finding, ...]:
    """Return every finding about a policy whose references are sound.

    Covers from ``today`` on; what was wrong only in the past is not reported.
    """
    slices = [Engine(policy, day) for day in _days(policy, today)]
    findings: dict[tuple[object, ...], Finding] = {}

    def add(found: Iterable[Finding], since: date = today) -> None:
        """Keep what was not found on an earlier day; say since when it holds."""
        for each in found:
            told = each
            if since > today:
                told = replace(each, message=f"{each.message}, from {since} on")
            findings.setdefault((each.at, each.code, each.message), told)

    add(_unread_facts(policy))
    add(_dead_tables(policy))
    add(_asked_for_nothing(policy, slices))
    for decision in policy.decisions.values():
        if decision.hit == "all":
            add(idle_collected(decision, slices))
            continue
        searches = [
            TableSearch(engine, engine.tables[decision.id]) for engine in slices
        ]
        for search in searches:
            add(_gaps(search), search.engine.as_of)
            add(_overlaps(search), search.engine.as_of)
        add(idle_rules(decision, searches))
    for engine in slices:
        for promise in policy.promises.values():
            add(_broken(engine, promise), engine.as_of)
    return tuple(sorted(findings.values(), key=lambda each: (each.at, each.code)))


def _gaps(search: TableSearch) -> Iterator[Finding]:
    decision = search.table.decision
    if decision.otherwise is not None:
        return
    wanted = {
        combination
        for combination in search.matching
        if not search.table.applying(combination)
    }
    for box, witness in _told(search, wanted):
        yield Finding(
            decision.rules_at,
            "error",
            "G001",
            f"{decision.id}: no rule gives an outcome where {box} "
            f"({box.count} of {search.total} combinations)",
            f'add a rule with "when: {box.as_condition()}", or an "otherwise" that '
            "says what holds",
            witness,
            box.count,
        )


def _overlaps(search: TableSearch) -> Iterator[Finding]:
    decision = search.table.decision
    by_id: dict[tuple[str, str], tuple[Rule, Rule]] = {}
    clashes: dict[tuple[str, str], set[Combination]] = {}
    for combination in search.matching:
        applying = search.table.applying(combination)
        for number, first in enumerate(applying):
            for second in applying[number + 1 :]:
                if decision.hit == "unique" or first.then != second.then:
                    earlier, later = sorted((first, second), key=lambda r: r.at)
                    key = (earlier.id, later.id)
                    by_id[key] = (earlier, later)
                    clashes.setdefault(key, set()).add(combination)
    for key, wanted in clashes.items():
        earlier, later = by_id[key]
        disagree = earlier.then != later.then
        for box, witness in _told(search, wanted):
            yield Finding(
                later.at,
                "error",
                "O001" if disagree else "O002",
                f"{decision.id}: rules {earlier.id} (line {earlier.at.line}) and "
                f"{later.id} both apply "
                + (
                    f"and disagree ({earlier.then} / {later.then})"
                    if disagree
                    else 'and the table says "hit: unique"'
                )
                + f" where {box} ({box.count} of {search.total} combinations)",
                f'narrow one of them, or write "unless: [{later.id}]" in {earlier.id}, '
                f'or "unless: [{earlier.id}]" in {later.id}',
                witness,
                box.count,
            )


def _told(
    search: TableSearch, wanted: set[Combination]
) -> Iterator[tuple[Box, Mapping[str, str]]]:
    if wanted:
        for box in search.boxes(wanted)[:_MOST_BOXES]:
            yield box, search.witness(box, wanted)


def _broken(engine: Engine, promise: Promise) -> Iterator[Finding]:
    names = tuple(sorted(promise.never))
    reachable = combinations(engine, names)
    wanted = {
        combination
        for combination in reachable
        if all(
            value in promise.never[name]
            for name, value in zip(names, combination, strict=True)
        )
    }
    if not wanted:
        return

    def fails(given: Given) -> bool:
        rows = engine.relation(names, given).rows
        return bool(rows) and all(row in wanted for row in rows)

    domains = {name: engine.policy.values_of(name) for name in names}
    box = boxes_for(names, domains, reachable, wanted)[0]
    witness = smallest_witness(engine, names, box, wanted, fails)
    count = sum(reachable[each] for each in wanted)
    rules = list(_deciding(engine, names, {n: (v,) for n, v in witness.items()}))
    yield Finding(
        promise.never_at,
        "error",
        "C001",
        f"promise {promise.id} is broken in {count} of {sum(reachable.values())} "
        f"combinations: {box}",
        (f"decided by {', '.join(rules)}; " if rules else "")
        + "change the rule, or the promise if the policy means this",
        witness,
        count,
    )


def _deciding(engine: Engine, names: Iterable[str], given: Given) -> Iterator[str]:
    for name in names:
        if name in engine.tables:
            for rule in engine.decide(name, given).rules:
                yield f"{rule.id} ({rule.at})"


def _unread_facts(policy: Policy) -> Iterator[Finding]:
    read = {
        name
        for decision in policy.decisions.values()
        for rule in decision.rules
        for name in rule.when
    }
    if any(name in policy.lookups for name in read):
        read.add(PLAN)
    declared: tuple[Fact | Lookup, ...] = (
        *policy.facts.values(),
        *policy.lookups.values(),
    )
    for each in declared:
        if each.id not in read:
            yield idle_finding(
                each.at,
                "N001",
                f"nothing reads the fact {each.id}",
                "read it in the condition of a rule, or delete it",
            )


def _dead_tables(policy: Policy) -> Iterator[Finding]:
    alive: set[str] = set()
    waiting = [
        *KNOWN_DECISIONS,
        *(channel.decision for channel in policy.channels.values()),
        *(channel.charge for channel in policy.channels.values() if channel.charge),
        *(name for entrance in policy.entrances for name in entrance.decides),
    ]
    while waiting:
        name = waiting.pop()
        if name in policy.decisions and name not in alive:
            alive.add(name)
            waiting.extend(policy.decisions[name].inputs)
    for decision in policy.decisions.values():
        if decision.id not in alive:
            yield idle_finding(
                decision.at,
                "N002",
                f"nothing uses the decision {decision.id}",
                "read it in another decision, name it in a channel or an entrance, or "
                "delete its file",
            )


def _asked_for_nothing(policy: Policy, slices: list[Engine]) -> Iterator[Finding]:
    for entrance in policy.entrances:
        read = {
            name
            for engine in slices
            for decision in entrance.decides
            for name in engine.facts_behind(decision)
        }
        for fact in entrance.asks:
            if fact not in read:
                yield idle_finding(
                    entrance.at,
                    "N003",
                    f"entrance {entrance.id} asks for {fact}, and no answer changes "
                    "what it decides",
                    f"take {fact} out of its asks, or add a decision that reads it",
                )


def _days(policy: Policy, today: date) -> list[date]:
    """Return today and every later day on which the rules in force change."""
    changes = {
        day
        for decision in policy.decisions.values()
        for rule in decision.rules
        for day in (rule.effective_from, rule.effective_to)
        if day is not None and day > today
    }
    return [today, *sorted(changes)]
