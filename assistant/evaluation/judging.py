"""Figures: of the messages a figure is about, how many came out right."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.messages import plan_of
from assistant.evaluation.running import Case
from assistant.evaluation.statistics import Rate
from assistant.model.policy import Channel, Policy
from assistant.model.verdict import UNDECIDED, ChannelAnswer, Verdict

OUTSIDE = "out_of_scope"
_SILENT = "not_stated"
_ANSWER, _CHARGE = 0, 1
"""Places in what is told on a channel."""

Holds = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report; ``id`` never changes, for machines."""

    id: str
    label: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Section:
    """Figures about one thing."""

    title: str
    figures: tuple[Figure, ...]


def rate(cases: Iterable[Case], holds: Holds) -> Rate:
    """Return of how many cases something holds."""
    found = [holds(case) for case in cases]
    return Rate(sum(found), len(found))


def settled(cases: Iterable[Case]) -> list[Case]:
    """Return the cases whose labels settle the priority of a matter for support."""
    return [case for case in cases if case.truth.settled is not None]


def decided(cases: Iterable[Case]) -> list[Case]:
    """Return those for which a priority was told."""
    return [case for case in cases if case.verdict.priority.value is not None]


def right(case: Case) -> bool:
    """Tell whether the priority told is the one that is right."""
    return case.verdict.priority.value == case.truth.settled


def refused(case: Case) -> bool:
    """Tell whether the message was taken to be no matter for support."""
    return case.verdict.scope == OUTSIDE


def asked(case: Case) -> bool:
    """Tell whether a question was asked because the priority was open."""
    verdict = case.verdict
    return verdict.question is not None and verdict.priority.value is None


