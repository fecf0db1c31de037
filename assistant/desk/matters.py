"""Several matters in one message: which there are, and which comes first.

The parts of the message are read one by one. A part that speaks of the same kind of
thing as an earlier one, or says nothing by itself, belongs with it; what belongs
together is read again as one. The most urgent matter comes first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.desk.settling import Known
from assistant.model.policy import Policy
from assistant.reading import OUTSIDE, SCOPE, parts_of
from assistant.rules import Engine

SEVERAL = 0.5
"""Chance from which a message is taken to hold more than one matter."""

_KIND = "kind"
_TELLING = (_KIND, "environment", "situation", "wants")
"""Facts in which two matters may differ."""

Span = tuple[int, int]
Settle = Callable[[str], Known]


@dataclass(frozen=True, slots=True)
class Matter:
    """One of several matters.

    Attributes:
        text: The message with all that is about other matters blanked out, so that
            evidence stands where it stands in the message.
        priorities: Those still possible, the most urgent first.
    """

    text: str
    known: Known
    priorities: tuple[str, ...]

    @property
    def settled(self) -> str | None:
        """The priority, where it is settled."""
        return self.priorities[0] if len(self.priorities) == 1 else None


def matter_of(text: str, known: Known, engine: Engine) -> Matter:
    """Return a matter with the priorities that are possible for it."""
    given, _ = engine.with_assumptions(known.possible)
    values = engine.decide("priority", given).values
    ranked = tuple(each.id for each in engine.policy.ranked() if each.id in values)
    return Matter(text, known, ranked)


def matters_of(text: str, engine: Engine, settle: Settle) -> tuple[Matter, ...]:
    """Return the matters of a message, the most urgent first.

    Args:
        text: The message.
        engine: Decides the priority of each.
        settle: Says what a text settles.
    """
    apart: list[tuple[list[Span], Matter]] = []
    unclear: list[Span] = []
    for start, end in parts_of(text):
        part = text[start:end]
        matter = matter_of(part, settle(part), engine)
        if not _speaks_for_itself(matter):
            (apart[-1][0] if apart else unclear).append((start, end))
            continue
        same = next((spans for spans, each in apart if _same(each, matter)), None)
        if same is None:
            apart.append(([(start, end)], matter))
        else:
            same.append((start, end))
    if len(apart) < 2:
        return tuple(matter for _, matter in apart)
    apart[0][0].extend(unclear)
    whole = [_only(text, spans) for spans, _ in apart]
    found = [matter_of(each, settle(each), engine) for each in whole]
    return tuple(sorted(found, key=lambda each: _rank(engine.policy, each)))


def first_and_others(
    whole: Matter, matters: Sequence[Matter], policy: Policy
) -> tuple[Matter, tuple[Matter, ...]]:
    """Return what fills the verdict, and what stands beside it.

    The message as a whole says more than its parts; it fills the verdict unless a part
    is more urgent than the whole was taken to be.
    """
    if len(matters) < 2:
        return whole, ()
    most = matters[0]
    if _more_urgent(most, whole, policy):
        return most, tuple(matters[1:])
    # The matter that the whole was read as: the one with its priority, else the first.
    own = next((each for each in matters if each.settled == whole.settled), most)
    return whole, tuple(each for each in matters if each is not own)


def _more_urgent(part: Matter, whole: Matter, policy: Policy) -> bool:
    """Tell whether a part is, or may be, more urgent than the whole was read to be."""
    if part.settled is None and whole.settled is None:
        return False
    if whole.settled is None:
        return policy.priorities[part.priorities[0]].urgent
    first = policy.priorities[part.priorities[0]]
    return first.rank < policy.priorities[whole.settled].rank and (
        part.settled is not None or first.urgent
    )


def _speaks_for_itself(matter: Matter) -> bool:
    """Tell whether a part says of itself what kind of matter it is."""
    possible = matter.known.possible
    return len(possible.get(_KIND, ())) == 1 and OUTSIDE not in possible.get(SCOPE, ())


def _same(one: Matter, other: Matter) -> bool:
    """Tell whether two parts may be about one matter."""
    if one.settled and other.settled and one.settled != other.settled:
        return False
    mine, others = one.known.possible, other.known.possible
    return all(
        mine[name] == others[name]
        for name in _TELLING
        if name in mine and name in others
    )


def _only(text: str, spans: Sequence[Span]) -> str:
    """Return the text with everything outside the spans blanked out."""
    kept = [" "] * len(text)
    for start, end in spans:
        kept[start:end] = text[start:end]
    return "".join(kept).rstrip()


def _rank(policy: Policy, matter: Matter) -> tuple[bool, int]:
    """Return where a matter stands: settled urgent ones first, then by urgency."""
    first = policy.priorities[matter.priorities[0]]
    return not (first.urgent and matter.settled), first.rank
