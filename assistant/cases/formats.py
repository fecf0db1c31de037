"""A case as a customer takes it along: JSON, Markdown, a letter.

Nothing here sends anything.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Final
from urllib.parse import quote

from assistant.model.kb import KnowledgeBase
from assistant.model.policy import Policy
from assistant.model.verdict import UNKNOWN, CaseDraft

LONGEST_MAIL_ADDRESS: Final = 1_900
"""Signs of a mailto address; mail programs begin to cut at about two thousand."""

_MARKS: Final = re.compile(r"[\\`*\[\]]")
MAIL_CUT: Final = "\n\n[Cut here. The whole text is in the download.]"


def as_json(case: CaseDraft, reference: str) -> str:
    """Return the case as JSON with its reference."""
    members = {"reference": reference, **asdict(case)}
    return json.dumps(members, indent=2, ensure_ascii=False) + "\n"


def as_markdown(
    case: CaseDraft, reference: str, policy: Policy, kb: KnowledgeBase
) -> str:
    """Return the case as text that reads well and that Markdown renders.

    Nothing in it is markup but what is written here: lines are escaped, and the
    description stands in a fence that it cannot close.
    """
    blocks = [
        f"# {_escaped(case.subject)}",
        _items(_heading(case, reference, policy)),
        f"## What happened\n\n{_fenced(case.description)}",
    ]
    sections = {
        "What is known": _facts(case, policy),
        "Not answered yet": (
            entry.asks for entry in case.checklist if entry.known is None
        ),
        "Articles tried": (
            kb.articles[each].title if each in kb.articles else each
            for each in case.answers_tried
        ),
    }
    for title, lines in sections.items():
        items = _items(lines)
        if items:
            blocks.append(f"## {title}\n\n{items}")
    return "\n\n".join(blocks) + "\n"


def as_mail(case: CaseDraft, reference: str, policy: Policy, kb: KnowledgeBase) -> str:
    """Return a mailto address with the case in it, cut where it grows too long."""
    to = quote(policy.organization.contact.mail or "", safe="@")
    address = f"mailto:{to}?subject={quote(case.subject, safe='')}&body="
    body = as_markdown(case, reference, policy, kb)
    room = LONGEST_MAIL_ADDRESS - len(address)
    if len(_in_mail(body)) <= room:
        return address + _in_mail(body)
    room -= len(_in_mail(MAIL_CUT))
    while body and len(_in_mail(body)) > room:
        # Each sign takes at most twelve in an address, so this never cuts too much.
        body = body[: -max(1, (len(_in_mail(body)) - room) // 12)]
    return address + _in_mail(body + MAIL_CUT)


def _in_mail(text: str) -> str:
    return quote(text.replace("\n", "\r\n"), safe="")


def _heading(case: CaseDraft, reference: str, policy: Policy) -> Iterator[str]:
    yield f"Reference: {reference}"
    if case.priority is not None:
        priority = policy.priorities[case.priority]
        yield f"Priority: {priority.name}, {priority.label}"
    if case.priority_reason:
        yield f"Why: {case.priority_reason}"
    if case.plan is not None and case.plan != UNKNOWN:
        yield f"Plan: {policy.plans[case.plan].name}"
    sender = [each for each in (case.contact.name, case.contact.email) if each]
    if sender:
        yield f"From: {', '.join(sender)}"
    if case.policy_version:
        yield f"Policy version: {case.policy_version}"


def _facts(case: CaseDraft, policy: Policy) -> Iterator[str]:
    for name, value in case.facts.items():
        fact = policy.facts.get(name)
        if fact is not None and name != "plan" and value != UNKNOWN:
            yield f"{fact.ask} {fact.label(value)}"


def _items(lines: Iterable[str]) -> str:
    return "\n".join(f"- {_escaped(line)}" for line in lines)


def _escaped(line: str) -> str:
    """Return a text as one line in which Markdown and HTML find no markup."""
    return html.escape(_MARKS.sub(r"\\\g<0>", " ".join(line.split())), quote=False)


def _fenced(text: str) -> str:
    """Return a text between fences longer than any run of backquotes in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
