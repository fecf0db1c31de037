"""Ids, noted while they are read: as declared here, or as mentioned here."""

import re

from assistant.errors import Position
from assistant.sources.fields import Context, Verbatim
from assistant.sources.names import Kind
from assistant.sources.nodes import Scalar
from assistant.sources.report import shown


class Declares(Verbatim):
    """The id under which something can be mentioned.

    Args:
        kinds: What it names; declared for each of them.
        scoped: It is unique only within what it belongs to.
        upper: It may have upper-case letters, as priorities do.
        repeated: It may be declared many times, as an access is by several plans.
        reserved: Words that have a meaning of their own.
    """

    words = "an id"

    def __init__(
        self,
        *kinds: str,
        scoped: bool = False,
        upper: bool = False,
        repeated: bool = False,
        reserved: tuple[str, ...] = (),
    ) -> None:
        self._kinds = kinds
        self._scoped = scoped
        self._form = _ID_OF_ANY_CASE if upper else _ID
        self._repeated = repeated
        self._reserved = reserved

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the id; it counts as declared even where it is badly formed."""
        if not self._form.fullmatch(text):
            message = f"{shown(text)} is not an id"
            hint = 'use lower-case words and digits, joined by ".", "-" or "_"'
            here.report.error(node.at, "S003", message, hint)
        elif text in self._reserved:
            message = f"{shown(text)} has a meaning of its own and cannot be declared"
            here.report.error(node.at, "S005", message, "use another word")
        for kind in self._kinds_in(here):
            first = here.names.declare(kind, text, node.at)
            if first is not None and not self._repeated:
                message = f"{kind.called} {shown(text)} is declared twice"
                here.report.error(node.at, "S004", message, first_one(first, node.at))
                break
        return text

    def lost(self, here: Context) -> None:
        """Note that any id of these kinds may be the one that is lost."""
        for kind in self._kinds_in(here):
            here.names.partly_read(kind)

    def _kinds_in(self, here: Context) -> list[Kind]:
        scope = here.scope if self._scoped else ""
        return [Kind(what, scope) for what in self._kinds]


_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_ID_OF_ANY_CASE = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")


def first_one(first: Position, again: Position) -> str:
    """Return a hint that says where something was declared first."""
    if first.path == again.path:
        return f"first one is on line {first.line}"
    return f"first one is in {first.path}, line {first.line}"


class Refers(Verbatim):
    """The id of something declared elsewhere.

    Args:
        what: What it is the id of.
        code: The code of the finding if there is none.
        scope: What the thing belongs to; None for what the row belongs to.
    """

    words = "an id"

    def __init__(self, what: str, code: str = "R005", scope: str | None = "") -> None:
        self._what = what
        self._code = code
        self._kind = None if scope is None else Kind(what, scope)

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the id, and note that it was mentioned."""
        kind = self._kind or Kind(self._what, here.scope)
        here.names.mention(kind, text, node, here.where, self._code)
        return text
