"""A reader kept between starts: what was learned is numbers in a file, no pickles.

To learn takes a while; to read what was learned does not. The file is only used if it
was made from the same messages by the same code, and anything else is made anew.
"""

import ctypes
import gc
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from threadpoolctl import threadpool_limits

from assistant.meaning import UNREADABLE, kept, write
from assistant.model.kb import CueGroup, Utterance
from assistant.model.policy import Fact
from assistant.reading.clauses import clauses_of
from assistant.reading.learning import Classes, Learned
from assistant.reading.lexicon import Lexicon
from assistant.reading.likeness import Likeness, Meanings, Model, Rows
from assistant.reading.reader import Reader
from assistant.reading.training import Understood, train
from assistant.reading.weighing import Weighing
from assistant.reading.words import Spelling

_READER: Final = "reader.npz"
_MEANINGS: Final = "messages.npz"

Progress = Callable[[int, int], object]


def ready(
    utterances: Sequence[Utterance],
    facts: Mapping[str, Fact],
    cues: Sequence[CueGroup] = (),
    model: Model | None = None,
    folder: Path | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Reader:
    """Return a reader: the one kept in a folder where it fits, else a new one.

    Args:
        utterances: The messages to learn from.
        facts: The declared facts.
        cues: Phrases that tell much the same.
        model: What tells meanings; None reads by words alone.
        folder: Where readers are kept, made where missing; None keeps nothing.
        progress: Is told how many of the messages new to it were understood.
    """
    # Every request reads: threads that wait for each other cost more than they gain.
    threadpool_limits(1, user_api="blas")
    if folder is None:
        return train(utterances, facts, cues, understood(utterances, model, None))
    key = _key(utterances, facts, cues, model)
    file = folder / f"{'words-' if model is None else ''}{_READER}"
    reader = _read(file, key, Lexicon(cues), model)
    if reader is not None:
        return reader
    reader = train(
        utterances, facts, cues, understood(utterances, model, folder, progress)
    )
    _write(file, key, reader)
    # What was kept holds a third of the memory; a full disk keeps nothing.
    reader = _read(file, key, Lexicon(cues), model) or reader
    _give_back()
    return reader


def _give_back() -> None:
    """Give memory that is free back to the machine, where it can be done."""
    gc.collect()
    with suppress(OSError, AttributeError):  # only with the GNU C library
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def understood(
    utterances: Sequence[Utterance],
    model: Model | None,
    folder: Path | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Understood | None:
    """Return what messages mean, in their order; None without a model or messages.

    Args:
        utterances: The messages.
        model: What tells meanings.
        folder: Where they are kept, made where missing; None keeps nothing.
        progress: Is told how many of the messages new to it were understood.
    """
    if model is None or not utterances:
        return None

    def rows(text: str) -> Rows:
        whole, clauses = model.read(clauses_of(text) or (text,))
        return np.vstack([whole, clauses])

    texts = [each.text for each in utterances]
    read = kept(
        folder / _MEANINGS if folder else None,
        f"{model.version} {_code()}",
        texts,
        rows,
        progress=progress,
    )
    return Understood(model, Meanings.of([(each[0], each[1:]) for each in read]))


def _key(
    utterances: Sequence[Utterance],
    facts: Mapping[str, Fact],
    cues: Sequence[CueGroup],
    model: Model | None,
) -> str:
    """Return what a reader depends on, in a word."""
    told = json.dumps(
        [
            _code(),
            model.version if model else None,
            [(each.id, each.kind, each.phrases) for each in cues],
            {name: fact.ids for name, fact in facts.items()},
            [
                (each.text, each.register, dict(each.facts), bool(each.also))
                for each in utterances
            ],
        ]
    )
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _code() -> str:
    """Return the code of this package, in a word: another code reads another way."""
    code = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        code.update(file.read_bytes())
    return code.hexdigest()


def _write(file: Path, key: str, reader: Reader) -> None:
    """Replace the file at once: who reads meanwhile sees the old or the new one."""
    learned, likeness = reader.learned, reader.meaning[1] if reader.meaning else None
    told = {
        "key": key,
        "known": reader.spelling.known,
        "names": reader.weighing.names,
        "classes": [
            (each.fact, each.names, each.columns.start, each.columns.stop)
            for each in learned.classes
        ],
    }
    arrays: dict[str, Any] = {
        "told": np.frombuffer(json.dumps(told).encode(), np.uint8),
        "rarities": np.array(reader.weighing.rarities, np.float64),
        "weights": reader.weights,
        "shares": learned.shares if likeness else learned.shares[:0],
        "bias": learned.bias,
    }
    if likeness is not None:
        arrays |= {
            "middles": likeness.middles,
            "wholes": likeness.wholes.astype(np.float16),
            "clauses": likeness.clauses.astype(np.float16),
            "starts": likeness.starts,
            "sizes": likeness.sizes,
        }
    write(file, arrays)


def _read(file: Path, key: str, lexicon: Lexicon, model: Model | None) -> Reader | None:
    """Return the reader that is kept; None where it is of no use."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as held:
            told = json.loads(held["told"].tobytes())
            if told["key"] != key:
                return None
            return _reader(told, dict(held.items()), lexicon, model)
    except UNREADABLE:
        return None


def _reader(
    told: Any,  # noqa: ANN401 - JSON
    held: Mapping[str, Any],
    lexicon: Lexicon,
    model: Model | None,
) -> Reader:
    classes = tuple(
        Classes(fact, tuple(names), slice(start, stop))
        for fact, names, start, stop in told["classes"]
    )
    meaning = None
    if model is not None and "wholes" in held:
        likeness = Likeness(
            held["middles"],
            held["wholes"].astype(np.float32),
            held["clauses"].astype(np.float32),
            held["starts"],
            held["sizes"],
        )
        meaning = model, likeness
    return Reader(
        lexicon,
        Spelling(lexicon.stems, told["known"]),
        Weighing.of(told["names"], held["rarities"].tolist()),
        held["weights"],
        Learned(classes, held["shares"], held["bias"]),
        meaning,
    )
