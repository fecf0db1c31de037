"""From what is known to the whole answer.

Every sentence about what the customer may do is the policy's own. Ours are only the
notices, which tell how this one answer came about.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.desk import members
from assistant.desk.drafts import draft_case
from assistant.desk.settling import Known
from assistant.model.guide import DECIDES_UNLESS_TOLD
from assistant.model.policy import PLAN, Channel
from assistant.model.verdict import (
    UNKNOWN,
    AnswerFound,
    CasePriority,
    Change,
    ChannelAnswer,
    Confidence,
    Expectation,
    FactUsed,
    NextAction,
    Option,
    PlanAnswer,
    PriorityAnswer,
    Question,
    Scope,
    Valued,
    Verdict,
)
from assistant.model.wording import UNKNOWN_LABEL
from assistant.rules import Engine, Given, Outcomes, best_question, would_change

MOST_QUESTIONS = 2
"""After this many, the most urgent priority still possible decides."""

MOST_URGENT_DECIDES = (
    "It is not settled which priority fits, so this follows the most urgent one that "
    "is still possible."
)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Articles found for a message, best first, and how well they answer."""

    hits: tuple[AnswerFound, ...]
    confidence: Confidence


NOTHING_FOUND = SearchResult((), "none")


class Judge:
    """Turns what is known about one message into a verdict."""

    def __init__(self, engine: Engine, known: Known, answers: SearchResult) -> None:
        self.engine = engine
        self.policy = engine.policy
        self.known = known
        self.answers = answers
        given, assumed = engine.with_assumptions(known.possible)
        self.given = self._with(given, "answers_confidence", answers.confidence)
        self.assumed = {
            name: value
            for name, value in assumed.items()
            if not self.policy.facts[name].supplied
        }

    def verdict(self, text: str, asked: Sequence[str]) -> Verdict:
        """Return the whole answer.

        Args:
            text: The message as received.
            asked: Facts that were asked already.
        """
        scope = self._scope()
        outside = scope == "out_of_scope"
        priority = self._priority(outside)
        question = None if outside else self._question(priority, asked)
        action, notices = self._action(priority, question)
        if question is not None and action.value != members.ASK:
            # What to do is settled whatever the answer would be.
            question = None
            action, notices = self._action(priority, None)
        person = self.policy.organization.contact
        verdict = Verdict(
            policy_version=self.policy.version,
            as_of=self.engine.as_of.isoformat(),
            scope=scope,
            facts=self._facts(),
            priority=priority,
            contact={
                channel.id: self._channel(channel)
                for channel in self.policy.channels.values()
            },
            case_priority=self.case_priority(),
            support_level=self._valued("support_level", outside),
            account_contact=self._valued("account_contact", outside),
            escalation=members.escalation(self._valued("escalation", outside=False)),
            response_time=members.response_time(
                self.policy, self._valued("response_time", outside=False)
            ),
            expect=self._expect(),
            next_action=action.value,
            action=action,
            question=question,
            answers=self.answers.hits,
            answers_confidence=self.answers.confidence,
            case_draft=None,
            person=person.urgent_says if priority.urgent else person.says,
            notices=(*self.known.notices, *notices),
        )
        if outside or action.value == "none":
            return verdict
        return replace(verdict, case_draft=draft_case(self.policy, verdict, text))

    def _facts(self) -> tuple[FactUsed, ...]:
        assumed = (
            FactUsed(name, value, None, "assumed")
            for name, value in self.assumed.items()
        )
        every = (*self.known.used, *assumed)
        shown = [each for each in every if not self.policy.facts[each.name].supplied]
        return tuple(sorted(shown, key=lambda each: each.name))

    def _scope(self) -> Scope:
        possible = self.given.get("message_scope", ("in_scope",))
        for scope in ("in_scope", "unclear", "out_of_scope"):
            if set(possible) == {scope}:
                return scope
        return "unclear"

    def _priority(self, outside: bool) -> PriorityAnswer:
        if outside:
            return PriorityAnswer(None, (), False, None, "", "", None, (), (), ())
        outcomes = self.engine.decide("priority", self.given)
        changes = would_change(self.engine, "priority", self.given)
        return members.priority_answer(
            self.policy,
            outcomes,
            self._chance(outcomes.decided),
            tuple(Change(each.fact, each.value, each.outcome) for each in changes),
        )

    def _chance(self, decided: str | None) -> float | None:
        """Return how likely the priority told is right; None where none is told."""
        if decided is None:
            return None
        return round(self.known.priorities.get(decided, 0.0), 3)

    def _question(
        self, priority: PriorityAnswer, asked: Sequence[str]
    ) -> Question | None:
        if len(asked) >= MOST_QUESTIONS:
            return None
        if priority.value is not None and priority.urgent:
            return None
        return self.question([*DECIDES_UNLESS_TOLD, *self._wanted_channel()], asked)

    def question(
        self, targets: Sequence[str], asked: Sequence[str] = ()
    ) -> Question | None:
        """Return the question that helps most; None where no answer changes a target.

        Args:
            targets: Decisions, the most important first.
            asked: Facts that were asked already.
        """
        fact = best_question(
            self.engine,
            targets,
            self._with(self.given, "question_open", "closed"),
            {*asked, *self.known.not_known},
            self.known.ask_first if "priority" in targets else (),
        )
        return None if fact is None else self.question_about(fact.id)

    def question_about(self, name: str) -> Question:
        """Return the question about a fact, with where each answer leads."""
        fact = self.policy.facts[name]
        still = self.known.possible.get(name, fact.ids)
        options = tuple(
            Option(value.id, value.label, self._leads_to(name, (value.id,)))
            for value in fact.values
            if value.id in still
        )
        unknown = Option(UNKNOWN, UNKNOWN_LABEL, self._leads_to(name, still))
        return Question(name, fact.ask, fact.why, (*options, unknown))

    def _with(self, given: Given, fact: str, value: str) -> Given:
        """Tell what the assistant itself knows, where the policy asks for it."""
        return {**given, fact: (value,)} if fact in self.policy.facts else given

    def _wanted_channel(self) -> list[str]:
        """Return the decision about the channel the customer asks for, if any."""
        wanted = set(self.given.get("wants", ()))
        return [
            channel.decision
            for channel in self.policy.channels.values()
            if wanted == {channel.id}
        ]

    def _leads_to(self, fact: str, values: Collection[str]) -> tuple[str, ...]:
        given, _ = self.engine.with_assumptions({**self.known.possible, fact: values})
        outcomes = self.engine.decide("priority", given)
        return tuple(each.id for each in members.ranked(self.policy, outcomes.values))

    def _action(
        self, priority: PriorityAnswer, question: Question | None
    ) -> tuple[NextAction, tuple[str, ...]]:
        is_open = "open" if question else "closed"
        given = self._with(self.given, "question_open", is_open)
        notices: tuple[str, ...] = ()
        if question is None and len(priority.candidates) > 1:
            given = {**given, "priority": priority.candidates[:1]}
            notices = (MOST_URGENT_DECIDES,)
        outcomes = self.engine.decide("next_action", given)
        asking = question is not None
        return members.next_action(self.policy, outcomes, asking=asking), notices

    def _channel(self, channel: Channel) -> ChannelAnswer:
        answer, charge = self._answers(channel, self.given)
        return members.channel_answer(
            members.valued(self.policy, answer),
            members.valued(self.policy, charge) if charge else None,
            self._by_plan(channel, answer, charge),
        )

    def _answers(
        self, channel: Channel, given: Given
    ) -> tuple[Outcomes, Outcomes | None]:
        charge = self.engine.decide(channel.charge, given) if channel.charge else None
        return self.engine.decide(channel.decision, given), charge

    def _by_plan(
        self, channel: Channel, *answers: Outcomes | None
    ) -> tuple[PlanAnswer, ...]:
        open_ones = [each for each in answers if each is not None and not each.decided]
        plans = self.given.get(PLAN, self.policy.plans)
        if not open_ones or len(plans) < 2:
            return ()
        return tuple(
            self._on_plan(channel, plan) for plan in self.policy.plans if plan in plans
        )

    def _on_plan(self, channel: Channel, plan: str) -> PlanAnswer:
        answer, charge = self._answers(channel, {**self.given, PLAN: (plan,)})
        return members.plan_answer(
            plan,
            members.valued(self.policy, answer),
            members.valued(self.policy, charge) if charge else None,
        )

    def case_priority(self) -> CasePriority:
        """Return what a case starts with, and whether support may change it."""
        outside = self._scope() == "out_of_scope"
        chosen = self.given.get("customer_priority", ())
        chosen_id = next(iter(chosen)) if len(chosen) == 1 else None
        return members.case_priority(
            chosen_id if chosen_id in self.policy.priorities else None,
            self._valued("case_starts_as", outside),
            self._valued("may_change", outside),
        )

    def _valued(self, decision: str, outside: bool) -> Valued:
        if outside or decision not in self.policy.decisions:
            return members.valued(self.policy, None)
        return members.valued(self.policy, self.engine.decide(decision, self.given))

    def _expect(self) -> tuple[Expectation, ...]:
        if "expect" not in self.policy.decisions:
            return ()
        sure = self.engine.collect("expect", self.given)
        return members.expectations(self.policy, sure)
