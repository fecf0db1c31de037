"""Whatever the assistant says is the policy's own sentence, and stands on the site."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from itertools import product
from math import prod
from pathlib import Path
from random import Random
from typing import Any

import pytest

from assistant.desk.settling import Settler
from assistant.desk.verdicts import NOTHING_FOUND, Judge
from assistant.reading import NOTHING_READ
from assistant.rules import Engine
from assistant.sources import Sources
from tests.organizations import FOLDERS, text_of_site, words_of

TODAY = date(2026, 11, 22)
MOST_SITUATIONS = 16_000
SPOKEN = frozenset({"says", "reason", "charge_says", "starts_says", "person"})


@pytest.fixture(scope="module")
def engine(sources: Sources) -> Engine:
    return Engine(sources.policy, TODAY)


@pytest.fixture(scope="module")
def words(organization: str) -> set[str]:
    return words_of(FOLDERS[organization])


@pytest.fixture(scope="module")
def site_text(site: Path) -> str:
    return text_of_site(site)


def situations(engine: Engine, decision_id: str) -> Iterator[Mapping[str, list[str]]]:
    """Yield the product of what a decision reads, each name also missing.

    Of a table that reads too much for that, a few thousand at random: its rules are
    told one by one, and each of them is met.
    """
    names = engine.reads(decision_id)
    choices = [[None, *engine.policy.values_of(name)] for name in names]
    every: Iterable[tuple[str | None, ...]] = product(*choices)
    if prod(map(len, choices)) > MOST_SITUATIONS:
        random = Random(decision_id)
        every = (
            tuple(random.choice(values) for values in choices)
            for _ in range(MOST_SITUATIONS // 4)
        )
    for values in every:
        yield {
            name: [value]
            for name, value in zip(names, values, strict=True)
            if value is not None
        }


def test_every_sentence_of_every_decision_is_the_policys_and_on_the_site(
    engine: Engine, words: set[str], site_text: str
) -> None:
    said: set[str] = set()
    tried = 0
    for decision_id, decision in engine.policy.decisions.items():
        for given in situations(engine, decision_id):
            tried += 1
            if decision.hit == "all":
                for applied in engine.collect(decision_id, given):
                    said.add(applied.rule.says)
                continue
            outcomes = engine.decide(decision_id, given)
            if not outcomes.cells:
                continue  # these outcomes of earlier decisions exclude each other
            said.add(outcomes.says)
            said.update(engine.policy.clauses[c].text for c in outcomes.clauses)

    print(f"{tried} situations, {len(said)} sentences")
    assert said - {""} <= words
    assert not [each for each in said if " ".join(each.split()) not in site_text]


def test_every_sentence_of_a_whole_verdict_is_the_policys_and_on_the_site(
    sources: Sources, engine: Engine, words: set[str], site_text: str
) -> None:
    facts = [f for f in sources.policy.facts.values() if not f.supplied]
    random = Random(20261122)
    settler = Settler(engine)
    said: set[str] = set()
    for _ in range(400):
        given = {
            fact.id: random.choice([*fact.ids, "unknown"])
            for fact in facts
            if random.random() < 0.7
        }
        known = settler.settle(given, NOTHING_READ)
        verdict = Judge(engine, known, NOTHING_FOUND).verdict("It broke.", ())
        said.update(spoken(asdict(verdict)))

    assert said <= words
    assert not [each for each in said if " ".join(each.split()) not in site_text]


def spoken(node: Any) -> Iterator[str]:
    """Yield each sentence and quotation of a verdict, and the words of its question."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            if name in SPOKEN or (name == "text" and "url" in node):
                if value:
                    yield value
            else:
                yield from spoken(value)
        if node.get("leads_to") is not None and node["value"] != "unknown":
            yield node["label"]
        if "options" in node:
            yield from (node["text"], node["why"])
    elif isinstance(node, list | tuple):
        for value in node:
            yield from spoken(value)


def test_no_answer_of_yes_or_no_goes_without_its_clause(
    sources: Sources, engine: Engine
) -> None:
    for channel in sources.policy.channels.values():
        for given in situations(engine, channel.decision):
            outcomes = engine.decide(channel.decision, given)
            if outcomes.decided in ("yes", "no"):
                assert outcomes.clauses, (channel.id, given)


def test_calling_is_never_called_free(words: set[str]) -> None:
    assert not [each for each in words if "free" in each.lower().split()]
