"""A help center small enough to read here, and a reader of what is built."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from assistant.helpcenter.build import build_site
from assistant.helpcenter.pages import pages
from assistant.model.kb import Article, KnowledgeBase, Topic
from assistant.model.policy import (
    Channel,
    ChecklistItem,
    Clause,
    Decision,
    Entitlement,
    Fact,
    Lookup,
    Organization,
    Plan,
    Policy,
    Priority,
    Promise,
    ResponseTime,
    Role,
    Rule,
    SharedDuty,
    Value,
    WayToPerson,
)
from assistant.model.wording import GENERAL_ENTRANCE
from assistant.rules import Engine
from assistant.sources import Sources

DAY = date(2026, 11, 22)

PLACED_AT = "https://help.example.com/"
"""Where a site stands that knows its address."""

Sites = Callable[..., Path]
"""Builds whole sites; see the fixture of that name."""


def made(content: Sources) -> dict[str, str]:
    engine = Engine(content.policy, DAY)
    return {page.path: page.markdown for page in pages(content, engine)}


def shown(content: Sources, site: Path, **options: Any) -> Path:
    build_site(content, Engine(content.policy, DAY), site, **options)
    return site


class Reading(HTMLParser):
    """Everything a test wants to know of one page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def ids(self) -> set[str]:
        return {given["id"] for _, given in self.tags if "id" in given}

    def every(self, attribute: str) -> list[str]:
        return [given[attribute] for _, given in self.tags if attribute in given]


def read(path: Path) -> Reading:
    """Return a page as read; a page that has not changed is read once."""
    return _read(path, path.stat().st_mtime_ns)


@cache
def _read(path: Path, changed: int) -> Reading:
    return Reading(path.read_text(encoding="utf-8"))


def rule(
    rule_id: str,
    then: str,
    says: str,
    when: dict[str, list[str]] | None = None,
    **more: Any,
) -> Rule:
    condition = {name: frozenset(values) for name, values in (when or {}).items()}
    return Rule(rule_id, condition, then, says, **more)


