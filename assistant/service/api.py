"""The HTTP API, as published in ``docs/http-api.md``."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from assistant.cases import CaseBook
from assistant.desk import SearchResult, as_json
from assistant.model.limits import LONGEST_DESCRIPTION, LONGEST_TEXT
from assistant.model.verdict import Verdict
from assistant.service.bodies import KILOBYTE, json_body, query_form
from assistant.service.listings import (
    ArticleList,
    CaseSaved,
    FactList,
    PlanList,
    Suggestions,
    articles_of,
    facts_of,
    plans_of,
    suggestions_of,
)
from assistant.service.ports import Desk
from assistant.service.refusals import KINDS, MEDIA_TYPE, Refused
from assistant.service.tally import Tally
from assistant.service.wire import (
    KEY,
    AssistRequest,
    CaseRequest,
    DecideRequest,
    FeedbackRequest,
    SearchQuery,
)
from assistant.today import today

PREFIX: Final = "/api/v1"
BODY_LIMIT: Final = 16 * KILOBYTE
# JSON may write one code point in up to four bytes, or as an escape of six.
_ESCAPE: Final = 6
TEXT_LIMIT: Final = _ESCAPE * LONGEST_TEXT + 2 * KILOBYTE
CASE_LIMIT: Final = _ESCAPE * LONGEST_DESCRIPTION + 16 * KILOBYTE
KEY_HEADER: Final = "Idempotency-Key"

_KEY_DESCRIBED: Final = {
    "name": KEY_HEADER,
    "in": "header",
    "required": True,
    "description": "Chosen by you, the same for each repetition of one request.",
    "schema": {"type": "string", "pattern": KEY.pattern},
}
_EVERYWHERE: Final = (400, 403, 429, 500)
_WITH_BODY: Final = (413, 415, 422)
_SUGGESTED: Final = 5


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the error replies of a route as OpenAPI describes them."""
    described: dict[int | str, dict[str, Any]] = {}
    for status in sorted({*_EVERYWHERE, *statuses}):
        kinds = {code: kind for code, kind in KINDS.items() if kind.status == status}
        described[status] = {
            "description": " ".join(kind.title for kind in kinds.values()),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/ProblemDocument"},
                    "examples": {
                        code: {"value": Refused(code).members()} for code in kinds
                    },
                }
            },
        }
    return described


def takes(model: type[BaseModel]) -> dict[str, Any]:
    """Return the body of a route as OpenAPI describes it."""
    reference = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": reference}},
        }
    }


def idempotency_key(
    request: Request,
    key: Annotated[
        str | None,
        Header(alias=KEY_HEADER, include_in_schema=False),
    ] = None,
) -> str:
    """Return the key of a request.

    Raises:
        Refused: There is none, or it has another form.
    """
    if key is None:
        raise Refused("key-missing")
    if len(request.headers.getlist(KEY_HEADER)) > 1 or not KEY.fullmatch(key):
        raise Refused("key-malformed")
    return key


def api_router(desk: Desk, casebook: CaseBook, tally: Tally) -> APIRouter:
    """Return the routes of the API."""
    router = APIRouter(prefix=PREFIX)

    @router.post(
        "/assist",
        summary="Answer a message: what to do first, and on which words that rests",
        response_model=Verdict,
        responses=refusals(*_WITH_BODY),
        openapi_extra=takes(AssistRequest),
    )
    def assist(
        asked: Annotated[AssistRequest, Depends(json_body(AssistRequest, TEXT_LIMIT))],
    ) -> Response:
        return _verdict(desk.assist(asked.problem()), tally)

    @router.post(
        "/decide",
        summary="Answer from facts alone",
        response_model=Verdict,
        responses=refusals(*_WITH_BODY),
        openapi_extra=takes(DecideRequest),
    )
    def decide(
        asked: Annotated[DecideRequest, Depends(json_body(DecideRequest, BODY_LIMIT))],
    ) -> Response:
        return _verdict(desk.decide(asked.problem()), tally)

    @router.get(
        "/search",
        summary="Find articles by plain words",
        dependencies=[Depends(query_form)],
        responses=refusals(422),
    )
    def search(query: Annotated[SearchQuery, Query()]) -> SearchResult:
        return desk.search(query.q)

    @router.get(
        "/suggest",
        summary="Find the titles that may be meant",
        dependencies=[Depends(query_form)],
        responses=refusals(422),
    )
    def suggest(query: Annotated[SearchQuery, Query()]) -> Suggestions:
        return suggestions_of(desk.suggest(query.q, limit=_SUGGESTED))

    @router.get(
        "/facts",
        summary="List the facts that a request may name",
        responses=refusals(),
    )
    def facts() -> FactList:
        return facts_of(desk.policy)

    @router.get("/plans", summary="List the support plans", responses=refusals())
    def plans() -> PlanList:
        return plans_of(desk.policy)

    @router.get("/articles", summary="List the articles", responses=refusals())
    def articles() -> ArticleList:
        return articles_of(desk.policy, desk.kb, today())

    @router.post(
        "/cases",
        summary="Save a case, once for each key",
        status_code=201,
        response_model=CaseSaved,
        responses={
            201: {
                "description": "The case is committed.",
                "headers": {
                    "Idempotent-Replayed": {
                        "description": "Present, and true, where an earlier request "
                        "with this key saved the case.",
                        "schema": {"type": "string", "enum": ["true"]},
                    }
                },
            },
            **refusals(*_WITH_BODY, 503),
        },
        openapi_extra={**takes(CaseRequest), "parameters": [_KEY_DESCRIBED]},
    )
    def save(
        key: Annotated[str, Depends(idempotency_key)],
        case: Annotated[CaseRequest, Depends(json_body(CaseRequest, CASE_LIMIT))],
    ) -> Response:
        accepted = casebook.accept(case.draft(desk.policy, desk.kb), key)
        tally.add("assistant_cases_total", replayed=str(accepted.replayed).lower())
        replayed = {"Idempotent-Replayed": "true"} if accepted.replayed else None
        return JSONResponse({"reference": accepted.reference}, 201, replayed)

    @router.post(
        "/feedback",
        summary="Say whether a page helped",
        status_code=204,
        responses=refusals(*_WITH_BODY, 503),
        openapi_extra=takes(FeedbackRequest),
    )
    def feedback(
        given: Annotated[
            FeedbackRequest, Depends(json_body(FeedbackRequest, BODY_LIMIT))
        ],
    ) -> None:
        casebook.note_feedback(given.page, given.helpful, given.reason, given.text)

    return router


def _verdict(verdict: Verdict, tally: Tally) -> Response:
    tally.add("assistant_verdicts_total", next_action=verdict.next_action)
    return JSONResponse(as_json(verdict))
