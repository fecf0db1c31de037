"""How often the right article stands first, and how sure one can be who is ahead."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.benchmark.answers import DEPTH, Engine
from assistant.benchmark.engines import Contender
from assistant.benchmark.sets import Part, Question, Set, mistyped, two_words
from assistant.model.kb import Article

Progress = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is done, and how much there is."""

MANNERS: Mapping[str, Callable[[Part], Part]] = {
    "as asked": lambda part: part,
    "mistyped": mistyped,
    "two words": two_words,
}
"""How questions are put: as they stand, with one slip in half of their longer words,
and as the two rarest of their words."""

DRAWS = 2_000
_SEED = 7

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lead:
    """How far our search is ahead, in shares of 1, with its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scored:
    """What an engine found of the questions put in one manner.

    Attributes:
        first: For each question 1 where the right article stands first, else 0.
        gain: For each question its share of nDCG@10.
    """

    engine: str
    kind: str
    manner: str
    first: Numbers
    gain: Numbers


@dataclass(frozen=True, slots=True)
class Compared:
    """An engine on a set, beside ours."""

    engine: str
    kind: str
    manner: str
    questions: int
    first: float
    ndcg: float
    ratio: float
    ahead_first: Lead | None
    ahead_ndcg: Lead | None


def scored(
    contenders: Sequence[Contender], asked: Set, progress: Progress
) -> list[Scored]:
    """Return what each engine finds of a set, in each manner."""
    results: list[Scored] = []
    for contender in contenders:
        engines = [contender.make(part.articles) for part in asked.parts]
        for manner, change in MANNERS.items():
            parts = asked.changed(change).parts
            ranks = [
                rank
                for engine, part in zip(engines, parts, strict=True)
                for rank in _ranks(engine, part.articles, part.questions)
            ]
            results.append(
                Scored(
                    contender.name,
                    contender.kind,
                    manner,
                    np.array([float(rank == 1) for rank in ranks]),
                    np.array([gain(rank) for rank in ranks]),
                )
            )
            progress(f"{asked.name}: {contender.name}", len(results), _all(contenders))
    return results


def compared(results: Sequence[Scored]) -> list[Compared]:
    """Return every engine beside ours; ours is the first of each manner."""
    ours = {each.manner: each for each in reversed(results) if each.kind == "ours"}
    return [_beside(each, ours[each.manner]) for each in results]


def pooled(sets: Sequence[Sequence[Scored]]) -> list[Scored]:
    """Return the questions of all sets as if they were one, engine by engine."""
    return [
        Scored(
            same[0].engine,
            same[0].kind,
            same[0].manner,
            np.concatenate([each.first for each in same]),
            np.concatenate([each.gain for each in same]),
        )
        for same in zip(*sets, strict=True)
    ]


def gain(rank: int | None) -> float:
    """Return the share of nDCG of a question with one right article."""
    return 0.0 if rank is None else 1 / math.log2(rank + 1)


def lead(ours: Numbers, theirs: Numbers) -> Lead:
    """Return how far ours is ahead, drawing questions again and again.

    Each question is drawn with both results, as hard questions are hard for both.
    """
    chance = np.random.default_rng(_SEED)
    ahead = ours - theirs
    means = [chance.choice(ahead, len(ahead)).mean() for _ in range(DRAWS)]
    low, high = np.quantile(means, (0.025, 0.975))
    return Lead(float(ahead.mean()), float(low), float(high))


def _beside(each: Scored, ours: Scored) -> Compared:
    is_ours = each is ours
    ndcg = float(each.gain.mean())
    return Compared(
        each.engine,
        each.kind,
        each.manner,
        len(each.first),
        float(each.first.mean()),
        ndcg,
        ndcg / (float(ours.gain.mean()) or 1.0),
        None if is_ours else lead(ours.first, each.first),
        None if is_ours else lead(ours.gain, each.gain),
    )


def _ranks(
    engine: Engine, articles: Sequence[Article], questions: Sequence[Question]
) -> list[int | None]:
    found = engine.answers([question.text for question in questions]).found
    ids = [article.id for article in articles]
    ranks: list[int | None] = []
    for places, question in zip(found, questions, strict=True):
        named = [ids[place] for place in places[:DEPTH]]
        right = question.article
        ranks.append(named.index(right) + 1 if right in named else None)
    return ranks


def _all(contenders: Sequence[Contender]) -> int:
    return len(contenders) * len(MANNERS)
