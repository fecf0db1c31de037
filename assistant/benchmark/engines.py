"""What is compared: our search with and without the model, the model alone, peers.

A peer gets each article as one text, as one would hand it over who has just met that
engine: with stemming where the engine has it, any word counting, and no query language.
"""

import re
import sqlite3
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assistant import search
from assistant.benchmark.answers import DEPTH, Engine, Timed
from assistant.benchmark.lunr import Lunr
from assistant.benchmark.sets import text_of
from assistant.meaning import Model
from assistant.model.kb import Article, Synonym
from assistant.model.policy import Clause
from assistant.search.scoring import Embed, Vectors

Make = Callable[[Sequence[Article]], Engine]


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine that can be made.

    Attributes:
        kind: ``ours``, ``model`` (the model alone) or ``peer``.
    """

    name: str
    kind: str
    make: Make


@dataclass(frozen=True, slots=True)
class Field:
    """Who takes part, and who is missing: name, and why."""

    contenders: Sequence[Contender]
    missing: Mapping[str, str] = field(default_factory=dict)


OURS = "ours"
WITHOUT_MODEL = "ours, without the model"


def field_of(
    model: Model | None,
    why_no_model: str,
    clauses: Iterable[Clause] = (),
    synonyms: Iterable[Synonym] = (),
) -> Field:
    """Return who can take part on this machine.

    Args:
        model: Where there is none, its rows are missing.
        why_no_model: Why there is none.
        clauses: What our search is given beside the articles.
        synonyms: Likewise.
    """
    given = tuple(clauses), tuple(synonyms)
    contenders: list[Contender] = []
    missing: dict[str, str] = {}
    if model is None:
        missing["the model"] = why_no_model
        contenders.append(Contender(OURS, "ours", lambda those: Ours(those, *given)))
    else:
        embed = remembering(model.embed)
        contenders += (
            Contender(OURS, "ours", lambda those: Ours(those, *given, embed)),
            Contender(WITHOUT_MODEL, "ours", lambda those: Ours(those, *given)),
            Contender("the model alone", "model", lambda those: Alone(those, embed)),
        )
    for name, make, package in _PEERS:
        if why := _why_missing(package):
            missing[name] = why
        else:
            contenders.append(Contender(name, "peer", make))
    if why := Lunr.why_missing():
        missing["lunr"] = why
    else:
        contenders.append(Contender("lunr", "peer", Lunr))
    return Field(contenders, missing)


def remembering(embed: Embed) -> Embed:
    """Return the same, computing each text once."""
    kept: dict[str, Any] = {}

    def remembered(texts: Sequence[str]) -> Vectors:
        for text in texts:
            if text not in kept:
                kept[text] = embed([text])[0]
        return np.array([kept[text] for text in texts], dtype=np.float32)

    return remembered


class Ours(Timed):
    """Our search."""

    def __init__(
        self,
        articles: Sequence[Article],
        clauses: Iterable[Clause] = (),
        synonyms: Iterable[Synonym] = (),
        embed: Embed | None = None,
    ) -> None:
        super().__init__(self._found)
        self._index = search.build(
            articles,
            clauses,
            synonyms,
            embed=embed,
        )
        self._places = {article.id: at for at, article in enumerate(articles)}
        self._embed = embed

    def _found(self, question: str) -> Sequence[int]:
        hits = search.find(self._index, question, DEPTH, embed=self._embed).hits
        return [self._places[hit.article] for hit in hits]


class Alone(Timed):
    """The model alone: whichever title, phrasing or answer means most the same."""

    def __init__(self, articles: Sequence[Article], embed: Embed) -> None:
        super().__init__(self._found)
        texts = [
            (at, text)
            for at, article in enumerate(articles)
            for text in (article.title, *article.also_asked, text_of(article))
        ]
        self._rows = embed([text for _, text in texts])
        self._places = np.array([at for at, _ in texts])
        self._embed = embed

    def _found(self, question: str) -> Sequence[int]:
        nearest = np.argsort(-(self._rows @ self._embed([question])[0]))
        return list(dict.fromkeys(self._places[nearest].tolist()))[:DEPTH]


def _bm25s(articles: Sequence[Article]) -> Engine:
    import bm25s  # noqa: PLC0415 - an extra
    from whoosh.lang.porter import stem  # noqa: PLC0415 - only bm25s needs it

    def pieces(texts: Sequence[str]) -> Any:  # noqa: ANN401 - bm25s ships no types
        return bm25s.tokenize(
            list(texts),
            stopwords="en",
            stemmer=lambda words: [stem(word) for word in words],
            return_ids=False,
            show_progress=False,
        )

    engine = bm25s.BM25()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        engine.index(pieces([text_of(each) for each in articles]), show_progress=False)
    most = min(DEPTH, len(articles))

    def found(question: str) -> Sequence[int]:
        asked = pieces([question])
        if not asked[0]:
            return []
        places, scores = engine.retrieve(asked, k=most, show_progress=False)
        return [int(at) for at, s in zip(places[0], scores[0], strict=True) if s > 0]

    return Timed(found)


def _tantivy(articles: Sequence[Article]) -> Engine:
    import tantivy  # noqa: PLC0415 - an extra

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", tokenizer_name="en_stem")
    schema.add_integer_field("at", stored=True)
    index = tantivy.Index(schema.build())
    writer = index.writer(heap_size=15_000_000, num_threads=1)
    for at, article in enumerate(articles):
        writer.add_document(tantivy.Document(text=text_of(article), at=at))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def found(question: str) -> Sequence[int]:
        query = index.parse_query(" ".join(_plain_words(question)), ["text"])
        hits = searcher.search(query, DEPTH).hits
        return [searcher.doc(address)["at"][0] for _, address in hits]

    return Timed(found)


def _fts5(articles: Sequence[Article]) -> Engine:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE held USING fts5(text, tokenize='porter')")
    base.executemany(
        "INSERT INTO held(rowid, text) VALUES (?, ?)",
        [(at, text_of(article)) for at, article in enumerate(articles)],
    )

    def found(question: str) -> Sequence[int]:
        wanted = " OR ".join(f'"{word}"' for word in _plain_words(question))
        if not wanted:
            return []
        rows = base.execute(
            "SELECT rowid FROM held WHERE held MATCH ? ORDER BY rank LIMIT ?",
            (wanted, DEPTH),
        )
        return [at for (at,) in rows]

    return Timed(found)


def _tfidf_words(articles: Sequence[Article]) -> Engine:
    return _tfidf(articles, stop_words="english", sublinear_tf=True)


def _tfidf_letters(articles: Sequence[Article]) -> Engine:
    return _tfidf(articles, analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)


def _tfidf(articles: Sequence[Article], **options: Any) -> Engine:  # noqa: ANN401
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    vectorizer = TfidfVectorizer(**options)
    held = vectorizer.fit_transform([text_of(each) for each in articles]).T.tocsr()

    def found(question: str) -> Sequence[int]:
        alike = (vectorizer.transform([question]) @ held).toarray()[0]
        return [int(at) for at in np.argsort(-alike)[:DEPTH] if alike[at] > 0]

    return Timed(found)


def _plain_words(question: str) -> list[str]:
    return re.findall(r"[^\W_]+", question.lower())


def _why_missing(package: str) -> str:
    """Return why a package cannot be used; nothing where it can."""
    try:
        __import__(package)
    except ImportError:
        return f"{package} is not installed: pip install 'truthful-help-center[bench]'"
    return ""


_PEERS: Sequence[tuple[str, Make, str]] = (
    ("bm25s", _bm25s, "bm25s"),
    ("tantivy", _tantivy, "tantivy"),
    ("SQLite FTS5", _fts5, "sqlite3"),
    ("TF-IDF, words", _tfidf_words, "sklearn"),
    ("TF-IDF, letters", _tfidf_letters, "sklearn"),
)
