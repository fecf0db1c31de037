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
    StringConstraints,
)

from assistant.desk import Problem
from assistant.desk.problem import checked_facts
from assistant.errors import UnknownName
from assistant.model.kb import KnowledgeBase
from assistant.model.limits import (
    LONGEST_ANSWER,
    LONGEST_DESCRIPTION,
    LONGEST_LINE,
    LONGEST_QUERY,
)
from assistant.model.policy import Policy
from assistant.model.verdict import CaseDraft, ChecklistEntry, Contact
from assistant.service.bodies import acceptable, blank, normalised, trimmed

KEY: Final = re.compile(r"^[\x21-\x7e]{1,255}$")
"""What a sender may choose so that a request that is repeated is known again."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_EMAIL: Final = (
    r"^[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\"]+\.[^\s@,;:<>()\[\]\\\"]+$"
)
# Signs that turn the reading direction: in one line they can only mislead.
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MOST_FACTS: Final = 64
MOST_TRIED: Final = 50
"""Articles that a case may name as tried."""


def _trimmed(value: object) -> object:
    return trimmed(value) if isinstance(value, str) else value


def _one_line(value: object) -> object:
    return trimmed(_TURNS.sub("", value)) if isinstance(value, str) else value


def _day(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError


def _words(value: str) -> str:
    if not acceptable(value) or blank(value):
        raise ValueError
    return normalised(value)


Id = Annotated[str, Field(max_length=100)]
Day = Annotated[date, BeforeValidator(_day)]
# The constraints stand before the trimming: pydantic then applies them after it.
Line = Annotated[
    str,
    StringConstraints(max_length=LONGEST_LINE, pattern=r"^[^\n\t]*$"),
    BeforeValidator(_one_line),
]
FilledLine = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_LINE, pattern=r"^[^\n\t]*$"),
    BeforeValidator(_one_line),
]
PagePath = Annotated[
    str,
    # Two slashes in front, of either kind, would name another site.
    StringConstraints(max_length=LONGEST_LINE, pattern=r"^/(?:[^/\\\n\t][^\n\t]*)?$"),
    BeforeValidator(_one_line),
]
Email = Annotated[
    str,
    StringConstraints(max_length=LONGEST_LINE, pattern=_EMAIL),
    BeforeValidator(_one_line),
]
Paragraphs = Annotated[str, Field(max_length=LONGEST_ANSWER), BeforeValidator(_trimmed)]
Description = Annotated[
    str, Field(min_length=1, max_length=LONGEST_DESCRIPTION), BeforeValidator(_trimmed)
]
Query = Annotated[
    str, Field(min_length=1, max_length=LONGEST_QUERY), AfterValidator(_words)
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

    def problem(self) -> Problem:
        """Return the request as the desk takes it.

        The text stays as received; one of which nothing can be seen is none.
        """
        text = "" if blank(self.text) else self.text
        return Problem(text, self.plan, self.facts, tuple(self.asked), self.as_of)


class DecideRequest(_Request):
    """Facts to decide from, without a message."""

    facts: Facts
    plan: Id | None = None
    as_of: Day | None = None

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
    answers_tried: Annotated[list[Id], Field(max_length=MOST_TRIED)] = []
    policy_version: Id = ""

    def draft(self, policy: Policy, kb: KnowledgeBase) -> CaseDraft:
        """Return the case, once its names are found in policy and articles.

        Raises:
            BadRequest: Two plans are given.
            UnknownName: The priority, the plan, a fact or an article is not declared.
        """
        if self.priority is not None and self.priority not in policy.priorities:
            raise UnknownName("priority", policy.priorities, pointer="/priority")
        checked_facts(policy, Problem("", self.plan, self.facts))
        for place, tried in enumerate(self.answers_tried):
            if tried not in kb.articles:
                raise UnknownName(
                    "article", kb.articles, pointer=f"/answers_tried/{place}"
                )
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


class SearchQuery(_Request):
    """What to search for: plain words, no query language."""

    q: Query


class SearchLine(_Request):
    """The same as a member of its own name, for a line of a batch."""

    query: Query
