"""What a YAML file holds before anybody knows what it means: nodes with their place."""

import re
from dataclasses import dataclass, field

from assistant.errors import Position


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


@dataclass(slots=True)
class Node:
    """Anything that stands in a file. Positions are made on demand, there are many."""

    source: Source
    line: int
    column: int

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
        plain: It was written without quotes, so it may be a number, a null and so on.
        start: Index of its first character in the source, with ``end`` half-open.
        excused: A finding says already how to write it; it is taken as text.
    """

    value: str
    plain: bool
    start: int
    end: int
    excused: bool = False

    def place(self, found: re.Match[str], group: int = 0) -> Position:
        """Return where a part of the value stands in the file.

        Folding and escapes may make the value differ from what was written; the part
        is then looked up by its words, else the whole value is pointed at.
        """
        words = found[group]
        index = self.start - len(words)
        for _ in range(self.value.count(words, 0, found.start(group)) + 1):
            index = self.source.text.find(words, index + len(words), self.end)
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
