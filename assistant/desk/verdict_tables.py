"""Verdicts compiled into tables, so that a browser can look them up without a server.

``verdicts.js`` reads what is written here and answers as ``guided.answer_facts`` does,
byte for byte. What it looks up is made by the functions that answer here.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import prod
from typing import Any, Final

from assistant.desk import members
from assistant.desk.published import plain
from assistant.desk.verdicts import MOST_URGENT_DECIDES
from assistant.model.guide import DECIDES_UNLESS_TOLD
from assistant.model.policy import Policy
from assistant.model.verdict import Valued
from assistant.model.wording import STATUS_MEANS, STATUS_NAMES, UNKNOWN_LABEL
from assistant.rules import Compiler, Engine, Order, Outcomes
from assistant.rules.diagrams import Node, written

_VALUED: Final = ("case_starts_as", "may_change", "support_level", "account_contact")
"""Decisions of which a verdict tells the value and its words, and nothing more."""


def verdict_tables(engine: Engine) -> dict[str, Any]:
    """Return everything that ``verdicts.js`` needs for the policy in force on one day.

    Everything in it can be written as JSON. A table is ``where``, the diagram as
    ``diagrams.written`` writes it, and ``told``, the values of its leaves; clauses in
    these are ids.
    """
    policy = engine.policy
    tables = _Tables(engine)
    return {
        "policy_version": policy.version,
        "as_of": engine.as_of.isoformat(),
        "scope": tables.supplied.get("message_scope", "in_scope"),
        "person": {
            "says": policy.organization.contact.says,
            "urgent_says": policy.organization.contact.urgent_says,
        },
        "words": {
            "most_urgent_decides": MOST_URGENT_DECIDES,
            "unknown": UNKNOWN_LABEL,
            "status_names": dict(STATUS_NAMES),
            "status_means": dict(STATUS_MEANS),
        },
        **_nouns(policy),
        "levels": [(each.id, len(each.ids)) for each in policy.facts.values()],
        "priority_facts": tables.askable(engine.facts_behind("priority")),
        "members": tables.members(),
        "decisions": tables.decisions(),
        "spreads": tables.spreads(),
        "clauses": tables.clauses(),
    }


def _nouns(policy: Policy) -> Mapping[str, Any]:
    """Return what the policy declares, as far as an answer shows it."""
    return {
        "facts": [
            {
                "id": fact.id,
                "ask": fact.ask,
                "why": fact.why,
                "values": [{"id": v.id, "label": v.label} for v in fact.values],
                "assumed": fact.assumed,
                "assumed_where": [
                    {name: sorted(values) for name, values in condition.items()}
                    for condition in fact.assumed_where
                ],
            }
            for fact in policy.facts.values()
            if not fact.supplied
        ],
        "plans": [
            {"id": plan.id, "name": plan.name, "summary": plan.summary}
            for plan in policy.plans.values()
        ],
        "channels": [
            {
                "id": channel.id,
                "name": channel.name,
                "about": channel.about,
                "decision": channel.decision,
                "charge": channel.charge,
            }
            for channel in policy.channels.values()
        ],
        "priorities": [
            {
                "id": each.id,
                "name": each.name,
                "label": each.label,
                "urgent": each.urgent,
            }
            for each in policy.ranked()
        ],
        "checklist": [
            {
                "id": item.id,
                "asks": item.asks,
                "fact": item.fact,
                "priorities": list(item.priorities),
            }
            for item in policy.checklist
        ],
    }


class _Tables:
    """Compiles the decisions that a verdict and the guided path read."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.policy = engine.policy
        given, _ = engine.with_assumptions({})
        self.supplied = {
            name: next(iter(values))
            for name, values in given.items()
            if self.policy.facts[name].supplied
        } | {"answers_confidence": "none"}
        closed = {**self.supplied, "question_open": "closed"}
        asking = {**self.supplied, "question_open": "open"}
        self._closed = Compiler(engine, closed)
        self._asking = Compiler(engine, asking)
        usual = self.supplied == closed
        self._plain = self._closed if usual else Compiler(engine, self.supplied)
        self._clauses: dict[str, None] = {}

    def members(self) -> Mapping[str, Any]:
        """Return the tables of the members that are more than a value and its words."""
        policy = self.policy
        urgent_first = Order("priority", [each.id for each in policy.ranked()])
        return {
            "priority": self._table(
                self._plain.decided("priority", self._told_priority, parents=True)
            ),
            "escalation": self._from_value("escalation", members.escalation),
            "response_time": self._from_value(
                "response_time", lambda found: members.response_time(policy, found)
            ),
            "expect": self._table(self._expected()),
            "action": self._table(
                self._action(self._closed, asking=False, under=urgent_first)
            ),
            "action_while_asking": self._table(
                self._action(self._asking, asking=True, under=None)
            ),
        }

    def decisions(self) -> Mapping[str, Any]:
        """Return the tables of all decisions whose value may be told by itself."""
        return {
            name: self._table(self._plain.decided(name, self._told_value))
            for name in dict.fromkeys(
                (*self._of_channels(), *_VALUED, *self._of_entrances())
            )
            if name in self.policy.decisions
        }

    def spreads(self) -> Mapping[str, Any]:
        """Return, for decisions that are asked for, what each situation leads to.

        ``parts`` is what all situations together count: it can be divided by the number
        of values of each fact, in any order.
        """
        found = {}
        for name in dict.fromkeys(
            (*DECIDES_UNLESS_TOLD, *self._of_channels(), *self._of_entrances())
        ):
            where, outcomes = written(self._closed.spread(name))
            facts = self.engine.facts_behind(name)
            found[name] = {
                "where": where,
                "outcomes": outcomes,
                "parts": prod(len(self.policy.facts[fact].ids) for fact in facts),
            }
        return found

    def clauses(self) -> Mapping[str, Any]:
        """Return the clauses that the tables made so far quote."""
        return {
            each.id: {"text": each.text, "url": each.url}
            for each in members.quotes(self.policy, self._clauses)
        }

    def askable(self, facts: Iterable[str]) -> list[str]:
        """Return those among some facts that a customer may name."""
        return [name for name in facts if not self.policy.facts[name].supplied]

    def _of_channels(self) -> Iterator[str]:
        for channel in self.policy.channels.values():
            yield channel.decision
            if channel.charge is not None:
                yield channel.charge

    def _of_entrances(self) -> Iterator[str]:
        for entrance in self.policy.entrances:
            yield from entrance.decides

    def _told_priority(self, outcomes: Outcomes) -> str:
        # Facts alone leave no doubt about a priority that is decided.
        sure = None if outcomes.decided is None else 1.0
        return self._told(members.priority_answer(self.policy, outcomes, sure))

    def _told_value(self, outcomes: Outcomes) -> str:
        return self._told(members.valued(self.policy, outcomes))

    def _from_value(
        self, decision: str, member: Callable[[Valued], object]
    ) -> Mapping[str, Any]:
        """Return the table of a member that is made from the value of a decision."""

        def tell(outcomes: Outcomes | None) -> str:
            return self._told(member(members.valued(self.policy, outcomes)))

        if decision not in self.policy.decisions:
            return self._table(self._plain.always(tell(None)))
        return self._table(self._plain.decided(decision, tell))

    def _expected(self) -> Node:
        if "expect" not in self.policy.decisions:
            return self._plain.always(self._told(()))
        return self._plain.collected(
            "expect", lambda sure: self._told(members.expectations(self.policy, sure))
        )

    def _action(self, compiler: Compiler, *, asking: bool, under: Order | None) -> Node:
        actions = members.actions_in_order(self.policy, asking=asking)
        return compiler.foremost(
            Order("next_action", actions),
            lambda outcomes: self._told(
                members.next_action(self.policy, outcomes, asking=asking)
            ),
            under,
        )

    def _told(self, member: object) -> str:
        """Return a member as JSON, with the ids of its clauses in their place."""
        return json.dumps(self._with_clause_ids(plain(member)))

    def _with_clause_ids(self, node: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(node, tuple):
            return [self._with_clause_ids(each) for each in node]
        if isinstance(node, dict) and "clauses" in node:
            ids = [each["id"] for each in node["clauses"]]
            self._clauses.update(dict.fromkeys(ids))
            return {**node, "clauses": ids}
        return node

    def _table(self, root: Node) -> Mapping[str, Any]:
        where, told = written(root)
        return {"where": where, "told": [json.loads(each) for each in told]}
