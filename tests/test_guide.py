"""The entrances of both organizations lead to answers, and to none in vain."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from assistant.checking import check_folder
from assistant.model.guide import Entrance
from assistant.rules import Engine, best_question
from assistant.rules.engine import Given
from assistant.sources import load
from tests.organizations import FOLDERS, small_copy_of

TODAY = date(2026, 11, 22)
MOST_QUESTIONS = 5
ENGINES = {
    name: Engine(load(folder, today=TODAY).policy, TODAY)
    for name, folder in FOLDERS.items()
}
ENTRANCES = [
    pytest.param(engine, entrance, id=f"{name} {entrance.id}")
    for name, engine in ENGINES.items()
    for entrance in engine.policy.entrances
]

Walked = tuple[Mapping[str, str], tuple[str, ...]]
"""What is known at the end, and the facts that were asked on the way."""


def paths(
    engine: Engine,
    entrance: Entrance,
    known: Mapping[str, str],
    asked: tuple[str, ...] = (),
    *,
    unknown: bool = False,
) -> Iterator[Walked]:
    """Yield every way through the questions; with ``unknown``, where none is known."""
    fact_id = next((each for each in entrance.asks if each not in asked), None)
    if fact_id is None:
        fact = best_question(engine, entrance.decides, facts(engine, known), asked)
        if fact is None:
            yield known, asked
            return
        fact_id = fact.id
    if unknown:
        yield from paths(engine, entrance, known, (*asked, fact_id), unknown=True)
        return
    for value in engine.policy.facts[fact_id].ids:
        answered = {**known, fact_id: value}
        yield from paths(engine, entrance, answered, (*asked, fact_id))


def facts(engine: Engine, known: Mapping[str, str]) -> Given:
    given, _ = engine.with_assumptions({name: (known[name],) for name in known})
    return given


@pytest.mark.parametrize(("engine", "entrance"), ENTRANCES)
def test_every_path_from_an_entrance_settles_what_it_decides(
    engine: Engine, entrance: Entrance
) -> None:
    every = list(paths(engine, entrance, entrance.given))

    for known, asked in every:
        given = facts(engine, known)
        for decision in entrance.decides:
            assert engine.decide(decision, given).decided is not None, (known, decision)
        assert asked[: len(entrance.asks)] == entrance.asks
        assert len(asked) <= MOST_QUESTIONS
    print(f"{len(every)} paths, {max(len(asked) for _, asked in every)} questions most")


@pytest.mark.parametrize(("engine", "entrance"), ENTRANCES)
def test_who_knows_nothing_is_not_asked_for_ever(
    engine: Engine, entrance: Entrance
) -> None:
    [(known, asked)] = paths(engine, entrance, entrance.given, unknown=True)

    assert known == entrance.given
    assert len(asked) == len(set(asked))
    assert set(asked).isdisjoint(entrance.given)


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_asked_for_nothing_is_told(name: str, tmp_path: Path) -> None:
    folder = small_copy_of(name, tmp_path)
    file = folder / "policies" / "guide.yaml"
    old = "asks: [customer_priority]\n"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, "asks: [subject]\n"))

    told = [each for each in check_folder(folder).findings if each.code == "N003"]

    assert [each.level for each in told] == ["warning"]
    assert "asks for subject" in told[0].message
    line = file.read_text().split("\n")[told[0].at.line - 1]
    assert line.strip().startswith("- id: ")


def test_a_decision_that_only_an_entrance_leads_to_is_not_idle(tmp_path: Path) -> None:
    folder = small_copy_of("fictional", tmp_path)
    (folder / "policies" / "decisions" / "95-boat.yaml").write_text(
        "decides: boat\nquestion: Is a boat sent?\noutcomes: [sent]\nhit: unique\n"
        "undecided: Open.\n"
        "rules:\n  - id: only\n    when: {}\n    then: sent\n    says: Sent.\n"
        "    because: [desk.first]\n",
    )
    assert [each.code for each in check_folder(folder).findings] == ["N002"]
    guide = folder / "policies" / "guide.yaml"
    guide.write_text(
        guide.read_text().replace(
            "decides: [may_change]", "decides: [may_change, boat]"
        )
    )

    assert check_folder(folder).findings == ()
