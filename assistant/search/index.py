"""What is searched: built once from articles, clauses and synonyms, then only read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.model.kb import Article, Synonym
from assistant.model.policy import Clause
from assistant.search.excerpts import Sentence, plain, sentences
from assistant.search.queries import QueryReader
from assistant.search.words import Word, words

if TYPE_CHECKING:
    from assistant.search.postings import Document
    from assistant.search.scoring import Embed, Scorer
    from assistant.search.suggesting import Suggester

SUMMARY = 400
"""As many letters of an answer as stand for its meaning; most short answers fit."""


@dataclass(frozen=True, slots=True)
class Index:
    """Articles made ready for `find`; safe to share between threads.

    It lives in memory only. A Whoosh index on disk is unpickled when it is opened, so
    whoever can write the file can run code; this one never touches a disk.

    Attributes:
        articles: The articles, in the order the scorer has them.
        told: The sentences of each article's answer, by its id.
        queries: Reads what somebody types.
        suggester: Completes it while they type.
        scorer: None where there are no articles.
    """

    articles: Sequence[Article]
    told: Mapping[str, Sequence[Sentence]]
    queries: QueryReader
    suggester: "Suggester"
    scorer: "Scorer | None"


def build(
    articles: Iterable[Article],
    clauses: Iterable[Clause],
    synonyms: Iterable[Synonym],
    *,
    embed: "Embed | None" = None,
) -> Index:
    """Return an index of these articles, each with the clauses that belong to it.

    Args:
        articles: What is to be found.
        clauses: Those that name an article, or are named by one, are searched with it.
        synonyms: Names that mean the same.
        embed: Gives texts their meaning; called once, with all that is compared.
            Without it the index compares words and letters.
    """
    # These need numpy, which is not loaded for those who do not search.
    from assistant.meaning.spelling import words_spelt_right  # noqa: PLC0415
    from assistant.search.suggesting import Suggester  # noqa: PLC0415

    articles = tuple(articles)
    clauses = tuple(clauses)
    told = {article.id: sentences(article) for article in articles}
    phrased = [_phrasings(article) for article in articles]
    answers = [_answer(article, told[article.id], clauses) for article in articles]
    spoken = [
        [
            word
            for document in (*asked, answer)
            for held in document.values()
            for word in held
        ]
        for asked, answer in zip(phrased, answers, strict=True)
    ]
    queries = QueryReader(spoken, tuple(synonyms), words_spelt_right())
    documents = [*(each for asked in phrased for each in asked), *answers]
    return Index(
        articles=articles,
        told=told,
        queries=queries,
        suggester=Suggester(phrased, queries),
        scorer=_scorer(articles, told, documents, embed),
    )


def _phrasings(article: Article) -> list[dict[str, list[Word]]]:
    """Return a document for each way to ask for the article."""
    variants = [{"variant": words(variant)} for variant in article.also_asked]
    return [{"title": words(article.title)}, *variants]


def _answer(
    article: Article, told: Iterable[Sentence], clauses: Iterable[Clause]
) -> dict[str, list[Word]]:
    """Return the document that holds the article's answer and its clauses."""
    return {
        "answer": [word for sentence in told for word in sentence.words],
        "clauses": [
            word
            for clause in clauses
            if clause.article == article.id or clause.id in article.clauses
            for word in words(clause.text)
        ],
    }


def _scorer(
    articles: Sequence[Article],
    told: Mapping[str, Sequence[Sentence]],
    documents: "Sequence[Document]",
    embed: "Embed | None",
) -> "Scorer | None":
    # See the module: it takes over a second to import, and nobody should wait for it
    # who does not search.
    from assistant.search.scoring import Scorer  # noqa: PLC0415

    if not articles:
        return None
    return Scorer(
        [(article.title, *article.also_asked) for article in articles],
        [_in_short(article, told[article.id]) for article in articles],
        documents,
        embed,
    )


def _in_short(article: Article, told: Sequence[Sentence]) -> str:
    """Return title and beginning of the answer; nothing where there is no answer."""
    if not told:
        return ""
    answer = article.short_answer or article.body
    return f"{article.title} {' '.join(plain(answer).split())[:SUMMARY]}"
