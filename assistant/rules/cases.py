"""The writers' own tests: with these facts, these outcomes and this next question."""

from collections.abc import Iterator
from datetime import date

from assistant.errors import Finding
from assistant.model.policy import Policy, PolicyCase
from assistant.rules.engine import Engine, Given
from assistant.rules.question import best_question

_ASKED_FOR = ("priority", "next_action")
"""The decisions for whose sake a question is asked."""

_UNKNOWN = "unknown"


def check_cases(policy: Policy, today: date) -> tuple[Finding, ...]:
    """Return a finding for everything that comes out otherwise than a case expects."""
    engine = Engine(policy, today)
    return tuple(f for case in policy.cases for f in _check(engine, case))


def _check(engine: Engine, case: PolicyCase) -> Iterator[Finding]:
    values = engine.policy.values_of
    given, _ = engine.with_assumptions(
        {
            name: values(name) if value == _UNKNOWN else (value,)
            for name, value in case.given.items()
        }
    )
    for decision_id, expected in case.expect.items():
        came_out = _outcomes(engine, decision_id, given)
        if came_out != expected:
            yield Finding(
                case.at,
                "error",
                "T001",
                f"case {case.id}: {decision_id} should be {_listed(expected)} and is "
                f"{_listed(came_out)}",
                _decided_by(engine, decision_id, given),
            )
    if case.ask is not None:
        not_known = [name for name, value in case.given.items() if value == _UNKNOWN]
        unknown = set(not_known) - {case.ask}
        fact = best_question(engine, _ASKED_FOR, given, unknown)
        asked = fact.id if fact else "nothing"
        if asked != case.ask:
            yield Finding(
                case.at,
                "error",
                "T001",
                f"case {case.id}: it should ask {case.ask} and asks {asked}",
                "change what is expected, or the rules that read these facts",
            )


def _outcomes(engine: Engine, decision_id: str, given: Given) -> frozenset[str]:
    if engine.policy.decisions[decision_id].hit == "all":
        sure = engine.collect(decision_id, given)
        return frozenset(each.rule.then for each in sure)
    return frozenset(engine.decide(decision_id, given).values)


def _decided_by(engine: Engine, decision_id: str, given: Given) -> str:
    rules = engine.decide(decision_id, given).rules
    named = ", ".join(f"{rule.id} ({rule.at})" for rule in rules)
    by = f"decided by {named}; " if named else ""
    return f"{by}change the rule, or the case if the policy means this"


def _listed(values: frozenset[str]) -> str:
    return " or ".join(sorted(values)) or "nothing"
