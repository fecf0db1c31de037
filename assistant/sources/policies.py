"""Read every file under ``policies/`` and put the policy together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from assistant.errors import Position
from assistant.model.guide import Entrance
from assistant.model.policy import (
    Channel,
    ChecklistItem,
    Clause,
    Decision,
    Fact,
    Lookup,
    Organization,
    Plan,
    Policy,
    PolicyCase,
    Priority,
    Promise,
    ResponseTime,
    Role,
    SharedDuty,
    Value,
)
from assistant.sources import decision_shapes as tables
from assistant.sources import policy_shapes as shapes
from assistant.sources.decision_shapes import RESPONSE_TIME
from assistant.sources.folder import Folder
from assistant.sources.guide import general_first, read_entrances
from assistant.sources.names import NAME, Kind
from assistant.sources.order import in_order
from assistant.sources.policy_shapes import FactRow, LookupRow
from assistant.sources.version import version_of


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything under ``policies/`` that could be read, not yet checked as a whole."""

    organization: Organization | None
    clauses: Iterable[Clause]
    facts: Mapping[str, FactRow]
    lookups: tuple[LookupRow, ...]
    plans: tuple[Plan, ...]
    channels: tuple[Channel, ...]
    priorities: tuple[Priority, ...]
    roles: Iterable[Role]
    shared_duties: tuple[SharedDuty, ...]
    decisions: tuple[Decision, ...]
    response_times: tuple[ResponseTime, ...]
    promises: Iterable[Promise]
    checklist: Iterable[ChecklistItem]
    cases: Iterable[PolicyCase]
    entrances: tuple[Entrance, ...]


def read_policies(folder: Folder) -> Draft:
    """Read every file; what is wrong goes to the folder's report."""
    organization = folder.read("policies/organization.yaml", shapes.ORGANIZATION_FILE)
    clauses = folder.read("policies/clauses.yaml", shapes.CLAUSES_FILE)
    facts = folder.read("policies/facts.yaml", shapes.FACTS_FILE).get("facts", {})
    plans = folder.read("policies/plans.yaml", shapes.PLANS_FILE)
    channels = folder.read("policies/channels.yaml", shapes.CHANNELS_FILE)
    priorities = folder.read("policies/priorities.yaml", shapes.PRIORITIES_FILE)
    roles = folder.read("policies/roles.yaml", shapes.ROLES_FILE, required=False)
    times = _read_response_times(folder)
    decisions = folder.rows("policies/decisions", tables.DECISION)
    promises = folder.read(
        "policies/promises.yaml", tables.PROMISES_FILE, required=False
    )
    checklist = folder.read(
        "policies/checklist.yaml", tables.CHECKLIST_FILE, required=False
    )
    cases = folder.rows("policies/cases", tables.CASES_FILE)
    entrances = read_entrances(folder)
    folder.report_strays("policies")

    return Draft(
        organization=organization.get("organization"),
        clauses=clauses.get("clauses", ()),
        facts={name: row for name, row in facts.items() if isinstance(row, FactRow)},
        lookups=tuple(row for row in facts.values() if isinstance(row, LookupRow)),
        plans=plans.get("plans", ()),
        channels=channels.get("channels", ()),
        priorities=priorities.get("priorities", ()),
        roles=roles.get("roles", ()),
        shared_duties=roles.get("shared_duties", ()),
        decisions=(*decisions, _response_time(times)),
        response_times=times.get("response_times", ()),
        promises=promises.get("promises", ()),
        checklist=checklist.get("checklist", ()),
        cases=[case for rows in cases for case in rows["cases"]],
        entrances=entrances,
    )


def _read_response_times(folder: Folder) -> Mapping[str, Any]:
    """Read the rows; they make a decision, whether they can be read or not."""
    name = "policies/response-times.yaml"
    for kind in (Kind("decision"), NAME):
        folder.here.names.declare(kind, RESPONSE_TIME, Position(name, 1, 1))
    return folder.read(name, tables.RESPONSE_TIMES_FILE, scope=RESPONSE_TIME)


def _response_time(read: Mapping[str, Any]) -> Decision:
    """Return the decision that says which row of the response times holds."""
    rows: tuple[ResponseTime, ...] = read.get("response_times", ())
    rules = _by_id(row.rule for row in rows)
    at = read.get("at", Position("policies/response-times.yaml", 1, 1))
    return Decision(
        id=RESPONSE_TIME,
        question="What is the initial response time?",
        outcomes=tuple(rules),
        hit="unique",
        rules=tuple(rules.values()),
        undecided=read.get("undecided", ""),
        at=at,
        rules_at=at,
        outcomes_at={name: rule.at for name, rule in rules.items()},
    )


def policy_of(draft: Draft) -> Policy:
    """Return the policy of a draft without errors.

    Rows are shown in the order they are written in; it decides nothing.
    """
    assert draft.organization is not None, "a file that is missing is an error"
    plans = _as_written(draft.plans)
    priorities = _by_id(draft.priorities)
    decisions = _by_id(_decision(each, priorities) for each in draft.decisions)
    policy = Policy(
        organization=draft.organization,
        clauses=_as_written(draft.clauses),
        facts={
            name: _fact(row, plans, priorities) for name, row in draft.facts.items()
        },
        lookups={row.id: _lookup(row, plans) for row in draft.lookups},
        plans=plans,
        channels=_as_written(draft.channels),
        priorities=dict(sorted(priorities.items(), key=lambda pair: pair[1].rank)),
        roles=_as_written(draft.roles),
        shared_duties=draft.shared_duties,
        decisions={name: decisions[name] for name in in_order(decisions)},
        response_times={
            row.rule.id: row
            for row in sorted(draft.response_times, key=lambda row: row.rule.id)
        },
        promises=_as_written(draft.promises),
        checklist=tuple(_as_written(draft.checklist).values()),
        cases=tuple(_as_written(draft.cases).values()),
        version="",
        entrances=general_first(draft.entrances),
    )
    return replace(policy, version=version_of(policy))


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_WithId)


def _as_written(rows: Iterable[_T]) -> dict[str, _T]:
    return {row.id: row for row in rows}


def _by_id(rows: Iterable[_T]) -> dict[str, _T]:
    return {row.id: row for row in sorted(rows, key=lambda row: row.id)}


def _decision(decision: Decision, priorities: Mapping[str, Priority]) -> Decision:
    """Return a decision whose rules and priorities are in an order of their own."""
    outcomes = decision.outcomes
    if priorities.keys() >= set(outcomes):
        outcomes = tuple(sorted(outcomes, key=lambda each: priorities[each].rank))
    rules = sorted(decision.rules, key=lambda rule: rule.id)
    return replace(decision, outcomes=outcomes, rules=tuple(rules))


def _fact(
    row: FactRow, plans: Mapping[str, Plan], priorities: Mapping[str, Priority]
) -> Fact:
    """Return a fact with the values it takes from elsewhere before its own."""
    taken: list[Plan] | list[Priority] = []
    if row.values_from == "plans":
        taken = list(plans.values())
    elif row.values_from == "priorities":
        taken = sorted(priorities.values(), key=lambda each: each.rank)
    values = (Value(each.id, each.name, each.at) for each in taken)
    return replace(row.fact, values=(*values, *row.fact.values))


def _lookup(row: LookupRow, plans: Mapping[str, Plan]) -> Lookup:
    entries = {name: plan.channels[row.channel] for name, plan in plans.items()}
    return Lookup(row.id, row.channel, entries, row.at)
