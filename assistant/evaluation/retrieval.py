"""The right article first: on phrasings of our own, and on a FAQ given as a file.

Each phrasing of our own articles is taken out of the index before it is asked. Of a
FAQ, questions and answers are indexed and every rephrasing is asked, as it stands and
with a slip in half of its longer words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant import search
from assistant.errors import CannotRun
from assistant.evaluation.folds import folds_of
from assistant.evaluation.json_file import read_json, texts_of
from assistant.evaluation.running import Embed, Progress
from assistant.evaluation.slips import slipped
from assistant.evaluation.statistics import Mean, Rate, gain, mean_of
from assistant.model.kb import Article
from assistant.sources import Sources

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How well the right article was found."""

    title: str
    articles: int
    first: Rate
    first_three: Rate
    ndcg: Mean | None


def of_phrasings(
    sources: Sources, embed: Embed | None, number: int, progress: Progress
) -> Retrieval | None:
    """Return how phrasings of our articles are found; None where there are too few."""
    articles = sources.kb.articles
    asked = [
        (each.id, words) for each in articles.values() for words in each.also_asked
    ]
    try:
        folds = folds_of([words for _, words in asked], number)
    except CannotRun:
        return None
    ranks: list[int | None] = []
    for fold in range(number):
        held = {asked[at] for at in range(len(asked)) if folds[at] == fold}
        index = search.build(
            [_without(each, held) for each in articles.values()],
            sources.policy.clauses.values(),
            sources.kb.synonyms,
            embed=embed,
        )
        for right, words in sorted(held):
            ranks.append(_rank(index, embed, words, right))
            progress("phrasings", len(ranks), len(asked))
    return _retrieval("phrasings of our articles, each taken out", len(articles), ranks)


def of_faq(
    path: Path, embed: Embed | None, progress: Progress
) -> tuple[Retrieval, ...]:
    """Return how the rephrasings of a FAQ find their question.

    Raises:
        CannotRun: The file cannot be read or is of another shape.
    """
    pairs = list(_pairs(path))
    articles = [
        _article(str(at), question, answers)
        for at, (question, answers, _) in enumerate(pairs)
    ]
    index = search.build(articles, (), (), embed=embed)
    asked = [
        (str(at), words)
        for at, (_, _, rephrasings) in enumerate(pairs)
        for words in rephrasings
    ]
    found = []
    for title, spoil in (("as written", False), ("with slips of the finger", True)):
        ranks: list[int | None] = []
        for right, words in asked:
            query = slipped(words) if spoil else words
            ranks.append(_rank(index, embed, query, right))
            progress(f"FAQ {title}", len(ranks), len(asked))
        found.append(_retrieval(title, len(articles), ranks))
    return tuple(found)


def _rank(
    index: search.Index, embed: Embed | None, words: str, right: str
) -> int | None:
    hits = search.find(index, words, limit=_DEPTH, embed=embed).hits
    return next((at for at, hit in enumerate(hits, 1) if hit.article == right), None)


def _retrieval(title: str, articles: int, ranks: Sequence[int | None]) -> Retrieval:
    def within(deepest: int) -> Rate:
        return Rate(sum(r is not None and r <= deepest for r in ranks), len(ranks))

    return Retrieval(
        title,
        articles,
        within(1),
        within(3),
        mean_of([gain(rank, _DEPTH) for rank in ranks]),
    )


def _without(article: Article, held: Iterable[tuple[str, str]]) -> Article:
    out = {words for id_, words in held if id_ == article.id}
    kept = tuple(each for each in article.also_asked if each not in out)
    return replace(article, also_asked=kept)


def _article(id_: str, question: str, answers: Sequence[str]) -> Article:
    return Article(
        id=id_,
        title=question,
        short_answer="",
        body="\n\n".join(answers),
        status="stated",
        owner="",
        reviewed=date.min,
    )


def _pairs(path: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield question, answers and rephrasings."""
    root = read_json(path)
    root = root.get("root", root) if isinstance(root, dict) else root
    pairs = root.get("qapair") if isinstance(root, dict) else root
    if not isinstance(pairs, list) or not pairs:
        raise CannotRun(f'{path} has no list "qapair" of questions with answers')
    for at, pair in enumerate(pairs):
        question = pair.get("question") if isinstance(pair, Mapping) else None
        if not isinstance(question, str):
            raise CannotRun(f'{path}: pair {at + 1} has no "question"')
        yield question, texts_of(pair.get("answer")), texts_of(pair.get("rephr"))
