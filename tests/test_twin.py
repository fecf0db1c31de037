"""The help center without a server decides as the service does, byte for byte."""

import copy
import gzip
import json
import random
from collections.abc import Iterator, Mapping
from itertools import islice
from math import prod
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from assistant.desk.guided import answer_facts, next_question
from assistant.desk.problem import Problem, checked_facts
from assistant.desk.published import as_json, plain
from assistant.desk.verdict_tables import verdict_tables
from assistant.errors import BadRequest
from assistant.model.policy import Fact
from assistant.model.verdict import UNKNOWN
from assistant.rules import Engine
from assistant.sources import Sources
from assistant.today import today
from tests.service_kit import served, small_desk
from tests.twin_kit import (
    Oracle,
    Twin,
    compact,
    page_with_module,
    states_of,
    told_of,
    wrong_in_part,
    wrong_in_situations,
)

pytestmark = pytest.mark.browser

MOST_STATES = 400_000
"""States of knowledge that are all tried, table by table."""

RANDOM = 500
"""Fact sets by chance, for each organization."""

SUPPLIED = {"message_scope": "in_scope", "answers_confidence": "none"}

STEPS, HALF = 10, 0.5

Facts = Mapping[str, str]


@pytest.fixture(scope="module")
def engine(sources: Sources) -> Engine:
    return Engine(sources.policy, today())


@pytest.fixture(scope="module")
def tables(engine: Engine) -> Mapping[str, Any]:
    # As a browser gets them: tuples are lists.
    found: Mapping[str, Any] = json.loads(compact(verdict_tables(engine)))
    return found


