"""The members of a verdict, each from how its decision came out.

What these functions say for an answer that was worked out just now, the help center
says from tables compiled beforehand (``verdict_tables``).
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from assistant.model.addresses import clause_url
from assistant.model.policy import Policy, Priority
from assistant.model.verdict import (
    UNDECIDED,
    Answered,
    CasePriority,
    Change,
    ChannelAnswer,
    Expectation,
    NextAction,
    PlanAnswer,
    PriorityAnswer,
    Quote,
    ResponseTimeAnswer,
    Valued,
)
from assistant.rules import Applied, Outcomes

ASK = "answer_question"
"""The action while a question is open, unless something urgent comes before it."""

_TO_A_PERSON = ("call", "ask_support", "file_case")
"""Which of several possible actions is told when no question is left, in this order."""


def priority_answer(
    policy: Policy,
    outcomes: Outcomes,
    confidence: float | None,
    changes: tuple[Change, ...] = (),
) -> PriorityAnswer:
    """Return which priority fits, and why."""
    candidates = ranked(policy, outcomes.values)
    reason = _reason(policy, outcomes)
    clauses = [*outcomes.clauses, *(reason.clauses if reason else ())]
    return PriorityAnswer(
        value=outcomes.decided,
        candidates=tuple(each.id for each in candidates),
        urgent=any(each.urgent for each in candidates),
        confidence=confidence,
        says=outcomes.says,
        reason=reason.rule.says if reason else "",
        status=outcomes.status,
        rules=_chain(outcomes),
        clauses=quotes(policy, clauses),
        would_change=changes,
    )


def ranked(policy: Policy, ids: Collection[str]) -> tuple[Priority, ...]:
    """Return the priorities among some ids, the most urgent first."""
    return tuple(each for each in policy.ranked() if each.id in ids)


def valued(policy: Policy, outcomes: Outcomes | None) -> Valued:
    """Return what a decision came out as; an empty value where there is none."""
    if outcomes is None:
        return Valued(None, "", None, ())
    return Valued(
        outcomes.decided,
        outcomes.says,
        outcomes.status,
        quotes(policy, outcomes.clauses),
    )


def channel_answer(
    answer: Valued, charge: Valued | None, by_plan: tuple[PlanAnswer, ...]
) -> ChannelAnswer:
    """Return whether a channel may be used, and what it may cost."""
    answered = ChannelAnswer(
        answer=answer.value or UNDECIDED,
        says=answer.says,
        status=answer.status,
        clauses=answer.clauses,
        by_plan=by_plan,
    )
    if charge is None:
        return answered
    return replace(
        answered,
        charge=charge.value or UNDECIDED,
        charge_says=charge.says,
        charge_status=charge.status,
        charge_clauses=charge.clauses,
    )


def plan_answer(plan: str, answer: Valued, charge: Valued | None) -> PlanAnswer:
    """Return what a channel's answer is on one plan."""
    if charge is None:
        return PlanAnswer(plan, answer.value or UNDECIDED, answer.says)
    return PlanAnswer(
        plan,
        answer.value or UNDECIDED,
        answer.says,
        charge.value or UNDECIDED,
        charge.says,
    )


def case_priority(chosen: str | None, starts: Valued, change: Valued) -> CasePriority:
    """Return what a case starts with, and whether support may change it."""
    both = (*starts.clauses, *change.clauses)
    return CasePriority(
        set=chosen,
        starts_as=starts.value,
        may_change=change.value or UNDECIDED,
        starts_says=starts.says,
        says=change.says,
        status=change.status,
        clauses=tuple({each.id: each for each in both}.values()),
    )


def escalation(found: Valued) -> Answered:
    """Return whether the case can be escalated."""
    if found.value is None:  # it differs by plan, and the policy does not say whose
        return Answered("not_stated", found.says, "not_stated", ())
    return Answered(found.value, found.says, found.status, found.clauses)


def response_time(policy: Policy, found: Valued) -> ResponseTimeAnswer:
    """Return the initial response time."""
    row = policy.response_times.get(found.value or "")
    return ResponseTimeAnswer(
        status=found.status,
        says=found.says,
        within=row.within if row else None,
        counted=row.counted if row else "",
        due=None,
        clauses=found.clauses,
    )


def expectations(policy: Policy, sure: Iterable[Applied]) -> tuple[Expectation, ...]:
    """Return what to expect, from the rules that are sure to apply."""
    return tuple(
        Expectation(
            each.rule.then, each.rule.says, each.status, quotes(policy, each.clauses)
        )
        for each in sure
    )


def next_action(policy: Policy, outcomes: Outcomes, *, asking: bool) -> NextAction:
    """Return what to do first; of several possible actions, one that leads to help."""
    foremost = actions_in_order(policy, asking=asking)
    value = next(each for each in foremost if each in outcomes.values)
    spoken = outcomes.narrowed(value)
    return NextAction(value, spoken.says, spoken.status, quotes(policy, spoken.clauses))


def actions_in_order(policy: Policy, *, asking: bool) -> tuple[str, ...]:
    """Return the actions, the one that is told where several are possible first."""
    preferred = (ASK, *_TO_A_PERSON) if asking else _TO_A_PERSON
    every = policy.decisions["next_action"].outcomes
    return (*preferred, *(each for each in every if each not in preferred))


def quotes(policy: Policy, clauses: Iterable[str]) -> tuple[Quote, ...]:
    """Return clauses as they are quoted, each once, in the order given."""
    return tuple(
        Quote(clause_id, policy.clauses[clause_id].text, clause_url(clause_id))
        for clause_id in dict.fromkeys(clauses)
    )


def _reason(policy: Policy, outcomes: Outcomes) -> Applied | None:
    """Return the rule of an earlier decision which found the priority that fits."""
    parents = outcomes.applied.parents if outcomes.applied is not None else ()
    for parent in parents:
        if parent.rule.then in policy.priorities:
            return parent
    return None


def _chain(outcomes: Outcomes) -> tuple[str, ...]:
    if outcomes.applied is None:
        return ()
    return tuple(dict.fromkeys(each.rule.id for each in outcomes.applied.chain()))
