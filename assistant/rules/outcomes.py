"""How a decision came out, or still can, and what that rests on."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.model.policy import STATUSES, Decision, Rule, Status, weakest


@dataclass(frozen=True, eq=False, slots=True)
class Applied:
    """A rule that applies, with what it rests on.

    Attributes:
        status: The weakest status used: the rule's own, the plan's, that of the
            earlier decisions it reads.
        clauses: Ids of its clauses and of those of the plan entries it reads.
        parents: For each earlier decision it reads, the rule that spoke there.
    """

    decision: str
    rule: Rule
    status: Status
    clauses: tuple[str, ...]
    parents: tuple["Applied", ...]

    def chain(self) -> Iterator["Applied"]:
        """Yield this rule and, depth first, those it rests on."""
        yield self
        for parent in self.parents:
            yield from parent.chain()


@dataclass(frozen=True, eq=False, slots=True)
class Cell:
    """One way a decision can come out; ``outcome`` is None where no rule applies.

    Attributes:
        key: Tells cells of one decision apart, reasons and all, and sorts them.
    """

    outcome: str | None
    applied: tuple[Applied, ...]
    key: tuple[object, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        chains = (
            tuple((e.decision, e.rule.id, e.status, e.clauses) for e in each.chain())
            for each in self.applied
        )
        object.__setattr__(self, "key", (self.outcome or "", *chains))

    @property
    def speaker(self) -> Applied | None:
        """The rule whose sentence is used: best founded, then most specific."""
        return min(self.applied, key=_voice, default=None)


@dataclass(frozen=True)
class Outcomes:
    """Every way a decision can still come out, each with its number of combinations.

    What is derived is worked out once: one of these answers many verdicts.
    """

    decision: Decision
    cells: tuple[tuple[Cell, int], ...]

    @classmethod
    def of(cls, decision: Decision, counts: Mapping[Cell, int]) -> "Outcomes":
        """Return outcomes that say the same in whatever order they were counted."""
        return cls(
            decision, tuple(sorted(counts.items(), key=lambda each: each[0].key))
        )

    def narrowed(self, outcome: str) -> "Outcomes":
        """Return what is left once it is known that the decision comes out so."""
        cells = tuple(each for each in self.cells if each[0].outcome == outcome)
        return Outcomes(self.decision, cells)

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The outcomes still possible, in the order the decision lists them."""
        possible = {cell.outcome for cell, _ in self.cells}
        return tuple(each for each in self.decision.outcomes if each in possible)

    @cached_property
    def decided(self) -> str | None:
        """The outcome, once only one is left."""
        values = self.values
        return values[0] if len(values) == 1 else None

    @cached_property
    def applied(self) -> Applied | None:
        """The rule that speaks for the outcome; None while undecided.

        Where the missing facts lead to one outcome by several rules: one that applies
        whatever the facts are, else the one that most combinations lead to.
        """
        if self.decided is None:
            return None
        always = self._always
        if always:
            return min(always, key=_voice)
        weight: Counter[str] = Counter()
        by_id: dict[str, Applied] = {}
        for cell, count in self.cells:
            speaker = cell.speaker
            if speaker is not None:
                weight[speaker.rule.id] += count
                known = by_id.setdefault(speaker.rule.id, speaker)
                if _footing(speaker) > _footing(known):
                    by_id[speaker.rule.id] = speaker
        if not weight:
            return None
        return by_id[min(weight, key=lambda each: (-weight[each], each))]

    @cached_property
    def _always(self) -> tuple[Applied, ...]:
        """Return the rules that apply in every combination, each at its weakest."""
        return sure_to_apply(cell for cell, _ in self.cells)

    @cached_property
    def says(self) -> str:
        """The policy's sentence: of the rule, or the decision's own while undecided."""
        applied = self.applied
        return self.decision.undecided if applied is None else applied.rule.says

    @cached_property
    def status(self) -> Status | None:
        """The weakest status the outcome uses; None while undecided."""
        if self.decided is None:
            return None
        always = self._always
        if always:
            return min(always, key=_voice).status
        speakers = (cell.speaker for cell, _ in self.cells)
        return weakest(each.status for each in speakers if each is not None)

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """Ids of the clauses the outcome rests on."""
        applied = self.applied
        return () if applied is None else applied.clauses

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that may apply, by id."""
        found = {
            each.rule.id: each.rule for cell, _ in self.cells for each in cell.applied
        }
        return tuple(found[rule_id] for rule_id in sorted(found))


def sure_to_apply(cells: Iterable[Cell]) -> tuple[Applied, ...]:
    """Return the rules that apply in every one of some cells, each at its weakest."""
    by_id = [{each.rule.id: each for each in cell.applied} for cell in cells]
    common = set(by_id[0]).intersection(*by_id) if by_id else set()
    return tuple(
        max((each[rule_id] for each in by_id), key=_footing)
        for rule_id in sorted(common)
    )


def weakness(applied: Applied) -> int:
    """Return how weak a rule's footing is; 0 is the strongest."""
    return STATUSES.index(applied.status)


def _footing(applied: Applied) -> tuple[int, tuple[str, ...]]:
    """Return how weak a rule's footing is; where equal, clauses settle which it is."""
    return weakness(applied), applied.clauses


def _voice(applied: Applied) -> tuple[int, int, str]:
    return (weakness(applied), -len(applied.rule.when), applied.rule.id)
