"""What a customer has told so far, as it travels from form to form."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from assistant.desk import Problem
from assistant.model.policy import Policy
from assistant.model.verdict import UNKNOWN
from assistant.service.bodies import Form, blank, query_form
from assistant.service.refusals import Refused


@dataclass(frozen=True, slots=True)
class Asked:
    """What a customer has told so far; travels in the form, never in a session."""

    text: str
    facts: Mapping[str, str]
    asked: tuple[str, ...]

    @classmethod
    def from_form(cls, form: Form) -> "Asked":
        """Return what a form holds; a question left open counts as not asked."""
        facts = {name: value for name, value in form.under("fact-").items() if value}
        asked = tuple(dict.fromkeys(form.all("asked")))
        return cls(
            form.one("text"), facts, tuple(name for name in asked if name in facts)
        )

    def fields(self) -> list[tuple[str, str]]:
        """Return it as the fields of a form: names and values."""
        facts = [(f"fact-{name}", value) for name, value in self.facts.items()]
        return [("text", self.text), *facts, *(("asked", each) for each in self.asked)]

    def problem(self) -> Problem:
        """Return it as the desk takes it; what shows nothing is no text."""
        text = "" if blank(self.text) else self.text
        return Problem(text, facts=self.facts, asked=self.asked)


def facts_named(request: Request, policy: Policy) -> Mapping[str, str]:
    """Return the facts that an address names; what is not declared is left out."""
    try:
        query = query_form(request)
    except Refused:
        return {}
    named: dict[str, str] = {}
    for fact in policy.facts.values():
        values = query.all(fact.id)
        if not fact.supplied and values and values[0] in (*fact.ids, UNKNOWN):
            named[fact.id] = values[0]
    return named
