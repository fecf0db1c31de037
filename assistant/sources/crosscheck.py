"""What must hold between rows and between files, once all of them were read."""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from assistant.errors import Position
from assistant.model.policy import (
    CHANNEL_ANSWERS,
    CHARGE_ANSWERS,
    KNOWN_DECISIONS,
    KNOWN_OUTCOMES,
    Decision,
    Priority,
)
from assistant.sources.fields import Context
from assistant.sources.guide import ASKABLE, SETTLED, check_entrances
from assistant.sources.names import Kind, Mention
from assistant.sources.order import circles, reads
from assistant.sources.policies import Draft
from assistant.sources.policy_shapes import LENDERS
from assistant.sources.report import listing, shown, suggestion

MANDATORY: Final = KNOWN_DECISIONS[:2]
"""Decisions without which there is no assistant."""

READ_BY_NAME: Final = tuple(
    name for name in KNOWN_DECISIONS if name not in ("expect", "response_time")
)
"""Decisions the assistant reads for one outcome; channels name more of them."""

LEADS_TO_PRIORITY: Final = ("priority", "case_starts_as")


def check_policy_draft(draft: Draft, here: Context) -> None:
    """Report everything that does not fit together within ``policies/``."""
    _check_priorities(draft.priorities, here)
    _check_decisions(draft, here)
    for decision in draft.decisions:
        _check_unless(decision, here)
    _check_circles(draft.decisions, here)
    _check_lookups(draft, here)
    _check_borrowed(draft, here)
    check_entrances(draft.entrances, here)


def report_unknown(here: Context) -> None:
    """Report every id that is mentioned somewhere and declared nowhere."""
    names = here.names
    known: dict[Kind, set[str]] = {}
    decisions = names.known(Kind("decision"))
    for mention in names.mentions:
        kind = mention.kind
        unfit = _UNFIT.get(kind.what, ())
        if kind not in known:
            known[kind] = names.known(kind).difference(
                *(names.known(each.kind) for each in unfit)
            )
        if mention.id in known[kind] or not names.complete(kind):
            continue
        for each in unfit:
            if mention.id in names.known(each.kind):
                message, hint = f"{shown(mention.id)} {each.why}", each.hint
                break
        else:
            message, all_are = _not_there(mention, decisions)
            hint = suggestion(mention.id, known[kind], all_are)
        at = mention.at if isinstance(mention.at, Position) else mention.at.at
        here.row(mention.where).error(at, mention.code, message, hint)


class _Unfit(NamedTuple):
    """Ids that exist and cannot stand in a place all the same."""

    kind: Kind
    why: str
    hint: str | None


_LOOKED_UP: Final = _Unfit(
    Kind("lookup"), "is looked up, nobody can give it", 'name "plan" instead'
)
_UNFIT: Final[Mapping[str, tuple[_Unfit, ...]]] = {
    "fact": (_LOOKED_UP,),
    ASKABLE.what: (
        _LOOKED_UP,
        _Unfit(
            Kind("supplied fact"),
            "is supplied by the assistant, nobody is asked for it",
            "name a fact that has a question",
        ),
    ),
    SETTLED.what: (
        _Unfit(
            Kind("collected decision"),
            "collects all rules that apply, so no question settles it",
            "name a decision with another hit",
        ),
    ),
}


def _not_there(mention: Mention, decisions: Collection[str]) -> tuple[str, str]:
    kind, word = mention.kind, shown(mention.id)
    if kind.what == "value":
        a_value = "an outcome" if kind.scope in decisions else "a value"
        return f"{word} is not {a_value} of {kind.scope}", "it can be one of"
    inside = f" in {kind.scope}" if kind.scope else ""
    return f"there is no {kind.called} {word}{inside}", "there are"


def _check_priorities(priorities: Collection[Priority], here: Context) -> None:
    known = here.names.known(Kind("priority"))
    if len(priorities) < len(known) or not here.names.complete(Kind("priority")):
        return  # the one that could not be read may be the urgent one
    ranked = sorted(priorities, key=lambda each: (each.rank, each.at))
    urgent = [each for each in ranked if each.urgent]
    for again in urgent[1:]:
        message = f"{urgent[0].id} is urgent already"
        _about(again, here).error(again.at, "S005", message, "exactly one is urgent")
    if ranked and not urgent:
        first = min(each.at for each in ranked)
        hint = "write urgent: true in the most urgent one"
        here.error(first, "S005", "no priority is urgent", hint)
    for before, after in pairwise(ranked):
        if before.rank == after.rank:
            message = f"its rank is that of {before.id}"
            hint = "give every priority a rank of its own, 1 for the most urgent"
            _about(after, here).error(after.at, "S005", message, hint)


def _about(priority: Priority, here: Context) -> Context:
    return here.row(f"priority {priority.id}")


