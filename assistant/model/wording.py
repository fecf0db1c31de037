"""Our own words for what the policy declares, said alike on every screen.

What the policy says is never here: these are the names of statuses and the ways to a
person, which help center, assistant and command line all show.
"""

import re
from collections.abc import Mapping
from typing import Final

from assistant.model.guide import Entrance
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

GENERAL_ENTRANCE: Final = Entrance(
    "general",
    "What do I do first?",
    "A few questions, each with why it is asked.",
)
"""The way into the guided path where the policy names none."""


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


_ANSWERS: Final = {
    "not_applicable": "Does not apply",
    "undecided": "Depends",
}
"""Short words for an answer; the others read well as they are spelled."""

_CHARGES: Final = {
    "no": "no charge named",  # never "free": the policy is only silent about one
    "may_apply": "a charge may apply",
    "not_stated": "charge not stated",
    "undecided": "the charge depends",
}


def spelled(identifier: str) -> str:
    """Return an id of the writers' own as words."""
    return re.sub(r"[_-]+", " ", identifier)


def started(words: str) -> str:
    """Return words with a capital first letter, the others as they are."""
    return words[:1].upper() + words[1:]


def answer_words(answer: str) -> str:
    """Return the answer of a channel in one or two words."""
    return _ANSWERS.get(answer, started(spelled(answer)))


def charge_words(charge: str) -> str:
    """Return what using a channel may cost, in a few words that promise nothing."""
    return _CHARGES.get(charge, f"charge: {spelled(charge)}")


def response_words(within: str | None, counted: str) -> str:
    """Return an initial response time and when its clock runs."""
    return f"{within} {counted}".strip() if within else "Not stated"
