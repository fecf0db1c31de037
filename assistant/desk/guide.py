"""The guided path: from what a customer names to an answer, without free text.

A step is a question, or the answer where nothing is left to ask. Its address holds the
facts named so far. The same facts always lead to the same step, so that a message that
names some of them can be led on from there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.desk.guided import answer_facts, next_question
from assistant.desk.members import valued
from assistant.desk.verdicts import MOST_QUESTIONS
from assistant.model.addresses import case_url, guide_url
from assistant.model.guide import DECIDES_UNLESS_TOLD, Entrance
from assistant.model.policy import PLAN
from assistant.model.verdict import (
    UNDECIDED,
    UNKNOWN,
    Option,
    Question,
    Quote,
    Valued,
    Verdict,
)
from assistant.rules import Engine


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the guided path.

    Attributes:
        named: Facts in the order they were named, "unknown" where that was the answer.
        question: What is asked here; None where the answer stands.
        decided: What this way in leads to, the most important first; empty where that
            is the action alone.
    """

    url: str
    entrance: Entrance
    named: Mapping[str, str]
    verdict: Verdict
    question: Question | None
    decided: tuple[Valued, ...]

    @property
    def plan_open(self) -> bool:
        """Whether it is answered for every plan, as none was named."""
        return PLAN not in {**self.entrance.given, **self.named}

    @property
    def settled(self) -> tuple[Valued, ...]:
        """What is decided so far; where nothing is, what may still be."""
        return tuple(each for each in self.decided if each.value) or self.decided[:1]

    @property
    def ways_on(self) -> tuple[tuple[str, Option], ...]:
        """The answers that can be given here, each with the address it leads to."""
        question = self.question
        if question is None:
            return ()
        return tuple(
            (step_url(self.entrance, {**self.named, question.fact: each.value}), each)
            for each in question.options
        )

    @property
    def rests(self) -> tuple[Quote, ...]:
        """The clauses behind what was decided, each once."""
        quoted = {each.id: each for told in self.decided for each in told.clauses}
        return tuple(quoted.values())

    @property
    def case_url(self) -> str:
        """The address of a case in which what is known is filled in."""
        return case_url({**self.entrance.given, **self.named})

    @property
    def urgent_first(self) -> bool:
        """Whether it may be urgent, is not settled, and calling is open for that."""
        priority = self.verdict.priority
        return (
            priority.urgent
            and priority.value is None
            and any(
                each.charge is not None and each.answer in ("yes", UNDECIDED)
                for each in self.verdict.contact.values()
            )
        )

    @property
    def title(self) -> str:
        """What the page is about: the question, or the answer."""
        if self.question is not None:
            return self.question.text
        return self.decided[0].says if self.decided else self.verdict.action.says


def steps(engine: Engine) -> Iterator[Step]:
    """Yield every step of the guided path, each address once."""
    seen: set[str] = set()
    for entrance in engine.policy.entrances:
        for step in _from(engine, entrance, start(entrance)):
            if step.url not in seen:
                seen.add(step.url)
                yield step


def start(entrance: Entrance) -> Mapping[str, str]:
    """Return the facts that are named in the address of an entrance.

    Where it leads to what every entrance leads to, the facts it sets are named as if
    the customer had; else they go without saying.
    """
    return entrance.given if _leads_where_all_do(entrance) else {}


def entrance_url(entrance: Entrance) -> str:
    """Return the address of an entrance."""
    return step_url(entrance, start(entrance))


def _from(
    engine: Engine, entrance: Entrance, named: Mapping[str, str]
) -> Iterator[Step]:
    """Yield a step and every step after it."""
    step = step_at(engine, entrance, named)
    yield step
    if step.question is not None:
        for option in step.question.options:
            further = {**named, step.question.fact: option.value}
            yield from _from(engine, entrance, further)


def step_at(engine: Engine, entrance: Entrance, named: Mapping[str, str]) -> Step:
    """Return the step with these facts named."""
    facts = {**entrance.given, **named}
    unknown = [name for name, value in named.items() if value == UNKNOWN]
    verdict = answer_facts(engine, facts, asked=unknown)
    question = verdict.question
    if not _leads_where_all_do(entrance):
        asking = len(unknown) < MOST_QUESTIONS
        question = (
            next_question(engine, facts, entrance.decides, entrance.asks)
            if asking
            else None
        )
    return Step(
        step_url(entrance, named),
        entrance,
        named,
        verdict,
        question,
        tuple(_decided(engine, entrance, facts)),
    )


def lead_on(engine: Engine, entrance: Entrance, facts: Mapping[str, str]) -> Step:
    """Return the step that an entrance leads to for somebody who told facts before.

    Questions that these facts answer are not asked again.
    """
    step = step_at(engine, entrance, start(entrance))
    while step.question is not None and step.question.fact in facts:
        fact = step.question.fact
        step = step_at(engine, entrance, {**step.named, fact: facts[fact]})
    return step


def _decided(
    engine: Engine, entrance: Entrance, facts: Mapping[str, str]
) -> Iterator[Valued]:
    """Yield the answers that this way in leads to, in the policy's words."""
    if _leads_where_all_do(entrance):
        return
    possible: dict[str, tuple[str, ...]] = {
        name: engine.policy.facts[name].ids if value == UNKNOWN else (value,)
        for name, value in facts.items()
    }
    given, _ = engine.with_assumptions(possible)
    for name in entrance.decides:
        yield valued(engine.policy, engine.decide(name, given))


def _leads_where_all_do(entrance: Entrance) -> bool:
    return entrance.decides == DECIDES_UNLESS_TOLD and not entrance.asks


def step_url(entrance: Entrance, named: Mapping[str, str]) -> str:
    """Return the address of the step at which these facts are named."""
    return guide_url(named, "" if _leads_where_all_do(entrance) else entrance.id)


def own_case(engine: Engine, verdict: Verdict) -> Step | None:
    """Return where the best article found is answered for the customer's own case.

    None where no way in belongs to it, where it is not sure that it is meant, or where
    something urgent comes first.
    """
    if verdict.answers_confidence != "high" or verdict.priority.urgent:
        return None
    found = verdict.answers[0].id
    for entrance in engine.policy.entrances:
        if entrance.article == found and not _leads_where_all_do(entrance):
            return lead_on(engine, entrance, _told(verdict, entrance))
    return None


def _told(verdict: Verdict, entrance: Entrance) -> Mapping[str, str]:
    """Return the facts that the customer told, in a message or beside it.

    What an entrance asks first is what it is about: there a reading is not enough.
    """
    return {
        each.name: each.value
        for each in verdict.facts
        if each.origin == "given"
        or (each.origin == "read" and each.name not in entrance.asks)
    }
