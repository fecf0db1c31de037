"""Answers and questions from facts alone, where there is no message to read."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.desk.settling import Settler
from assistant.desk.verdicts import NOTHING_FOUND, Judge
from assistant.model.guide import DECIDES_UNLESS_TOLD
from assistant.model.verdict import CasePriority, Question, Verdict
from assistant.reading import NOTHING_READ
from assistant.rules import Engine

_SETTLERS_KEPT = 8
"""Days whose settler is kept; nearly every request asks for today."""


def answer_facts(
    engine: Engine,
    facts: Mapping[str, str],
    *,
    text: str = "",
    asked: Sequence[str] = (),
) -> Verdict:
    """Return the verdict from facts alone.

    Args:
        engine: The policy, on one day.
        facts: Askable facts and their values; "unknown" means asked and not known.
        text: Kept for the case draft, never read.
        asked: Facts that were asked already.
    """
    return _judge(engine, facts).verdict(text, asked)


def case_priority(engine: Engine, facts: Mapping[str, str]) -> CasePriority:
    """Return what the verdict from these facts says of the priority of a case."""
    return _judge(engine, facts).case_priority()


def next_question(
    engine: Engine,
    facts: Mapping[str, str],
    decides: Sequence[str] = DECIDES_UNLESS_TOLD,
    asks: Sequence[str] = (),
) -> Question | None:
    """Return what to ask next on the guided path; None where nothing is left to ask.

    Args:
        engine: The policy, on one day.
        facts: What is named so far, as in ``answer_facts``.
        decides: Decisions to lead to, the most important first. Where these are the
            usual ones, it is the question of the verdict, which stops once it is
            settled what to do; else it is asked while an answer can change one of them.
        asks: Facts to ask first, also where a value would be assumed.
    """
    judge = _judge(engine, facts)
    for fact in asks:
        if fact not in facts:
            return judge.question_about(fact)
    if tuple(decides) == DECIDES_UNLESS_TOLD:
        return judge.verdict("", ()).question
    return judge.question(decides)


def _judge(engine: Engine, facts: Mapping[str, str]) -> Judge:
    return Judge(engine, _settler(engine).settle(facts, NOTHING_READ), NOTHING_FOUND)


_settler = lru_cache(_SETTLERS_KEPT)(Settler)
