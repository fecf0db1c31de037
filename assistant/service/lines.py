"""Lines of a batch: what the API takes as a body, one a line, each with its own id."""

from collections.abc import Callable, Mapping
from typing import Any

from assistant.errors import BadRequest
from assistant.service.bodies import Model, check_texts, load_json, validated
from assistant.service.refusals import Refused, refusal_of


def answered(
    line: bytes, model: type[Model], answer: Callable[[Model], Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Return the answer to a line, or the problem document that the API would give.

    Args:
        line: JSON with the members of the model, and ``id`` if the sender wants one.
        model: What the line must be, save for its id.
        answer: Answers what is right.
    """
    line_id: str | float | None = None
    try:
        members = load_json(line)
        if isinstance(members, dict):
            line_id = _checked_id(members.pop("id", None))
        check_texts(members)
        return {"id": line_id, **answer(validated(model, members))}
    except (Refused, BadRequest) as error:
        return {"id": line_id, "error": refusal_of(error).members()}


def _checked_id(value: object) -> str | float | None:
    match value:
        case str():
            check_texts(value)
            return value
        case int() | float() if not isinstance(value, bool):
            return value
        case None:
            return None
        case _:
            raise Refused(
                "invalid-member",
                detail="it must be a string or a number",
                pointer="/id",
            )
