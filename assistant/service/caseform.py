"""The case form: filled from a draft, or from what a customer sent; then checked.

Nothing that was typed is ever lost: a form with a fault is shown again as it was.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError

from assistant.errors import BadRequest
from assistant.model.limits import LONGEST_ANSWER, LONGEST_DESCRIPTION, LONGEST_LINE
from assistant.model.policy import PLAN, ChecklistItem, Fact, Policy
from assistant.model.verdict import UNKNOWN, CaseDraft, PriorityAnswer, Verdict
from assistant.screens.case import (
    ANSWERS_HEADING,
    CHOSEN,
    SAID_BY_PRIORITY,
    Row,
    rows_of,
)
from assistant.screens.secrets import secrets_in
from assistant.screens.words import FIRST_ASKED, Words
from assistant.service.bodies import Form, trimmed
from assistant.service.wire import KEY, MOST_TRIED, CaseRequest

_VERSION: Final = re.compile(r"[\x21-\x7e]{1,100}")

FAULTS: Final[Mapping[str, str]] = {
    "subject": f"Write a subject, in one line of at most {LONGEST_LINE} characters.",
    "description": (
        f"Describe what happened, in at most {LONGEST_DESCRIPTION:,} characters."
    ),
    "name": "Write your name, in one line.",
    "email": "Write one e-mail address, like name@example.com.",
    "priority": "Choose one of the priorities offered.",
    "facts": "Choose again below: a choice is no longer offered.",
    "checklist": f"Shorten your answers to at most {LONGEST_ANSWER:,} characters each.",
    "website": "Leave the field “Leave this empty” as it is; we have emptied it.",
}


class FaultyForm(Exception):
    """A form cannot be saved as it is.

    Attributes:
        form: The form as it was sent, with what is wrong beside each field.
    """

    def __init__(self, form: "CaseForm") -> None:
        self.form = form
        super().__init__("the form has faults")


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that looks like a secret, and the field it stands in."""

    field: str
    label: str
    kind: str
    shown: str


