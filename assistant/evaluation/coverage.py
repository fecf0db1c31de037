"""How many messages there are of each kind: fact value, register, length."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.tables import folded, table
from assistant.model.kb import Utterance
from assistant.model.policy import Policy
from assistant.model.verdict import UNKNOWN

_SHORT, _MIDDLE = 10, 30
"""Words a short message has at most, and one of middle length."""

LENGTHS = {
    "short": f"1-{_SHORT} words",
    "middle": f"{_SHORT + 1}-{_MIDDLE} words",
    "long": f"over {_MIDDLE} words",
}

FEWEST = 3
"""A cell with fewer messages is thin: kept apart in a fold, they teach nothing."""

_RARE = 0.005
"""Ways to write that fewer messages share are left out: nobody is terse at length."""

Way = tuple[str, str]
"""A register and a length."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value of one fact."""

    fact: str
    value: str
    counts: dict[Way, int]

    @property
    def total(self) -> int:
        """Messages with this label."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole table.

    Attributes:
        ways: Registers with lengths in which people write.
        left_out: Those with hardly any message, with their number.
    """

    messages: int
    registers: tuple[str, ...]
    rows: tuple[Row, ...]
    ways: tuple[Way, ...]
    left_out: dict[Way, int]

    def thin(self, row: Row) -> tuple[Way, ...]:
        """Return the ways to write in which a value has too few messages."""
        return tuple(way for way in self.ways if row.counts[way] < FEWEST)


def length_of(text: str) -> str:
    """Return the length class of a message."""
    words = len(text.split())
    if words <= _SHORT:
        return "short"
    return "middle" if words <= _MIDDLE else "long"


def coverage_of(utterances: Sequence[Utterance], policy: Policy) -> Coverage:
    """Return how many messages there are of each kind.

    Every value of every fact that some message is labelled with has a row, and
    "unknown" has one where it is used: what only the assistant supplies has none.
    """
    way_of = [(each.register, length_of(each.text)) for each in utterances]
    written = Counter(way_of)
    registers = tuple(sorted({each.register for each in utterances}))
    every = [(register, length) for register in registers for length in LENGTHS]
    counts: dict[tuple[str, str], Counter[Way]] = {}
    for utterance, way in zip(utterances, way_of, strict=True):
        for labelled in utterance.facts.items():
            counts.setdefault(labelled, Counter())[way] += 1
    used = {fact for fact, _ in counts}
    rows = tuple(
        Row(fact.id, value, {way: found[way] for way in every})
        for fact in policy.facts.values()
        if fact.id in used
        for value in (*fact.ids, UNKNOWN)
        if (found := counts.get((fact.id, value), Counter()))
        or value not in (UNKNOWN, fact.assumed)
    )
    least = len(utterances) * _RARE
    return Coverage(
        len(utterances),
        registers,
        rows,
        tuple(way for way in every if written[way] >= max(least, 1)),
        {way: written[way] for way in every if written[way] < max(least, 1)},
    )


def as_text(coverage: Coverage) -> str:
    """Return the coverage table, its thin cells named below."""
    heads = ("fact", "value", *coverage.registers, "all")
    rows = [
        (
            row.fact,
            row.value,
            *(
                "/".join(str(row.counts[register, length]) for length in LENGTHS)
                for register in coverage.registers
            ),
            str(row.total),
        )
        for row in coverage.rows
    ]
    told = ", ".join(f"{name} {words}" for name, words in LENGTHS.items())
    lines = [
        f"{coverage.messages} messages; a cell is short/middle/long: {told}.",
        "",
        *table(heads, rows),
        "",
    ]
    if coverage.left_out:
        ways = ", ".join(
            f"{register} {length} ({count})"
            for (register, length), count in coverage.left_out.items()
        )
        lines += [
            folded(f"Hardly anybody writes so, and no cell of it is counted: {ways}."),
            "",
        ]
    number = sum(len(coverage.thin(row)) for row in coverage.rows)
    cells = len(coverage.rows) * len(coverage.ways)
    lines.append(f"Thin cells, with fewer than {FEWEST} messages: {number} of {cells}.")
    for row in coverage.rows:
        if thin := coverage.thin(row):
            named = ", ".join(
                f"{register} {length} {row.counts[register, length]}"
                for register, length in thin
            )
            lines.append(folded(f"{row.fact}={row.value}: {named}", hang="    "))
    return "\n".join(lines) + "\n"


def as_json(coverage: Coverage) -> Mapping[str, Any]:
    """Return the coverage table as plain members."""
    return {
        "messages": coverage.messages,
        "fewest": FEWEST,
        "cells": [
            {
                "fact": row.fact,
                "value": row.value,
                "register": register,
                "length": length,
                "n": row.counts[register, length],
                "thin": row.counts[register, length] < FEWEST,
            }
            for row in coverage.rows
            for register, length in coverage.ways
        ],
        "left_out": [
            {"register": register, "length": length, "n": count}
            for (register, length), count in coverage.left_out.items()
        ],
    }
