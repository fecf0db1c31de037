"""``{{ }}`` in articles: values that policy owns, written once."""

import re
from collections.abc import Callable
from typing import Final

from assistant.model.policy import Policy
from assistant.sources.fields import Context, Verbatim
from assistant.sources.names import Kind
from assistant.sources.nodes import Scalar
from assistant.sources.report import shown, suggestion

REFERENCE: Final = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")
HELD_OPEN: Final = "\ue000"
_OPENED: Final = re.compile(r"\{\{")

_FIXED: Final[dict[str, Callable[[Policy], str]]] = {
    "organization.name": lambda policy: policy.organization.name,
    "organization.support_name": lambda policy: policy.organization.support_name,
    "contact.says": lambda policy: policy.organization.contact.says,
}
_OF_A_ROW: Final[dict[tuple[str, str], Callable[[Policy, str], str]]] = {
    ("plan", "name"): lambda policy, name: policy.plans[name].name,
    ("priority", "name"): lambda policy, name: policy.priorities[name].name,
    ("priority", "label"): lambda policy, name: policy.priorities[name].label,
    ("channel", "name"): lambda policy, name: policy.channels[name].name,
    ("channel", "limit"): lambda policy, name: policy.channels[name].limit,
    ("role", "name"): lambda policy, name: policy.roles[name].name,
}


class Templated(Verbatim):
    """Text in which references may stand."""

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the text as written, and note what it refers to."""
        for found in REFERENCE.finditer(node.value):
            _mention(found, node, here)
        for found in _OPENED.finditer(held_open(node.value)):
            message = 'this "{{" has no "}}" on its line'
            hint = "write it as in {{ plan.standard.name }}"
            here.error(node.place(found), "M002", message, hint)
        return text


def held_open(text: str) -> str:
    """Return the text with each reference taken by as many characters of no meaning."""
    return REFERENCE.sub(lambda found: HELD_OPEN * len(found[0]), text)


def _mention(found: re.Match[str], node: Scalar, here: Context) -> None:
    at = node.place(found)

    def mention(what: str, name: str, scope: str = "") -> None:
        here.names.mention(Kind(what, scope), name, at, here.where, "M002")

    path = found[1]
    kind, _, rest = path.partition(".")
    name, _, attribute = rest.rpartition(".")
    if kind == "clause" and rest:
        mention("clause", rest)
    elif kind == "outcome" and name:
        decision, _, rule = rest.partition(".")
        mention("decision", decision)
        mention("rule", rule, decision)
    elif (kind, attribute) in _OF_A_ROW and name:
        mention(kind, name)
        if attribute == "limit":
            mention("channel with a limit", name)
    elif path not in _FIXED:
        message = f"{shown(path)} is not something to refer to"
        here.error(at, "M002", message, suggestion(path, _FORMS, "write one of"))


_FORMS: Final = (
    *_FIXED,
    *(f"{kind}.ID.{attribute}" for kind, attribute in _OF_A_ROW),
    "clause.ID",
    "outcome.DECISION.RULE",
)


def filled(
    text: str, policy: Policy | None, written: Callable[[str], str] = str
) -> str:
    """Return a text with its references filled in.

    Args:
        text: Text whose references are known to be sound.
        policy: Where the values come from; without one, each reference becomes its
            last word.
        written: How a value is written into the text.
    """

    def value(found: re.Match[str]) -> str:
        path = found[1]
        if policy is None:
            return path.rpartition(".")[2]
        return written(" ".join(_value(path, policy).split()))

    return REFERENCE.sub(value, text)


def _value(path: str, policy: Policy) -> str:
    if path in _FIXED:
        return _FIXED[path](policy)
    kind, _, rest = path.partition(".")
    if kind == "clause":
        return policy.clauses[rest].text
    if kind == "outcome":
        decision, _, rule = rest.partition(".")
        outcome = policy.decisions[decision].rule(rule).then
        priority = policy.priorities.get(outcome)
        return outcome if priority is None else priority.name
    name, _, attribute = rest.rpartition(".")
    return _OF_A_ROW[kind, attribute](policy, name)


def as_markdown(value: str) -> str:
    """Return a value written so that Markdown shows exactly its words."""
    return _SPECIAL.sub(lambda found: _ESCAPED.get(found[0], f"\\{found[0]}"), value)


_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]<>&#]")
_ESCAPED: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
