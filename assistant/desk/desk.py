"""The use cases: answer a message, decide from facts, find an article."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from assistant import reading, search
from assistant.desk.guide import Step, own_case
from assistant.desk.guided import answer_facts, case_priority
from assistant.desk.matters import (
    SEVERAL,
    Matter,
    first_and_others,
    matter_of,
    matters_of,
)
from assistant.desk.problem import Problem, checked_facts
from assistant.desk.settling import Known, Settler, unread
from assistant.desk.verdicts import Judge, SearchResult
from assistant.errors import BadRequest
from assistant.meaning import Model, Progress, Vectors, cached, open_model
from assistant.model.addresses import article_url
from assistant.model.kb import Article, KnowledgeBase
from assistant.model.policy import PLAN, Clause
from assistant.model.verdict import AnswerFound, CasePriority, Verdict
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
        self,
        sources: Sources,
        index: search.Index,
        reader: reading.Reader,
        model: Model | None = None,
    ) -> None:
        """Take what was made ready.

        Args:
            sources: The checked content.
            index: Its articles.
            reader: What reads messages.
            model: What compares meanings in search; None compares words alone.
        """
        self.policy = sources.policy
        self.kb = replace(sources.kb, utterances=())  # learned from, not read again
        self._index = index
        self._reader = reader
        self._model = model
        self._engine = lru_cache(_ENGINES_KEPT)(lambda day: Engine(sources.policy, day))
        self._settler = lru_cache(_ENGINES_KEPT)(lambda day: Settler(self._engine(day)))

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
        language = reading.foreign_language(problem.text)
        read = NOTHING_READ if language else self._reader.read(problem.text)
        engine = self.engine(problem.as_of)
        known = self._settled(problem, given, read)
        if language:
            known = unread(known, language)
        whole = matter_of(problem.text, known, engine)
        others: tuple[Matter, ...] = ()
        first = whole
        if read.several >= SEVERAL:
            first, others = self._apart(problem, given, whole)
        found = self._found(problem.text, _ANSWERS, problem.as_of, read.whole)
        judge = Judge(engine, first.known, found)
        verdict = judge.verdict(problem.text, problem.asked)
        if verdict.scope == "out_of_scope":
            return verdict
        return replace(
            verdict, also=tuple(self._other(problem, each) for each in others)
        )

    def _apart(
        self, problem: Problem, given: Mapping[str, str], whole: Matter
    ) -> tuple[Matter, tuple[Matter, ...]]:
        """Return the most urgent matter of a message, and the others.

        What the customer named beside the message is about the most urgent one; only
        the plan holds for all.
        """
        plan = {name: value for name, value in given.items() if name == PLAN}
        matters = matters_of(
            problem.text,
            self.engine(problem.as_of),
            lambda text: self._settled(problem, plan, self._reader.read(text)),
        )
        if given != plan:
            return whole, tuple(matters[1:])
        return first_and_others(whole, matters, self.policy)

    def _other(self, problem: Problem, matter: Matter) -> Verdict:
        """Answer a matter beside the most urgent one; nothing is asked about it."""
        found = self._found(matter.text.strip(), _ANSWERS, problem.as_of)
        judge = Judge(self.engine(problem.as_of), matter.known, found)
        return judge.verdict(matter.text.strip(), asked=tuple(self.policy.facts))

    def decide(self, problem: Problem) -> Verdict:
        """Answer from facts alone; a text is kept for the case draft, never read.

        Raises:
            UnknownName: A fact, value or plan given is not declared.
            BadRequest: Two plans are given.
        """
        return answer_facts(
            self.engine(problem.as_of),
            checked_facts(self.policy, problem),
            text=problem.text,
            asked=problem.asked,
        )

    def case_priority(self, problem: Problem) -> CasePriority:
        """Return what the answer from facts alone says of the priority of a case.

        Raises:
            UnknownName: A fact, value or plan given is not declared.
            BadRequest: Two plans are given.
        """
        facts = checked_facts(self.policy, problem)
        return case_priority(self.engine(problem.as_of), facts)

    def _settled(
        self, problem: Problem, named: Mapping[str, str], read: reading.Reading
    ) -> Known:
        return self._settler(problem.as_of or today()).settle(named, read)

    def own_case(self, verdict: Verdict) -> Step | None:
        """Return where the article found is answered for the customer's own case."""
        return own_case(self.engine(), verdict)

    def search(
        self, query: str, *, limit: int = 10, as_of: date | None = None
    ) -> SearchResult:
        """Return the articles that answer a query, best first."""
        return self._found(query, limit, as_of)

    def suggest(
        self, typed: str, *, limit: int = 5, as_of: date | None = None
    ) -> tuple[Article, ...]:
        """Return the articles that may be meant by what is still being typed."""
        found = search.suggest(self._index, typed, limit, as_of=as_of or today())
        return tuple(self.kb.articles[each] for each in found)

    def _found(
        self, text: str, limit: int, as_of: date | None, whole: Vectors | None = None
    ) -> SearchResult:
        """Return the articles for a text; ``whole`` is its vector, if known already."""
        found = search.find(
            self._index,
            text,
            limit=limit,
            as_of=as_of or today(),
            embed=self._embedding(text, whole),
            apart="?" in text,
        )
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

    def _embedding(
        self, text: str, whole: Vectors | None
    ) -> Callable[[Sequence[str]], Vectors] | None:
        """Return what embeds texts, but for the one whose vector is known."""
        model = self._model
        if model is None or whole is None:
            return model.embed if model else None

        def embed(texts: Sequence[str]) -> Vectors:
            if texts and texts[0] == text:
                return np.vstack([whole, model.embed(texts[1:])])
            return model.embed(texts)

        return embed


def open_desk(
    sources: Sources,
    *,
    folder: Path | None = None,
    progress: Progress = lambda _done, _all: None,
    say: Callable[[str], object] = lambda _why: None,
) -> Desk:
    """Return a desk over checked sources: builds the index, makes the reader ready.

    Args:
        sources: The content.
        folder: Where what was learned is kept between starts; None keeps nothing.
        progress: Is told how many of the messages new to it were understood.
        say: Is told why meanings are not compared, where they are not.
    """
    model = open_model(say=say)
    kb = sources.kb
    return Desk(
        sources,
        searchable(kb, sources.policy.clauses.values(), model, folder),
        reading.ready(
            kb.utterances, sources.policy.facts, kb.cues, model, folder, progress
        ),
        model,
    )


def searchable(
    kb: KnowledgeBase,
    clauses: Iterable[Clause],
    model: Model | None,
    folder: Path | None = None,
) -> search.Index:
    """Return the index of a knowledge base."""
    kept = folder / "articles" if folder else None
    embed = partial(cached, model, folder=kept) if model else None
    return search.build(kb.articles.values(), clauses, kb.synonyms, embed=embed)
