"""What does not hold on the day of the pages is not told as if it did."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.checking import load_checked
from assistant.helpcenter.pages import pages
from assistant.model.policy import Policy, Rule
from assistant.rules import Engine
from assistant.sources import Sources
from tests.helpcenter_kit import DAY, made, read, rule, shown, small
from tests.organizations import LANTERN

NEW_TERMS = date(2027, 4, 1)
"""The day on which rules of the fictional organization take the place of others."""


def on(content: Sources, day: date) -> dict[str, str]:
    made_then = pages(content, Engine(content.policy, day))
    return {page.path: page.markdown for page in made_then}


def with_rules(decision_id: str, *more: Rule) -> Sources:
    content = small()
    decision = content.policy.decisions[decision_id]
    dated = replace(decision, rules=(*decision.rules, *more))
    decisions = {**content.policy.decisions, decision_id: dated}
    return Sources(replace(content.policy, decisions=decisions), content.kb)


def with_article(**dates: Any) -> Sources:
    """Return sources in which the article "urgency" has dates; others lead to it."""
    content = small()
    articles = {
        **content.kb.articles,
        "urgency": replace(content.kb.articles["urgency"], **dates),
        "calling": replace(
            content.kb.articles["calling"], body="[Urgent?](/topics/calls/#urgency)"
        ),
    }
    return Sources(content.policy, replace(content.kb, articles=articles))


PAST = {"effective_to": DAY}
FUTURE = {"effective_from": DAY + timedelta(days=1)}
ELSEWHERE = {
    "support_level": ("L1", ("support-levels.md", "policy.md")),
    "priority": ("A", ("priorities.md",)),
    "charge": ("not_stated", ("not-stated.md", "policy.md")),
}


@pytest.mark.parametrize("decision_id", ELSEWHERE)
@pytest.mark.parametrize("dates", [PAST, FUTURE], ids=["past", "future"])
def test_a_rule_out_of_force_is_told_only_with_its_dates(
    decision_id: str, dates: dict[str, Any]
) -> None:
    outcome, _ = ELSEWHERE[decision_id]
    dated = rule(
        "dated", outcome, "The dated words.", status="not_stated", note="Dated note."
    )
    dated = replace(dated, **dates)

    told = made(with_rules(decision_id, dated))

    assert {path for path, page in told.items() if "The dated words." in page} == {
        "decisions.md"
    }
    assert "Until 22 Nov" in told["decisions.md"] or "From 23" in told["decisions.md"]
    assert "Dated note." not in told["not-stated.md"]


@pytest.mark.parametrize("decision_id", ELSEWHERE)
def test_a_dated_rule_is_told_while_it_is_in_force(decision_id: str) -> None:
    outcome, paths = ELSEWHERE[decision_id]
    dated = rule("dated", outcome, "The dated words.", status="not_stated")
    dated = replace(dated, effective_from=DAY, effective_to=DAY + timedelta(days=1))

    told = made(with_rules(decision_id, dated))

    assert {path for path, page in told.items() if "The dated words." in page} >= {
        *paths
    }


def test_a_clause_decides_nothing_before_a_rule_in_force_rests_on_it() -> None:
    content = load_checked(LANTERN)
    entry = "### charge.told {#charge.told}"

    before = on(content, NEW_TERMS - timedelta(days=1))["clauses.md"]
    after = on(content, NEW_TERMS)["clauses.md"]

    assert "Decides:" not in before.split(entry)[1].split("###")[0]
    assert "Decides:" in after.split(entry)[1].split("###")[0]


@pytest.mark.parametrize("day", [NEW_TERMS - timedelta(days=1), NEW_TERMS])
def test_of_a_dated_pair_every_page_tells_the_one_in_force(day: date) -> None:
    content = load_checked(LANTERN)
    told = on(content, day)
    everything = "\n".join(told[path] for path in told if path != "decisions.md")

    asleep = set(out_of_force(content.policy, day))

    assert len(asleep) == 2
    for anchor, says in asleep:
        assert f"#{anchor})" not in everything
        assert f" {says} (" not in everything


def out_of_force(policy: Policy, day: date) -> list[tuple[str, str]]:
    return [
        (f"{decision.id}.{each.id}", each.says)
        for decision in policy.decisions.values()
        for each in decision.all_rules()
        if not each.in_force(day)
    ]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (PAST, "Applies until 22 November 2026, that day not included."),
        (FUTURE, "Applies from 23 November 2026."),
    ],
    ids=["past", "future"],
)
def test_an_article_out_of_force_keeps_its_address_and_loses_its_answer(
    dates: dict[str, Any], said: str
) -> None:
    content = with_article(**dates, also_asked=("hurry?",))
    told = made(content)
    topic = told["topics/calls.md"]

    assert "## How urgent is it? {#urgency}" in topic
    assert "This answer does not hold on 22 November 2026." in topic
    assert said in topic
    assert "hurry?" not in topic
    assert "Related:" not in topic
    for page in told.values():
        assert content.kb.articles["urgency"].short_answer not in page
    for path in ("index.md", "policy.md", "not-stated.md"):
        assert "How urgent is it?" not in told[path]


def test_answers_in_force_come_first() -> None:
    content = with_article(title="A first title", **PAST)

    topic = made(content)["topics/calls.md"]

    assert topic.index("{#calling}") < topic.index("{#urgency}")


def test_links_to_an_article_out_of_force_still_lead_to_it(tmp_path: Path) -> None:
    site = shown(with_article(**PAST, previous_ids=("haste",)), tmp_path / "site")

    topic = read(site / "topics" / "calls" / "index.html")
    home = read(site / "index.html")
    assert {"urgency", "haste"} <= topic.ids
    assert "#urgency" in topic.every("href")
    assert "How urgent is it?" not in home.text
