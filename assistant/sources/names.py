"""Which ids the files declare and which they mention.

Files are read in any order and every one to its end, so a mention is only noted while
reading; whether anything of that name exists is asked when all has been read.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.errors import Position
from assistant.sources.nodes import Node


class Kind(NamedTuple):
    """What an id names, and within what: ``("rule", "call")``, ``("clause", "")``.

    A ``name`` is what a condition can read: a fact, a lookup or a decision. A ``value``
    is an answer of a fact, an access of a lookup or an outcome of a decision.
    """

    what: str
    scope: str = ""

    @property
    def called(self) -> str:
        """What a writer calls it."""
        return _CALLED.get(self.what, self.what)


# A plan that could not be read may grant any access, and so on.
_ALSO_LOST_WITH = {"access": Kind("access"), "channel with a limit": Kind("channel")}

_CALLED = {
    "name": "fact or decision",
    "address": "article id",
    "askable fact": "fact",
    "settled decision": "decision",
}

NAME = Kind("name")


class Mention(NamedTuple):
    """A place where an id stands that something else has to declare.

    Attributes:
        at: The place, or the node there: its place is asked for only where the id
            proves unknown, because a file mentions thousands.
        where: The row it stands in ("rule p1-critical"), or "".
        code: The finding's code if nothing declares it.
    """

    kind: Kind
    id: str
    at: Position | Node
    where: str
    code: str


@dataclass
class Names:
    """Everything declared and everything mentioned."""

    mentions: list[Mention] = field(default_factory=list)
    _declared: dict[Kind, dict[str, Position]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    _borrowed: dict[Kind, list[Kind]] = field(default_factory=lambda: defaultdict(list))
    _partly: set[Kind] = field(default_factory=set)

    def declare(self, kind: Kind, name: str, at: Position) -> Position | None:
        """Note an id; return where it was declared before, if it was."""
        first = self._declared[kind].setdefault(name, at)
        return None if first is at or first == at else first

    def mention(
        self, kind: Kind, name: str, at: Position | Node, where: str, code: str
    ) -> None:
        """Note that an id stands somewhere; whether it is known is asked later."""
        self.mentions.append(Mention(kind, name, at, where, code))

    def borrow(self, kind: Kind, lender: Kind) -> None:
        """Count the ids of one kind as ids of another, too."""
        self._borrowed[kind].append(lender)

    def partly_read(self, kind: Kind) -> None:
        """Note that some ids of a kind could not be read; any may be one of them."""
        self._partly.add(kind)

    def known(self, kind: Kind) -> set[str]:
        """Return the ids declared of a kind."""
        known = set(self._declared.get(kind, ()))
        for lender in self._borrowed.get(kind, ()):
            known.update(self.known(lender))
        return known

    def place(self, kind: Kind, name: str) -> Position:
        """Return where an id is declared; KeyError where it is not."""
        return self._declared[kind][name]

    def complete(self, kind: Kind) -> bool:
        """Tell whether an id that is not among the known ones is unknown indeed."""
        if kind.scope and kind not in self._declared and kind not in self._borrowed:
            return False  # what it should belong to is unknown itself, and that is said
        if _ALSO_LOST_WITH.get(kind.what) in self._partly:
            return False
        lenders = self._borrowed.get(kind, ())
        return not self.lost_some(kind) and all(map(self.complete, lenders))

    def lost_some(self, kind: Kind) -> bool:
        """Tell whether ids of a kind could not be read."""
        return kind in self._partly
