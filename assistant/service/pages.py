"""The pages that work without JavaScript: ask, read the verdict, take a case along.

Each page is a plain form that sends everything it knows to the next one. A text never
gets into an address, save where a customer types it into the search box or chooses to
write a mail.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.cases import (
    CaseBook,
    CasesUnavailable,
    KeyReused,
    as_json,
    as_mail,
    as_markdown,
)
from assistant.desk import Problem
from assistant.errors import BadRequest
from assistant.model.addresses import case_url
from assistant.model.limits import LONGEST_QUERY, LONGEST_TEXT
from assistant.model.verdict import CaseDraft, CasePriority, Verdict
from assistant.screens.answer import screen_of
from assistant.screens.case import case_words, choices, with_choice
from assistant.screens.secrets import secrets_in
from assistant.screens.words import Words
from assistant.service.asked import Asked, facts_named
from assistant.service.bodies import (
    KILOBYTE,
    Form,
    acceptable,
    form_body,
    parse_json,
    query_form,
    trimmed,
    validated,
)
from assistant.service.caseform import CaseForm, FaultyForm, new_key
from assistant.service.ports import Desk
from assistant.service.refusals import Refused
from assistant.service.shell import Shell
from assistant.service.tally import Tally
from assistant.service.wire import CaseRequest

FORM_LIMIT: Final = 256 * KILOBYTE
"""A form writes one letter in up to twelve bytes."""

_REFERENCE: Final = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}|not-saved")
_NOT_SAVED: Final = "not-saved"

_ASK_FAULTS: Final = {
    "empty-text": "Tell us what happened, in a sentence or two.",
    "too-long": f"Shorten your text to at most {LONGEST_TEXT:,} characters.",
}
_CHOOSE_AGAIN: Final = "A choice on this page is no longer offered. Choose again."
_SENT_BEFORE: Final = (
    "This form was saved before, with other content. Press the button again to save "
    "this version as a case of its own."
)
_BROKEN_KEY: Final = (
    "This form did not arrive as it was sent out. Nothing was saved, and nothing you "
    "wrote is lost. Press the button again to save it."
)
_CANNOT_SAVE: Final = (
    "The case cannot be saved here at the moment. Nothing is lost: take it along "
    "below, or try again in a minute."
)

FormSent = Annotated[Form, Depends(form_body(FORM_LIMIT))]


def page_router(
    desk: Desk, casebook: CaseBook, shell: Shell, words: Words, tally: Tally
) -> APIRouter:
    """Return the routes of the pages."""
    router = APIRouter(include_in_schema=False)
    looks = ["GET", "HEAD"]

    def decide(facts: Mapping[str, str]) -> Verdict:
        return desk.decide(Problem("", facts=facts))

    def set_so(facts: Mapping[str, str]) -> CasePriority:
        return desk.case_priority(Problem("", facts=facts))

    def case_page(
        form: CaseForm,
        *,
        status: int = 200,
        notice: str = "",
        along: Mapping[str, str] | None = None,
        asked: Asked | None = None,
    ) -> Response:
        priority = decide(with_choice(words.policy, form.facts, form.priority)).priority
        return shell.page(
            "case.html",
            title="Your case",
            status=status,
            form=form,
            rows=form.rows(words),
            selects=form.selects(words),
            leaks=form.leaks(words),
            fits=priority,
            choices=choices(words, form.facts, priority.value or "", set_so),
            notice=notice,
            along=along,
            alone=False,
            script={
                **case_words(words),
                "fits": priority.value,
                "reason": priority.reason or priority.says,
                "asked": asked.fields() if asked else None,
            },
        )

    @router.api_route("/ask", methods=looks)
    def ask_page() -> Response:
        return _ask(shell, Asked("", {}, ()))

    @router.post("/ask")
    def ask(form: FormSent) -> Response:
        asked = Asked.from_form(form)
        try:
            verdict = desk.assist(asked.problem())
        except BadRequest as error:
            return _ask_again(shell, asked, error)
        tally.add("assistant_verdicts_total", next_action=verdict.next_action)
        return shell.page(
            "verdict.html",
            title=verdict.action.says,
            asked=asked,
            screen=screen_of(words, verdict, asked.text),
            own=desk.own_case(verdict),
            secrets=secrets_in(asked.text),
        )

    @router.post("/ask/solved")
    def solved(_: FormSent) -> Response:
        tally.add("assistant_solved_total")
        return shell.page("solved.html", title="Good to hear")

    @router.post("/ask/still")
    def still(form: FormSent) -> Response:
        asked = Asked.from_form(form)
        try:
            verdict = desk.assist(asked.problem())
        except BadRequest as error:
            return _ask_again(shell, asked, error)
        filled = CaseForm.from_verdict(verdict, asked.text)
        return case_page(filled, asked=asked)

    @router.api_route("/ask/still", methods=looks)
    def resume() -> Response:
        # A script of the page sends again what this tab holds; without one, or with
        # nothing held, the way goes over the first page.
        return shell.page("resume.html", title="Your case")

    @router.api_route(case_url({}), methods=looks)
    def case_from_facts(request: Request) -> Response:
        asked = Asked("", facts_named(request, words.policy), ())
        return case_page(CaseForm.from_verdict(decide(asked.facts), ""), asked=asked)

    @router.post("/cases")
    def save(form: FormSent) -> Response:
        filled = CaseForm.from_form(form).fitted(words)
        verdict = decide(with_choice(words.policy, filled.facts, filled.priority))
        try:
            draft = filled.draft(words, verdict.priority)
        except FaultyForm as fault:
            return case_page(fault.form, status=422)
        if filled.leaks(words) and not filled.as_it_is:
            return case_page(filled, status=422)
        if filled.key != form.one("key"):
            # Saved under a new key, the same form sent twice would be two cases.
            return case_page(filled, status=422, notice=_BROKEN_KEY)
        try:
            accepted = casebook.accept(draft, filled.key)
        except KeyReused:
            again = replace(filled, key=new_key())
            return case_page(again, status=422, notice=_SENT_BEFORE)
        except CasesUnavailable:
            along = _along(draft, _NOT_SAVED, words)
            return case_page(filled, status=503, notice=_CANNOT_SAVE, along=along)
        tally.add("assistant_cases_total", replayed=str(accepted.replayed).lower())
        return shell.page(
            "saved.html",
            title="Saved here, not sent",
            status=201,
            reference=accepted.reference,
            verdict=verdict,
            along=_along(draft, accepted.reference, words),
        )

    @router.post("/cases/download")
    def download(form: FormSent) -> Response:
        reference = form.one("reference")
        if not _REFERENCE.fullmatch(reference):
            raise Refused("malformed-form")
        request = validated(CaseRequest, parse_json(form.one("case").encode()))
        draft = request.draft(words.policy, words.kb)
        if form.one("format") == "json":
            return _attachment(
                as_json(draft, reference), "application/json", reference, "json"
            )
        return _attachment(
            as_markdown(draft, reference, words.policy, words.kb),
            "text/markdown; charset=utf-8",
            reference,
            "md",
        )

    @router.api_route("/search", methods=looks)
    def search(request: Request) -> Response:
        try:
            query = trimmed(query_form(request).one("q"))
            wrong = len(query) > LONGEST_QUERY or not acceptable(query)
        except Refused:
            query, wrong = "", True
        found = desk.search(query) if query and not wrong else None
        return shell.page(
            "search.html",
            title="Search",
            status=422 if wrong else 200,
            query="" if wrong else query,
            wrong=wrong,
            found=found,
        )

    return router


def _ask(shell: Shell, asked: Asked, fault: str = "", status: int = 200) -> Response:
    return shell.page(
        "ask.html",
        title="Call or file a case?",
        status=status,
        asked=asked,
        fault=fault,
    )


def _ask_again(shell: Shell, asked: Asked, error: BadRequest) -> Response:
    """Show the first page again, with everything typed and what to do about it."""
    fault = _ASK_FAULTS.get(error.code)
    if fault is None:
        return _ask(shell, Asked(asked.text, {}, ()), _CHOOSE_AGAIN, 422)
    return _ask(shell, asked, fault, 422)


def _along(draft: CaseDraft, reference: str, words: Words) -> dict[str, str]:
    """Return a case in the forms in which a customer takes it along."""
    return {
        "reference": reference,
        "case": json.dumps(asdict(draft), ensure_ascii=False),
        "text": as_markdown(draft, reference, words.policy, words.kb),
        "mail": as_mail(draft, reference, words.policy, words.kb),
    }


def _attachment(content: str, media_type: str, reference: str, end: str) -> Response:
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="case-{reference}.{end}"'
        },
    )
