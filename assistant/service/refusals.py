"""Every refusal the service can give, as ``application/problem+json`` (RFC 9457).

A refusal never holds what was sent: its words are written here or by the part that
refused, and a pointer only names members that we declare ourselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from assistant.cases import CasesUnavailable, KeyReused
from assistant.errors import BadRequest

MEDIA_TYPE: Final = "application/problem+json"
_RETRY_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal; its code is part of the published ``type``."""

    status: int
    title: str


KINDS: Final[Mapping[str, Kind]] = {
    "malformed-json": Kind(400, "The body is not JSON of the form we accept."),
    "malformed-form": Kind(400, "The form did not arrive as it was sent out."),
    "key-missing": Kind(400, "The header Idempotency-Key is missing."),
    "key-malformed": Kind(
        400, "The header Idempotency-Key is not 1 to 255 visible ASCII characters."
    ),
    "bad-host": Kind(400, "This service does not answer under that host name."),
    "incomplete-body": Kind(400, "The connection ended before the body did."),
    "cross-site": Kind(403, "A request from another site is not accepted."),
    "not-found": Kind(404, "There is nothing at this address."),
    "method-not-allowed": Kind(405, "This address does not accept that method."),
    "too-large": Kind(413, "The body is larger than this address accepts."),
    "wrong-content-type": Kind(415, "The content type is not the one accepted here."),
    "bad-request": Kind(422, "The request cannot be answered."),
    "invalid-member": Kind(422, "A member of the request is not as published."),
    "bad-text": Kind(422, "A text holds characters that are not accepted."),
    "empty-text": Kind(422, "The text is empty."),
    "too-long": Kind(422, "The text is too long."),
    "unknown-name": Kind(422, "A name is used that is not declared."),
    "two-plans": Kind(422, "Two different plans are given."),
    "key-reused": Kind(422, "This key was used before, for other content."),
    "too-many-requests": Kind(429, "Too many requests; wait a moment."),
    "server-fault": Kind(500, "Something went wrong here; it is not your fault."),
    "cases-unavailable": Kind(503, "Nothing can be saved now; nothing was saved."),
}


@dataclass(frozen=True, slots=True)
class ProblemDocument:
    """The body of every error reply."""

    type: str
    title: str
    status: int
    detail: str | None = None
    pointer: str | None = None


class Refused(Exception):
    """A request that gets an answer other than the one it asked for."""

    def __init__(
        self,
        code: str,
        *,
        detail: str = "",
        pointer: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code if code in KINDS else "bad-request"
        self.kind = KINDS[self.code]
        self.detail = detail
        self.pointer = pointer
        self.headers = dict(headers or {})
        super().__init__(self.code)

    def members(self) -> dict[str, Any]:
        """Return the members of the problem document; empty ones are left out."""
        members = {
            "type": f"/errors/{self.code}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "pointer": self.pointer,
        }
        return {name: value for name, value in members.items() if value}

    def as_problem(self) -> Response:
        """Return the reply for programs."""
        return JSONResponse(
            self.members(),
            status_code=self.kind.status,
            headers=self.headers,
            media_type=MEDIA_TYPE,
        )


def refusal_of(error: Exception) -> Refused:
    """Return the refusal that an error becomes; one we do not know is our fault."""
    match error:
        case Refused():
            return error
        case BadRequest():
            return Refused(error.code, detail=error.title, pointer=error.pointer)
        case CasesUnavailable():
            return Refused(error.code, headers={"Retry-After": str(_RETRY_SECONDS)})
        case KeyReused():
            return Refused(error.code)
        case RequestValidationError():
            return _query_refusal(error)
        case HTTPException(status_code=404):
            return Refused("not-found")
        case HTTPException(status_code=405):
            return Refused("method-not-allowed", headers=error.headers)
        case HTTPException():
            return Refused("bad-request")
        case _:
            return Refused("server-fault")


def body_refusal(error: ValidationError, declared: Mapping[str, Any]) -> Refused:
    """Return the refusal for a body that is not of its published form.

    Args:
        error: What validation found; only the first fault is told.
        declared: JSON Schema of the body; only its own names get into a pointer.
    """
    first = error.errors(include_url=False, include_context=True, include_input=False)
    return Refused(
        "invalid-member",
        detail=_says(first[0]["type"], first[0].get("ctx", {})),
        pointer=_pointer(first[0]["loc"], declared),
    )


def _query_refusal(error: RequestValidationError) -> Refused:
    first = error.errors()[0]
    return Refused("invalid-member", detail=_says(first["type"], first.get("ctx", {})))


def _says(kind: str, context: Mapping[str, Any]) -> str:
    match kind:
        case "missing":
            return "a mandatory member is missing"
        case "extra_forbidden":
            return "there is a member that is not declared"
        case "string_too_short" | "too_short":
            return "it must not be empty"
        case "string_too_long" | "too_long":
            return f"it is longer than {context['max_length']}"
        case "string_pattern_mismatch" | "value_error":
            return "it does not have the form that is published"
        case _:
            expected = {
                "string_type": "a string",
                "bool_type": "true or false",
                "list_type": "a list",
                "dict_type": "an object",
                "model_type": "an object",
                "model_attributes_type": "an object",
                "date_type": "a day written as YYYY-MM-DD",
            }
            return f"it must be {expected.get(kind, 'as published')}"


def _pointer(loc: tuple[int | str, ...], declared: Mapping[str, Any]) -> str:
    """Return a JSON pointer, cut off before the first name that is not ours."""
    names = {*declared.get("properties", {})}
    for definition in declared.get("$defs", {}).values():
        names |= {*definition.get("properties", {})}
    pointer = ""
    for part in loc:
        if not isinstance(part, int) and part not in names:
            break
        pointer += f"/{part}"
    return pointer
