"""The inverted index: which phrasing or answer holds which word, and how much of it.

Whoosh stores the postings. Each is read once, when the index is built, word by word, so
there is no query to parse and none to misuse. What a word earns is BM25, worked out
here for two reasons: a field's usual length must be taken over the documents that have
the field (Whoosh takes it over all, and most have only one), and how rare a word is
must be counted in articles, not in documents, or an article with many phrasings would
make its own words common.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.reading import IndexReader

from assistant.search.words import Word

FIELDS = {"title": 1.0, "variant": 1.0, "answer": 0.3, "clauses": 0.3}
"""What a word counts in each field."""

REPETITION = 1.2
LENGTH = 0.75
"""BM25's k1 and b at their usual values. On our articles and two public sets k1 from
0.3 to 2 and b from 0.2 to 0.75 moved the share of right articles in first place by less
than 3 points, in no steady direction."""

Document = Mapping[str, Sequence[Word]]
"""The words of each field that a document has."""

Numbers = NDArray[np.float64]


class Postings:
    """What each word earns each document; built once, in memory, then only read."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Index the documents; they are known by their place."""
        index = RamStorage().create_index(
            Schema(**{field: TEXT(phrase=False) for field in FIELDS})
        )
        writer = index.writer()
        for document in documents:
            writer.add_document(
                **{
                    field: [word.stem for word in held]
                    for field, held in document.items()
                }
            )
        writer.commit()
        self._documents = len(documents)
        with index.reader() as reader:
            self._earning = _read(reader, documents)

    def earned(self, wanted: Mapping[str, float]) -> Numbers:
        """Return what each document earns for the wanted stems that it has."""
        earned = np.zeros(self._documents)
        for stem, weight in wanted.items():
            for places, worth in self._earning.get(stem, ()):
                earned[places] += weight * worth
        return earned


def _read(
    reader: IndexReader, documents: Sequence[Document]
) -> dict[str, list[tuple[NDArray[np.int64], Numbers]]]:
    """Return for every stem, field by field, who has it and what one of it earns."""
    earning: dict[str, list[tuple[NDArray[np.int64], Numbers]]] = {}
    for field, counts in FIELDS.items():
        damping = _damping(field, documents)
        for stem in reader.lexicon(field):
            posting = reader.postings(field, stem)
            places, times = [], []
            while posting.is_active():
                places.append(posting.id())
                times.append(posting.weight())
                posting.next()
            at, often = np.array(places), np.array(times)
            worth = counts * (REPETITION + 1) * often / (often + damping[at])
            earning.setdefault(stem.decode(), []).append((at, worth))
    return earning


def _damping(field: str, documents: Sequence[Document]) -> Numbers:
    """Return for every document how much its length takes from each word's worth."""
    lengths = np.array([len(document.get(field, ())) for document in documents])
    usual = lengths.sum() / max(1, np.count_nonzero(lengths)) or 1.0
    damping: Numbers = REPETITION * (1 - LENGTH + LENGTH * lengths / usual)
    return damping
