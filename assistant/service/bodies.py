"""Bodies as they come in: bounded while they stream, decoded strictly, checked once.

JSON is refused where two readers could understand it differently: another encoding, a
byte-order mark, duplicate members, NaN, numbers out of range, deep nesting.
"""

import json
import math
import re
import unicodedata
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, NoReturn, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from assistant.service.refusals import Refused, body_refusal

KILOBYTE: Final = 1024
DEEPEST: Final = 16
_MOST_FIELDS: Final = 200
_INTEGERS: Final = range(-(2**63), 2**63)
_LONGEST_INTEGER: Final = 20

# Lone surrogates, NUL and the other control characters save tab, line feed and CR.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_INVISIBLE: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Categories that show nothing by themselves: controls, formats, spaces, marks.
_UNSEEN: Final = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp", "Mn"))
# Letters and a sign that show nothing: Hangul fillers, the blank of Braille.
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# A string is taken whole, ended or not, so that nothing is looked at twice.
_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)

Model = TypeVar("Model", bound=BaseModel)


class Form:
    """The fields of a form, each by name; a name may come more than once."""

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self._fields = fields

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value under a name."""
        return tuple(value for field, value in self._fields if field == name)

    def one(self, name: str) -> str:
        """Return the value under a name, or "".

        Raises:
            Refused: There are several.
        """
        values = self.all(name)
        if len(values) > 1:
            raise Refused("malformed-form")
        return values[0] if values else ""

    def under(self, prefix: str) -> Mapping[str, str]:
        """Return the fields whose names begin with a prefix, without it."""
        names = {field for field, _ in self._fields if field.startswith(prefix)}
        return {name.removeprefix(prefix): self.one(name) for name in sorted(names)}


def json_body(model: type[Model], limit: int) -> Callable[[Request], Awaitable[Model]]:
    """Return a dependency that reads a JSON body of this form.

    Args:
        model: What the body must be.
        limit: Bytes it may have, whatever its header says.
    """
    declared = model.model_json_schema()

    async def read_json(request: Request) -> Model:
        _demand(request, "application/json")
        raw = await _read(request, limit)
        return validated(model, parse_json(raw), declared)

    return read_json


def form_body(limit: int) -> Callable[[Request], Awaitable[Form]]:
    """Return a dependency that reads the fields of a plain form."""

    async def read_form(request: Request) -> Form:
        _demand(request, "application/x-www-form-urlencoded")
        return parse_form(await _read(request, limit))

    return read_form


def validated(
    model: type[Model], members: object, declared: Mapping[str, Any] | None = None
) -> Model:
    """Return the members as a model.

    Raises:
        Refused: They are not of its form.
    """
    try:
        return model.model_validate(members)
    except ValidationError as error:
        refused = body_refusal(error, declared or model.model_json_schema())
    raise refused  # outside the except block: the cause would hold what was sent


def parse_json(raw: bytes) -> object:
    """Return what a JSON body says.

    Raises:
        Refused: It is not JSON of the strict form, or a text in it is not accepted.
    """
    value = load_json(raw)
    check_texts(value)
    return value


def load_json(raw: bytes) -> object:
    """Return what strict JSON says; its texts are still to be checked.

    Raises:
        Refused: It is not JSON of the strict form.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
        detail = "it is not UTF-8"
    else:
        detail = _too_deep(text)
    if detail:
        raise Refused("malformed-json", detail=detail)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_members,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_constant,
        )
    except ValueError:
        detail = "it cannot be parsed"
    if detail:
        raise Refused("malformed-json", detail=detail)
    return value


def check_texts(value: object) -> None:
    """Check every text inside a value, names of members included.

    Raises:
        Refused: One holds characters that are not accepted.
    """
    match value:
        case str() if not acceptable(value):
            raise Refused(
                "bad-text", detail="no lone surrogates, no control characters"
            )
        case dict():
            for name, member in value.items():
                check_texts(name)
                check_texts(member)
        case list():
            for each in value:
                check_texts(each)


def parse_form(raw: bytes) -> Form:
    """Return the fields of a form as browsers send it.

    A person cannot see control characters in what was pasted, so they become spaces;
    NUL, which no keyboard makes, is refused.

    Raises:
        Refused: It is no form in UTF-8, it has too many fields, or it holds a NUL.
    """
    fields = _fields(raw)
    if fields is None:
        raise Refused("malformed-form")
    cleaned = [(name, _INVISIBLE.sub(" ", normalised(value))) for name, value in fields]
    for name, value in cleaned:
        if _FORBIDDEN.search(name) or _FORBIDDEN.search(value):
            raise Refused("bad-text")
    return Form(cleaned)


def query_form(request: Request) -> Form:
    """Return the parameters of an address, each given once.

    Raises:
        Refused: They are not UTF-8, or one is given several times.
    """
    fields = _fields(request.scope["query_string"])
    if fields is None:
        raise Refused("invalid-member", detail="the query is not UTF-8")
    if len(dict(fields)) < len(fields):
        raise Refused("invalid-member", detail="a parameter is given twice")
    return Form(fields)


def normalised(text: str) -> str:
    """Return a text with composed characters and plain line ends."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", unified)


def trimmed(text: str) -> str:
    """Return a text normalised, without blanks around it; "" if it shows nothing."""
    return "" if blank(text) else normalised(text).strip()


def blank(text: str) -> bool:
    """Tell whether nothing of a text can be seen, whatever it holds."""
    return all(unicodedata.category(sign) in _UNSEEN or sign in _BLANK for sign in text)


def acceptable(text: str) -> bool:
    """Tell whether a text holds only characters that are accepted."""
    return _FORBIDDEN.search(text) is None


def _fields(raw: bytes) -> list[tuple[str, str]] | None:
    """Return names and values as a form or an address writes them, None if it fails."""
    try:
        return parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        return None


def _demand(request: Request, media_type: str) -> None:
    essence, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    encoded = request.headers.get("content-encoding", "identity") != "identity"
    if essence.strip().lower() != media_type or charset not in ("", "utf-8") or encoded:
        raise Refused("wrong-content-type", detail=f"send {media_type} in UTF-8")


async def _read(request: Request, limit: int) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise Refused("too-large", detail=f"at most {limit} bytes")
    except ClientDisconnect:
        raise Refused("incomplete-body") from None
    return bytes(body)


def _too_deep(text: str) -> str:
    depth = 0
    for found in _BRACKETS.finditer(text):
        sign = found[0][0]
        depth += (sign in "[{") - (sign in "]}")
        if depth > DEEPEST:
            return f"it is nested deeper than {DEEPEST}"
    return ""


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Refused("malformed-json", detail="an object names a member twice")
    return members


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER or int(digits) not in _INTEGERS:
        raise Refused("malformed-json", detail="an integer needs more than 64 bits")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Refused("malformed-json", detail="a number is out of range")
    return number


def _constant(_: str) -> NoReturn:
    raise Refused("malformed-json", detail="NaN and Infinity are not JSON")
