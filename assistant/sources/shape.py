"""The shape of a row: which keys it has, of which types, and what becomes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import Position
from assistant.sources.fields import BROKEN, Context, FieldType, is_null
from assistant.sources.names import Kind
from assistant.sources.nodes import Block, Node, Scalar
from assistant.sources.report import listing, shown, similar, suggestion

Entries = Mapping[str, tuple[Scalar, Node]]


@dataclass(frozen=True, slots=True)
class Row:
    """A block that was read by its shape.

    ``values`` has no key that is absent or null; a value may be BROKEN while checks
    look at it, never when the row is made into something.
    """

    values: dict[str, Any]
    entries: Entries
    block: Block
    here: Context

    @property
    def at(self) -> Position:
        """The first line of the block."""
        return self.block.at

    def sound(self, *keys: str) -> bool:
        """Tell whether all of these keys are there and could be read."""
        return all(self.values.get(key, BROKEN) is not BROKEN for key in keys)

    def key_at(self, key: str) -> Position:
        """Where a key stands; the first line of the block if it is absent."""
        return self.entries[key][0].at if key in self.entries else self.at

    def value_at(self, key: str) -> Position:
        """Where a value stands; the first line of the block if it is absent."""
        return self.entries[key][1].at if key in self.entries else self.at


Check = Callable[[Row], None]


class Shape(FieldType):
    """What a row looks like.

    Args:
        noun: What the row is called in messages.
        make: Makes the row into something.
        required: Keys that must be there, with their types.
        optional: Keys that may be absent or null, with their types.
        checks: Look at the row as a whole; they see broken rows, too.
        identity: The key that names the row in messages, if any.
        opens_scope: What is declared inside belongs to the row.
    """

    words = "a block of keys"

    def __init__(
        self,
        noun: str,
        make: Callable[[Row], object],
        *,
        required: Mapping[str, FieldType],
        optional: Mapping[str, FieldType] | None = None,
        checks: Sequence[Check] = (),
        identity: str | None = None,
        opens_scope: bool = False,
    ) -> None:
        self._noun = noun
        self._make = make
        self._required = required
        self._fields = {**required, **(optional or {})}
        self._checks = checks
        self._identity = identity
        self._opens_scope = opens_scope
        self.keys = tuple(required)

    def read(self, node: Node, label: str, here: Context) -> object:
        """Return what the row is made into."""
        if not isinstance(node, Block):
            hint = f"write its keys: {listing(self.keys)}"
            return self.refuse(node, label, here, hint)
        entries = self._known_entries(node, here)
        values: dict[str, Any] = {}
        if self._identity is not None:
            here = self._named(self._identity, entries, values, here)
        missing = False
        for key, field in self._fields.items():
            if key in values:
                continue
            if key not in entries:
                if key in self._required:
                    missing = True
                    self._report_missing(key, field, node, here)
                continue
            value_node = entries[key][1]
            if key not in self._required and is_null(value_node):
                continue
            values[key] = field.read(value_node, f'"{key}"', here)
        row = Row(values, entries, node, here)
        for check in self._checks:
            check(row)
        if missing or BROKEN in values.values():
            return BROKEN
        return self._make(row)

    def lost(self, here: Context) -> None:
        """Pass it on to the fields."""
        for field in self._fields.values():
            field.lost(here)

    def _known_entries(self, block: Block, here: Context) -> Entries:
        """Return the entries by key, a misspelt key under the one that was meant."""
        if block.entries.keys() <= self._fields.keys():
            return block.entries
        entries = {key: e for key, e in block.entries.items() if key in self._fields}
        for key, (key_node, value) in block.entries.items():
            if key in self._fields:
                continue
            open_keys = [name for name in self._fields if name not in entries]
            message = f"{shown(key)} is not a key of this {self._noun}"
            hint = suggestion(key, open_keys, "keys that could be added")
            here.report.error(key_node.at, "S001", message, hint)
            meant = similar(key, open_keys)
            if meant is not None:
                entries[meant] = (key_node, value)
        return entries

    def _named(
        self, key: str, entries: Entries, values: dict[str, Any], here: Context
    ) -> Context:
        if key not in entries:
            return here
        name = self._fields[key].read(entries[key][1], f'"{key}"', here)
        values[key] = name
        if not isinstance(name, str):
            return here
        inside = here.row(f"{self._noun} {name}")
        if not self._opens_scope:
            return inside
        first = here.names.place(Kind(self._noun), name)
        # What a copied table declares is not declared twice; the table is.
        again = "" if first == entries[key][1].at else " (again)"
        return inside.scoped(name + again)

    def _report_missing(
        self, key: str, field: FieldType, block: Block, here: Context
    ) -> None:
        field.lost(here)
        if not block.partial:
            here.error(
                block.at, "S002", f'"{key}" is missing', f"add {key}: {field.words}"
            )


class OneOf(FieldType):
    """A row whose shape depends on which key it has.

    Args:
        by_key: The shape for each key that tells shapes apart.
        otherwise: The shape of a row that has none of these keys.
    """

    words = "a block of keys"

    def __init__(self, by_key: Mapping[str, Shape], otherwise: Shape) -> None:
        self._by_key = by_key
        self._otherwise = otherwise

    def read(self, node: Node, label: str, here: Context) -> object:
        """Return what the row is made into by its shape."""
        if isinstance(node, Block):
            for key, shape in self._by_key.items():
                if key in node.entries:
                    return shape.read(node, label, here)
        return self._otherwise.read(node, label, here)

    def lost(self, here: Context) -> None:
        """Pass it on to the shape of an ordinary row."""
        self._otherwise.lost(here)


def made(cls: Callable[..., object], **absent: object) -> Callable[[Row], object]:
    """Return what makes a row into a class that names its attributes like the keys.

    Args:
        cls: The class; it also takes the place as ``at``.
        absent: What optional keys stand for when they are not there.
    """
    return lambda row: cls(**absent | row.values, at=row.at)