def _check_decisions(draft: Draft, here: Context) -> None:
    names = here.names
    if names.complete(Kind("decision")):
        missing = sorted(set(MANDATORY) - set(names.known(Kind("decision"))))
        for decision_id in missing:
            at = Position("policies/decisions", 1, 1)
            hint = f"add a file that begins with decides: {decision_id}"
            message = f"there is no decision {shown(decision_id)}"
            here.error(at, "S002", message, hint)
    single = {*READ_BY_NAME, *(each.decision for each in draft.channels)}
    single.update(each.charge for each in draft.channels if each.charge)
    for decision in draft.decisions:
        about = here.row(f"decision {decision.id}")
        if decision.id == "expect" and decision.hit != "all":
            hint = "there is more than one thing to expect"
            about.error(decision.at, "S005", "its hit must be all", hint)
        if decision.id in single and decision.hit == "all":
            hint = "write unique or agree; its answer is one outcome"
            about.error(decision.at, "S005", "its hit cannot be all", hint)
        _check_outcomes(decision, _published(decision.id, draft), about)
        if decision.id in LEADS_TO_PRIORITY and names.complete(Kind("priority")):
            _check_leads_to_priority(decision, about)


def _published(decision_id: str, draft: Draft) -> tuple[str, ...]:
    """Return the outcomes that the published answer can hold; empty means any."""
    if any(decision_id == channel.charge for channel in draft.channels):
        return CHARGE_ANSWERS
    if any(decision_id == channel.decision for channel in draft.channels):
        return CHANNEL_ANSWERS
    return KNOWN_OUTCOMES.get(decision_id, ())


def _check_outcomes(
    decision: Decision, published: tuple[str, ...], about: Context
) -> None:
    for outcome in decision.outcomes if published else ():
        if outcome not in published:
            message = f"{shown(outcome)} is no outcome that an answer can hold here"
            hint = suggestion(outcome, published, "there are")
            about.error(decision.outcomes_at[outcome], "R003", message, hint)


def _check_leads_to_priority(decision: Decision, about: Context) -> None:
    priorities = about.names.known(Kind("priority"))
    for outcome in decision.outcomes:
        if outcome not in priorities:
            hint = suggestion(outcome, priorities, "there are")
            message = f"there is no priority {shown(outcome)}"
            about.error(decision.outcomes_at[outcome], "R005", message, hint)
    missing = sorted(set(priorities) - set(decision.outcomes))
    if decision.id == "priority" and missing:
        message = f"its outcomes lack {listing(map(shown, missing))}"
        hint = f"write outcomes: [{listing(sorted(priorities))}]"
        about.error(decision.at, "S005", message, hint)


def _check_unless(decision: Decision, here: Context) -> None:
    rules = {rule.id: rule for rule in decision.rules}
    graph = {rule.id: set(rule.unless) & rules.keys() for rule in decision.rules}
    for circle in circles(graph):
        first = rules[circle[0]]
        path = " -> ".join((*circle, circle[0]))
        message = f"rules step back for each other in a circle: {path}"
        hint = "take one of these ids out of its unless"
        here.row(f"rule {first.id}").error(first.at, "S005", message, hint)


def _check_circles(decisions: Iterable[Decision], here: Context) -> None:
    by_id = {decision.id: decision for decision in decisions}
    for circle in circles(reads(by_id)):
        first, read = by_id[circle[0]], circle[1 % len(circle)]
        at = min(rule.when_at[read] for rule in first.rules if read in rule.when)
        path = " -> ".join((*circle, circle[0]))
        message = f"decisions read each other in a circle: {path}"
        hint = f"take {shown(read)} out of the conditions of {first.id}"
        here.row(f"decision {first.id}").error(at, "X001", message, hint)


def _check_lookups(draft: Draft, here: Context) -> None:
    """Every plan says something about every channel that is looked up."""
    names = here.names
    wanted = {lookup.channel: lookup.id for lookup in reversed(draft.lookups)}
    channels = names.known(Kind("channel"))
    for plan in sorted(names.known(Kind("plan with channels"))):
        entries = names.known(Kind("entry", plan))
        if names.lost_some(Kind("entry", plan)) or not channels >= entries:
            names.partly_read(Kind("access"))  # a misspelt channel may be any of them
            continue
        for channel in sorted(wanted.keys() & channels):
            if channel not in entries:
                at = names.place(Kind("plan with channels"), plan)
                message = f"nothing is said about the channel {shown(channel)}"
                hint = (
                    f"add {channel}: {{access: not_stated, status: not_stated}}; "
                    f"the fact {wanted[channel]} looks it up"
                )
                here.row(f"plan {plan}").error(at, "S002", message, hint)
    plan_fact = draft.facts.get("plan")
    if wanted and plan_fact is not None and plan_fact.values_from != "plans":
        message = "its values must be the plans, because lookups read it"
        hint = "write values_from: plans"
        here.row("fact plan").error(plan_fact.fact.at, "S005", message, hint)


def _check_borrowed(draft: Draft, here: Context) -> None:
    """What a fact takes from elsewhere it does not declare again."""
    for name, row in sorted(draft.facts.items()):
        if row.values_from is None:
            continue
        taken = here.names.known(Kind(LENDERS[row.values_from]))
        for value in row.fact.values:
            if value.id in taken:
                message = f"{shown(value.id)} is taken from the {row.values_from}"
                hint = "delete this line"
                here.row(f"fact {name}").error(value.at, "S004", message, hint)
