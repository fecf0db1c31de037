"""The content of the site as JSON: ``data/articles.json`` and its sisters.

Members that the API lists too are called as they are there.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from assistant.helpcenter.matrix import PlanTable, Response, Square, plan_tables
from assistant.helpcenter.words import answer
from assistant.helpcenter.words import charge as charge_in_words
from assistant.model.addresses import article_url, clause_url, decision_url, plan_url
from assistant.model.kb import Article
from assistant.model.policy import Clause, Decision, Rule
from assistant.model.verdict import UNDECIDED
from assistant.rules import Engine, Outcomes
from assistant.sources import Sources

Members = dict[str, Any]

DATA_FILES: Final = {
    "articles": "Every article with its answer, owner and review date.",
    "clauses": "Every clause of the policy, word for word, with its status.",
    "plans": "What each plan includes at every priority, and the clauses behind it.",
    "decisions": "Every decision: its rules, their conditions and their sentences.",
}
"""The files, each with what it holds: ``data/<name>.json``."""


def data_files(sources: Sources, engine: Engine, site_url: str) -> Mapping[str, str]:
    """Return the files: path, JSON.

    Args:
        sources: The articles.
        engine: The policy, and the day it is told for.
        site_url: Where the site stands; "" leaves addresses as the API gives them,
            from the root of the site.
    """
    policy = engine.policy
    teller = _Teller(site_url)
    listed = {
        "articles": list(map(teller.article, sources.kb.articles.values())),
        "clauses": list(map(teller.clause, policy.clauses.values())),
        "plans": list(map(teller.plan, plan_tables(engine))),
        "decisions": list(map(teller.decision, policy.decisions.values())),
    }
    head = {"policy_version": policy.version, "as_of": engine.as_of}
    return {
        f"data/{name}.json": _written({**head, name: listed[name]})
        for name in DATA_FILES
    }


def _written(content: Members) -> str:
    compact = (",", ":")
    return json.dumps(
        content, ensure_ascii=False, separators=compact, default=date.isoformat
    )


class _Teller:
    """Tells parts of the model as JSON objects."""

    def __init__(self, site_url: str) -> None:
        self._site_url = site_url

    def article(self, article: Article) -> Members:
        return {
            "id": article.id,
            "title": article.title,
            "url": self._url(article_url(article)),
            "short_answer": article.short_answer,
            "body": article.body,
            "topic": article.topic or None,
            "status": article.status,
            "note": article.note or None,
            "also_asked": article.also_asked,
            "clauses": article.clauses,
            "related": article.related,
            "tags": article.tags,
            "previous_ids": article.previous_ids,
            "owner": article.owner,
            "reviewed": article.reviewed,
            "effective_from": article.effective_from,
            "effective_to": article.effective_to,
        }

    def clause(self, clause: Clause) -> Members:
        return {
            "id": clause.id,
            "url": self._url(clause_url(clause.id)),
            "text": clause.text,
            "article": clause.article,
            "status": clause.status,
            "note": clause.note or None,
            "owner": clause.owner,
            "reviewed": clause.reviewed,
        }

    def plan(self, table: PlanTable) -> Members:
        plan = table.plan
        return {
            "id": plan.id,
            "name": plan.name,
            "url": self._url(plan_url(plan.id)),
            "summary": plan.summary,
            "status": plan.status,
            "note": plan.note or None,
            "channels": {name: entry.access for name, entry in plan.channels.items()},
            "table": [
                {
                    "channel": row.channel.id,
                    "name": row.channel.name,
                    "priorities": list(map(self._square, row.squares)),
                }
                for row in table.rows
            ],
            "response_times": list(map(self._response, table.responses)),
        }

    def decision(self, decision: Decision) -> Members:
        rest = decision.otherwise
        return {
            "id": decision.id,
            "url": self._url(decision_url(decision.id)),
            "question": decision.question,
            "outcomes": decision.outcomes,
            "hit": decision.hit,
            "undecided": decision.undecided or None,
            "rules": [self._rule(decision, each) for each in decision.rules],
            "otherwise": None if rest is None else self._rule(decision, rest),
        }

    def _rule(self, decision: Decision, rule: Rule) -> Members:
        return {
            "id": rule.id,
            "url": self._url(decision_url(decision.id, rule.id)),
            "when": {name: sorted(values) for name, values in rule.when.items()},
            "unless": rule.unless,
            "then": rule.then,
            "says": rule.says,
            "because": rule.because,
            "status": rule.status,
            "note": rule.note or None,
            "effective_from": rule.effective_from,
            "effective_to": rule.effective_to,
        }

    def _square(self, square: Square) -> Members:
        charge = square.charge
        return {
            "priority": square.priority.id,
            "name": square.priority.name,
            "answer": _outcome(square.answer),
            "answer_words": answer(square.answer),
            "charge": None if charge is None else _outcome(charge),
            "charge_words": None if charge is None else charge_in_words(charge),
            "says": square.says,
            "status": square.status,
            "clauses": square.clauses,
            "url": self._decided(square.answer),
        }

    def _response(self, response: Response) -> Members:
        row = response.row
        return {
            "priority": response.priority.id,
            "within": None if row is None else row.within,
            "counted": None if row is None else row.counted or None,
            "says": response.outcomes.says,
            "status": response.status,
            "clauses": response.outcomes.clauses,
            "url": self._decided(response.outcomes),
        }

    def _decided(self, outcomes: Outcomes) -> str:
        rule = None if outcomes.applied is None else outcomes.applied.rule.id
        return self._url(decision_url(outcomes.decision.id, rule))

    def _url(self, url: str) -> str:
        return self._site_url + url[1:] if self._site_url else url


def _outcome(outcomes: Outcomes) -> str:
    return outcomes.decided or UNDECIDED
