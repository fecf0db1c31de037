"""Finding: the articles that answer a text, best first, and how sure that is."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.model.kb import Article
from assistant.model.verdict import Confidence
from assistant.search.excerpts import excerpt
from assistant.search.index import Index
from assistant.search.queries import Query

if TYPE_CHECKING:
    from assistant.search.scoring import Embed

BY_WORDS = (0.3, 0.5, 0.1)
BY_MEANING = (0.3, 0.5, 0.1)
"""Below the first nothing that was found is about the text. From the second on the
first article answers it, if it leads the next one by the third.

Chosen on our own articles and messages. By meaning, of 143 questions about the policy
27 % are high, all of them right, and 15 % none, half of these in other languages; of
4,128 descriptions of problems 0.7 % are high, of 403 messages that no support is for
0.2 %, with 83 % none.

Not chosen on: 63 more questions, 25 % high, all right, 2 % none; 219 more problems,
0.5 % high; 500 out-of-scope questions of CLINC150, none high, 95 % none. By words alone
22 %, 1.4 % and 0.6 % are high.
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found.

    Attributes:
        article: Its id.
        score: How well it fits, from 0 to 1; the same means the same for every text.
        excerpt: What it says about it, in plain text.
        highlights: Half-open spans of the words in ``excerpt`` that were looked for.
    """

    article: str
    score: float
    excerpt: str
    highlights: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, best first, and how sure it is that the first one answers."""

    hits: tuple[Hit, ...]
    confidence: Confidence


NOTHING = Found((), "none")


def find(
    index: Index,
    text: str,
    limit: int = 10,
    *,
    as_of: date | None = None,
    embed: "Embed | None" = None,
    apart: bool = True,
) -> Found:
    """Return the articles that answer this text, best first.

    A message of several sentences is looked up as a whole and sentence by sentence, so
    that each of two questions finds its answer.

    Args:
        index: What `build` made.
        text: As somebody typed it; every character only stands for itself.
        limit: At most so many articles.
        as_of: Leave out articles that do not hold on this day; None leaves out none.
        embed: Gives texts their meaning, as it did for `build`. It is called once: with
            this very text, or with its repaired words where some are typed wrong, and
            with its sentences. Without it words and letters must do.
        apart: Look sentences up one by one, too; it takes as long for each again.
    """
    whole = index.queries.read(text)
    if index.scorer is None or not whole.total:
        return NOTHING
    asked = (whole, *(index.queries.sentences(text) if apart else ()))
    meanings = None
    if embed and index.scorer.knows_meaning:
        meanings = embed([query.text for query in asked])
    ranked = sorted(
        (-score, article.id)
        for score, article in zip(
            index.scorer.scores(asked, meanings), index.articles, strict=True
        )
        if score > 0 and _holds(article, as_of)
    )
    return Found(
        tuple(_hit(index, id_, -negated, whole) for negated, id_ in ranked[:limit]),
        _confidence(
            [-negated for negated, _ in ranked[:2]],
            BY_WORDS if meanings is None else BY_MEANING,
            guessing=meanings is None and whole.known < 2,
        ),
    )


def suggest(
    index: Index, typed: str, limit: int = 5, *, as_of: date | None = None
) -> tuple[str, ...]:
    """Return the articles that may be meant by a text still being typed, best first.

    Args:
        index: What `build` made.
        typed: As far as it was typed; its last word may be unfinished.
        limit: At most so many articles.
        as_of: Leave out articles that do not hold on this day; None leaves out none.
    """
    ranked = sorted(
        (-fit, index.articles[place].id)
        for place, fit in index.suggester.suggested(typed)
        if _holds(index.articles[place], as_of)
    )
    return tuple(id_ for _, id_ in ranked[:limit])


def _holds(article: Article, as_of: date | None) -> bool:
    return as_of is None or article.in_force(as_of)


def _hit(index: Index, id_: str, score: float, query: Query) -> Hit:
    said = excerpt(index.told[id_], query.wanted)
    return Hit(id_, score, said.text, said.highlights)


def _confidence(
    scores: list[float], bounds: tuple[float, float, float], *, guessing: bool
) -> Confidence:
    low, high, lead = bounds
    if not scores or scores[0] < low:
        return "none"
    led = scores[0] - (scores[1] if len(scores) > 1 else 0.0)
    sure = scores[0] >= high and led >= lead and not guessing
    return "high" if sure else "low"
