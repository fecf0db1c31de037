"""What a YAML file holds before anybody knows what it means: nodes with their place."""

import re
from dataclasses import dataclass, field
from typing import Protocol

from assistant.errors import Position
from assistant.sources.scalars import Kind


@dataclass(slots=True)
class Source:
    """The text of one file; the path is relative to the data folder."""

    path: str
    text: str

    def position(self, index: int) -> Position:
        """Return the line and column of a character."""
        line_start = self.text.rfind("\n", 0, index)
        line = self.text.count("\n", 0, index) + 1
        return Position(self.path, line, index - line_start)

    def before(self, index: int) -> str:
        """Return what stands on the same line before a character."""
        return self.text[self.text.rfind("\n", 0, index) + 1 : index]


class Mark(Protocol):
    """Where something begins or ends, whichever parser tells it; counted from 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column."""

    @property
    def index(self) -> int:
        """How many characters of the text stand before it."""


@dataclass(slots=True)
class Node:
    """Anything that stands in a file. Positions are made on demand, there are many."""

    source: Source
    begins: Mark

    @property
    def line(self) -> int:
        """The line it begins on, counted from 1."""
        return self.begins.line + 1

    @property
    def column(self) -> int:
        """The column it begins in, counted from 1."""
        return self.begins.column + 1

    @property
    def at(self) -> Position:
        """Where it begins."""
        return Position(self.source.path, self.line, self.column)


@dataclass(slots=True)
class Unread(Node):
    """Something refused already, of which nothing else is said."""


@dataclass(slots=True)
class Scalar(Node):
    """One value, as text.

    Attributes:
        kind: What it is; anything but text only where it was written without quotes.
        plain: It was written without quotes.
        ends: The place after its last character.
        excused: A finding says already how to write it; it is taken as text.
    """

    value: str
    kind: Kind
    plain: bool
    ends: Mark
    excused: bool = False

    def place(self, found: re.Match[str], group: int = 0) -> Position:
        """Return where a part of the value stands in the file.

        Folding and escapes may make the value differ from what was written; the part
        is then looked up by its words, else the whole value is pointed at.
        """
        words = found[group]
        index, end = self.begins.index - len(words), self.ends.index
        for _ in range(self.value.count(words, 0, found.start(group)) + 1):
            index = self.source.text.find(words, index + len(words), end)
            if index < 0:
                return self.at
        return self.source.position(index)


@dataclass(slots=True)
class Items(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Block(Node):
    """Keys with their values, in the order of the file.

    Attributes:
        entries: Key to the key's own node and its value.
        partial: Some keys were refused, so a key that seems to be missing may not be.
    """

    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    partial: bool = False