def small() -> Sources:
    clauses = (
        Clause("p.urgent", "Urgent is a full stop.", "urgency", "stated", "docs", DAY),
        Clause("p.rest", "All else is normal.", "urgency", "stated", "docs", DAY),
        Clause(
            "call.basic",
            "On Basic you may call in an emergency.",
            "calling",
            "reading",
            "docs",
            DAY,
            "It says emergency, not outage.",
        ),
    )
    facts = (
        Fact(
            "impact",
            "What has stopped?",
            "The priority rests on it.",
            (Value("all", "Everything"), Value("none", "Nothing")),
        ),
        Fact(
            "plan",
            "Which plan do you have?",
            "It decides about calls.",
            (Value("basic", "Basic"), Value("full", "Full")),
        ),
        Fact("quiet", "", "", (Value("y", "Y"), Value("n", "N")), "n", supplied=True),
    )
    calls = {
        "basic": Entitlement(
            "urgent_only", ("call.basic",), "reading", "So we read it."
        ),
        "full": Entitlement("included", (), "sample"),
    }
    plans = (
        Plan("basic", "Basic", "Cases only.", {"call": calls["basic"]}),
        Plan("full", "Full", "Calls too.", {"call": calls["full"]}, "sample"),
    )
    priority = Decision(
        "priority",
        "Which priority is it?",
        ("A", "B"),
        "unique",
        (
            rule(
                "stop",
                "A",
                "That is urgent.",
                when={"impact": ["all"]},
                because=("p.urgent",),
            ),
            rule(
                "rest",
                "B",
                "That is normal.",
                when={"impact": ["none"]},
                because=("p.rest",),
            ),
        ),
        undecided="We do not know the priority yet.",
    )
    call = Decision(
        "call",
        "May you call?",
        ("yes", "no"),
        "agree",
        (
            rule(
                "urgent",
                "yes",
                "Yes, call now.",
                when={"priority": ["A"]},
                because=("call.basic",),
            ),
            rule(
                "included",
                "yes",
                "Yes, your plan has it.",
                when={"plan_call": ["included"]},
                status="sample",
            ),
        ),
        rule("otherwise", "no", "No, file a case.", because=("call.basic",)),
        undecided="It depends.",
    )
    charge = Decision(
        "charge",
        "Does it cost?",
        ("no", "may_apply", "not_stated"),
        "unique",
        (
            rule(
                "urgent",
                "no",
                "No charge is named.",
                when={"priority": ["A"]},
                because=("p.urgent",),
            ),
            rule(
                "normal",
                "may_apply",
                "A charge may apply.",
                when={"priority": ["B"], "plan_call": ["urgent_only"]},
                because=("call.basic",),
            ),
            rule(
                "silent",
                "not_stated",
                "Nobody says what it costs.",
                when={"priority": ["B"], "plan_call": ["included"]},
                status="not_stated",
            ),
        ),
    )
    level = Decision(
        "support_level",
        "Who works on it?",
        ("L1",),
        "unique",
        (rule("all", "L1", "Level 1 does.", when={}, because=("p.rest",)),),
        undecided="Somebody.",
    )
    soon = rule(
        "soon", "soon", "Within an hour.", when={"priority": ["A"]}, status="sample"
    )
    later = rule(
        "later",
        "later",
        "No time is named.",
        when={"priority": ["B"]},
        status="not_stated",
    )
    response = Decision(
        "response_time",
        "How soon?",
        ("soon", "later"),
        "unique",
        (soon, later),
        undecided="How soon depends on the priority.",
    )
    action = Decision(
        "next_action",
        "What first?",
        ("call",),
        "unique",
        (rule("call", "call", "Call them.", when={}, because=("p.urgent",)),),
    )
    decisions = (priority, call, charge, level, response, action)
    articles = (
        Article(
            "calling",
            "May I call?",
            "Only when it is urgent.",
            "More *about* calls.",
            "stated",
            "docs",
            DAY,
            ("phone?",),
            ("call.basic",),
            "calls",
            related=("urgency",),
            path="kb/articles/calling.yaml",
        ),
        Article(
            "urgency",
            "How urgent is it?",
            "It is urgent when all stands still.",
            "",
            "reading",
            "docs",
            DAY,
            (),
            ("p.urgent",),
            "calls",
            note="Our own order.",
            review_every=timedelta(days=90),
            path="kb/articles/urgency.yaml",
        ),
    )
    return Sources(
        Policy(
            Organization(
                "Acme",
                WayToPerson(
                    "Call the desk.", "Call the desk at once.", "stated", "+1 555 0100"
                ),
                about="We are here.",
            ),
            {each.id: each for each in clauses},
            {each.id: each for each in facts},
            {"plan_call": Lookup("plan_call", "call", calls)},
            {each.id: each for each in plans},
            {
                "call": Channel(
                    "call", "Call us", "By telephone.", "call", "charge", "ten minutes"
                )
            },
            {
                "A": Priority(
                    "A",
                    "Priority A",
                    "Urgent",
                    1,
                    True,
                    ("p.urgent",),
                    ("All is down.",),
                    ("It is dark.",),
                ),
                "B": Priority(
                    "B",
                    "Priority B",
                    "Normal",
                    2,
                    False,
                    ("p.rest",),
                    ("It can wait.",),
                    (),
                ),
            },
            {
                "am": Role(
                    "am",
                    "Account Manager",
                    "Your contact.",
                    "business",
                    ("Reviews",),
                    ("p.rest",),
                    "stated",
                )
            },
            (SharedDuty("Training", ("p.rest",)),),
            {each.id: each for each in decisions},
            {
                "soon": ResponseTime(soon, "1 hour", "around the clock"),
                "later": ResponseTime(later, None, ""),
            },
            {
                "never": Promise(
                    "never", "Never a charge in an emergency.", {}, ("p.urgent",)
                )
            },
            (ChecklistItem("since", "Since when?", None, ("A",)),),
            (),
            "sha256:0123456789abcdef",
            (GENERAL_ENTRANCE,),
        ),
        KnowledgeBase(
            {each.id: each for each in articles},
            {"calls": Topic("calls", "Calls", "When to call.", 1)},
            (),
            (),
        ),
    )
