"""What follows from the labels of a message: what the answer is compared with.

Labels are facts, and what follows from facts is the policy's own doing: no figure can
be good because somebody's idea of the policy was labelled. Where a file labels the
outcome itself, that label counts instead.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assistant.evaluation.messages import Message, plan_of
from assistant.model.policy import PLAN, Channel
from assistant.model.verdict import UNDECIDED, UNKNOWN
from assistant.reading import SCOPE
from assistant.rules import Engine, Given

Told = tuple[str | None, str | None]
"""An answer on a channel and its charge; None is not labelled."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is right about one message.

    Attributes:
        scope: Whether it is a matter for support.
        possible: For each fact that is known or assumed, the values still possible;
            None where facts are not labelled.
        priorities: Those the message leaves possible; None is not labelled.
        action: What to do first, where that is settled.
        channels: For each channel and each plan that fits, the right answers.
    """

    scope: str
    possible: Given | None
    priorities: tuple[str, ...] | None
    action: str | None
    channels: Mapping[str, Mapping[str | None, Told]]

    @property
    def settled(self) -> str | None:
        """The priority, where the message is in scope and leaves only one."""
        if self.scope != "in_scope" or self.priorities is None:
            return None
        return self.priorities[0] if len(self.priorities) == 1 else None


def truth_of(message: Message, engine: Engine, answers_confidence: str) -> Truth:
    """Return what is right.

    Args:
        message: The message with its labels.
        engine: The policy.
        answers_confidence: How well articles answer the message; what to do first
            rests on it, and it is no property of the message.
    """
    facts = message.facts
    possible: Given | None = None
    if facts is not None:
        known: dict[str, Collection[str]] = {
            name: engine.policy.facts[name].ids if value == UNKNOWN else (value,)
            for name, value in facts.items()
        }
        if message.plan is not None:
            known[PLAN] = (message.plan,)
        possible, _ = engine.with_assumptions(
            {**known, "answers_confidence": (answers_confidence,)}
        )
    scope = message.scope or (facts or {}).get(SCOPE, "in_scope")
    priorities: tuple[str, ...] | None = None
    if message.priority is not None:
        priorities = (message.priority,)
    elif possible is not None:
        priorities = engine.decide("priority", possible).values
    return Truth(
        scope,
        possible,
        priorities,
        message.next_action or _action(engine, possible, priorities),
        {
            channel.id: _by_plan(message, channel, engine, possible)
            for channel in engine.policy.channels.values()
        },
    )


def _action(
    engine: Engine, possible: Given | None, priorities: tuple[str, ...] | None
) -> str | None:
    if possible is None or priorities is None or len(priorities) > 1:
        return None
    given = {**possible, "priority": priorities}
    return engine.decide("next_action", given).decided


def _by_plan(
    message: Message, channel: Channel, engine: Engine, possible: Given | None
) -> Mapping[str | None, Told]:
    labelled: Told = (
        (message.call, message.charge) if channel.id == "call" else (None, None)
    )
    plan = plan_of(message)
    if possible is None:
        return {plan: labelled} if any(labelled) else {}
    told: dict[str | None, Told] = {}
    for each in (plan,) if plan or any(labelled) else engine.policy.plans:
        given = possible if each is None else {**possible, PLAN: (each,)}
        answer = engine.decide(channel.decision, given).decided
        charge = (
            engine.decide(channel.charge, given).decided if channel.charge else None
        )
        told[each] = (
            labelled[0] or answer or UNDECIDED,
            labelled[1] or (charge or UNDECIDED if channel.charge else None),
        )
    return told
