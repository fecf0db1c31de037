"""Values that are made of others: lists, blocks by id, and names with their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.errors import Position
from assistant.sources.fields import BROKEN, Context, FieldType, Verbatim
from assistant.sources.ids import Refers
from assistant.sources.names import Kind
from assistant.sources.nodes import Block, Items, Node, Scalar
from assistant.sources.report import shown
from assistant.sources.shape import Entries

_LEAST = "write at least one"


class ListOf(FieldType):
    """A list of one type; items that are broken are left out."""

    words = "a list"

    def __init__(self, item: FieldType, *, least: int = 0) -> None:
        self._item = item
        self._least = least

    def read(self, node: Node, label: str, here: Context) -> object:
        """Return the items."""
        if not isinstance(node, Items):
            return self.refuse(node, label, here, _list_hint(node))
        if len(node.items) < self._least:
            here.report.error(node.at, "S003", f"{label} lists nothing", _LEAST)
        each = f"an item of {label}"
        values: list[object] = []
        seen: set[str] = set()
        for item in node.items:
            if isinstance(item, Scalar) and item.value in seen:
                message = f"{shown(item.value)} is listed twice"
                here.report.error(item.at, "S004", message, "delete one of them")
                continue
            if isinstance(item, Scalar):
                seen.add(item.value)
            value = self._item.read(item, each, here)
            if value is not BROKEN:
                values.append(value)
        return tuple(values)

    def lost(self, here: Context) -> None:
        """Pass it on to the items."""
        self._item.lost(here)


def _list_hint(node: Node) -> str | None:
    if not isinstance(node, Scalar):
        return 'begin each row with "- "'
    if node.value.startswith("-"):
        return 'a row begins with "- ", with a space after the dash'
    return f"write [{node.value}]" if node.value else None


class MapOf(FieldType):
    """A block whose keys are ids; entries that are broken are left out.

    Args:
        key: Type of the keys.
        value: Type of the values, read in the scope of their key.
        noun: What an entry is called in messages, or "" to name the row around it.
        make: Makes an entry from its key, its value and the place of the key.
        least: The fewest entries.
    """

    words = "a block of keys"

    def __init__(
        self,
        key: Verbatim,
        value: FieldType,
        *,
        noun: str = "",
        make: Callable[[str, Any, Position], object] = lambda _key, value, _at: value,
        least: int = 0,
    ) -> None:
        self._key = key
        self._value = value
        self._noun = noun
        self._make = make
        self._least = least

    def read(self, node: Node, label: str, here: Context) -> object:
        """Return the entries by key."""
        if not isinstance(node, Block):
            return self.refuse(node, label, here)
        if len(node.entries) < self._least and not node.partial:
            here.report.error(node.at, "S003", f"{label} names nothing", _LEAST)
        entries: dict[str, object] = {}
        for name, (key_node, value_node) in node.entries.items():
            if self._key.taken(name, key_node, label, here) is BROKEN:
                continue
            inside = here.scoped(name)
            if self._noun:
                inside = inside.row(f"{self._noun} {name}")
            value = self._value.read(value_node, f'"{name}"', inside)
            if value is not BROKEN:
                entries[name] = self._make(name, value, key_node.at)
        if node.partial:
            self._key.lost(here)
        return entries

    def lost(self, here: Context) -> None:
        """Pass it on to the keys and the values."""
        self._key.lost(here)
        self._value.lost(here)


@dataclass(frozen=True, slots=True)
class Given:
    """Names with values, as a condition, a label or an expectation writes them."""

    values: Mapping[str, frozenset[str]]
    entries: Entries

    @property
    def at(self) -> Mapping[str, Position]:
        """Where each name stands."""
        return {name: self.entries[name][0].at for name in self.values}

    def single(self) -> dict[str, str]:
        """Return the values where each name has exactly one."""
        return {name: value for name, (value,) in self.values.items()}


class Pairs(FieldType):
    """``name: value`` or ``name: [values]``; every value must be one of that name's.

    Args:
        what: What the names are: "name", "fact" or "decision".
        codes: Codes of the findings for an unknown name and an unknown value.
        many: A list of values is allowed.
        unknown: The value "unknown" is allowed.
        least: The fewest names.
    """

    words = "a block of names with their values"

    def __init__(
        self,
        what: str = "name",
        *,
        codes: tuple[str, str] = ("R001", "R002"),
        many: bool = True,
        unknown: bool = False,
        least: int = 1,
    ) -> None:
        self._kind = Kind(what)
        self._codes = codes
        self._many = many
        self._unknown = unknown
        self._least = least

    def read(self, node: Node, label: str, here: Context) -> object:
        """Return the pairs, sorted by name."""
        if not isinstance(node, Block):
            return self.refuse(node, label, here)
        if len(node.entries) < self._least and not node.partial:
            here.report.error(node.at, "S003", f"{label} names nothing", _LEAST)
        values: dict[str, frozenset[str]] = {}
        code, value_code = self._codes
        for name, (key_node, value_node) in sorted(node.entries.items()):
            here.names.mention(self._kind, name, key_node, here.where, code)
            read = self._values(value_node, name, value_code, here)
            if read:
                values[name] = frozenset(read)
        return Given(values, node.entries)

    def _values(
        self, node: Node, name: str, code: str, here: Context
    ) -> tuple[str, ...]:
        one = _value_of(name, code, self._unknown)
        field = ListOf(one, least=1) if self._many and isinstance(node, Items) else one
        value = field.read(node, f'"{name}"', here)
        if isinstance(value, tuple):
            return value
        return (value,) if isinstance(value, str) else ()


class _PairValue(Refers):
    words = "one of its values"

    def __init__(self, name: str, code: str, *, unknown: bool) -> None:
        super().__init__("value", code, name)
        self._unknown = unknown

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        if self._unknown and text == "unknown":
            return text
        return super().taken(text, node, label, here)


@lru_cache(1_000)
def _value_of(name: str, code: str, unknown: bool) -> FieldType:
    return _PairValue(name, code, unknown=unknown)
