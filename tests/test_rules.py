"""What the engine decides, and what the search of a whole policy finds.

Small policies are written out where the eye is; random ones guard the laws.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import Finding, Position
from assistant.model.policy import (
    Channel,
    Decision,
    Entitlement,
    Fact,
    Lookup,
    Organization,
    Plan,
    Policy,
    Promise,
    Rule,
    Value,
    WayToPerson,
)
from assistant.rules import Engine, best_question, check_policy, near_misses
from assistant.rules.boxes import boxes_for
from assistant.rules.question import would_change

TODAY = date(2026, 11, 22)


def fact(name: str, *values: str, assumed: str | None = None) -> Fact:
    return Fact(
        name, f"{name}?", "", tuple(Value(v, v) for v in values), assumed=assumed
    )


def rule(name: str, then: str, line: int = 1, **when: str | list[str]) -> Rule:
    return Rule(
        name,
        {
            key: frozenset([value] if isinstance(value, str) else value)
            for key, value in when.items()
        },
        then,
        f"{name} says so.",
        ("c",),
        at=Position("policies/decisions/10-x.yaml", line, 5),
    )


def table(
    name: str, outcomes: str, *rules: Rule, hit: str = "unique", line: int = 1
) -> Decision:
    return Decision(
        name,
        "?",
        tuple(outcomes.split()),
        hit,  # type: ignore[arg-type]
        rules,
        undecided="Not decided.",
        at=Position(f"policies/decisions/{name}.yaml", line, 1),
        rules_at=Position(f"policies/decisions/{name}.yaml", line + 4, 1),
    )


def policy(
    facts: list[Fact],
    decisions: list[Decision],
    promises: list[Promise] | None = None,
    lookups: list[Lookup] | None = None,
) -> Policy:
    return Policy(
        Organization("Lantern", WayToPerson("Ring.", "Ring now.", "sample")),
        {},
        {each.id: each for each in facts},
        {each.id: each for each in lookups or []},
        {"a": Plan("a", "A", "", {}), "b": Plan("b", "B", "", {})},
        {
            f"reads-{each.id}": Channel(f"reads-{each.id}", "", "", each.id)
            for each in decisions
        },
        {},
        {},
        (),
        {each.id: each for each in decisions},
        {},
        {each.id: each for each in promises or []},
        (),
        (),
        "sha256:0",
    )


def found(policy: Policy) -> list[tuple[str, str]]:
    return [(f.code, f.message) for f in check_policy(policy, TODAY)]


def only(policy: Policy, code: str) -> Finding:
    (finding,) = [f for f in check_policy(policy, TODAY) if f.code == code]
    return finding


WHERE = fact("where", "live", "test")
LOSS = fact("loss", "all", "some", "none")
FITS = table(
    "fits",
    "P1 P2 P3",
    rule("p1", "P1", where="live", loss="all"),
    rule("p2", "P2", where="live", loss="some"),
    rule("p3", "P3", where="live", loss="none"),
    rule("p3-test", "P3", where="test"),
)


class TestDeciding:
    def test_all_facts_known_give_one_outcome_with_its_rule_and_clause(self) -> None:
        outcomes = Engine(policy([WHERE, LOSS], [FITS]), TODAY).decide(
            "fits", {"where": ["live"], "loss": ["all"]}
        )

        assert outcomes.decided == "P1"
        assert [each.id for each in outcomes.rules] == ["p1"]
        assert outcomes.says == "p1 says so."
        assert outcomes.clauses == ("c",)

    def test_missing_facts_leave_every_outcome_they_could_lead_to(self) -> None:
        outcomes = Engine(policy([WHERE, LOSS], [FITS]), TODAY).decide(
            "fits", {"loss": ["some"]}
        )

        assert outcomes.values == ("P2", "P3")
        assert outcomes.decided is None
        assert outcomes.status is None
        assert outcomes.says == "Not decided."

    def test_an_outcome_is_decided_as_soon_as_no_missing_fact_changes_it(self) -> None:
        outcomes = Engine(policy([WHERE, LOSS], [FITS]), TODAY).decide(
            "fits", {"where": ["test"]}
        )

        assert outcomes.decided == "P3"

    def test_a_rule_steps_back_where_the_one_it_names_applies(self) -> None:
        general = Rule(
            "general", {"where": frozenset(["live"])}, "no", "No.", unless=("outage",)
        )
        calls = table(
            "calls", "yes no", general, rule("outage", "yes", where="live", loss="all")
        )
        engine = Engine(policy([WHERE, LOSS], [calls]), TODAY)

        assert engine.decide("calls", {"where": ["live"], "loss": ["all"]}).decided == (
            "yes"
        )
        assert engine.decide(
            "calls", {"where": ["live"], "loss": ["some"]}
        ).decided == ("no")

    def test_an_answer_takes_the_weakest_status_along_its_way(self) -> None:
        weak = Rule(
            "p", {"where": frozenset(["live"])}, "P1", "P.", ("c",), "reading", "Why."
        )
        first = table("first", "P1 P3", weak, rule("q", "P3", where="test"))
        second = table(
            "second",
            "yes no",
            rule("y", "yes", first="P1"),
            rule("n", "no", first="P3"),
        )
        engine = Engine(policy([WHERE], [first, second]), TODAY)

        assert engine.decide("second", {"where": ["live"]}).status == "reading"
        assert engine.decide("second", {"where": ["test"]}).status == "stated"

    def test_what_a_plan_says_brings_its_clause_and_status(self) -> None:
        plan = Fact("plan", "Plan?", "", (Value("a", "A"), Value("b", "B")))
        lookup = Lookup(
            "plan_call",
            "call",
            {
                "a": Entitlement("in", ("clause-a",), "sample"),
                "b": Entitlement("out", ("clause-b",), "stated"),
            },
        )
        calls = table(
            "calls",
            "yes no",
            rule("y", "yes", plan_call="in"),
            rule("n", "no", plan_call="out"),
        )
        engine = Engine(policy([plan], [calls], lookups=[lookup]), TODAY)
        on_a = engine.decide("calls", {"plan": ["a"]})

        assert (on_a.decided, on_a.status, on_a.clauses) == (
            "yes",
            "sample",
            ("c", "clause-a"),
        )
        assert engine.decide("calls", {}).values == ("yes", "no")

    def test_collected_rules_are_those_sure_to_apply(self) -> None:
        tips = table(
            "tips",
            "x y",
            rule("x", "x", where="live"),
            rule("y", "y", loss="all"),
            hit="all",
        )
        engine = Engine(policy([WHERE, LOSS], [tips]), TODAY)

        assert [a.rule.id for a in engine.collect("tips", {"where": ["live"]})] == ["x"]
        assert engine.collect("tips", {}) == ()

    def test_a_rule_holds_from_its_first_day_to_before_its_last(self) -> None:
        old = Rule("old", {}, "no", "No.", effective_to=date(2027, 1, 1))
        new = Rule("new", {}, "yes", "Yes.", effective_from=date(2027, 1, 1))
        two = policy([], [table("calls", "yes no", old, new)])

        assert Engine(two, date(2026, 12, 31)).decide("calls", {}).decided == "no"
        assert Engine(two, date(2027, 1, 1)).decide("calls", {}).decided == "yes"

    def test_an_outcome_can_be_evidence_for_the_facts_behind_it(self) -> None:
        engine = Engine(policy([WHERE, LOSS], [FITS]), TODAY)

        rows = engine.relation(("loss", "where"), {"fits": ["P1"]}).rows

        assert rows == {("all", "live"): 1}

    def test_an_assumption_is_used_only_where_its_condition_surely_holds(self) -> None:
        where = Fact(
            "where",
            "Where?",
            "",
            WHERE.values,
            assumed="live",
            assumed_where=({"loss": frozenset(["all", "some"])},),
        )
        engine = Engine(policy([where, LOSS], [FITS]), TODAY)

        assert engine.with_assumptions({"loss": ["all"]})[1] == {"where": "live"}
        assert engine.with_assumptions({"loss": ["none"]})[1] == {}
        assert engine.with_assumptions({"loss": ["all", "none"]})[1] == {}
        assert engine.with_assumptions({"loss": ["all"], "where": ["test"]})[1] == {}


class TestAsking:
    def test_the_question_that_splits_best_comes_first(self) -> None:
        engine = Engine(policy([WHERE, LOSS], [FITS]), TODAY)

        asked = best_question(engine, ["fits"], {}, ())

        assert asked is not None
        assert asked.id == "loss"

    def test_a_fact_that_changes_nothing_is_never_asked(self) -> None:
        engine = Engine(policy([WHERE, LOSS], [FITS]), TODAY)

        assert best_question(engine, ["fits"], {"where": ["test"]}, ()) is None

    def test_what_was_asked_is_not_asked_again(self) -> None:
        engine = Engine(policy([WHERE, LOSS], [FITS]), TODAY)

        asked = best_question(engine, ["fits"], {}, ("loss",))

        assert asked is not None
        assert asked.id == "where"

    def test_near_misses_name_the_one_value_that_was_missing(self) -> None:
        engine = Engine(policy([WHERE, LOSS], [FITS]), TODAY)

        (miss,) = near_misses(engine, "fits", {"where": ["test"], "loss": ["all"]})

        assert (miss.rule.id, miss.name, miss.actual, miss.wanted) == (
            "p1",
            "where",
            ("test",),
            ("live",),
        )

    def test_a_near_miss_on_an_earlier_decision_names_the_fact_behind_it(self) -> None:
        calls = table(
            "calls",
            "yes no",
            rule("y", "yes", fits="P1"),
            rule("n", "no", fits=["P2", "P3"]),
        )
        engine = Engine(policy([WHERE, LOSS], [FITS, calls]), TODAY)

        (miss,) = near_misses(engine, "calls", {"where": ["test"], "loss": ["all"]})

        assert (miss.outcome, miss.rule.id, miss.name) == ("yes", "p1", "where")

    def test_a_change_named_really_leads_there(self) -> None:
        engine = Engine(policy([WHERE, LOSS], [FITS]), TODAY)
        facts = {"where": ["test"], "loss": ["all"]}

        (change,) = would_change(engine, "fits", facts)

        assert (change.fact, change.value, change.outcome) == ("where", "live", "P1")
        assert engine.decide(
            "fits", {**facts, change.fact: [change.value]}
        ).decided == (change.outcome)


class TestSearching:
    def test_a_complete_policy_has_no_finding(self) -> None:
        assert found(policy([WHERE, LOSS], [FITS])) == []

    def test_a_gap_is_told_in_the_fewest_facts(self) -> None:
        gappy = table(
            "fits",
            "P1 P3",
            rule("p1", "P1", where="live", loss="all"),
            rule("p3", "P3", where="live", loss=["some", "none"]),
        )
        finding = only(policy([WHERE, LOSS], [gappy]), "G001")

        assert finding.message == (
            "fits: no rule gives an outcome where where is test (3 of 6 combinations)"
        )
        assert finding.hint == (
            'add a rule with "when: {where: test}", or an "otherwise" that says what '
            "holds"
        )
        assert finding.witness == {"where": "test"}
        assert finding.count == 3
        assert str(finding.at) == "policies/decisions/fits.yaml:5:1"

    def test_rules_that_disagree_are_both_named(self) -> None:
        clash = table(
            "fits",
            "P1 P2",
            rule("one", "P1", 8, where=["live", "test"]),
            rule("two", "P2", 12, where="test", loss="all"),
        )
        finding = only(policy([WHERE, LOSS], [clash]), "O001")

        assert finding.message == (
            "fits: rules one (line 8) and two both apply and disagree (P1 / P2) where "
            "loss is all and where is test (1 of 6 combinations)"
        )
        assert finding.witness == {"loss": "all", "where": "test"}
        assert finding.at.line == 12

    def test_agreeing_rules_are_a_fault_only_where_the_table_says_unique(self) -> None:
        rules = (
            rule("one", "P1", 8, where=["live", "test"], loss=["all", "some"]),
            rule("two", "P1", 12, loss=["some", "none"]),
        )

        assert [
            c for c, _ in found(policy([WHERE, LOSS], [table("f", "P1", *rules)]))
        ] == ["O002"]
        assert (
            found(policy([WHERE, LOSS], [table("f", "P1", *rules, hit="agree")])) == []
        )

    def test_a_rule_on_an_outcome_that_cannot_occur_never_applies(self) -> None:
        second = table(
            "second",
            "yes no",
            rule("never", "yes", 7, fits="P1", where="test"),
            rule("rest", "no", 9, fits=["P1", "P2", "P3"], where=["live", "test"]),
        )
        finding = only(policy([WHERE, LOSS], [FITS, second]), "U001")

        assert finding.message == "second: rule never can never apply"
        assert finding.hint == (
            "where its other conditions hold, fits is never P1, only P3; change it or "
            "delete the rule"
        )

    def test_a_rule_that_always_gives_way_is_named(self) -> None:
        shy = Rule("shy", {"where": frozenset(["live"])}, "no", "No.", unless=("bold",))
        calls = table(
            "calls", "yes no", shy, rule("bold", "yes", where=["live", "test"])
        )

        assert ("U002", "calls: rule shy always gives way to bold") in found(
            policy([WHERE], [calls])
        )

    def test_a_rule_inside_another_with_the_same_outcome_adds_nothing(self) -> None:
        calls = table(
            "calls",
            "yes",
            rule("wide", "yes", 5, where=["live", "test"]),
            rule("narrow", "yes", 9, where="live"),
            hit="agree",
        )

        assert found(policy([WHERE], [calls])) == [
            (
                "U003",
                (
                    "calls: rule narrow adds nothing: wide applies wherever it does, "
                    "with the same outcome yes"
                ),
            )
        ]

    def test_a_broken_promise_shows_its_smallest_witness_and_the_rule(self) -> None:
        promise = Promise(
            "p",
            "Never.",
            {"loss": frozenset(["all"]), "fits": frozenset(["P1"])},
            ("c",),
        )
        finding = only(policy([WHERE, LOSS], [FITS], [promise]), "C001")

        assert finding.witness == {"loss": "all", "where": "live"}
        assert finding.count == 1
        assert finding.hint is not None
        assert "p1 (policies/decisions/10-x.yaml:1:5)" in finding.hint

    def test_facts_and_decisions_that_nobody_uses_are_named(self) -> None:
        idle = fact("idle", "x", "y")
        lonely = table("lonely", "yes", rule("r", "yes"))
        whole = policy([WHERE, LOSS, idle], [FITS, lonely])
        without = Policy(
            **{
                **{name: getattr(whole, name) for name in whole.__slots__},
                "channels": {"c": Channel("c", "", "", "fits")},
            }
        )

        assert found(without) == [
            ("N001", "nothing reads the fact idle"),
            ("N002", "nothing uses the decision lonely"),
        ]

    def test_a_gap_that_opens_on_a_later_day_is_found_today(self) -> None:
        ends = Rule("ends", {}, "yes", "Yes.", effective_to=date(2027, 3, 1))

        assert [c for c, _ in found(policy([], [table("calls", "yes", ends)]))] == [
            "G001"
        ]


FACTS = {"x": ("1", "2"), "y": ("1", "2", "3"), "z": ("1", "2")}


@st.composite
def small_tables(draw: st.DrawFn) -> Decision:
    def condition() -> Mapping[str, frozenset[str]]:
        chosen = draw(st.lists(st.sampled_from(sorted(FACTS)), unique=True, max_size=3))
        return {
            name: draw(
                st.frozensets(st.sampled_from(FACTS[name]), min_size=1, max_size=2)
            )
            for name in chosen
        }

    rules = tuple(
        Rule(
            f"r{n}",
            condition(),
            draw(st.sampled_from("ABC")),
            "Says.",
            at=Position("f", n, 1),
        )
        for n in range(draw(st.integers(1, 5)))
    )
    return Decision("d", "?", ("A", "B", "C"), "agree", rules)


def small_policy(decision: Decision) -> Policy:
    return policy([fact(name, *values) for name, values in FACTS.items()], [decision])


def everything() -> list[dict[str, list[str]]]:
    return [
        {"x": [x], "y": [y], "z": [z]}
        for x in FACTS["x"]
        for y in FACTS["y"]
        for z in FACTS["z"]
    ]


class TestLaws:
    @given(small_tables(), st.randoms())
    @settings(max_examples=60, deadline=None)
    def test_the_order_of_rules_changes_nothing(
        self, decision: Decision, shuffle: object
    ) -> None:
        rules = list(decision.rules)
        shuffle.shuffle(rules)  # type: ignore[attr-defined]
        other = Decision("d", "?", decision.outcomes, "agree", tuple(rules))
        ours, theirs = (
            Engine(small_policy(decision), TODAY),
            Engine(small_policy(other), TODAY),
        )

        for facts in everything():
            assert {
                c.outcome
                for c, _ in ours.decide("d", facts).cells
                if len({a.rule.then for a in c.applied}) < 2
            } == {
                c.outcome
                for c, _ in theirs.decide("d", facts).cells
                if len({a.rule.then for a in c.applied}) < 2
            }

    @given(
        small_tables(), st.sampled_from(everything()), st.sampled_from(sorted(FACTS))
    )
    @settings(max_examples=80, deadline=None)
    def test_open_outcomes_are_the_union_over_every_answer(
        self, decision: Decision, facts: dict[str, list[str]], missing: str
    ) -> None:
        engine = Engine(small_policy(decision), TODAY)
        partial = {name: values for name, values in facts.items() if name != missing}
        union = {
            outcome
            for answer in FACTS[missing]
            for outcome in engine.decide("d", {**partial, missing: [answer]}).values
        }

        assert set(engine.decide("d", partial).values) == union

    @given(small_tables())
    @settings(max_examples=80, deadline=None)
    def test_counts_are_those_of_brute_force(self, decision: Decision) -> None:
        engine = Engine(small_policy(decision), TODAY)
        applies = [
            facts
            for facts in everything()
            if not any(
                all(facts[name][0] in values for name, values in r.when.items())
                for r in decision.rules
            )
        ]
        gaps = [
            f for f in check_policy(small_policy(decision), TODAY) if f.code == "G001"
        ]
        unread = 1
        for name, values in FACTS.items():
            if name not in decision.inputs:
                unread *= len(values)

        assert sum(f.count for f in gaps) * unread == len(applies)
        for finding in gaps:
            witness = {name: [value] for name, value in finding.witness.items()}
            assert engine.decide("d", witness).values == ()

    @given(st.sets(st.tuples(*(st.sampled_from(v) for v in FACTS.values()))))
    @settings(max_examples=80, deadline=None)
    def test_boxes_hold_exactly_the_wanted_combinations(
        self, wanted: set[tuple[str, ...]]
    ) -> None:
        reachable: dict[tuple[str, ...], int] = {
            (x, y, z): 1 for x in FACTS["x"] for y in FACTS["y"] for z in FACTS["z"]
        }
        boxes = boxes_for(tuple(FACTS), FACTS, reachable, wanted)
        held = {
            each
            for each in reachable
            for box in boxes
            if all(
                value in box.values.get(name, FACTS[name])
                for name, value in zip(FACTS, each, strict=True)
            )
        }

        assert held == wanted
        assert sum(box.count for box in boxes) == len(wanted)


def test_every_code_of_the_search_is_explained() -> None:
    root = Path(__file__).parent.parent
    page = (root / "docs" / "errors.md").read_text(encoding="utf-8")
    explained = page.partition("## Findings of the policy search")[2]
    used = {
        code
        for path in sorted((root / "assistant" / "rules").glob("*.py"))
        for code in re.findall(r'"([A-Z]\d{3})"', path.read_text(encoding="utf-8"))
    }

    assert set(re.findall(r"^### ([A-Z]\d{3}) ", explained, re.MULTILINE)) == used
