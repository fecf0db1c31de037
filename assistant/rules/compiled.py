"""A decision compiled into a diagram: what it comes out as, whatever is known.

First the diagram over situations, where every fact is known, put together from the
tables it rests on. Then each fact may also be open. What a decision comes out as there
depends on the situations still possible: on which outcomes are left and, where it is
one, on how many situations lead to it by which rule. Those counts are carried as
shares, so that a fact which makes no difference needs no node; what can no longer speak
is dropped at once, so that few different shares are left.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from math import prod
from typing import Any

from assistant.rules.diagrams import Diagrams, Node
from assistant.rules.engine import Engine, plain
from assistant.rules.outcomes import Applied, Cell, Outcomes, sure_to_apply
from assistant.rules.table import NO_OUTCOME, Table

Shares = frozenset[tuple[Any, int]]
"""What situations come out as, each with its share of them, in parts of one whole."""


@dataclass(frozen=True, slots=True)
class Order:
    """Outcomes of a decision, the one to be told before all others first."""

    decision: str
    outcomes: Sequence[str]

    def place(self, outcome: str) -> int:
        """Return how late an outcome comes; one that is not listed comes last."""
        listed = outcome in self.outcomes
        return self.outcomes.index(outcome) if listed else len(self.outcomes)


class Compiler:
    """Compiles the decisions of one engine; the levels are the facts as declared."""

    def __init__(self, engine: Engine, supplied: Mapping[str, str]) -> None:
        """Take what to compile.

        Args:
            engine: The policy, on one day.
            supplied: Facts whose value is fixed.
        """
        self.engine = engine
        self._supplied = supplied
        self._levels = {name: at for at, name in enumerate(engine.policy.facts)}
        self._diagrams = Diagrams()
        self._situations: dict[str, Node] = {}
        self._alike: dict[tuple[object, ...], Cell] = {}

    def situations(self, name: str) -> Node:
        """Return what a fact, lookup or decision is in each situation, with reasons."""
        known = self._situations.get(name)
        if known is None:
            known = self._situations[name] = self._composed(name)
        return known

    def always(self, told: Hashable) -> Node:
        """Return what is told whatever is known, where nothing decides it."""
        return self._diagrams.leaf(told)

    def spread(self, decision_id: str) -> Node:
        """Return the plain outcome of a decision in each situation."""
        return self._diagrams.mapped(
            self.situations(decision_id), lambda cell: cell.outcome or NO_OUTCOME
        )

    def decided(
        self,
        decision_id: str,
        tell: Callable[[Outcomes], Hashable],
        *,
        parents: bool = False,
    ) -> Node:
        """Return what is told of a decision, whatever is known.

        Args:
            decision_id: A decision whose hit is not ``all``.
            tell: What is told; of an undecided one, from the outcomes left alone.
            parents: It is told which rules of earlier decisions led there.
        """
        root = self.situations(decision_id) if parents else self._alone(decision_id)
        opened = self._opened(decision_id, root, self._undecided)
        return self._told(decision_id, opened, tell)

    def foremost(
        self,
        order: Order,
        tell: Callable[[Outcomes], Hashable],
        under: Order | None = None,
    ) -> Node:
        """Return what is told of the foremost outcome left, whatever is known.

        Args:
            order: The decision, and which of its outcomes is told where several are
                left.
            tell: What is told; only the foremost outcome is left, and not which rules
                of earlier decisions led there.
            under: An earlier decision that is taken to come out as the foremost of its
                own outcomes left.
        """
        behind = self.engine.names_behind(order.decision)
        roots = [self._alone(order.decision)]
        if under is not None and under.decision in behind:
            roots.append(self.spread(under.decision))

        @cache
        def place(cell: Cell, *above: str) -> tuple[int, int]:
            first = under.place(*above) if under and above else 0
            return first, order.place(cell.outcome or NO_OUTCOME)

        def foremost(shares: Shares) -> Shares:
            best = min(place(*values) for values, _ in shares)
            return frozenset(each for each in shares if place(*each[0]) == best)

        joint = self._diagrams.combine(roots, lambda values: values)
        opened = self._opened(order.decision, joint, foremost)
        # What is above is the same in all that is left.
        cells = self._diagrams.mapped(
            opened, lambda shares: frozenset((cell, n) for (cell, *_), n in shares)
        )
        return self._told(order.decision, cells, tell)

    def collected(
        self, decision_id: str, tell: Callable[[tuple[Applied, ...]], Hashable]
    ) -> Node:
        """Return what is told of the rules sure to apply, whatever is known.

        Args:
            decision_id: A decision whose hit is ``all``.
            tell: What is told.
        """

        def sure(shares: Shares) -> Shares:
            return frozenset([(self._one(None, sure_to_apply(_cells(shares))), 0)])

        opened = self._opened(decision_id, self._alone(decision_id), sure)
        return self._diagrams.mapped(
            opened, lambda shares: tell(next(_cells(shares)).applied)
        )

    def _composed(self, name: str) -> Node:
        policy = self.engine.policy
        if name in self._supplied:
            return self._diagrams.leaf(self._supplied[name])
        if name in policy.facts:
            values = tuple(self._diagrams.leaf(each) for each in policy.facts[name].ids)
            return self._diagrams.node(self._levels[name], values)
        return self._diagrams.combine(
            [self.situations(each) for each in self.engine.reads(name)],
            lambda inputs: self.engine.value(name, inputs, reasons=True),
            partial(self._mattering, self.engine.tables.get(name)),
        )

    def _mattering(
        self, table: Table | None, inputs: tuple[Node, ...]
    ) -> tuple[Node, ...]:
        """Put nothing for the inputs that no rule of a table asks for any more."""
        if table is None:
            return inputs
        values = [plain(each.value) if each.is_leaf else None for each in inputs]
        matters = table.mattering(values)
        nothing = self._diagrams.leaf(NO_OUTCOME)
        return tuple(
            each if place in matters else nothing for place, each in enumerate(inputs)
        )

    def _alone(self, decision_id: str) -> Node:
        """Return a decision in each situation, without what led to earlier ones."""
        return self._diagrams.mapped(
            self.situations(decision_id),
            lambda cell: self._one(
                cell.outcome,
                tuple(replace(each, parents=()) for each in cell.applied),
            ),
        )

    def _opened(
        self, decision_id: str, root: Node, keep: Callable[[Shares], Shares]
    ) -> Node:
        """Return the diagram in which facts may be open.

        Args:
            decision_id: It is the diagram of this decision.
            root: Over situations.
            keep: Drops the shares that can no longer speak.
        """
        # Divisible by the number of values of each fact that may be open, in any order.
        whole = prod(
            len(self.engine.policy.facts[fact].ids)
            for fact in self.engine.facts_behind(decision_id)
        )

        def mean(parts: tuple[Shares, ...]) -> Shares:
            summed: dict[Any, int] = {}
            for part in parts:
                for each, share in part:
                    summed[each] = summed.get(each, 0) + share
            return keep(
                frozenset((each, share // len(parts)) for each, share in summed.items())
            )

        known = self._diagrams.mapped(
            root, lambda value: keep(frozenset([(value, whole)]))
        )
        return self._diagrams.opened(known, mean)

    def _told(
        self, decision_id: str, opened: Node, tell: Callable[[Outcomes], Hashable]
    ) -> Node:
        decision = self.engine.policy.decisions[decision_id]
        return self._diagrams.mapped(
            opened, lambda shares: tell(Outcomes.of(decision, dict(shares)))
        )

    def _undecided(self, shares: Shares) -> Shares:
        """Keep no more than the outcomes, where several are left."""
        outcomes = {cell.outcome for cell in _cells(shares)} - {None}
        if len(outcomes) < 2:
            return shares
        return frozenset((self._one(outcome, ()), 0) for outcome in outcomes)

    def _one(self, outcome: str | None, applied: tuple[Applied, ...]) -> Cell:
        """Return one cell for all that say the same."""
        cell = Cell(outcome, applied)
        return self._alike.setdefault(cell.key, cell)


def _cells(shares: Shares) -> Iterator[Cell]:
    return (cell for cell, _ in shares)