class Judge:
    """Counts, by the names of one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._urgent = {each.id for each in policy.priorities.values() if each.urgent}

    def sections(self, cases: Sequence[Case]) -> tuple[Section, ...]:
        """Return every figure there is something to count for."""
        sections = (
            Section("Priority", tuple(self._priority(cases))),
            Section("Urgent problems", tuple(self._urgent_ones(cases))),
            Section("Scope", tuple(self._scope(cases))),
            Section("Several matters", tuple(self._matters(cases))),
            Section("What to do, and who", tuple(self._actions(cases))),
            Section("Contact and charge", tuple(self._contact(cases))),
            Section("Articles", tuple(self._articles(cases))),
        )
        return tuple(
            Section(each.title, counted)
            for each in sections
            if (counted := tuple(f for f in each.figures if f.rate.n))
        )

    def urgent(self, case: Case) -> bool:
        """Tell whether the problem is urgent by its labels."""
        return case.truth.settled in self._urgent

    def called(self, case: Case) -> bool:
        """Tell whether an urgent problem got what is urgent at once.

        Where support is in touch already that is to tell them, and not a call.
        """
        told_urgent = case.verdict.priority.value in self._urgent
        action = case.verdict.next_action
        return action == "call" or (told_urgent and action == case.truth.action)

    def way_shown(self, case: Case) -> bool:
        """Tell whether a question was asked, with the way to call beside it."""
        return asked(case) and case.verdict.priority.urgent and not self.called(case)

    def otherwise(self, case: Case) -> bool:
        """Tell whether an urgent problem was told neither."""
        return not (self.called(case) or self.way_shown(case))

    def alarmed(self, case: Case) -> bool:
        """Tell whether it was answered as urgent."""
        told = case.verdict
        return told.priority.value in self._urgent or told.next_action == "call"

    def _priority(self, cases: Sequence[Case]) -> Iterator[Figure]:
        known = settled(cases)
        answered = [case for case in known if case.after is not None and asked(case)]
        opened = [
            case
            for case in cases
            if case.truth.scope == "in_scope" and len(case.truth.priorities or ()) > 1
        ]
        yield Figure(
            "priority.right", "right among decided", rate(decided(known), right)
        )
        yield Figure("priority.asked", "asked about the priority", rate(known, asked))
        yield Figure(
            "priority.unasked",
            "left open without a question",
            rate(known, lambda c: _open(c.verdict) and not asked(c) and not refused(c)),
        )
        yield Figure(
            "priority.after",
            "right once the question is answered",
            rate(answered, lambda c: _value(c.after) == c.truth.settled),
        )
        yield Figure(
            "priority.after_wrong",
            "wrong once the question is answered",
            rate(answered, lambda c: _value(c.after) not in (None, c.truth.settled)),
        )
        yield Figure(
            "priority.kept_open",
            "labels leave it open: asked about or left open",
            rate(opened, lambda c: _open(c.verdict)),
        )

    def _urgent_ones(self, cases: Sequence[Case]) -> Iterator[Figure]:
        known = settled(cases)
        urgent = [case for case in known if self.urgent(case)]
        others = [case for case in known if not self.urgent(case)]
        yield Figure("urgent.called", "told to call at once", rate(urgent, self.called))
        yield Figure(
            "urgent.asked", "asked, the way to call shown", rate(urgent, self.way_shown)
        )
        yield Figure("urgent.otherwise", "told otherwise", rate(urgent, self.otherwise))
        yield Figure(
            "urgent.false", "others answered as urgent", rate(others, self.alarmed)
        )

    def _scope(self, cases: Sequence[Case]) -> Iterator[Figure]:
        by_scope: dict[str, list[Case]] = {OUTSIDE: [], "in_scope": [], "unclear": []}
        for case in cases:
            by_scope[case.truth.scope].append(case)
        yield Figure(
            "scope.recognised", "outside: recognised", rate(by_scope[OUTSIDE], refused)
        )
        yield Figure(
            "scope.refused", "in scope: refused", rate(by_scope["in_scope"], refused)
        )
        yield Figure(
            "scope.unclear_refused",
            "unclear: refused",
            rate(by_scope["unclear"], refused),
        )

    def _matters(self, cases: Sequence[Case]) -> Iterator[Figure]:
        several = [case for case in cases if case.message.also]
        single = [case for case in cases if case.message.also == ()]
        yield Figure(
            "matters.seen",
            "another matter is answered too",
            rate(several, lambda case: bool(case.verdict.also)),
        )
        yield Figure(
            "matters.right",
            "right among decided, of several",
            rate(decided(settled(several)), right),
        )
        yield Figure(
            "matters.made_up",
            "one matter: taken for several",
            rate(single, lambda case: bool(case.verdict.also)),
        )

    def _actions(self, cases: Sequence[Case]) -> Iterator[Figure]:
        wanted = [case for case in cases if self._person(case) is not None]
        known = [
            case
            for case in cases
            if case.truth.action is not None
            and case.truth.scope == "in_scope"
            and case.verdict.question is None
        ]
        roles = " or ".join(self.policy.roles)
        yield Figure(
            "people.recognised",
            f"{roles} asked for",
            rate(wanted, lambda case: self._person_read(case) == self._person(case)),
        )
        yield Figure(
            "action.right",
            "what to do first, where nothing is asked",
            rate(known, lambda case: case.verdict.next_action == case.truth.action),
        )

    def _person(self, case: Case) -> str | None:
        """Return the role a message asks for, or the action that leads there."""
        action = case.message.next_action or ""
        if action.startswith("contact_"):
            return action
        wants = (case.message.facts or {}).get("wants")
        return wants if wants in self.policy.roles else None

    def _person_read(self, case: Case) -> str | None:
        if (case.message.next_action or "").startswith("contact_"):
            return case.verdict.next_action
        used = (each for each in case.verdict.facts if each.name == "wants")
        return next((each.value for each in used), None)

    def _contact(self, cases: Sequence[Case]) -> Iterator[Figure]:
        inside = [case for case in cases if case.truth.scope == "in_scope"]
        silent: dict[str, bool] = {}
        for channel in self.policy.channels.values():
            answers = list(self._answers(channel, inside))
            yield from self._of_channel(channel, answers)
            for each in answers:
                for truth, told in each.pairs:
                    if truth == _SILENT and each.dealt:
                        at = each.case.message.at
                        silent[at] = silent.get(at, False) or told == "no"
        yield Figure(
            "contact.silence",
            "the policy is silent: told no, or no charge",
            Rate(sum(silent.values()), len(silent)),
        )

    def _of_channel(
        self, channel: Channel, answers: Sequence["_Answer"]
    ) -> Iterator[Figure]:
        dealt = [each for each in answers if each.dealt]
        id_ = channel.id
        label = f"{id_}: right where decided"
        yield Figure(f"{id_}.right", label, _agreed(dealt, _ANSWER))
        if channel.charge is None:
            return
        yield from self._by_plan(id_, answers, _ANSWER)
        id_ = channel.charge
        label = f"{id_}: right where decided"
        yield Figure(f"{id_}.right", label, _agreed(dealt, _CHARGE))
        yield from self._by_plan(id_, answers, _CHARGE)
        urgent = [each for each in dealt if self.urgent(each.case)]
        label = f"{id_}, urgent problems"
        yield Figure(f"{id_}.right.urgent", label, _agreed(urgent, _CHARGE))

    def _by_plan(
        self, id_: str, answers: Sequence["_Answer"], which: int
    ) -> Iterator[Figure]:
        for plan in self.policy.plans:
            on_plan = [each for each in answers if each.plan == plan]
            figure = _agreed(on_plan, which)
            yield Figure(f"{id_}.right.{plan}", f"{id_}, on {plan}", figure)

    def _answers(self, channel: Channel, cases: Sequence[Case]) -> Iterator["_Answer"]:
        """Yield the answers on a channel, for each plan that a message may come from.

        For figures over all plans each message counts once, on the plan dealt to it.
        """
        for place, case in enumerate(cases):
            by_plan = case.truth.channels[channel.id]
            for number, (plan, truth) in enumerate(by_plan.items()):
                told = _told(case.verdict.contact[channel.id], plan)
                pairs = tuple(zip(truth, told, strict=True))
                dealt = number == place % len(by_plan)
                yield _Answer(case, plan or plan_of(case.message), dealt, pairs)

    def _articles(self, cases: Sequence[Case]) -> Iterator[Figure]:
        labelled = [case for case in cases if case.message.articles]
        for deepest, words in ((1, "first"), (3, "in the first three")):
            found = [
                {each.id for each in case.verdict.answers[:deepest]}.intersection(
                    case.message.articles
                )
                for case in labelled
            ]
            yield Figure(
                f"articles.{deepest}",
                f"a right article {words}",
                Rate(sum(map(bool, found)), len(found)),
            )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is right and what was told, on one channel and plan.

    ``pairs`` holds the answer and the charge: what is right, and what was told.
    """

    case: Case
    plan: str | None
    dealt: bool
    pairs: tuple[tuple[str | None, str | None], ...]


def _agreed(answers: Iterable[_Answer], which: int) -> Rate:
    """Return how often what was told is right, where both are decided."""
    open_ones = (None, UNDECIDED)
    pairs = [each.pairs[which] for each in answers]
    both = [p for p in pairs if p[0] not in open_ones and p[1] not in open_ones]
    return Rate(sum(truth == told for truth, told in both), len(both))


def _told(answer: ChannelAnswer, plan: str | None) -> tuple[str | None, str | None]:
    for each in answer.by_plan:
        if each.plan == plan:
            return each.answer, each.charge
    return answer.answer, answer.charge


def _value(verdict: Verdict | None) -> str | None:
    return verdict.priority.value if verdict is not None else None


def _open(verdict: Verdict) -> bool:
    return verdict.priority.value is None


def groups_of(
    cases: Iterable[Case], key: Callable[[Case], str]
) -> Mapping[str, list[Case]]:
    """Return the cases by a key, in order of the key; those without one left out."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        if key(case):
            found.setdefault(key(case), []).append(case)
    return {name: found[name] for name in sorted(found)}
