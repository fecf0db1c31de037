"""One table over every combination of its inputs that can occur."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.rules.boxes import Box, Combination, boxes_for
from assistant.rules.engine import Engine, Given
from assistant.rules.table import NO_OUTCOME, Table
from assistant.rules.witness import smallest_witness


def combinations(engine: Engine, names: Sequence[str]) -> dict[Combination, int]:
    """Return the combinations of names that can occur, each with its multiplicity.

    One in which an earlier decision has no outcome is left out: it is reported there.
    """
    rows = engine.relation(names, {}).rows
    found = {tuple(str(value) for value in row): count for row, count in rows.items()}
    return {each: count for each, count in found.items() if NO_OUTCOME not in each}


@dataclass
class TableSearch:
    """One table over every combination of its inputs that can occur."""

    engine: Engine
    table: Table
    names: tuple[str, ...] = ()
    reachable: dict[Combination, int] = field(default_factory=dict)
    matching: dict[Combination, list[bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = self.table.inputs
        self.reachable = combinations(self.engine, self.names)
        for combination in self.reachable:
            self.matching[combination] = self.table.matching(combination)

    @property
    def total(self) -> int:
        """Number of combinations of facts behind the inputs."""
        return sum(self.reachable.values())

    def boxes(self, wanted: set[Combination]) -> list[Box]:
        """Describe combinations in the fewest boxes."""
        domains = {name: self.engine.policy.values_of(name) for name in self.names}
        return boxes_for(self.names, domains, self.reachable, wanted)

    def witness(self, box: Box, wanted: set[Combination]) -> Mapping[str, str]:
        """Return the fewest facts which make every completion fall into ``wanted``."""

        def fails(given: Given) -> bool:
            rows = self.engine.relation(self.names, given).rows
            return bool(rows) and all(row in wanted for row in rows)

        return smallest_witness(self.engine, self.names, box, wanted, fails)
