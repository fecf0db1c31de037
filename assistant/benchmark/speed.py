"""How long things take: the median, and what one in a hundred exceeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from time import perf_counter
from typing import TypeVar

import numpy as np

from assistant import reading, search
from assistant.benchmark.engines import OURS, Contender, Ours
from assistant.benchmark.quality import Progress
from assistant.benchmark.sets import article_of
from assistant.desk import Desk, Problem
from assistant.meaning import DIMENSIONS, Model
from assistant.model.kb import Article
from assistant.search.scoring import Embed, Vectors
from assistant.sources import Sources

ROUNDS = 3
"""Every question is asked so often; its fastest answer counts."""

ASKED = 200
"""Questions whose answers are timed."""

VARIANTS = 6
"""Phrasings of a made-up article, beside its title."""

TYPED = 20
"""Letters after which suggestions are asked for."""

_ANSWER_WORDS = 45
_QUESTION_WORDS = 8
_SEED = 7


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds that something takes.

    Attributes:
        build: To make ready what is searched; None where nothing is.
        ratio: Its median as a multiple of that of our search, or of a constant answer.
    """

    what: str
    p50: float
    p99: float
    build: float | None = None
    ratio: float | None = None


def sampled(texts: Sequence[str]) -> Sequence[str]:
    """Return some two hundred of the texts, from all over."""
    return texts[:: max(1, len(texts) // ASKED)]


def of_calls(
    what: str, call: Callable[[T], object], given: Sequence[T], progress: Progress
) -> Speed:
    """Return how long a call takes: the best of three rounds for each thing given."""
    best = np.full(len(given), np.inf)
    for turn in range(ROUNDS):
        for at, each in enumerate(given):
            started = perf_counter()
            call(each)
            best[at] = min(best[at], perf_counter() - started)
        progress(f"timing {what}", turn + 1, ROUNDS)
    return _speed(what, best.tolist())


def of_engines(
    contenders: Sequence[Contender], sources: Sources, number: int, progress: Progress
) -> list[Speed]:
    """Return how fast every engine finds something among so many made-up articles.

    The words are those of our own articles and messages, thrown together, with
    made-up directions for their meanings: comparing takes the same time for any. The
    time of the model itself is not among these.
    """
    vocabulary = _vocabulary(sources)
    articles = _articles(vocabulary, number)
    chance = Random(_SEED)
    questions = [_said(chance, vocabulary, _QUESTION_WORDS) for _ in range(ASKED)]
    speeds: list[Speed] = []
    taking_part = [each for each in contenders if each.kind != "model"]
    for at, contender in enumerate(taking_part):
        progress(f"{number:,} articles: {contender.name}", at, len(taking_part))
        make = contender.make
        if contender.name == OURS:
            embed = _anywhere if _uses_model(contenders) else None
            make = _ours_with(embed)
        started = perf_counter()
        engine = make(articles)
        build = perf_counter() - started
        rounds = [engine.answers(questions).seconds for _ in range(ROUNDS)]
        speed = _speed(
            contender.name, [min(each) for each in zip(*rounds, strict=True)]
        )
        speeds.append(replace(speed, build=build if contender.name != "lunr" else None))
    return [replace(each, ratio=each.p50 / speeds[0].p50) for each in speeds]


@dataclass(frozen=True, slots=True)
class Parts:
    """What answers our messages, and what it is made of."""

    desk: Desk
    index: search.Index
    reader: reading.Reader
    model: Model | None


def of_parts(sources: Sources, parts: Parts, progress: Progress) -> list[Speed]:
    """Return how long reading, finding and answering one of our messages takes."""
    index, embed = parts.index, parts.model.embed if parts.model else None
    texts = sampled([utterance.text for utterance in sources.kb.utterances])
    calls: dict[str, Callable[[str], object]] = {
        "read": parts.reader.read,
        "find": lambda text: search.find(index, text, embed=embed),
        "suggest": lambda text: search.suggest(index, text[:TYPED]),
        "assist": lambda text: parts.desk.assist(Problem(text)),
    }
    if embed is not None:
        calls["meaning of the text"] = lambda text: embed([text])
    return [of_calls(what, call, texts, progress) for what, call in calls.items()]


def _speed(what: str, seconds: Sequence[float]) -> Speed:
    p50, p99 = np.quantile(seconds, (0.5, 0.99))
    return Speed(what, float(p50), float(p99))


def _uses_model(contenders: Sequence[Contender]) -> bool:
    return any(each.kind == "model" for each in contenders)


def _ours_with(embed: Embed | None) -> Callable[[Sequence[Article]], Ours]:
    return lambda articles: Ours(articles, embed=embed)


def _vocabulary(sources: Sources) -> list[str]:
    """Return the words of our messages and articles, as often as they are said."""
    texts = [utterance.text for utterance in sources.kb.utterances]
    texts += [article.body for article in sources.kb.articles.values()]
    return [word for text in texts for word in text.split()]


def _articles(vocabulary: Sequence[str], number: int) -> list[Article]:
    chance = Random(number)
    return [
        article_of(
            f"made-up-{at}",
            _said(chance, vocabulary, _QUESTION_WORDS),
            tuple(_said(chance, vocabulary, _QUESTION_WORDS) for _ in range(VARIANTS)),
            _said(chance, vocabulary, _ANSWER_WORDS),
        )
        for at in range(number)
    ]


def _said(chance: Random, vocabulary: Sequence[str], number: int) -> str:
    return " ".join(chance.choices(vocabulary, k=number))


def _anywhere(texts: Sequence[str]) -> Vectors:
    """Return a direction by chance for each text, as fast as can be."""
    rows = np.random.default_rng(_SEED).normal(size=(len(texts), DIMENSIONS))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)
