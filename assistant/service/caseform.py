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
from assistant.model.policy import PLAN, Fact, Policy
from assistant.model.verdict import UNKNOWN, CaseDraft, Verdict
from assistant.service.bodies import Form, trimmed
from assistant.service.screens import FIRST_ASKED, Words
from assistant.service.wire import KEY, MOST_TRIED, CaseRequest

_SAID_BY_PRIORITY: Final = "customer_priority"
"""The fact that the choice of a priority on this form answers."""

_VERSION: Final = re.compile(r"[\x21-\x7e]{1,100}")
_CHOSEN: Final = "The customer chose this priority."
_LONGEST_REASON: Final = LONGEST_ANSWER - len(f"{_CHOSEN} ")

FAULTS: Final[Mapping[str, str]] = {
    "subject": f"Write a subject, in one line of at most {LONGEST_LINE} characters.",
    "description": (
        f"Describe what happened, in at most {LONGEST_DESCRIPTION:,} characters."
    ),
    "name": "Write your name, in one line.",
    "email": "Write one e-mail address, like name@example.com.",
    "priority": "Choose one of the priorities offered.",
    "facts": "Choose again under “What is known”: a choice is no longer offered.",
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
class CaseForm:
    """The fields of the case form, as they stand.

    Attributes:
        fits: The priority that fits what was told, or "".
        reason: Why it fits.
        checks: Checklist entry to answer; an empty answer is still to give.
        tried: Articles that did not solve it.
        key: Makes one case of a form that is sent twice.
        faults: Name of a field to what is wrong with it, in order of the form.
    """

    subject: str
    description: str
    priority: str
    fits: str
    reason: str
    facts: Mapping[str, str]
    checks: Mapping[str, str]
    offered: tuple[str, ...]
    tried: tuple[str, ...]
    policy_version: str
    key: str
    name: str = ""
    email: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_verdict(cls, verdict: Verdict, text: str) -> "CaseForm":
        """Return a form filled with everything that is known.

        While more than one priority is possible the most urgent one is preselected.
        """
        draft = verdict.case_draft
        possible = verdict.priority.candidates
        if draft is None:
            return cls(
                "", text, "", "", "", {}, {}, (), (), verdict.policy_version, new_key()
            )
        return cls(
            subject=draft.subject,
            description=draft.description,
            priority=draft.priority or (possible[0] if possible else ""),
            fits=draft.priority or "",
            reason=draft.priority_reason,
            facts={
                name: value
                for name, value in draft.facts.items()
                if name != _SAID_BY_PRIORITY
            },
            checks={each.id: each.known or "" for each in draft.checklist},
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
            fits=form.one("fits"),
            reason=form.one("reason"),
            facts=facts,
            checks=form.under("check-"),
            offered=form.all("offered"),
            tried=form.all("tried"),
            policy_version=form.one("policy_version"),
            key=key if KEY.fullmatch(key) else new_key(),
            name=form.one("name"),
            email=form.one("email"),
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
        asks = {item.id for item in policy.checklist}
        return replace(
            self,
            facts=facts,
            priority=self.priority if self.priority in policy.priorities else "",
            fits=self.fits if self.fits in policy.priorities else "",
            reason=self.reason if len(self.reason) <= _LONGEST_REASON else "",
            checks={n: v for n, v in self.checks.items() if n in asks},
            offered=_known(self.offered, words),
            tried=_known(self.tried, words),
            policy_version=(
                self.policy_version
                if _VERSION.fullmatch(self.policy_version)
                else policy.version
            ),
            faults=faults,
        )

    def selects(self, words: Words) -> tuple[Fact, ...]:
        """Return the facts the form offers: those always asked, then those known."""
        names = dict.fromkeys((*FIRST_ASKED, *self.facts))
        facts = words.policy.facts
        return tuple(facts[name] for name in names if name in facts)

    def draft(self, words: Words) -> CaseDraft:
        """Return the case that the form describes.

        Raises:
            FaultyForm: A field is wrong; carries the form with its faults.
        """
        wrong = set(self.faults)
        members = self._members(words.policy)
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

    def _members(self, policy: Policy) -> Mapping[str, Any]:
        asks = {item.id: item.asks for item in policy.checklist}
        answers = {name: trimmed(answer) for name, answer in self.checks.items()}
        return {
            "subject": self.subject,
            "description": _with_answers(self.description, asks, answers),
            "priority": self.priority or None,
            "priority_reason": self._reason(),
            "plan": self.facts.get(PLAN),
            "facts": dict(self.facts),
            "checklist": [
                {"id": name, "asks": asks[name], "known": answer or None}
                for name, answer in answers.items()
            ],
            "answers_tried": list(self.tried),
            "contact": {"name": self.name, "email": self.email},
            "policy_version": self.policy_version,
        }

    def _reason(self) -> str:
        if self.priority in ("", self.fits) or not self.reason:
            return self.reason
        return f"{_CHOSEN} {self.reason}"


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


def _with_answers(
    description: str, asks: Mapping[str, str], answers: Mapping[str, str]
) -> str:
    """Return the description with a block of what an engineer would ask first.

    A description that was left empty stays empty, so that it is missed.
    """
    told = trimmed(description)
    given = [f"- {asks[name]} {answer}" for name, answer in answers.items() if answer]
    if not told or not given:
        return told
    block = "\n".join(("What an engineer will ask:", *given))
    return f"{told}\n\n{block}"
