"""A verdict in the form in which it is published: what JSON can hold."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from assistant.model.verdict import Verdict


def as_json(verdict: Verdict) -> Mapping[str, Any]:
    """Return the verdict as published: plain lists, objects and scalars."""
    members: dict[str, Any] = plain(verdict)
    for other in members["also"]:
        del other["case_draft"]
    return members


def plain(node: Any) -> Any:  # noqa: ANN401 - whatever a verdict holds
    """Return a node as ``asdict`` would, without its copies of what never changes.

    A whole number is written as one: a confidence of 1, not 1.0, as a browser does.
    """
    if isinstance(node, tuple):
        return tuple([plain(each) for each in node])
    if is_dataclass(node):
        return {name: plain(getattr(node, name)) for name in node.__dataclass_fields__}
    if isinstance(node, Mapping):
        return {name: plain(each) for name, each in node.items()}
    if isinstance(node, float) and node.is_integer():
        return int(node)
    return node
