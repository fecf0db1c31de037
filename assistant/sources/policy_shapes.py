"""What the files look like that declare things: key by key, file by file.

Read beside ``docs/writing-policies.md``. The tables and what tries them out are in
``decision_shapes.py``.
"""

from dataclasses import dataclass
from typing import Any

from assistant.errors import Position
from assistant.model.policy import (
    STATUSES,
    Channel,
    Clause,
    Entitlement,
    Fact,
    Organization,
    Plan,
    Priority,
    Role,
    SharedDuty,
    Value,
    WayToPerson,
)
from assistant.sources.checks import (
    because_unless_not_stated,
    note_with_reading,
)
from assistant.sources.fields import (
    BROKEN,
    Choice,
    Context,
    Day,
    FieldType,
    Text,
    Whole,
    Written,
    YesOrNo,
)
from assistant.sources.groups import Given, ListOf, MapOf, Pairs
from assistant.sources.ids import Declares, Refers
from assistant.sources.names import Kind
from assistant.sources.nodes import Block, Scalar
from assistant.sources.shape import OneOf, Row, Shape, made

STATUS = Choice(STATUSES)
CLAUSES = ListOf(Refers("clause", "R004"))


def file_of(**required: FieldType) -> Shape:
    """Return the shape of a file with these keys."""
    return Shape("file", lambda row: row.values, required=required)


# --- organization.yaml

CONTACT = Shape(
    "contact",
    lambda row: WayToPerson(**row.values),
    required={"says": Text(), "urgent_says": Text(), "status": STATUS},
    optional={
        "phone": Written("a telephone number", r"\+?[0-9][0-9 ().-]{2,30}", "555 0100"),
        "portal": Written(
            "an https address", r"https://[^\s<>\"'\\]+", "https://example.com/cases"
        ),
        "mail": Written(
            "a mail address", r"[\w.+-]+@[\w-]+(\.[\w-]+)+", "support@example.com"
        ),
    },
)
ORGANIZATION_FILE = file_of(
    organization=Shape(
        "organization",
        made(Organization),
        required={"name": Text(), "contact": CONTACT},
        optional={"support_name": Text(), "about": Text()},
    )
)

# --- clauses.yaml

CLAUSE = Shape(
    "clause",
    made(Clause),
    identity="id",
    required={
        "id": Declares("clause"),
        "text": Text(),
        "article": Refers("article"),
        "status": STATUS,
        "owner": Text(),
        "reviewed": Day(),
    },
    optional={"note": Text()},
    checks=(note_with_reading,),
)
CLAUSES_FILE = file_of(clauses=ListOf(CLAUSE))

