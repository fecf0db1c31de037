"""Whether a page helped, and what a reader may say was wrong with it."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from assistant.model.limits import LONGEST_ANSWER
from assistant.screens.frame import templates

REASONS: Final[Mapping[str, str]] = {
    "no_answer": "It does not answer my question",
    "hard": "It is hard to understand",
    "wrong": "It is wrong or out of date",
    "person": "I need a person",
}
"""Why a page did not help: id, and the words a reader chooses."""

_TEMPLATES: Final = templates(reasons=REASONS, longest_remark=LONGEST_ANSWER)


def question(page: str, person: str) -> Markup:
    """Return "Did this help?" for the end of a page, in HTML.

    Args:
        page: The page's path, from the root of the site.
        person: Where the page says how to reach a person.
    """
    return _filled("_feedback.html", page, person)


def why(page: str, person: str) -> Markup:
    """Return the form that asks, after a No, what was wrong."""
    return _filled("_why.html", page, person)


def _filled(template: str, page: str, person: str) -> Markup:
    return Markup(_TEMPLATES.get_template(template).render(page=page, person=person))
