"""The types a single value of a file can have: one field, one type.

Each reads a node into a value of the model, or reports why it cannot and returns
BROKEN, so that the rest of the file is read all the same.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from assistant.errors import Position
from assistant.sources.names import Names
from assistant.sources.nodes import Block, Items, Node, Scalar, Unread
from assistant.sources.report import Report, listing, shown, suggestion

BROKEN: Final = object()
"""Stands for a value that could not be read; a finding says why."""


@dataclass(frozen=True, slots=True)
class Context:
    """What reading needs to know besides the node.

    Attributes:
        where: The row being read ("rule p1-critical"), for messages; or "".
        scope: What ids belong to that are only unique within something.
    """

    report: Report
    names: Names
    today: date
    where: str = ""
    scope: str = ""

    def row(self, where: str) -> "Context":
        """Return the context inside a row."""
        return replace(self, where=where)

    def scoped(self, scope: str) -> "Context":
        """Return the context inside what ids belong to."""
        return replace(self, scope=scope)

    def error(
        self, at: Position, code: str, message: str, hint: str | None = None
    ) -> None:
        """Report an error, with the row it is about."""
        self.report.error(at, code, self.about(message), hint)

    def about(self, message: str) -> str:
        """Return a message that begins with the row it is about."""
        return f"{self.where}: {message}" if self.where else message


class FieldType:
    """What a field may hold."""

    words = "a value"
    """What a writer is told must stand there."""

    def read(self, node: Node, label: str, here: Context) -> object:
        """Return the value, or BROKEN after reporting why there is none.

        Args:
            node: What stands in the file.
            label: What the field is called in a message.
            here: Where findings and ids go.
        """
        raise NotImplementedError

    def lost(self, here: Context) -> None:
        """Note that ids which would stand here could not be read."""

    def refuse(
        self, node: Node, label: str, here: Context, hint: str | None = None
    ) -> object:
        """Report that a node is of another type, unless that was refused already."""
        self.lost(here)
        if _refused(node):
            return BROKEN
        is_ = _described(node)
        message = f"{label} must be {self.words}, not {is_}"
        if is_ == "nothing":
            message, hint = f"{label} has no value", f"write {self.words}"
        here.report.error(node.at, "S003", message, hint)
        return BROKEN


def _refused(node: Node) -> bool:
    if isinstance(node, Scalar):
        return node.excused
    return isinstance(node, Unread) or (isinstance(node, Block) and node.partial)


def _described(node: Node) -> str:
    if isinstance(node, Scalar):
        if node.kind == "number":
            return "a number"
        return node.value if node.kind == "yes-or-no" else node.kind
    return "a list" if isinstance(node, Items) else "a block of keys"


def is_null(node: Node) -> bool:
    """Tell whether a node is a null."""
    return isinstance(node, Scalar) and node.kind == "null"


class Verbatim(FieldType):
    """Text, whatever it holds."""

    words = "text"

    def read(self, node: Node, label: str, here: Context) -> object:
        """Return the text without the space around it."""
        if not isinstance(node, Scalar) or node.kind != "text":
            return self.refuse(node, label, here, _text_hint(node))
        text = node.value.strip()
        if not text:
            self.lost(here)
            here.report.error(
                node.at, "S003", f"{label} is empty", f"write {self.words}"
            )
            return BROKEN
        return self.taken(text, node, label, here)

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the value that the text stands for."""
        return text


def _text_hint(node: Node) -> str | None:
    if is_null(node):
        return "it cannot be left empty"
    if isinstance(node, Scalar) and node.value:
        return f"write {shown(node.value)} in quotes"
    if isinstance(node, Items):
        return "write one value, without brackets or dashes"
    return None


class Text(Verbatim):
    """Text that people read as it stands; references are for articles."""

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the text."""
        found = _REFERENCE.search(node.value)
        if found is not None:
            here.error(
                node.place(found),
                "M002",
                f"a reference cannot stand in {label}",
                'references belong in "short_answer" and "body" of an article',
            )
        return text


_REFERENCE = re.compile(r"\{\{")


class Written(Verbatim):
    """Text of a fixed form."""

    def __init__(self, words: str, form: str, example: str) -> None:
        self.words = words
        self._form = re.compile(form, re.ASCII)
        self._example = example

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the text if it has the form."""
        if self._form.fullmatch(text):
            return text
        return self.misses(node, label, here, f'such as "{self._example}"')

    def misses(
        self, node: Scalar, label: str, here: Context, hint: str | None
    ) -> object:
        """Report that the text has another form."""
        message = f"{label} must be {self.words}, not {shown(node.value)}"
        here.report.error(node.at, "S003", message, hint)
        return BROKEN


class Phrase(Verbatim):
    """Words as a person says them, compared with those of a message."""

    words = "words in lower case with single spaces between them"

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the words if they are written in the one way there is."""
        plain = " ".join(_WORD.findall(text.lower().replace("\u2019", "'")))
        if text == plain:
            return text
        message = f"{label} must be {self.words}, not {shown(text)}"
        hint = f"write {shown(plain)}" if plain else None
        here.report.error(node.at, "S003", message, hint)
        return BROKEN


_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)*")


class Day(Written):
    """A date in quotes."""

    def __init__(self) -> None:
        super().__init__("a date in quotes", r"\d{4}-\d\d-\d\d", "2026-11-22")

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the date."""
        if super().taken(text, node, label, here) is BROKEN:
            return BROKEN
        try:
            return date.fromisoformat(text)
        except ValueError:
            return self.misses(node, label, here, "there is no such day")


class Period(Written):
    """A whole number of days or weeks."""

    def __init__(self) -> None:
        super().__init__(
            "a number of days or weeks", r"([1-9]\d{0,3}) (day|week)s?", "180 days"
        )

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the duration."""
        if super().taken(text, node, label, here) is BROKEN:
            return BROKEN
        number, unit = text.split()
        days = int(number) * (7 if unit.startswith("week") else 1)
        return timedelta(days=days)


class Choice(Verbatim):
    """One of a few words."""

    def __init__(self, options: tuple[str, ...]) -> None:
        self.words = f"one of {listing(options)}"
        self._options = options

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the word."""
        if text in self._options:
            return text
        message = f"{label} cannot be {shown(text)}"
        hint = suggestion(text, self._options, "it can be one of")
        here.report.error(node.at, "S003", message, hint)
        return BROKEN


class YesOrNo(FieldType):
    """True or false."""

    words = "true or false"

    def read(self, node: Node, label: str, here: Context) -> object:
        """Return the truth."""
        if isinstance(node, Scalar) and node.kind == "yes-or-no":
            return node.value == "true"
        return self.refuse(node, label, here, "write true or false, without quotes")


class Whole(FieldType):
    """A whole number."""

    words = "a whole number"

    def read(self, node: Node, label: str, here: Context) -> object:
        """Return the number."""
        if isinstance(node, Scalar) and node.kind == "number":
            if node.value.isdecimal():
                return int(node.value)
            message = f"{label} must be a whole number from 0, not {shown(node.value)}"
            here.report.error(node.at, "S003", message)
            return BROKEN
        return self.refuse(node, label, here, "write digits, without quotes")
