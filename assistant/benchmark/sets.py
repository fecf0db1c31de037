"""Articles and the questions they answer: our own, and public sets given as files."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from assistant.errors import CannotRun
from assistant.evaluation.json_file import texts_of
from assistant.evaluation.slips import slipped
from assistant.model.kb import Article

FOLDS = 5
"""Every so-manieth phrasing of our articles is taken out at once, and asked."""

PHRASINGS = 5
"""Questions of each intent that stand as an article; the others are asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the id of the article that answers it."""

    text: str
    article: str


@dataclass(frozen=True, slots=True)
class Part:
    """Articles, and questions that are asked of them; none of these is a phrasing."""

    articles: Sequence[Article]
    questions: Sequence[Question]


@dataclass(frozen=True, slots=True)
class Set:
    """A set of questions; of several parts where articles differ from part to part."""

    name: str
    parts: Sequence[Part]

    @property
    def size(self) -> int:
        """How many questions there are."""
        return sum(len(part.questions) for part in self.parts)

    def changed(self, change: "Callable[[Part], Part]") -> "Set":
        """Return the set with its parts changed."""
        return replace(self, parts=tuple(map(change, self.parts)))


def own_set(articles: Sequence[Article]) -> Set:
    """Return our articles, asked by phrasings that are taken out of them."""
    parts = []
    for fold in range(FOLDS):
        kept, asked = [], []
        for article in articles:
            out = article.also_asked[fold::FOLDS]
            asked += [Question(phrasing, article.id) for phrasing in out]
            others = tuple(each for each in article.also_asked if each not in out)
            kept.append(replace(article, also_asked=others))
        parts.append(Part(kept, asked))
    return Set("our articles, each phrasing taken out", parts)


def public_set(path: Path, most: int) -> Set:
    """Return a public set.

    Args:
        path: A FAQ with rephrasings as JSON (like StackFAQ), intents with a train and a
            test part as JSON (like CLINC150), or rows of text and category as CSV (like
            BANKING77).
        most: As many questions as are asked; which, is always the same.

    Raises:
        CannotRun: The file cannot be read or is of another shape.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            if path.suffix == ".csv":
                part = _of_rows(csv.DictReader(file))
            else:
                part = _of_json(json.load(file))
    except OSError as error:
        raise CannotRun(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, LookupError, TypeError, AttributeError, csv.Error) as error:
        raise CannotRun(
            f"{path} is no set of questions: see assistant bench --help"
        ) from error
    if not part.articles or not part.questions:
        raise CannotRun(f"{path} holds no questions with answers")
    return Set(path.name, [replace(part, questions=chosen(part.questions, most))])


def chosen(questions: Sequence[Question], most: int) -> Sequence[Question]:
    """Return as many of the questions, by chance but always the same ones."""
    if len(questions) <= most:
        return questions
    return Random(most).sample(questions, most)


def mistyped(part: Part) -> Part:
    """Return the questions with one slip in half of their longer words."""
    return replace(
        part,
        questions=[replace(each, text=slipped(each.text)) for each in part.questions],
    )


def two_words(part: Part) -> Part:
    """Return the two rarest known words of each question that has two."""
    found_in = Counter(
        word for article in part.articles for word in {*_words(text_of(article))}
    )
    asked = []
    for question in part.questions:
        known = {word: None for word in _words(question.text) if found_in[word]}
        rarest = sorted(known, key=found_in.__getitem__)[:2]
        if len(rarest) > 1:
            text = " ".join(word for word in known if word in rarest)
            asked.append(replace(question, text=text))
    return replace(part, questions=asked)


def text_of(article: Article) -> str:
    """Return everything an article says, as one text."""
    said = (article.title, *article.also_asked, article.short_answer, article.body)
    return "\n".join(each for each in said if each)


def _of_json(root: Any) -> Part:  # noqa: ANN401 - whatever JSON holds
    if isinstance(root, dict) and "train" in root:
        return _of_intents(root["train"], root["test"])
    root = root.get("root", root) if isinstance(root, dict) else root
    pairs = root["qapair"] if isinstance(root, dict) else root
    articles, questions = [], []
    for at, pair in enumerate(pairs):
        answer = "\n\n".join(texts_of(pair.get("answer")))
        articles.append(article_of(str(at), pair["question"], body=answer))
        questions += [Question(text, str(at)) for text in texts_of(pair.get("rephr"))]
    return Part(articles, questions)


def _of_rows(rows: Iterable[dict[str, str]]) -> Part:
    """Return a few rows of each category, by chance, as articles; ask the others."""
    shuffled = [(row["text"], row["category"]) for row in rows]
    Random(0).shuffle(shuffled)
    seen: Counter[str] = Counter()
    kept: list[tuple[str, str]] = []
    asked: list[tuple[str, str]] = []
    for text, category in shuffled:
        (kept if seen[category] < PHRASINGS else asked).append((text, category))
        seen[category] += 1
    return _of_intents(kept, asked)


def _of_intents(kept: Sequence[Sequence[str]], asked: Sequence[Sequence[str]]) -> Part:
    """Return an article for each intent, made of its name and some of its questions."""
    by_intent: defaultdict[str, list[str]] = defaultdict(list)
    for text, intent in kept:
        by_intent[intent].append(text)
    articles = [
        article_of(
            intent,
            intent.replace("_", " "),
            tuple(Random(intent).sample(texts, min(PHRASINGS, len(texts)))),
        )
        for intent, texts in sorted(by_intent.items())
    ]
    return Part(articles, [Question(text, intent) for text, intent in asked])


def article_of(
    id_: str, title: str, also: tuple[str, ...] = (), body: str = ""
) -> Article:
    """Return an article of somebody else's words."""
    return Article(
        id=id_,
        title=title,
        short_answer="",
        body=body,
        status="sample",
        owner="",
        reviewed=date.min,
        also_asked=also,
    )


def _words(text: str) -> Iterator[str]:
    return (word for word in re.findall(r"\w+", text.lower()) if len(word) > 2)