@pytest.fixture(scope="module")
def twin(
    browser: Browser,
    tables: Mapping[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Twin]:
    with page_with_module(browser, tmp_path_factory.mktemp("twin")) as page:
        yield Twin(page, tables)


@pytest.fixture(scope="module")
def oracles(engine: Engine) -> Mapping[bool, Oracle]:
    """Return what is expected while a question is open, and while none is."""
    return {
        asking: Oracle(
            engine, {**SUPPLIED, "question_open": "open" if asking else "closed"}
        )
        for asking in (False, True)
    }


def askable(engine: Engine) -> list[Fact]:
    return [fact for fact in engine.policy.facts.values() if not fact.supplied]


def every_table(tables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for section in ("members", "decisions"):
        for name in tables[section]:
            yield section, name


def test_every_decision_is_right_in_every_situation(
    twin: Twin, engine: Engine, oracles: Mapping[bool, Oracle]
) -> None:
    situations = prod(len(fact.ids) for fact in askable(engine))
    tried = 0
    every = list(every_table(twin.tables))
    for section, name in every:
        oracle = oracles[name == "action_while_asking"]
        wrong, number = wrong_in_situations(twin, oracle, section, name)
        decision, _ = told_of(engine, section, name)
        assert number == states_of(engine, decision)[0]
        assert wrong == 0, (section, name)
        tried += number

    print(
        f"\n{situations:,} situations x {len(every)} decisions = "
        f"{situations * len(every):,}, each equal ({tried:,} without what a decision "
        "does not read)"
    )


def test_every_decision_is_right_whatever_is_left_open(
    twin: Twin, engine: Engine, oracles: Mapping[bool, Oracle]
) -> None:
    tried, not_tried = 0, []
    for section, name in every_table(twin.tables):
        decision, _ = told_of(engine, section, name)
        _, states = states_of(engine, decision)
        if states > MOST_STATES:
            not_tried.append(name)
            continue
        oracle = oracles[name == "action_while_asking"]
        wrong, number = wrong_in_part(twin, oracle, section, name)
        assert number == states
        assert wrong == 0, (section, name)
        tried += number

    print(f"\n{tried:,} states of knowledge, each equal; not tried: {not_tried}")


def by_questions(engine: Engine, entrance: Any) -> Iterator[Facts]:
    """Yield every state that answers to the questions of an entrance lead to."""
    seen: set[str] = set()
    left: list[Facts] = [dict(entrance.given)]
    while left:
        facts = left.pop()
        if compact(facts) in seen:
            continue
        seen.add(compact(facts))
        yield facts
        question = next_question(engine, facts, entrance.decides, entrance.asks)
        if question is not None:
            left.extend({**facts, question.fact: o.value} for o in question.options)


def test_verdict_and_question_on_every_guided_path_are_the_same_bytes(
    twin: Twin, engine: Engine
) -> None:
    number = 0
    for entrance in engine.policy.entrances:
        states = list(by_questions(engine, entrance))
        verdicts = [compact(as_json(answer_facts(engine, each))) for each in states]
        questions = [
            compact(plain(next_question(engine, each, entrance.decides, entrance.asks)))
            for each in states
        ]
        called = [[each, entrance.decides, entrance.asks] for each in states]
        ask = "([facts, decides, asks]) => policy.question(facts, decides, asks)"

        assert twin.each("(facts) => policy.decide({facts})", states) == verdicts
        assert twin.each(ask, called) == questions
        number += len(states)

    print(f"\n{number:,} states of guided paths, each the same bytes")


def by_chance(engine: Engine, chance: random.Random) -> Iterator[Facts]:
    """Yield fact sets by chance, and after each some that differ by one fact."""
    facts = askable(engine)
    while True:
        known: dict[str, str] = {}
        for fact in chance.sample(facts, chance.randint(0, len(facts))):
            known[fact.id] = chance.choice([*fact.ids, UNKNOWN])
        for _ in range(STEPS):
            yield dict(known)
            fact = chance.choice(facts)
            if known.pop(fact.id, None) is None or chance.random() < HALF:
                known[fact.id] = chance.choice([*fact.ids, UNKNOWN])


def test_verdicts_from_facts_by_chance_are_the_same_bytes(
    twin: Twin, engine: Engine
) -> None:
    known = list(islice(by_chance(engine, random.Random(2026)), RANDOM))
    expected = [compact(as_json(answer_facts(engine, each))) for each in known]

    assert twin.each("(facts) => policy.decide({facts})", known) == expected
    milliseconds = twin.page.evaluate(
        """(all) => {
          const times = all.map((facts) => {
            const before = performance.now();
            for (let n = 0; n < 10; n += 1) policy.decide({facts});
            return (performance.now() - before) / 10;
          });
          return times.sort((one, other) => one - other)[times.length >> 1];
        }""",
        known[:200],
    )
    print(f"\n{len(known):,} verdicts, each the same bytes; {milliseconds:.2f} ms each")


def test_the_service_sends_the_same_bytes(
    twin: Twin, sources: Sources, tmp_path: Path
) -> None:
    plan = next(iter(sources.policy.plans))
    asked = [{"facts": {}}, {"facts": {}, "plan": plan}, {"facts": {"plan": UNKNOWN}}]
    with served(small_desk(sources), tmp_path) as service:
        sent = [
            service.client.post("/api/v1/decide", json=each).content.decode()
            for each in asked
        ]

    assert twin.each("(asked) => policy.decide(asked)", asked) == sent


def test_what_the_service_refuses_is_refused_with_the_same_code(
    twin: Twin, engine: Engine
) -> None:
    one, other = list(engine.policy.plans)[:2]
    for asked in (
        {"facts": {"constructor": "x"}},
        {"facts": {"message_scope": "in_scope"}},
        {"facts": {"plan": "x"}},
        {"facts": {}, "plan": "x"},
        {"facts": {"plan": one}, "plan": other},
    ):
        with pytest.raises(BadRequest) as refused:
            checked_facts(engine.policy, Problem("", asked.get("plan"), asked["facts"]))  # type: ignore[arg-type]
        code = twin.each(
            "(asked) => { try { policy.decide(asked); } catch (e) { return e.code; } }",
            [asked],
        )
        assert code == [compact(refused.value.code)]


def test_one_changed_leaf_or_number_of_a_table_is_noticed(
    twin: Twin, oracles: Mapping[bool, Oracle]
) -> None:
    try:
        for section, name in every_table(twin.tables):
            planted = copy.deepcopy(dict(twin.tables))
            leaf = planted[section][name]["told"][0]
            if isinstance(leaf, list):
                leaf.append({"id": "x", "says": "", "status": "stated", "clauses": []})
            else:
                leaf["says"] += " "
            oracle = oracles[name == "action_while_asking"]
            broken = Twin(twin.page, planted)
            wrong, _ = wrong_in_situations(broken, oracle, section, name)
            assert wrong > 0, (section, name)

        planted = copy.deepcopy(dict(twin.tables))
        where = planted["members"]["priority"]["where"]
        where[where[0] + 1], where[where[0] + 2] = (
            where[where[0] + 2],
            where[where[0] + 1],
        )
        broken = Twin(twin.page, planted)
        wrong, _ = wrong_in_situations(broken, oracles[False], "members", "priority")
        assert wrong > 0
    finally:
        Twin(twin.page, twin.tables)


def test_a_changed_table_changes_the_bytes_of_a_verdict(
    twin: Twin, engine: Engine
) -> None:
    planted = copy.deepcopy(dict(twin.tables))
    for leaf in planted["members"]["escalation"]["told"]:
        leaf["says"] += " "
    expected = [compact(as_json(answer_facts(engine, {})))]
    try:
        broken = Twin(twin.page, planted)
        assert broken.each("(facts) => policy.decide({facts})", [{}]) != expected
    finally:
        Twin(twin.page, twin.tables)


def test_the_tables_are_small(tables: Mapping[str, Any]) -> None:
    raw = compact(tables).encode()
    packed = len(gzip.compress(raw, 9, mtime=0))

    print(f"\n{len(raw):,} bytes, {packed:,} as gzip")
    assert packed <= 40_000
