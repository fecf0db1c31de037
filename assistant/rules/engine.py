"""What follows from the facts, and what could still follow while some are missing.

A decision reads facts and earlier decisions. With every fact known it has one outcome;
with facts missing it has the set of outcomes over all ways to fill them in. That set is
computed exactly, never sampled: decisions are evaluated one after another over the
combinations that can still occur, and whatever no later decision reads is folded away
at once, so that a few thousand rows stand for millions of combinations.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from assistant.model.policy import PLAN, Entitlement, Policy, Rule, Status, weakest
from assistant.rules.outcomes import Applied, Cell, Outcomes, sure_to_apply
from assistant.rules.table import NO_OUTCOME, Table

Given = Mapping[str, Collection[str]]
"""Facts, or decisions as evidence, with the values still possible; absent: all."""

_MOST_KEPT = 10_000
"""Results kept before starting afresh: a bound on memory, not a tuning."""


Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """Combinations that can occur, over some names, each with its multiplicity."""

    names: tuple[str, ...]
    rows: Mapping[Row, int]
    recipe: tuple[object, ...] = ()
    """What it was computed from; relations of one recipe are equal."""


class Engine:
    """Decides by the policy in force on one day; the policy itself is never changed."""

    def __init__(self, policy: Policy, as_of: date) -> None:
        self.policy = policy
        self.as_of = as_of
        self.tables = {
            name: Table(decision, as_of) for name, decision in policy.decisions.items()
        }
        self._cells: dict[tuple[object, ...], Cell] = {}
        self._decided: dict[tuple[object, ...], Outcomes] = {}
        self._steps: dict[tuple[object, ...], Relation] = {}
        self._behind: dict[str, tuple[str, ...]] = {}

    def reads(self, name: str) -> tuple[str, ...]:
        """Return what a decision or lookup reads directly; nothing for a fact."""
        if name in self.tables:
            return self.tables[name].inputs
        return (PLAN,) if name in self.policy.lookups else ()

    def facts_behind(self, name: str) -> tuple[str, ...]:
        """Return the facts a decision rests on, directly or through others, sorted."""
        return tuple(
            each for each in self.names_behind(name) if each in self.policy.facts
        )

    def names_behind(self, name: str) -> tuple[str, ...]:
        """Return a name and everything it rests on, facts or not, sorted."""
        known = self._behind.get(name)
        if known is None:
            found = {n for each in self.reads(name) for n in self.names_behind(each)}
            known = self._behind[name] = tuple(sorted({name, *found}))
        return known

    def decide(self, decision_id: str, given: Given) -> Outcomes:
        """Return every way a decision can come out; KeyError where undeclared."""
        # Only what stands behind the decision: what else is known changes nothing.
        behind = self.names_behind(decision_id)
        relevant = {name: given[name] for name in behind if name in given}
        key = (decision_id, *_frozen(relevant))
        known = self._decided.get(key)
        if known is None:
            relation = self.relation((decision_id,), relevant, with_reasons=True)
            counts: dict[Cell, int] = {
                row[0]: count  # type: ignore[misc]
                for row, count in relation.rows.items()
            }
            known = Outcomes.of(self.policy.decisions[decision_id], counts)
            if len(self._decided) > _MOST_KEPT:
                self._decided.clear()
            self._decided[key] = known
        return known

    def collect(self, decision_id: str, given: Given) -> tuple[Applied, ...]:
        """Return the rules of a ``hit: all`` decision that are sure to apply, by id."""
        return sure_to_apply(cell for cell, _ in self.decide(decision_id, given).cells)

    def with_assumptions(self, given: Given) -> tuple[Given, Mapping[str, str]]:
        """Add the assumed values of facts nobody spoke of; say which were added.

        An assumption may rest on another one; a fact that is given, even with several
        values still possible, is never assumed.
        """
        facts: dict[str, Collection[str]] = dict(given)
        assumed: dict[str, str] = {}
        progress = True
        while progress:
            progress = False
            for fact in self.policy.facts.values():
                if fact.id in facts or fact.assumed is None:
                    continue
                if not fact.assumed_where or any(
                    _surely(condition, facts) for condition in fact.assumed_where
                ):
                    facts[fact.id] = (fact.assumed,)
                    assumed[fact.id] = fact.assumed
                    progress = True
        return facts, assumed

    def relation(
        self, keep: Sequence[str], given: Given, *, with_reasons: bool = False
    ) -> Relation:
        """Return the combinations of some names that can occur.

        Args:
            keep: Facts, lookups or decisions.
            given: What is known; a name of a decision or lookup counts as evidence.
            with_reasons: Values of decisions are Cells, and of lookups Entitlements,
                instead of plain outcomes; combinations that differ in their reasons
                are then told apart.
        """
        evidence = [name for name in given if name not in self.policy.facts]
        order = self._derived_in_order([*keep, *evidence])
        last_use = {
            name: position
            for position, derived in enumerate(order)
            for name in self.reads(derived)
        }
        kept = frozenset(keep)
        factors: list[Relation] = []
        for position, derived in enumerate(order):
            inputs = self.reads(derived)
            touched = [
                each for each in factors if not set(inputs).isdisjoint(each.names)
            ]
            factors = [each for each in factors if each not in touched]
            later = kept | {name for name, at in last_use.items() if at > position}
            parts = [*touched, *self._fresh(inputs, touched, given)]
            factors.append(
                self._step(derived, parts, later, given.get(derived), with_reasons)
            )
        # What nobody asks for is folded away before the parts are multiplied.
        parts = [
            _project(each, [name for name in each.names if name in kept])
            for each in (*factors, *self._fresh(keep, factors, given))
        ]
        return _project(_join(parts), keep)

    def _step(
        self,
        derived: str,
        parts: Sequence[Relation],
        later: Collection[str],
        allowed: Collection[str] | None,
        with_reasons: bool,
    ) -> Relation:
        """Evaluate one decision or lookup, keeping only the names needed later.

        Many questions share their first steps, so each step is kept by its recipe.
        """
        names = [name for part in parts for name in part.names]
        live = [number for number, name in enumerate(names) if name in later]
        recipe = (
            derived,
            with_reasons,
            None if allowed is None else tuple(sorted(allowed)),
            tuple(names[number] for number in live),
            *(part.recipe for part in parts),
        )
        known = self._steps.get(recipe)
        if known is not None:
            return known
        where = [names.index(name) for name in self.reads(derived)]
        rows: dict[Row, int] = {}
        for row, count in _join(parts).rows.items():
            value = self.value(
                derived, tuple([row[number] for number in where]), with_reasons
            )
            if allowed is not None and plain(value) not in allowed:
                continue
            key = (*[row[number] for number in live], value)
            rows[key] = rows.get(key, 0) + count
        if len(self._steps) > _MOST_KEPT:
            self._steps.clear()
        step = Relation((*(names[number] for number in live), derived), rows, recipe)
        self._steps[recipe] = step
        return step

    def _derived_in_order(self, names: Iterable[str]) -> list[str]:
        order: dict[str, None] = {}

        def visit(name: str) -> None:
            if name in self.policy.facts or name in order:
                return
            for each in self.reads(name):
                visit(each)
            order[name] = None

        for name in names:
            visit(name)
        return list(order)

    def _fresh(
        self, names: Iterable[str], present: Iterable[Relation], given: Given
    ) -> Iterator[Relation]:
        """Yield a relation for each fact that no relation speaks of yet."""
        known = {name for each in present for name in each.names}
        for name in dict.fromkeys(names):
            if name in self.policy.facts and name not in known:
                values = self.policy.facts[name].ids
                allowed = given.get(name, values)
                left = tuple(value for value in values if value in allowed)
                yield Relation((name,), {(v,): 1 for v in left}, (name, left))

    def value(self, name: str, inputs: tuple[object, ...], reasons: bool) -> object:
        """Return what a lookup or decision comes out as.

        Args:
            name: The lookup or decision.
            inputs: The value of each thing it reads.
            reasons: Values are Cells and Entitlements instead of plain outcomes.
        """
        if name in self.policy.lookups:
            entry = self.policy.lookups[name].entries[str(inputs[0])]
            return entry if reasons else entry.access
        table = self.tables[name]
        if reasons:
            rules = table.applying(tuple([plain(each) for each in inputs]))
        else:
            rules = table.applying(inputs)  # type: ignore[arg-type]
            if table.decision.hit == "all":
                return ",".join(sorted(rule.id for rule in rules))
            return rules[0].then if rules else NO_OUTCOME
        key = (name, *inputs)
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = self._cell(table, rules, inputs)
        return cell

    def _cell(
        self, table: Table, rules: tuple[Rule, ...], inputs: tuple[object, ...]
    ) -> Cell:
        by_name = dict(zip(table.inputs, inputs, strict=True))
        applied = tuple(_applied(table.decision.id, rule, by_name) for rule in rules)
        if table.decision.hit == "all":
            return self._shared(table, None, applied)
        outcome = rules[0].then if rules else None
        return self._shared(table, outcome, applied)

    def _shared(
        self, table: Table, outcome: str | None, applied: tuple[Applied, ...]
    ) -> Cell:
        """Return one Cell for all combinations that come out alike, reasons and all."""
        cell = Cell(outcome, applied)
        return self._cells.setdefault(("shared", table.decision.id, *cell.key), cell)


def _applied(decision: str, rule: Rule, by_name: Mapping[str, object]) -> Applied:
    statuses: list[Status] = [rule.status]
    clauses = list(rule.because)
    parents: list[Applied] = []
    for name in sorted(rule.when):
        value = by_name[name]
        if isinstance(value, Entitlement):
            statuses.append(value.status)
            clauses.extend(value.because)
        elif isinstance(value, Cell) and value.speaker is not None:
            statuses.append(value.speaker.status)
            parents.append(value.speaker)
    return Applied(
        decision,
        rule,
        weakest(statuses),
        tuple(dict.fromkeys(clauses)),
        tuple(parents),
    )


def plain(value: object) -> str:
    """Return a value without its reasons, as conditions are tested on it."""
    if isinstance(value, Cell):
        return value.outcome or NO_OUTCOME
    if isinstance(value, Entitlement):
        return value.access
    return str(value)


def _join(relations: Sequence[Relation]) -> Relation:
    """Return the product of relations that share no name."""
    if len(relations) == 1:
        return relations[0]
    names = tuple(name for each in relations for name in each.names)
    rows: dict[Row, int] = {}
    for combination in product(*(each.rows.items() for each in relations)):
        count = 1
        row: Row = ()
        for part, times in combination:
            row += part
            count *= times
        rows[row] = count
    return Relation(names, rows)


def _project(relation: Relation, keep: Sequence[str]) -> Relation:
    where = [relation.names.index(name) for name in keep]
    rows: dict[Row, int] = {}
    for row, count in relation.rows.items():
        key = tuple(row[number] for number in where)
        rows[key] = rows.get(key, 0) + count
    return Relation(tuple(keep), rows)


def _surely(condition: Mapping[str, frozenset[str]], facts: Given) -> bool:
    """Tell whether a condition holds whatever the open values turn out to be."""
    return all(
        name in facts and set(facts[name]) <= wanted
        for name, wanted in condition.items()
    )


def _frozen(given: Given) -> tuple[object, ...]:
    return tuple(sorted((name, tuple(sorted(given[name]))) for name in given))
