"""The use cases: answer a message, decide from facts, find an article."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

from assistant import reading, search
from assistant.desk.problem import Problem, checked_facts, known_from
from assistant.desk.verdicts import NOTHING_FOUND, Judge, SearchResult
from assistant.errors import BadRequest
from assistant.model.addresses import article_url
from assistant.model.verdict import AnswerFound, Verdict
from assistant.reading import NOTHING_READ
from assistant.rules import Engine
from assistant.sources import Sources
from assistant.today import today

_ENGINES_KEPT = 8
"""Days whose engine is kept; nearly every request asks for today."""

_ANSWERS = 5
"""Articles shown beside a verdict."""


class Desk:
    """Answers messages from one snapshot of the content; safe to share by threads."""

    def __init__(
        self, sources: Sources, index: search.Index, reader: reading.Reader
    ) -> None:
        self.policy = sources.policy
        self.kb = sources.kb
        self._index = index
        self._reader = reader
        self._engine = lru_cache(_ENGINES_KEPT)(lambda day: Engine(sources.policy, day))

    def engine(self, as_of: date | None = None) -> Engine:
        """Return the engine for a day, today where none is named."""
        return self._engine(as_of or today())

    def assist(self, problem: Problem) -> Verdict:
        """Answer a message.

        Raises:
            UnknownName: A fact, value or plan given is not declared.
            BadRequest: The text is empty or too long, or two plans are given.
        """
        if not problem.text.strip():
            raise BadRequest("the text is empty", pointer="/text", code="empty-text")
        given = checked_facts(self.policy, problem)
        known = known_from(self.policy, given, self._reader.read(problem.text))
        found = self.search(problem.text, limit=_ANSWERS, as_of=problem.as_of)
        judge = Judge(self.engine(problem.as_of), known, found)
        return judge.verdict(problem.text, problem.asked)

    def decide(self, problem: Problem) -> Verdict:
        """Answer from facts alone; a text is kept for the case draft, never read.

        Raises:
            UnknownName: A fact, value or plan given is not declared.
            BadRequest: Two plans are given.
        """
        given = checked_facts(self.policy, problem)
        known = known_from(self.policy, given, NOTHING_READ)
        judge = Judge(self.engine(problem.as_of), known, NOTHING_FOUND)
        return judge.verdict(problem.text, problem.asked)

    def search(
        self, query: str, *, limit: int = 10, as_of: date | None = None
    ) -> SearchResult:
        """Return the articles that answer a query, best first."""
        found = search.find(self._index, query, limit=limit, as_of=as_of or today())
        hits = tuple(
            AnswerFound(
                id=hit.article,
                title=self.kb.articles[hit.article].title,
                url=article_url(self.kb.articles[hit.article]),
                excerpt=hit.excerpt,
                score=round(hit.score, 4),
                highlights=hit.highlights,
            )
            for hit in found.hits
        )
        return SearchResult(hits, found.confidence)


def open_desk(sources: Sources) -> Desk:
    """Return a desk over checked sources: builds the index, trains the reader."""
    return Desk(
        sources,
        search.build(
            sources.kb.articles.values(),
            sources.policy.clauses.values(),
            sources.kb.synonyms,
        ),
        reading.train(sources.kb.utterances, sources.policy.facts),
    )


def as_json(verdict: Verdict) -> Mapping[str, Any]:
    """Return the verdict as published: plain lists, objects and scalars."""
    members = asdict(verdict)
    for other in members["also"]:
        del other["case_draft"]
    return members
