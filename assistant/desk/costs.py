"""What it costs to be wrong, and to ask; counted in questions.

A question costs the customer half a minute. A missed outage costs far more than that, a
false alarm more than a question too. The answer that is told is the one whose expected
cost is least; where that is more than a question costs, a question is asked.

Measured by ``assistant eval``; see docs/evaluation.md for what other costs would give.
"""

from collections.abc import Collection, Mapping

from assistant.desk.forecast import Outcome

QUESTION = 1.0
MISSED = 20.0
"""An urgent problem is told to be less."""
ALARM = 6.0
"""Another problem is told to be urgent."""
OTHER = 2.0
"""Any other wrong priority."""

LIKELY = 0.5
"""Chance that what is told must have."""


def cheapest(
    chances: Mapping[Outcome, float], urgent: Collection[str]
) -> tuple[str | None, float]:
    """Return the outcome to tell and what that is expected to cost.

    None, at the cost of a question, where no outcome is sure enough; what is less
    likely than not is never told, however little it would cost.
    """
    told = sorted(
        (_expected(next(iter(each)), chances, urgent), next(iter(each)))
        for each, chance in chances.items()
        if len(each) == 1 and chance > LIKELY
    )
    if told and told[0][0] < QUESTION:
        return told[0][1], told[0][0]
    return None, QUESTION


def _expected(
    told: str, chances: Mapping[Outcome, float], urgent: Collection[str]
) -> float:
    """Return what telling this costs on average; what is open is any of its values."""
    return sum(
        chance * sum(_cost(told, true, urgent) for true in outcome) / len(outcome)
        for outcome, chance in chances.items()
    )


def _cost(told: str, true: str, urgent: Collection[str]) -> float:
    if told == true:
        return 0.0
    if true in urgent:
        return MISSED
    return ALARM if told in urgent else OTHER
