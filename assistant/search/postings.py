"""The inverted index: which phrasing or answer holds which word, and how much of it.

Whoosh stores and serves the postings. They are read word by word, so there is no query
to parse and none to misuse. What a word earns is BM25, worked out here for two reasons:
a field's usual length must be taken over the documents that have the field (Whoosh
takes it over all, and most have only one), and how rare a word is must be counted in
articles, not in documents, or an article with many phrasings would make its own words
common.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from threading import Lock

from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import RamStorage

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
        self._reader = index.reader()
        self._documents = len(documents)
        self._reading = Lock()  # a reader keeps its place in the file it reads
        self._fields = _fields_by_stem(documents)
        self._damping = {field: _damping(field, documents) for field in FIELDS}

    def earned(self, wanted: Mapping[str, float]) -> list[float]:
        """Return what each document earns for the wanted stems that it has."""
        earned = [0.0] * self._documents
        with self._reading:
            for stem, weight in wanted.items():
                for field in self._fields.get(stem, ()):
                    most = weight * FIELDS[field] * (REPETITION + 1)
                    damping = self._damping[field]
                    posting = self._reader.postings(field, stem)
                    while posting.is_active():
                        place = posting.id()
                        times = posting.weight()
                        earned[place] += most * times / (times + damping[place])
                        posting.next()
        return earned


def _fields_by_stem(documents: Sequence[Document]) -> dict[str, tuple[str, ...]]:
    """Return the fields each stem occurs in, the same way round every time."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for document in documents:
        for field, held in document.items():
            for word in held:
                found[word.stem][field] = None
    return {stem: tuple(fields) for stem, fields in found.items()}


def _damping(field: str, documents: Sequence[Document]) -> list[float]:
    """Return for every document how much its length takes from each word's worth."""
    lengths = [len(document.get(field, ())) for document in documents]
    usual = sum(lengths) / max(1, sum(length > 0 for length in lengths)) or 1.0
    return [REPETITION * (1 - LENGTH + LENGTH * length / usual) for length in lengths]
