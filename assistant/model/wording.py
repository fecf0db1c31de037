"""Our own words for what the policy declares, said alike on every screen.

What the policy says is never here: these are the names of statuses and the ways to a
person, which help center, assistant and command line all show.
"""

from collections.abc import Mapping
from typing import Final

from assistant.model.policy import Status, WayToPerson

STATUS_NAMES: Final[Mapping[Status, str]] = {
    "stated": "Stated",
    "reading": "Our reading",
    "sample": "Sample",
    "not_stated": "Not stated",
}

STATUS_MEANS: Final[Mapping[Status, str]] = {
    "stated": "The policy says this.",
    "reading": "The policy does not say this outright; it is how we read it.",
    "sample": "Made up for a demonstration; it binds nobody.",
    "not_stated": "The policy does not say this; ask support.",
}

UNKNOWN_LABEL: Final = "I do not know"
"""The last answer to every question."""


def ways_to(contact: WayToPerson) -> tuple[tuple[str, str], ...]:
    """Return each way to a person that the policy prints: words, and an address."""
    found = []
    if contact.phone:
        dialled = "".join(sign for sign in contact.phone if sign in "+0123456789")
        found.append((f"Call {contact.phone}", f"tel:{dialled}"))
    if contact.portal and contact.portal.startswith("https://"):
        found.append(("Open the support portal", contact.portal))
    if contact.mail:
        found.append((f"Write to {contact.mail}", f"mailto:{contact.mail}"))
    return tuple(found)
