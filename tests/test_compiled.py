"""A compiled decision tells what the engine tells, whatever is known."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.model.policy import Decision, Policy, Rule
from assistant.rules import Compiler, Engine, Given, Order, Outcomes
from assistant.rules.diagrams import Diagrams, Node, written
from tests.test_rules import TODAY, fact, policy, rule, table

VALUES = {"a": ("1", "2", "3"), "b": ("1", "2"), "c": ("1", "2", "3")}
FIRST_READS, THEN_READS = ("a", "b", "c"), ("a", "c", "first")
OUTCOMES = ("P1", "P2", "P3")


@st.composite
def rules(draw: st.DrawFn, reads: tuple[str, ...]) -> list[Rule]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        when = {
            name: draw(
                st.frozensets(st.sampled_from(VALUES.get(name, OUTCOMES)), min_size=1)
            )
            for name in draw(st.sets(st.sampled_from(reads), min_size=1))
        }
        then = draw(st.sampled_from(("P1", "P1", *OUTCOMES)))
        found.append(replace(rule(f"r{number}", then), when=when))
    return found


@st.composite
def two_decisions(draw: st.DrawFn) -> Policy:
    """Return a policy in which rules may overlap, contradict and leave gaps."""
    hit = draw(st.sampled_from(["agree", "all"]))
    outcomes = " ".join(OUTCOMES)
    decisions: list[Decision] = [
        table("first", outcomes, *draw(rules(FIRST_READS)), hit="agree"),
        table("then", outcomes, *draw(rules(THEN_READS)), hit=hit),
    ]
    return policy([fact(name, *values) for name, values in VALUES.items()], decisions)


def told(outcomes: Outcomes) -> tuple[object, ...]:
    chain = outcomes.applied.chain() if outcomes.applied else ()
    return (
        outcomes.values,
        outcomes.says,
        outcomes.status,
        outcomes.clauses,
        tuple(each.rule.id for each in chain),
    )


def walked(root: Node, chosen: Mapping[int, int]) -> Any:
    """Return what is told, found as ``verdicts.js`` finds it."""
    numbers, values = written(root)
    at = numbers[0]
    while at > 0:
        at = numbers[at + 1 + chosen[numbers[at]]]
    return values[-at]


def states() -> Iterator[tuple[Given, dict[int, int]]]:
    """Yield every state of knowledge: as the engine takes it, and as children."""
    for numbers in product(*(range(len(values) + 1) for values in VALUES.values())):
        known = {
            name: (values[number],)
            for (name, values), number in zip(VALUES.items(), numbers, strict=True)
            if number < len(values)
        }
        yield known, dict(enumerate(numbers))


@given(two_decisions())
@settings(max_examples=40, deadline=None)
def test_it_tells_what_the_engine_tells_in_every_state(made: Policy) -> None:
    engine = Engine(made, TODAY)
    compiler = Compiler(engine, {})
    roots = {"first": compiler.decided("first", told, parents=True)}
    if made.decisions["then"].hit == "all":
        collected = compiler.collected(
            "then", lambda sure: tuple((each.rule.id, each.status) for each in sure)
        )
    else:
        roots["then"] = compiler.decided("then", told, parents=True)

    for known, chosen in states():
        for name, root in roots.items():
            assert walked(root, chosen) == told(engine.decide(name, known))
        if made.decisions["then"].hit == "all":
            sure = engine.collect("then", known)
            assert walked(collected, chosen) == tuple(
                (each.rule.id, each.status) for each in sure
            )


@given(two_decisions())
@settings(max_examples=40, deadline=None)
def test_the_foremost_outcome_is_told_under_the_foremost_of_another(
    made: Policy,
) -> None:
    engine = Engine(made, TODAY)
    first, then = Order("first", OUTCOMES), Order("then", OUTCOMES[::-1])
    root = Compiler(engine, {}).foremost(then, told, under=first)

    for known, chosen in states():
        above = engine.decide("first", known).values
        under = {"first": above[:1]} if len(above) > 1 else {}
        left = engine.decide("then", {**known, **under})
        if made.decisions["then"].hit == "all" or not left.values:
            continue
        if any(cell.outcome is None for cell, _ in engine.decide("first", known).cells):
            continue  # a gap above, which no policy in use has
        assert walked(root, chosen)[:4] == told(left.narrowed(left.values[-1]))[:4]


@given(two_decisions())
@settings(max_examples=30, deadline=None)
def test_what_is_supplied_is_as_if_it_were_known(made: Policy) -> None:
    engine = Engine(made, TODAY)
    root = Compiler(engine, {"a": "2"}).decided("first", told)

    for known, chosen in states():
        if known.get("a") == ("2",):
            outcomes = engine.decide("first", known)
            assert walked(root, chosen)[:4] == told(outcomes)[:4]


def test_the_rule_that_most_situations_lead_to_speaks() -> None:
    # "z" holds in half of them, though it takes one step to find out and "x" two.
    rules = (
        replace(rule("z", "yes"), when=of("a", "1")),
        replace(rule("x", "yes"), when=of("a", "2") | of("b", "1")),
        replace(rule("y", "yes"), when=of("a", "2") | of("b", "2")),
    )
    facts = [fact(name, "1", "2") for name in ("a", "b")]
    engine = Engine(policy(facts, [table("d", "yes", *rules)]), TODAY)
    root = Compiler(engine, {}).decided("d", lambda outcomes: outcomes.says)

    assert engine.decide("d", {}).says == "z says so."
    assert walked(root, {0: 2, 1: 2}) == "z says so."


def test_equal_parts_are_one_node_and_what_makes_no_difference_is_none() -> None:
    diagrams = Diagrams()
    yes, no = diagrams.leaf("yes"), diagrams.leaf("no")
    asked = diagrams.node(1, (yes, no))

    assert diagrams.node(1, (yes, no)) is asked
    assert diagrams.node(0, (asked, asked)) is asked
    assert written(diagrams.node(0, (asked, yes))) == (
        [1, 0, 4, 0, 1, 0, -1],
        ["yes", "no"],
    )


def test_many_facts_are_compiled_without_listing_their_situations() -> None:
    names = [f"f{number}" for number in range(30)]
    before, chain = "f0", []
    for name in names:
        rules = (
            replace(rule("both", "yes"), when=of(name, "yes") | of(before, "yes")),
            replace(rule("here", "no"), when=of(name, "no")),
            replace(rule("before", "no"), when=of(before, "no")),
        )
        chain.append(table(f"d-{name}", "yes no", *rules, hit="agree"))
        before = f"d-{name}"
    made = policy([fact(name, "yes", "no") for name in names], chain)
    compiler = Compiler(Engine(made, TODAY), {})
    numbers, values = written(compiler.decided(before, lambda each: each.decided))

    assert set(values) == {"yes", "no", None}
    assert len(numbers) < 300


def of(name: str, value: str) -> dict[str, frozenset[str]]:
    return {name: frozenset([value])}