@dataclass(frozen=True, slots=True)
class CaseForm:
    """The fields of the case form, as they stand.

    Attributes:
        facts: What is known; a fact that answers something on the checklist is
            answered there.
        assumed: Facts that were assumed, each with the value.
        asks: Ids of what an engineer will ask.
        checks: Answers in words; an empty answer is still to give.
        tried: Articles that did not solve it.
        key: Makes one case of a form that is sent twice.
        as_it_is: Whether the customer wants to send it, secrets and all.
        faults: Name of a field to what is wrong with it, in order of the form.
    """

    subject: str
    description: str
    priority: str
    facts: Mapping[str, str]
    assumed: Mapping[str, str]
    asks: tuple[str, ...]
    checks: Mapping[str, str]
    offered: tuple[str, ...]
    tried: tuple[str, ...]
    policy_version: str
    key: str
    name: str = ""
    email: str = ""
    as_it_is: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_verdict(cls, verdict: Verdict, text: str) -> "CaseForm":
        """Return a form filled with everything that is known.

        While more than one priority is possible the most urgent one is preselected.
        """
        draft = verdict.case_draft
        possible = verdict.priority.candidates
        if draft is None:
            version = verdict.policy_version
            return cls("", text, "", {}, {}, (), {}, (), (), version, new_key())
        assumed = {x.name: x.value for x in verdict.facts if x.origin == "assumed"}
        return cls(
            subject=draft.subject,
            description=draft.description,
            priority=draft.priority or (possible[0] if possible else ""),
            facts={
                name: value
                for name, value in draft.facts.items()
                if name != SAID_BY_PRIORITY
            },
            assumed=assumed,
            asks=tuple(each.id for each in draft.checklist),
            checks={},
            offered=draft.answers_tried,
            tried=draft.answers_tried,
            policy_version=draft.policy_version,
            key=new_key(),
        )

    @classmethod
    def from_form(cls, form: Form) -> "CaseForm":
        """Return the form as it was sent; a key of another form is a new one."""
        key = form.one("key")
        facts = {name: value for name, value in form.under("fact-").items() if value}
        return cls(
            subject=form.one("subject"),
            description=form.one("description"),
            priority=form.one("priority"),
            facts=facts,
            assumed=form.under("assumed-"),
            asks=form.all("asks"),
            checks=form.under("check-"),
            offered=form.all("offered"),
            tried=form.all("tried"),
            policy_version=form.one("policy_version"),
            key=key if KEY.fullmatch(key) else new_key(),
            name=form.one("name"),
            email=form.one("email"),
            as_it_is=form.one("as_it_is") == "yes",
            faults={"website": FAULTS["website"]} if form.one("website") else {},
        )

    def fitted(self, words: Words) -> "CaseForm":
        """Return the form with only those names the policy still declares.

        What is no longer offered is dropped and said, so that the form can be shown.
        A field that nobody sees and that is broken is made anew, and not said: nobody
        could correct it.
        """
        policy = words.policy
        facts = {n: v for n, v in self.facts.items() if _declared(policy, n, v)}
        faults = dict(self.faults)
        if facts != self.facts:
            faults["facts"] = FAULTS["facts"]
        if self.priority and self.priority not in policy.priorities:
            faults["priority"] = FAULTS["priority"]
        asked = {*self.asks, *self.checks}
        return replace(
            self,
            facts=facts,
            priority=self.priority if self.priority in policy.priorities else "",
            asks=tuple(item.id for item in policy.checklist if item.id in asked),
            offered=_known(self.offered, words),
            tried=_known(self.tried, words),
            policy_version=(
                self.policy_version
                if _VERSION.fullmatch(self.policy_version)
                else policy.version
            ),
            faults=faults,
        )

    def rows(self, words: Words) -> tuple[Row, ...]:
        """Return what an engineer will ask, in the policy's order."""
        return rows_of(words, self.asks, self)

    def selects(self, words: Words) -> tuple[Fact, ...]:
        """Return the other facts the form offers: those always asked, those known."""
        asked = {row.fact.id for row in self.rows(words) if row.fact}
        names = dict.fromkeys((*FIRST_ASKED, *self.facts))
        facts = words.policy.facts
        return tuple(facts[n] for n in names if n in facts and n not in asked)

    def leaks(self, words: Words) -> tuple[Leak, ...]:
        """Return what looks like a secret in what a customer wrote."""
        written = [
            ("subject", "Subject", self.subject),
            ("description", "In your own words", self.description),
            ("name", "Your name", self.name),
            *(
                (f"check-{row.item.id}", row.item.asks, row.answer)
                for row in self.rows(words)
                if row.fact is None
            ),
        ]
        return tuple(
            Leak(name, label, secret.kind, secret.shown)
            for name, label, text in written
            for secret in secrets_in(text)
        )

    def draft(self, words: Words, fits: PriorityAnswer) -> CaseDraft:
        """Return the case that the form describes.

        Args:
            words: The policy's names.
            fits: The priority that fits the facts of the form, and why.

        Raises:
            FaultyForm: A field is wrong; carries the form with its faults.
        """
        wrong = set(self.faults)
        members = self._members(words, fits)
        try:
            case = CaseRequest.model_validate(members)
            draft = case.draft(words.policy, words.kb)
        except ValidationError as error:
            for each in error.errors(include_url=False, include_input=False):
                at = each["loc"]
                wrong.add(str(at[1] if at[0] == "contact" else at[0]))
        except BadRequest:
            wrong.add("facts")
        if wrong:
            faults = {name: says for name, says in FAULTS.items() if name in wrong}
            over = len(members["description"]) - LONGEST_DESCRIPTION
            if over > 0:
                faults["description"] = _too_long(over)
            raise FaultyForm(replace(self, faults=faults))
        return draft

    def _members(self, words: Words, fits: PriorityAnswer) -> Mapping[str, Any]:
        known = [(row.item, _known_of(row)) for row in self.rows(words)]
        return {
            "subject": self.subject,
            "description": _with_answers(self.description, known),
            "priority": self.priority or None,
            "priority_reason": self._reason(fits),
            "plan": self.facts.get(PLAN),
            "facts": dict(self.facts),
            "checklist": [
                {"id": item.id, "asks": item.asks, "known": answer or None}
                for item, answer in known
            ],
            "answers_tried": list(self.tried),
            "contact": {"name": self.name, "email": self.email},
            "policy_version": self.policy_version,
        }

    def _reason(self, fits: PriorityAnswer) -> str:
        reason = fits.reason or fits.says
        if self.priority in ("", fits.value) or not reason:
            return reason
        return f"{CHOSEN} {reason}"


def new_key() -> str:
    """Return a key nobody can guess."""
    return secrets.token_urlsafe(24)


def _too_long(over: int) -> str:
    return (
        f"What happened and your answers below are together too long by {over:,} "
        f"characters. Shorten them: at most {LONGEST_DESCRIPTION:,} characters fit."
    )


def _known(articles: Iterable[str], words: Words) -> tuple[str, ...]:
    known = (each for each in dict.fromkeys(articles) if each in words.kb.articles)
    return tuple(islice(known, MOST_TRIED))


def _declared(policy: Policy, name: str, value: str) -> bool:
    fact = policy.facts.get(name)
    return fact is not None and not fact.supplied and value in (*fact.ids, UNKNOWN)


def _known_of(row: Row) -> str:
    """Return an answer in words; that somebody does not know is none."""
    if row.fact is None:
        return trimmed(row.answer)
    return row.fact.label(row.answer) if row.answer not in ("", UNKNOWN) else ""


def _with_answers(description: str, known: Iterable[tuple[ChecklistItem, str]]) -> str:
    """Return the description with a block of what an engineer would ask first.

    A description that was left empty stays empty, so that it is missed.
    """
    told = trimmed(description)
    given = [f"- {item.asks} {answer}" for item, answer in known if answer]
    if not told or not given:
        return told
    block = "\n".join((ANSWERS_HEADING, *given))
    return f"{told}\n\n{block}"
