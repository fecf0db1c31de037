"""Labelled messages: our own, and those of a file in JSON Lines."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import CannotRun
from assistant.model.kb import KnowledgeBase, Utterance
from assistant.model.limits import LONGEST_TEXT
from assistant.model.policy import PLAN, Policy
from assistant.model.verdict import UNKNOWN
from assistant.reading import SCOPE

SCOPES = ("in_scope", "unclear", "out_of_scope")

_MOST_FAULTS = 20
"""Faults of a file that are told."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message with what is known to be right about it; None is not labelled.

    Attributes:
        plan: The plan the customer gives beside the text.
        call: The right answer to "may I call?"; likewise ``charge``.
        articles: Ids of the articles of which any is right; empty is not labelled.
        also: The facts of its other matters; empty means that it holds one alone.
        source: The file it stands in, and its line.
    """

    text: str
    source: str
    line: int
    register: str = ""
    facts: Mapping[str, str] | None = None
    plan: str | None = None
    priority: str | None = None
    scope: str | None = None
    call: str | None = None
    charge: str | None = None
    articles: tuple[str, ...] = ()
    also: tuple[Mapping[str, str], ...] | None = None
    next_action: str | None = None

    @property
    def at(self) -> str:
        """Where a person finds it."""
        return f"{self.source}:{self.line}"


class _Wrong(Exception):
    """What is wrong with one line; never holds what stood there."""


def own_messages(utterances: Iterable[Utterance]) -> tuple[Message, ...]:
    """Return the messages of ``kb/utterances``, labelled with their facts."""
    return tuple(
        Message(
            each.text,
            each.at.path,
            each.at.line,
            each.register,
            each.facts,
            articles=each.articles,
            also=each.also,
        )
        for each in utterances
    )


def read_messages(path: Path, policy: Policy, kb: KnowledgeBase) -> tuple[Message, ...]:
    """Return the messages of a file: one JSON object a line.

    Raises:
        CannotRun: The file cannot be read or lines are wrong; names each by its line.
    """
    labels = _labels(policy, kb)
    messages: list[Message] = []
    faults: list[str] = []
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            members = _checked(_parsed(line), labels)
            messages.append(Message(source=str(path), line=number, **members))
        except _Wrong as wrong:
            faults.append(f"{path}:{number}: {wrong}")
    if faults:
        more = len(faults) - _MOST_FAULTS
        told = [*faults[:_MOST_FAULTS], *([f"and {more} more"] if more > 0 else [])]
        raise CannotRun("\n".join(["these messages cannot be used", *told]))
    if not messages:
        raise CannotRun(f"{path} holds no message")
    return tuple(messages)


def message_of(
    members: Mapping[str, Any], policy: Policy, kb: KnowledgeBase
) -> Message:
    """Return a message from members as a line of a file has them.

    Raises:
        CannotRun: A member is wrong; says which values there are.
    """
    try:
        checked = _checked(dict(members), _labels(policy, kb))
    except _Wrong as wrong:
        raise CannotRun(str(wrong)) from wrong
    return Message(source="", line=0, **checked)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise CannotRun(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CannotRun(f"{path} is not UTF-8") from error


def _parsed(line: str) -> dict[str, Any]:
    try:
        members = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _Wrong("this is not JSON") from error
    if not isinstance(members, dict):
        raise _Wrong('a line is one object: {"text": …}')
    return members


def _checked(
    members: dict[str, Any], labels: Mapping[str, Callable[[Any], Any]]
) -> Mapping[str, Any]:
    members.pop("id", None)
    if strange := set(members) - set(labels):
        known = ", ".join(("id", *labels))
        raise _Wrong(f"{len(strange)} unknown member(s); there are: {known}")
    if "text" not in members:
        raise _Wrong('"text" is missing')
    return {
        name: labels[name](value)
        for name, value in members.items()
        if value is not None
    }


def _labels(policy: Policy, kb: KnowledgeBase) -> Mapping[str, Callable[[Any], Any]]:
    """Return the members a line may have, each with what checks it."""
    channel = policy.channels.get("call")
    calls = policy.decisions[channel.decision].outcomes if channel else ()
    charges = (
        policy.decisions[channel.charge].outcomes if channel and channel.charge else ()
    )
    return {
        "text": _text,
        "facts": lambda given: _facts(given, policy),
        "also": lambda given: _also(given, policy),
        "plan": _one_of("plan", policy.plans),
        "priority": _one_of("priority", policy.priorities),
        "scope": _one_of("scope", SCOPES),
        "call": _one_of("call", calls),
        "charge": _one_of("charge", charges),
        "articles": lambda given: _articles(given, kb.articles),
        "register": _text,
        "next_action": _one_of("next_action", policy.decisions["next_action"].outcomes),
    }


def _text(given: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(given, str) or not given.strip():
        raise _Wrong('"text" and "register" are texts and not empty')
    if len(given) > LONGEST_TEXT:
        raise _Wrong(f"the text is longer than {LONGEST_TEXT} characters")
    return given


def _one_of(name: str, known: Collection[str]) -> Callable[[Any], str]:
    def check(given: Any) -> str:  # noqa: ANN401 - whatever JSON holds
        if not isinstance(given, str) or given not in known:
            there_are = ", ".join(known) or "none in this policy"
            raise _Wrong(f'no such value of "{name}"; there are: {there_are}')
        return given

    return check


def _facts(given: Any, policy: Policy) -> Mapping[str, str]:  # noqa: ANN401 - JSON
    if not isinstance(given, dict):
        raise _Wrong('"facts" is an object: {"fact": "value"}')
    askable = [f.id for f in policy.facts.values() if not f.supplied or f.id == SCOPE]
    if not set(given) <= set(askable):
        raise _Wrong(f"no such fact; there are: {', '.join(askable)}")
    for name, value in given.items():
        values = policy.facts[name].ids
        _one_of(name, values if name == SCOPE else (*values, UNKNOWN))(value)
    return given


def _also(given: Any, policy: Policy) -> tuple[Mapping[str, str], ...]:  # noqa: ANN401
    if not isinstance(given, list):
        raise _Wrong('"also" is a list of objects like "facts"')
    return tuple(_facts(each, policy) for each in given)


def _articles(given: Any, known: Collection[str]) -> tuple[str, ...]:  # noqa: ANN401
    if not isinstance(given, list):
        raise _Wrong('"articles" is a list of ids')
    return tuple(_one_of("articles", known)(each) for each in given)


def plan_of(message: Message) -> str | None:
    """Return the plan a message comes with or names; None where it stays open."""
    named = (message.facts or {}).get(PLAN)
    return message.plan or (named if named != UNKNOWN else None)