# --- facts.yaml


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact before the ids of plans and priorities are known."""

    fact: Fact
    values_from: str | None


@dataclass(frozen=True, slots=True)
class LookupRow:
    """A lookup before the plans are known."""

    id: str
    channel: str
    at: Position


class _LookupPath(Written):
    """``plan.channels.<channel>.access``; read as the channel."""

    def __init__(self) -> None:
        super().__init__(
            "a way through a plan",
            r"plan\.channels\.(.+)\.access",
            "plan.channels.call.access",
        )

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        value = Kind("value", here.scope)
        if super().taken(text, node, label, here) is BROKEN:
            here.names.partly_read(value)
            return BROKEN
        channel = text.removeprefix("plan.channels.").removesuffix(".access")
        here.names.mention(Kind("channel"), channel, node.at, here.where, "R005")
        here.names.mention(Kind("fact"), "plan", node.at, here.where, "R001")
        here.names.borrow(value, Kind("access", channel))
        return channel


def _values_borrowed(row: Row) -> None:
    lender = LENDERS.get(row.values.get("values_from", ""))
    if lender is not None:
        row.here.names.borrow(Kind("value", row.here.scope), Kind(lender))


def _values_given(row: Row) -> None:
    if "values" in row.values or "values_from" in row.values or row.block.partial:
        return
    row.here.names.partly_read(Kind("value", row.here.scope))
    hint = "add values: an id and a label for each possible answer"
    row.here.error(row.at, "S002", '"values" is missing', hint)


def _something_assumed(row: Row) -> None:
    if "assumed_where" in row.values and "assumed" not in row.values:
        message = '"assumed_where" stands without "assumed"'
        hint = "add assumed: the value to use there"
        row.here.error(row.key_at("assumed_where"), "S005", message, hint)


def _fact(name: str, values: dict[str, Any], at: Position) -> FactRow | LookupRow:
    if "lookup" in values:
        return LookupRow(name, values["lookup"], at)
    given: tuple[Given, ...] = values.get("assumed_where", ())
    fact = Fact(
        id=name,
        ask=values.get("ask", ""),
        why=values.get("why", ""),
        values=tuple(values.get("values", {}).values()),
        assumed=values.get("assumed"),
        assumed_where=tuple(each.values for each in given),
        supplied=values.get("supplied", False),
        at=at,
    )
    return FactRow(fact, values.get("values_from"))


LENDERS = {"plans": "plan", "priorities": "priority"}
_VALUES = MapOf(
    Declares("value", scoped=True, upper=True, repeated=True, reserved=("unknown",)),
    Text(),
    make=Value,
    least=1,
)
_ASSUMPTION = {
    "assumed": Refers("value", "R002", None),
    "assumed_where": ListOf(Pairs("fact"), least=1),
}
ASKED = Shape(
    "fact",
    lambda row: row.values,
    required={"ask": Text(), "why": Text()},
    optional={"values": _VALUES, "values_from": Choice(tuple(LENDERS)), **_ASSUMPTION},
    checks=(_values_borrowed, _values_given, _something_assumed),
)


def _supplied_noted(row: Row) -> None:
    """Note that the assistant gives this fact and nobody else can."""
    row.here.names.declare(Kind("supplied fact"), row.here.scope, row.at)


SUPPLIED = Shape(
    "supplied fact",
    lambda row: row.values,
    required={"supplied": YesOrNo(), "values": _VALUES},
    optional=_ASSUMPTION,
    checks=(_something_assumed, _supplied_noted),
)


def _lookup_noted(row: Row) -> None:
    """Note that this is no fact that anybody can give."""
    row.here.names.declare(Kind("lookup"), row.here.scope, row.at)


LOOKUP = Shape(
    "lookup",
    lambda row: row.values,
    required={"lookup": _LookupPath()},
    checks=(_lookup_noted,),
)
FACTS_FILE = file_of(
    facts=MapOf(
        Declares("fact", "name"),
        OneOf({"lookup": LOOKUP, "supplied": SUPPLIED}, otherwise=ASKED),
        noun="fact",
        make=_fact,
    )
)

# --- plans.yaml, channels.yaml, priorities.yaml

ENTITLEMENT = Shape(
    "entitlement",
    made(Entitlement),
    required={"access": Declares("access", scoped=True, repeated=True)},
    optional={"because": CLAUSES, "status": STATUS, "note": Text()},
    checks=(note_with_reading, because_unless_not_stated),
)


def _entries_noted(row: Row) -> None:
    """Note the channels this plan speaks of, for the lookups to find."""
    plan, channels = row.values.get("id"), row.entries.get("channels")
    if not isinstance(plan, str) or channels is None:
        return
    _, block = channels
    row.here.names.declare(Kind("plan with channels"), plan, block.at)
    if isinstance(block, Block) and not block.partial:
        for name, (key, _) in block.entries.items():
            row.here.names.declare(Kind("entry", plan), name, key.at)
    else:
        row.here.names.partly_read(Kind("entry", plan))


PLAN = Shape(
    "plan",
    made(Plan),
    identity="id",
    required={
        "id": Declares("plan", reserved=("unknown",)),
        "name": Text(),
        "summary": Text(),
        "channels": MapOf(Refers("channel"), ENTITLEMENT),
    },
    optional={"status": STATUS, "note": Text()},
    checks=(note_with_reading, _entries_noted),
)
PLANS_FILE = file_of(plans=ListOf(PLAN, least=1))


def _limit_noted(row: Row) -> None:
    """Note a channel whose limit articles may refer to."""
    if row.sound("id", "limit"):
        kind = Kind("channel with a limit")
        row.here.names.declare(kind, row.values["id"], row.at)


CHANNEL = Shape(
    "channel",
    made(Channel),
    identity="id",
    required={
        "id": Declares("channel"),
        "name": Text(),
        "about": Text(),
        "decision": Refers("decision"),
    },
    optional={"charge": Refers("decision"), "limit": Text()},
    checks=(_limit_noted,),
)
CHANNELS_FILE = file_of(channels=ListOf(CHANNEL, least=1))

PRIORITY = Shape(
    "priority",
    made(Priority, urgent=False, clauses=(), lines=(), examples=()),
    identity="id",
    required={
        "id": Declares("priority", upper=True, reserved=("unknown",)),
        "name": Text(),
        "label": Text(),
        "rank": Whole(),
    },
    optional={
        "urgent": YesOrNo(),
        "clauses": CLAUSES,
        "lines": ListOf(Text()),
        "examples": ListOf(Text()),
    },
)
PRIORITIES_FILE = file_of(priorities=ListOf(PRIORITY, least=1))

# --- roles.yaml


def _subject_is_a_fact(row: Row) -> None:
    at = row.value_at("subject")
    row.here.names.mention(Kind("fact"), "subject", at, row.here.where, "R001")


ROLE = Shape(
    "role",
    made(Role, because=()),
    identity="id",
    required={
        "id": Declares("role"),
        "name": Text(),
        "one_line": Text(),
        "subject": Refers("value", "R002", "subject"),
        "duties": ListOf(Text(), least=1),
        "status": STATUS,
    },
    optional={"because": CLAUSES, "note": Text()},
    checks=(note_with_reading, because_unless_not_stated, _subject_is_a_fact),
)
SHARED_DUTY = Shape(
    "shared duty",
    made(SharedDuty),
    required={"text": Text(), "because": ListOf(Refers("clause", "R004"), least=1)},
)
ROLES_FILE = Shape(
    "file",
    lambda row: row.values,
    required={"roles": ListOf(ROLE)},
    optional={"shared_duties": ListOf(SHARED_DUTY)},
)
