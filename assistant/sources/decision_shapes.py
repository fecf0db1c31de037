"""What the tables look like, and what tries them out: promises, checklist and cases.

Read beside ``docs/writing-policies.md``.
"""

from typing import Final

from assistant.model.policy import (
    HITS,
    ChecklistItem,
    Decision,
    PolicyCase,
    Promise,
    ResponseTime,
    Rule,
)
from assistant.sources.checks import (
    because_unless_not_stated,
    dates_in_order,
    note_with_reading,
)
from assistant.sources.fields import Choice, Day, Text, Written
from assistant.sources.groups import Given, ListOf, Pairs
from assistant.sources.ids import Declares, Refers
from assistant.sources.names import Kind
from assistant.sources.nodes import Items, Scalar
from assistant.sources.policy_shapes import CLAUSES, STATUS, file_of
from assistant.sources.shape import Row, Shape, made

RESPONSE_TIME: Final = "response_time"
"""The decision that the rows of response-times.yaml make."""

# --- decisions/*.yaml


def _rule(row: Row) -> Rule:
    values = dict(row.values)
    when: Given = values.pop("when")
    return Rule(when=when.values, when_at=when.at, **values, at=row.at)


RULE = Shape(
    "rule",
    _rule,
    identity="id",
    required={
        "id": Declares("rule", scoped=True, reserved=("otherwise",)),
        "when": Pairs(least=0),
        "then": Refers("value", "R003", None),
        "says": Text(),
    },
    optional={
        "because": CLAUSES,
        "status": STATUS,
        "note": Text(),
        "unless": ListOf(Refers("rule", scope=None)),
        "effective_from": Day(),
        "effective_to": Day(),
    },
    checks=(note_with_reading, because_unless_not_stated, dates_in_order),
)
OTHERWISE = Shape(
    "otherwise",
    lambda row: Rule(id="otherwise", when={}, **row.values, at=row.at),
    required={"then": Refers("value", "R003", None), "says": Text(), "status": STATUS},
    optional={"because": CLAUSES, "note": Text()},
    checks=(note_with_reading, because_unless_not_stated),
)


def _no_otherwise_for_all(row: Row) -> None:
    if row.values.get("hit") == "all" and "otherwise" in row.values:
        message = 'a table with "hit: all" has no "otherwise"'
        hint = "delete it; where no rule applies, nothing is said"
        row.here.error(row.key_at("otherwise"), "S005", message, hint)


def _collected_noted(row: Row) -> None:
    """Note a table that never comes to one outcome."""
    if row.values.get("hit") == "all" and row.sound("decides"):
        kind = Kind("collected decision")
        row.here.names.declare(kind, row.values["decides"], row.at)


def _decision(row: Row) -> Decision:
    values = dict(row.values)
    outcomes = row.entries["outcomes"][1]
    places = {
        each.value: each.at
        for each in (outcomes.items if isinstance(outcomes, Items) else ())
        if isinstance(each, Scalar)
    }
    return Decision(
        id=values.pop("decides"),
        **values,
        at=row.key_at("decides"),
        rules_at=row.key_at("rules"),
        outcomes_at=places,
    )


DECISION = Shape(
    "decision",
    _decision,
    identity="decides",
    opens_scope=True,
    required={
        "decides": Declares("decision", "name"),
        "question": Text(),
        "outcomes": ListOf(
            Declares(
                "value",
                scoped=True,
                upper=True,
                repeated=True,
                reserved=("undecided",),
            ),
            least=1,
        ),
        "hit": Choice(HITS),
        "rules": ListOf(RULE),
    },
    optional={"undecided": Text(), "otherwise": OTHERWISE},
    checks=(_no_otherwise_for_all, _collected_noted),
)

# --- response-times.yaml


def _response_time(row: Row) -> ResponseTime:
    values = dict(row.values)
    within, counted = values.pop("within", None), values.pop("counted", "")
    when: Given = values.pop("when")
    rule = Rule(
        when=when.values, when_at=when.at, then=values["id"], **values, at=row.at
    )
    return ResponseTime(rule, within, counted)


RESPONSE_ROW = Shape(
    "response time",
    _response_time,
    identity="id",
    required={
        "id": Declares("rule", "value", scoped=True, reserved=("otherwise",)),
        "when": Pairs(least=0),
        "says": Text(),
    },
    optional={
        "within": Written(
            "a number with its unit",
            r"[1-9]\d{0,3} (business |working )?(minute|hour|day|week)s?",
            "30 minutes",
        ),
        "counted": Text(),
        "because": CLAUSES,
        "status": STATUS,
        "note": Text(),
    },
    checks=(note_with_reading, because_unless_not_stated),
)


RESPONSE_TIMES_FILE = Shape(
    "file",
    lambda row: row.values | {"at": row.key_at("response_times")},
    required={"response_times": ListOf(RESPONSE_ROW, least=1)},
    optional={"undecided": Text()},
)

# --- promises.yaml, checklist.yaml, cases/*.yaml


def _promise(row: Row) -> Promise:
    values = dict(row.values)
    never: Given = values.pop("never")
    return Promise(
        never=never.values, never_at=row.key_at("never"), **values, at=row.at
    )


PROMISE = Shape(
    "promise",
    _promise,
    identity="id",
    required={
        "id": Declares("promise"),
        "says": Text(),
        "never": Pairs(),
        "because": ListOf(Refers("clause", "R004"), least=1),
    },
)
PROMISES_FILE = file_of(promises=ListOf(PROMISE))

CHECKLIST_ITEM = Shape(
    "checklist item",
    made(ChecklistItem, fact=None, priorities=()),
    identity="id",
    required={"id": Declares("checklist item"), "asks": Text()},
    optional={
        "fact": Refers("fact", "R001"),
        "priorities": ListOf(Refers("priority")),
    },
)
CHECKLIST_FILE = file_of(checklist=ListOf(CHECKLIST_ITEM))


def _policy_case(row: Row) -> PolicyCase:
    given: Given = row.values["given"]
    expect: Given = row.values["expect"]
    return PolicyCase(
        id=row.values["id"],
        name=row.values["name"],
        given=given.single(),
        expect=expect.values,
        ask=row.values.get("ask"),
        at=row.at,
    )


CASE = Shape(
    "case",
    _policy_case,
    identity="id",
    required={
        "id": Declares("case"),
        "name": Text(),
        "given": Pairs("fact", many=False, unknown=True, least=0),
        "expect": Pairs("decision", codes=("R005", "R003"), least=0),
    },
    optional={"ask": Refers("fact", "R001")},
)
CASES_FILE = file_of(cases=ListOf(CASE))
