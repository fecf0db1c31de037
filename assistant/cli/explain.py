"""``assistant explain``: which rules decide, on which clauses, and what nearly did."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import fill
from typing import Any

import click

from assistant.checking import load_checked
from assistant.cli.options import data_option, json_option
from assistant.model.policy import Policy
from assistant.paths import data_folder
from assistant.rules import (
    Applied,
    Engine,
    Given,
    Outcomes,
    best_question,
    near_misses,
)
from assistant.today import today


@click.command()
@click.argument("facts", nargs=-1, metavar="FACT=VALUE...")
@data_option
@json_option
@click.option("--decision", "only", multiple=True, help="Explain only this decision.")
def explain(
    facts: tuple[str, ...], data: Path | None, as_json: bool, only: tuple[str, ...]
) -> None:
    r"""Show how the policy decides from the facts given.

    For each decision: the outcome, the rule, its place in the file, the clauses it
    rests on, and the rules that one other value would have made apply. Facts that are
    not given are assumed where the policy says so, and stay open otherwise.

    \b
    assistant explain kind=problem environment=staging impact=business_stopped
    """
    policy = load_checked(data_folder(data)).policy
    named = dict(_named(policy, facts))
    unknown = [each for each in only if each not in policy.decisions]
    if unknown:
        raise click.UsageError(
            "there is no such decision; there are: "
            + ", ".join(sorted(policy.decisions))
        )
    engine = Engine(policy, today())
    given, assumed = engine.with_assumptions(
        {
            name: policy.values_of(name) if v == "unknown" else (v,)
            for name, v in named.items()
        }
    )
    decisions = only or tuple(policy.decisions)
    if as_json:
        found = {each: _as_json(engine, each, given) for each in decisions}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    if assumed:
        click.echo(_wrapped("assumed: ", (f"{n}={v}" for n, v in assumed.items())))
        click.echo()
    for each in decisions:
        for line in _told(engine, each, given):
            click.echo(line)
        click.echo()


def _named(policy: Policy, facts: Iterable[str]) -> Iterator[tuple[str, str]]:
    names = [*policy.facts, *policy.lookups, *policy.decisions]
    for each in facts:
        name, equals, value = each.partition("=")
        if not equals or name not in names:
            raise click.UsageError(
                "give facts as NAME=VALUE; the names are: " + ", ".join(policy.facts)
            )
        values = policy.values_of(name)
        if value not in (*values, "unknown"):
            raise click.UsageError(f"the values of {name} are: {', '.join(values)}")
        yield name, value


def _told(engine: Engine, decision_id: str, given: Given) -> Iterator[str]:
    decision = engine.policy.decisions[decision_id]
    if decision.hit == "all":
        yield f"{decision_id}:"
        for applied in engine.collect(decision_id, given):
            yield from _rule(engine.policy, applied)
        return
    outcomes = engine.decide(decision_id, given)
    if outcomes.decided is None:
        yield f"{decision_id}: {' or '.join(outcomes.values)}  (not decided)"
        yield from _next_question(engine, decision_id, given)
    else:
        yield f"{decision_id}: {outcomes.decided}  ({outcomes.status})"
        if outcomes.applied is not None:
            for applied in outcomes.applied.chain():
                yield from _rule(engine.policy, applied)
    for miss in near_misses(engine, decision_id, given):
        if miss.outcome != outcomes.decided:
            yield (
                f"  nearly: {miss.rule.id} -> {miss.outcome}, but {miss.name} is "
                f"{' or '.join(miss.actual)}, not {' or '.join(miss.wanted)}"
            )


def _rule(policy: Policy, applied: Applied) -> Iterator[str]:
    rule = applied.rule
    yield f"  rule {rule.id}  {rule.at}  [{applied.decision}]"
    yield fill(rule.says, 88, initial_indent="    ", subsequent_indent="    ")
    for clause_id in applied.clauses:
        clause = policy.clauses[clause_id]
        yield fill(
            f'{clause_id}  "{clause.text}"  {clause.at}',
            88,
            initial_indent="    ",
            subsequent_indent="      ",
        )
    if rule.note:
        yield fill(
            f"{rule.status}: {rule.note}",
            88,
            initial_indent="    ",
            subsequent_indent="      ",
        )


def _next_question(engine: Engine, decision_id: str, given: Given) -> Iterator[str]:
    fact = best_question(engine, (decision_id,), given, ())
    if fact is None:
        return
    yield f"  ask next: {fact.ask}  [{fact.id}]"
    for value in given.get(fact.id, fact.ids):
        known, _ = engine.with_assumptions({**given, fact.id: (value,)})
        left = engine.decide(decision_id, known)
        yield f"    {value}: {' or '.join(left.values)}"


def _as_json(engine: Engine, decision_id: str, given: Given) -> dict[str, Any]:
    outcomes = engine.decide(decision_id, given)
    if outcomes.decision.hit == "all":
        sure = engine.collect(decision_id, given)
        return {"rules": [_rule_json(each) for each in sure]}
    fact = best_question(engine, (decision_id,), given, ())
    return {
        "outcome": outcomes.decided,
        "candidates": list(outcomes.values),
        "status": outcomes.status,
        "rules": _chain_json(outcomes),
        "nearly": [
            {
                "rule": miss.rule.id,
                "outcome": miss.outcome,
                "name": miss.name,
                "actual": list(miss.actual),
                "wanted": list(miss.wanted),
            }
            for miss in near_misses(engine, decision_id, given)
            if miss.outcome != outcomes.decided
        ],
        "ask": fact.id if fact else None,
    }


def _chain_json(outcomes: Outcomes) -> list[dict[str, Any]]:
    applied = outcomes.applied
    return [] if applied is None else [_rule_json(each) for each in applied.chain()]


def _rule_json(applied: Applied) -> dict[str, Any]:
    return {
        "decision": applied.decision,
        "id": applied.rule.id,
        "at": str(applied.rule.at),
        "status": applied.status,
        "clauses": list(applied.clauses),
    }


def _wrapped(head: str, parts: Iterable[str]) -> str:
    return fill(", ".join(parts), 88, initial_indent=head, subsequent_indent="  ")
