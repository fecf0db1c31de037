"""From what is known to the whole answer.

Every sentence about what the customer may do is the policy's own. Ours are only the
notices, which tell how this one answer came about.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.desk.drafts import draft_case
from assistant.desk.settling import Known
from assistant.model.addresses import clause_url
from assistant.model.policy import PLAN, Channel, Policy, Priority
from assistant.model.verdict import (
    UNDECIDED,
    UNKNOWN,
    Answered,
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
    Quote,
    ResponseTimeAnswer,
    Scope,
    Valued,
    Verdict,
)
from assistant.model.wording import UNKNOWN_LABEL
from assistant.rules import (
    Applied,
    Engine,
    Given,
    Outcomes,
    best_question,
    would_change,
)

MOST_QUESTIONS = 2
"""After this many, the most urgent priority still possible decides."""

_TO_A_PERSON = ("call", "ask_support", "file_case")
"""Which of several possible actions is told when no question is left, in this order."""

_ASK = "answer_question"
"""The action while a question is open, unless something urgent comes before it."""

_MOST_URGENT_DECIDES = (
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
        self.given: Given = {**given, "answers_confidence": (answers.confidence,)}
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
        if question is not None and action.value != _ASK:
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
            case_priority=self._case_priority(outside),
            support_level=self._valued("support_level", outside),
            account_contact=self._valued("account_contact", outside),
            escalation=self._escalation(),
            response_time=self._response_time(),
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
        candidates = self._ranked(outcomes.values)
        reason = self._reason(outcomes)
        clauses = [*outcomes.clauses, *(reason.clauses if reason else ())]
        return PriorityAnswer(
            value=outcomes.decided,
            candidates=tuple(each.id for each in candidates),
            urgent=any(each.urgent for each in candidates),
            confidence=self._chance(outcomes.decided),
            says=outcomes.says,
            reason=reason.rule.says if reason else "",
            status=outcomes.status,
            rules=_chain(outcomes),
            clauses=self._quotes(clauses),
            would_change=tuple(
                Change(each.fact, each.value, each.outcome)
                for each in would_change(self.engine, "priority", self.given)
            ),
        )

    def _chance(self, decided: str | None) -> float | None:
        """Return how likely the priority told is right; None where none is told."""
        if decided is None:
            return None
        return round(self.known.priorities.get(decided, 0.0), 3)

    def _reason(self, outcomes: Outcomes) -> Applied | None:
        """Return the rule of an earlier decision which found the priority that fits."""
        parents = outcomes.applied.parents if outcomes.applied is not None else ()
        for parent in parents:
            if parent.rule.then in self.policy.priorities:
                return parent
        return None

    def _ranked(self, ids: Collection[str]) -> list[Priority]:
        return [each for each in self.policy.ranked() if each.id in ids]

    def _question(
        self, priority: PriorityAnswer, asked: Sequence[str]
    ) -> Question | None:
        if len(asked) >= MOST_QUESTIONS:
            return None
        if priority.value is not None and priority.urgent:
            return None
        targets = ["priority", "next_action", *self._wanted_channel()]
        settled = {**self.given, "question_open": ("closed",)}
        fact = best_question(
            self.engine,
            targets,
            settled,
            {*asked, *self.known.not_known},
            self.known.ask_first,
        )
        if fact is None:
            return None
        still = self.given.get(fact.id, fact.ids)
        options = tuple(
            Option(value.id, value.label, self._leads_to(fact.id, value.id))
            for value in fact.values
            if value.id in still
        )
        unknown = Option(UNKNOWN, UNKNOWN_LABEL, priority.candidates)
        return Question(fact.id, fact.ask, fact.why, (*options, unknown))

    def _wanted_channel(self) -> list[str]:
        """Return the decision about the channel the customer asks for, if any."""
        wanted = set(self.given.get("wants", ()))
        return [
            channel.decision
            for channel in self.policy.channels.values()
            if wanted == {channel.id}
        ]

    def _leads_to(self, fact: str, value: str) -> tuple[str, ...]:
        given, _ = self.engine.with_assumptions({**self.known.possible, fact: (value,)})
        outcomes = self.engine.decide("priority", given)
        return tuple(each.id for each in self._ranked(outcomes.values))

    def _action(
        self, priority: PriorityAnswer, question: Question | None
    ) -> tuple[NextAction, tuple[str, ...]]:
        given: Given = {
            **self.given,
            "question_open": ("open" if question else "closed",),
        }
        notices: tuple[str, ...] = ()
        if question is None and len(priority.candidates) > 1:
            given = {**given, "priority": priority.candidates[:1]}
            notices = (_MOST_URGENT_DECIDES,)
        outcomes = self.engine.decide("next_action", given)
        preferred = (_ASK, *_TO_A_PERSON) if question else _TO_A_PERSON
        value = outcomes.decided or next(
            (each for each in preferred if each in outcomes.values),
            outcomes.values[0],
        )
        spoken = self.engine.decide("next_action", {**given, "next_action": (value,)})
        action = NextAction(
            value, spoken.says, spoken.status, self._quotes(spoken.clauses)
        )
        return action, notices

    def _channel(self, channel: Channel) -> ChannelAnswer:
        answer = self.engine.decide(channel.decision, self.given)
        charge = (
            self.engine.decide(channel.charge, self.given) if channel.charge else None
        )
        answered = ChannelAnswer(
            answer=answer.decided or UNDECIDED,
            says=answer.says,
            status=answer.status,
            clauses=self._quotes(answer.clauses),
            by_plan=self._by_plan(channel, answer, charge),
        )
        if charge is None:
            return answered
        return replace(
            answered,
            charge=charge.decided or UNDECIDED,
            charge_says=charge.says,
            charge_status=charge.status,
            charge_clauses=self._quotes(charge.clauses),
        )

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
        given = {**self.given, PLAN: (plan,)}
        answer = self.engine.decide(channel.decision, given)
        if channel.charge is None:
            return PlanAnswer(plan, answer.decided or UNDECIDED, answer.says)
        charge = self.engine.decide(channel.charge, given)
        return PlanAnswer(
            plan,
            answer.decided or UNDECIDED,
            answer.says,
            charge.decided or UNDECIDED,
            charge.says,
        )

    def _case_priority(self, outside: bool) -> CasePriority:
        chosen = self.given.get("customer_priority", ())
        chosen_id = next(iter(chosen)) if len(chosen) == 1 else None
        starts = self._valued("case_starts_as", outside)
        change = self._valued("may_change", outside)
        return CasePriority(
            set=chosen_id if chosen_id in self.policy.priorities else None,
            starts_as=starts.value,
            may_change=change.value or UNDECIDED,
            starts_says=starts.says,
            says=change.says,
            status=change.status,
            clauses=self._quotes(
                [*(q.id for q in starts.clauses), *(q.id for q in change.clauses)]
            ),
        )

    def _valued(self, decision: str, outside: bool) -> Valued:
        if outside or decision not in self.policy.decisions:
            return Valued(None, "", None, ())
        outcomes = self.engine.decide(decision, self.given)
        return Valued(
            outcomes.decided,
            outcomes.says,
            outcomes.status,
            self._quotes(outcomes.clauses),
        )

    def _escalation(self) -> Answered:
        found = self._valued("escalation", outside=False)
        if found.value is None:  # it differs by plan, and the policy does not say whose
            return Answered("not_stated", found.says, "not_stated", ())
        return Answered(found.value, found.says, found.status, found.clauses)

    def _response_time(self) -> ResponseTimeAnswer:
        found = self._valued("response_time", outside=False)
        row = self.policy.response_times.get(found.value or "")
        return ResponseTimeAnswer(
            status=found.status,
            says=found.says,
            within=row.within if row else None,
            counted=row.counted if row else "",
            due=None,
            clauses=found.clauses,
        )

    def _expect(self) -> tuple[Expectation, ...]:
        if "expect" not in self.policy.decisions:
            return ()
        return tuple(
            Expectation(
                each.rule.then, each.rule.says, each.status, self._quotes(each.clauses)
            )
            for each in self.engine.collect("expect", self.given)
        )

    def _quotes(self, clauses: Collection[str]) -> tuple[Quote, ...]:
        return quotes(self.policy, clauses)


def quotes(policy: Policy, clauses: Collection[str]) -> tuple[Quote, ...]:
    """Return clauses as they are quoted, each once, in the order given."""
    return tuple(
        Quote(clause_id, policy.clauses[clause_id].text, clause_url(clause_id))
        for clause_id in dict.fromkeys(clauses)
    )


def _chain(outcomes: Outcomes) -> tuple[str, ...]:
    if outcomes.applied is None:
        return ()
    return tuple(dict.fromkeys(each.rule.id for each in outcomes.applied.chain()))
