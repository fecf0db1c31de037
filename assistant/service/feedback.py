"""The page that says thanks for feedback, and asks once what was wrong."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from assistant.cases import CaseBook
from assistant.model.limits import LONGEST_ANSWER
from assistant.screens.feedback import REASONS, why
from assistant.service.bodies import KILOBYTE, Form, form_body, validated
from assistant.service.refusals import Refused
from assistant.service.shell import Shell
from assistant.service.wire import FeedbackRequest

# A form writes one letter in up to twelve bytes.
_LIMIT: Final = 12 * LONGEST_ANSWER + 8 * KILOBYTE
_HELPFUL: Final = {"yes": True, "no": False}


def feedback_router(casebook: CaseBook, shell: Shell) -> APIRouter:
    """Return the route of the form "Did this help?"."""
    router = APIRouter(include_in_schema=False)

    @router.post("/feedback")
    def feedback(form: Annotated[Form, Depends(form_body(_LIMIT))]) -> Response:
        given = _given(form)
        casebook.note_feedback(given.page, given.helpful, given.reason, given.text)
        asks = not (given.helpful or given.reason or given.text)
        return shell.page(
            "feedback.html",
            title="Thank you",
            page=given.page,
            form=why(given.page, "#ask-person") if asks else "",
        )

    return router


def _given(form: Form) -> FeedbackRequest:
    """Return what a form says, as a program would send it.

    Raises:
        Refused: It is not of the form that the page holds.
    """
    helpful, reason = form.one("helpful"), form.one("reason")
    if helpful not in _HELPFUL or reason not in ("", *REASONS):
        raise Refused("malformed-form")
    return validated(
        FeedbackRequest,
        {
            "page": form.one("page"),
            "helpful": _HELPFUL[helpful],
            "reason": reason,
            "text": form.one("text"),
        },
    )
