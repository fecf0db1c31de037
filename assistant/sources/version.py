"""The version of a policy: a digest of what it says."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256

from assistant.model.policy import Policy


def version_of(policy: Policy) -> str:
    """Return the digest of a policy; its own ``version`` takes no part.

    Positions and the order of rows take no part either, so a comment, a moved rule or
    another file name leaves it as it is.
    """
    content = _canonical(policy)
    assert isinstance(content, dict)
    del content["version"]
    # Entrances say which questions come first, never what follows from the answers: an
    # answer kept under this version holds whatever became of the way it was reached.
    del content["entrances"]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _canonical(value: object) -> object:
    if is_dataclass(value):
        # Positions are the attributes that take no part in equality.
        compared = (field.name for field in fields(value) if field.compare)
        return {name: _canonical(getattr(value, name)) for name in compared}
    if isinstance(value, Mapping):
        return {key: _canonical(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return sorted(map(_canonical, value), key=_row_id)
    return value.isoformat() if isinstance(value, date) else value


def _row_id(item: object) -> str:
    """Rows are ordered by id; what has none keeps its place."""
    return str(item["id"]) if isinstance(item, dict) and "id" in item else ""
