"""The ways into the guided path, where questions stand in for a message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from assistant.errors import NOWHERE, Position

DECIDES_UNLESS_TOLD: Final = ("priority", "next_action")
"""What the questions of an entrance lead to where it names nothing else."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """One way into the guided path, in the words of the customer who takes it.

    Attributes:
        id: Fit to stand in an address.
        title: What the customer chooses it by.
        summary: A sentence under the title, or "".
        given: Facts that are known by entering here.
        asks: Facts asked before any other and in this order, also where a value would
            be assumed.
        decides: The decisions that the questions lead to, the most important first.
        article: The article this answers for one's own case, or "".
    """

    id: str
    title: str
    summary: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    decides: tuple[str, ...] = DECIDES_UNLESS_TOLD
    article: str = ""
    at: Position = field(default=NOWHERE, compare=False)

    @property
    def general(self) -> bool:
        """Whether every customer may enter here: nothing is given or asked first."""
        return not self.given and not self.asks and self.decides == DECIDES_UNLESS_TOLD
