"""What the API takes: models that are strict, closed and bounded member by member.

What it gives are the dataclasses of ``assistant.model.verdict`` and of ``listings``.
"""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
)

from assistant.desk import Problem
from assistant.desk.problem import checked_facts
from assistant.errors import UnknownName
from assistant.model.policy import Policy
from assistant.model.verdict import CaseDraft, ChecklistEntry, Contact
from assistant.service.bodies import acceptable, normalised

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_EMAIL: Final = (
    r"^[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\"]+\.[^\s@,;:<>()\[\]\\\"]+$"
)
_MOST_FACTS: Final = 64

ASSIST_EXAMPLE: Final[dict[str, JsonValue]] = {
    "text": "None of our 400 agents can take a call since 9:10.",
    "plan": "standard",
}


def _trimmed(value: object) -> object:
    return normalised(value).strip() if isinstance(value, str) else value


def _day(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError


def _words(value: str) -> str:
    if not acceptable(value) or not value.strip():
        raise ValueError
    return normalised(value)


Id = Annotated[str, Field(max_length=100)]
Day = Annotated[date, BeforeValidator(_day)]
# The constraints stand before the trimming: pydantic then applies them after it.
Line = Annotated[
    str,
    StringConstraints(max_length=200, pattern=r"^[^\n\t]*$"),
    BeforeValidator(_trimmed),
]
FilledLine = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\n\t]*$"),
    BeforeValidator(_trimmed),
]
PagePath = Annotated[
    str,
    StringConstraints(max_length=200, pattern=r"^/[^\n\t]*$"),
    BeforeValidator(_trimmed),
]
Email = Annotated[
    str,
    StringConstraints(max_length=200, pattern=_EMAIL),
    BeforeValidator(_trimmed),
]
Paragraphs = Annotated[str, Field(max_length=2_000), BeforeValidator(_trimmed)]
Description = Annotated[
    str, Field(min_length=1, max_length=20_000), BeforeValidator(_trimmed)
]
Facts = Annotated[dict[Id, Id], Field(max_length=_MOST_FACTS)]


class _Request(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class AssistRequest(_Request):
    """A message to answer, with what is known beside it."""

    text: Annotated[str, Field(description="The message, as it was written.")]
    plan: Annotated[Id | None, Field(description="Short for facts.plan.")] = None
    facts: Annotated[
        Facts, Field(description="Facts by name; 'unknown': asked and not known.")
    ] = {}
    asked: Annotated[
        list[Id], Field(max_length=_MOST_FACTS, description="Facts asked already.")
    ] = []
    as_of: Annotated[
        Day | None, Field(description="The day whose policy decides; null is today.")
    ] = None

    model_config = ConfigDict(json_schema_extra={"example": ASSIST_EXAMPLE})

    def problem(self) -> Problem:
        """Return the request as the desk takes it; the text stays as received."""
        return Problem(self.text, self.plan, self.facts, tuple(self.asked), self.as_of)


class DecideRequest(_Request):
    """Facts to decide from, without a message."""

    facts: Facts
    plan: Id | None = None
    as_of: Day | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "facts": {"kind": "problem", "environment": "staging"},
                "plan": "standard",
            }
        }
    )

    def problem(self) -> Problem:
        """Return the request as the desk takes it."""
        return Problem("", self.plan, self.facts, (), self.as_of)


class CaseContact(_Request):
    """Whom to answer; a claim, never an identity."""

    name: FilledLine
    email: Email


class CaseChecklistEntry(_Request):
    """What an engineer will ask, and the answer, if there is one."""

    id: Id
    asks: Line
    known: Paragraphs | None


class CaseRequest(_Request):
    """A case draft as the customer edited it."""

    subject: FilledLine
    description: Description
    contact: CaseContact
    priority: Id | None = None
    priority_reason: Paragraphs = ""
    plan: Id | None = None
    facts: Facts = {}
    checklist: Annotated[list[CaseChecklistEntry], Field(max_length=50)] = []
    answers_tried: Annotated[list[Id], Field(max_length=50)] = []
    policy_version: Id = ""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "subject": "Nobody can take a call",
                "description": "None of our 400 agents can take a call since 9:10.",
                "priority": "P1",
                "contact": {"name": "A. Customer", "email": "customer@example.com"},
            }
        }
    )

    def draft(self, policy: Policy) -> CaseDraft:
        """Return the case, once its names are found in the policy.

        Raises:
            BadRequest: Two plans are given.
            UnknownName: The priority, the plan or a fact is not declared.
        """
        if self.priority is not None and self.priority not in policy.priorities:
            raise UnknownName("priority", policy.priorities, pointer="/priority")
        checked_facts(policy, Problem("", self.plan, self.facts))
        return CaseDraft(
            subject=self.subject,
            description=self.description,
            priority=self.priority,
            priority_reason=self.priority_reason,
            plan=self.plan,
            facts=self.facts,
            checklist=tuple(
                ChecklistEntry(each.id, each.asks, each.known or None)
                for each in self.checklist
            ),
            answers_tried=tuple(self.answers_tried),
            contact=Contact(self.contact.name, self.contact.email),
            policy_version=self.policy_version,
        )


class FeedbackRequest(_Request):
    """What a reader thinks of a page."""

    page: PagePath
    helpful: bool
    reason: Line = ""
    text: Paragraphs = ""

    model_config = ConfigDict(
        json_schema_extra={"example": {"page": "/topics/calls/", "helpful": True}}
    )


class SearchQuery(_Request):
    """What to search for: plain words, no query language."""

    q: Annotated[
        str,
        Field(min_length=1, max_length=400, examples=["review session"]),
        AfterValidator(_words),
    ]
