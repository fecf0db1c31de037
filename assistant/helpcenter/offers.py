"""What a help center offers beside its pages: that depends on what serves it."""

from dataclasses import dataclass
from typing import Final

from assistant.model.addresses import guide_url

GUIDE: Final = guide_url({})


@dataclass(frozen=True, slots=True)
class Offers:
    """Where a customer can do more than read; "" for what is not there.

    Attributes:
        problem: Where a problem is described, or asked about step by step.
        guide: Where the guided path begins.
        search: Where words are searched for without JavaScript.
    """

    problem: str = ""
    guide: str = ""
    search: str = ""


SERVED: Final = Offers(problem="/ask", guide=GUIDE, search="/search")
"""The assistant answers at the same address."""

STATIC: Final = Offers(problem=GUIDE, guide=GUIDE)
"""Files alone; the guide is one of them."""

PLAIN: Final = Offers()
"""Markdown for another generator: pages and nothing else."""
