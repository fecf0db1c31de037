"""The case form by itself: priorities and their words, the checklist, secrets."""

from dataclasses import replace
from time import perf_counter

import pytest

from assistant.desk import Desk, Problem
from assistant.model.verdict import Verdict
from assistant.screens.case import choices, with_choice
from assistant.screens.secrets import is_card, secrets_in
from assistant.screens.words import Words
from assistant.service.caseform import CaseForm
from assistant.sources import Sources
from tests.secret_examples import HARMLESS, SECRET
from tests.service_kit import small_desk


@pytest.fixture(scope="module")
def desk(sources: Sources) -> Desk:
    return small_desk(sources)


@pytest.fixture
def words(desk: Desk) -> Words:
    return Words(desk.policy, desk.kb)


def form_of(desk: Desk, **facts: str) -> tuple[CaseForm, Verdict]:
    verdict = desk.decide(Problem("It is wrong.", facts=facts))
    return CaseForm.from_verdict(verdict, "It is wrong."), verdict


@pytest.mark.parametrize("text", SECRET)
def test_what_is_secret_is_found_and_never_shown_whole(text: str) -> None:
    secret = SECRET[text]

    (found,) = secrets_in(f"We saw this: {text} and then nothing.")

    assert secret in f"We saw this: {text}"[found.start : found.end]
    assert secret not in found.shown
    assert len(found.shown) <= 5


@pytest.mark.parametrize("text", HARMLESS)
def test_what_an_engineer_needs_is_no_secret(text: str) -> None:
    assert secrets_in(text) == ()


def test_a_card_number_has_a_right_sum_and_an_issuer() -> None:
    assert is_card("4111 1111 1111 1111")
    assert not is_card("4111 1111 1111 1112")
    assert not is_card("0000 0000 0000 0000")


def test_every_secret_is_found_in_order_and_none_twice() -> None:
    found = secrets_in(
        "pin 1234, password: hunter2, card 4111111111111111, then ghp_" + "a1" * 18
    )

    assert [each.kind for each in found] == [
        "a PIN or a code",
        "a password",
        "a card number",
        "a key or a token",
    ]


@pytest.mark.parametrize(
    "text", ["1 ", "password ", "-----BEGIN PRIVATE KEY-----", "eyJaaaaaaaa.", "://a:"]
)
def test_no_text_takes_long_to_look_through(text: str) -> None:
    started = perf_counter()

    secrets_in((text * 20_000)[:20_000])

    assert perf_counter() - started < 1


def test_every_priority_is_offered_with_what_the_policy_says_of_it(
    desk: Desk, words: Words
) -> None:
    form, verdict = form_of(desk)
    facts = form.facts

    offered = choices(
        words,
        facts,
        verdict.priority.value or "",
        lambda given: desk.case_priority(Problem("", facts=given)),
    )

    assert [each.value for each in offered] == [*(p.id for p in words.priorities), ""]
    for each in offered:
        alone = desk.decide(
            Problem("", facts=with_choice(desk.policy, facts, each.value))
        ).case_priority
        assert alone.says in each.says
        assert each.clauses == alone.clauses
        assert each.fits == (each.value != "" and each.value == verdict.priority.value)
    none = offered[-1]
    default = desk.policy.decisions["case_starts_as"]
    (rule,) = [
        rule
        for rule in default.rules
        if rule.when == {"customer_priority": frozenset({"not_set"})}
    ]
    assert none.says.startswith(rule.says)
    assert set(rule.because) <= {clause.id for clause in none.clauses}


def test_another_choice_than_what_fits_has_the_sentence_of_reclassification(
    shipped: Sources,
) -> None:
    desk = small_desk(shipped)
    form, verdict = form_of(
        desk, kind="problem", environment="staging", impact="reduced_quality"
    )
    assert verdict.priority.value == "P3"

    offered = choices(
        Words(desk.policy, desk.kb),
        form.facts,
        "P3",
        lambda given: desk.case_priority(Problem("", facts=given)),
    )

    first = offered[0]
    assert first.says.startswith("Support may lower it")
    assert "prio.reclassify.p1" in {clause.id for clause in first.clauses}


def test_what_the_message_left_open_is_not_assumed_on_the_form(
    shipped: Sources,
) -> None:
    desk = small_desk(shipped)
    form, _ = form_of(
        desk, kind="problem", impact="calls_interrupted", scope="all_or_most"
    )
    facts = {name: v for name, v in form.facts.items() if name != "workaround"}

    decided = desk.decide(Problem("", facts=with_choice(desk.policy, facts, "P1")))

    assert decided.priority.value is None
    assert decided.priority.candidates == ("P1", "P2")


def test_the_checklist_stands_in_the_order_of_the_policy(
    desk: Desk, words: Words
) -> None:
    form, _ = form_of(desk)
    backwards = replace(form, asks=form.asks[::-1]).fitted(words)

    rows = backwards.rows(words)

    asked = [item.id for item in desk.policy.checklist if item.id in form.asks]
    assert [row.item.id for row in rows] == asked


def test_a_second_question_about_a_fact_is_answered_in_words(
    desk: Desk, words: Words
) -> None:
    policy = desk.policy
    first = next(item for item in policy.checklist if item.fact)
    again = replace(first, id="again", asks="And again?", priorities=())
    doubled = Words(replace(policy, checklist=(*policy.checklist, again)), desk.kb)
    form, _ = form_of(desk)
    form = replace(form, asks=(first.id, "again"), checks={"again": "in words"})

    one, two = form.rows(doubled)

    assert one.fact is not None
    assert (two.fact, two.answer) == (None, "in words")


def test_an_assumption_is_flagged_until_somebody_answers(
    desk: Desk, words: Words
) -> None:
    form, _ = form_of(desk)
    item = next(i for i in desk.policy.checklist if i.fact)
    assert item.fact is not None
    fact = desk.policy.facts[item.fact]
    form = replace(
        form,
        asks=(item.id,),
        facts={fact.id: fact.ids[0]},
        assumed={fact.id: fact.ids[0]},
    )

    (assumed,) = form.rows(words)
    (answered,) = replace(form, facts={fact.id: fact.ids[1]}).rows(words)

    assert assumed.assumed
    assert not answered.assumed
