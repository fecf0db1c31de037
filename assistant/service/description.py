"""The OpenAPI description, with the names of this policy and a real answer in it."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from assistant.desk import as_json
from assistant.model.addresses import CLAUSES_PAGE
from assistant.model.policy import PLAN, Policy
from assistant.model.verdict import UNKNOWN
from assistant.service.ports import Desk
from assistant.service.refusals import ProblemDocument
from assistant.service.wire import (
    AssistRequest,
    CaseRequest,
    DecideRequest,
    FeedbackRequest,
)

Schema = dict[str, Any]

_PLACE: Final = "#/components/schemas/"
_MODELS: Final = (
    AssistRequest,
    CaseRequest,
    DecideRequest,
    FeedbackRequest,
    ProblemDocument,
)


def described(app: FastAPI, desk: Desk) -> Schema:
    """Return the description of an API that answers from this desk."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
    )
    schemas = document["components"]["schemas"]
    for model in _MODELS:
        schema = TypeAdapter(model).json_schema(ref_template=_PLACE + "{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    _name_what_is_declared(schemas, desk.policy)
    tried = schemas[CaseRequest.__name__]["properties"]["answers_tried"]
    tried["items"] = {"enum": list(desk.kb.articles)}
    _describe_other_matters(schemas)
    _show_examples(document, desk)
    return document


def _name_what_is_declared(schemas: Schema, policy: Policy) -> None:
    """List the plans, priorities and facts that a request may name."""
    facts = {
        fact.id: {"enum": [*fact.ids, UNKNOWN]}
        for fact in policy.facts.values()
        if not fact.supplied
    }
    for model in (AssistRequest, DecideRequest, CaseRequest):
        members = schemas[model.__name__]["properties"]
        members["plan"] = {"enum": [*policy.plans, UNKNOWN, None]}
        members["facts"] = {
            "type": "object",
            "properties": facts,
            "additionalProperties": False,
        }
    asked = schemas[AssistRequest.__name__]["properties"]["asked"]
    asked["items"] = {"enum": list(facts)}
    chosen = schemas[CaseRequest.__name__]["properties"]
    chosen["priority"] = {"enum": [*policy.priorities, None]}


def _show_examples(document: Schema, desk: Desk) -> None:
    """Show a request to each address, in names this policy declares."""
    policy = desk.policy
    worst = policy.ranked()[0]
    text = next(iter(worst.examples), worst.label)
    plan = next(iter(policy.plans))
    told = [f for f in policy.facts.values() if not f.supplied and f.id != PLAN][:2]
    asked = {"text": text, "plan": plan}
    bodies: dict[type, Schema] = {
        AssistRequest: asked,
        DecideRequest: {"facts": {fact.id: fact.ids[0] for fact in told}, "plan": plan},
        CaseRequest: {
            "subject": worst.label,
            "description": text,
            "priority": worst.id,
            "contact": {"name": "A. Customer", "email": "customer@example.com"},
        },
        FeedbackRequest: {"page": f"/{CLAUSES_PAGE}/", "helpful": True},
    }
    for model, body in bodies.items():
        document["components"]["schemas"][model.__name__]["example"] = body
    for name in ("search", "suggest"):
        (query,) = document["paths"][f"/api/v1/{name}"]["get"]["parameters"]
        query["example"] = next(
            (article.title for article in desk.kb.articles.values()), text
        )
    verdict = desk.assist(AssistRequest.model_validate(asked).problem())
    _content(document, "/api/v1/assist", "200")["example"] = as_json(verdict)


def _describe_other_matters(schemas: Schema) -> None:
    """Say that other matters of a message are verdicts without a case draft."""
    verdict = schemas["Verdict"]
    other = {
        **verdict,
        "title": "OtherMatter",
        "properties": {**verdict["properties"]},
        "required": [name for name in verdict["required"] if name != "case_draft"],
    }
    del other["properties"]["case_draft"]
    schemas["OtherMatter"] = other
    verdict["properties"]["also"]["items"] = {"$ref": f"{_PLACE}OtherMatter"}


def _content(document: Schema, path: str, status: str) -> Schema:
    reply = document["paths"][path]["post"]["responses"][status]
    content: Schema = reply["content"]["application/json"]
    return content
