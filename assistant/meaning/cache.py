"""Embeddings of shipped texts, kept between starts: one file, no pickles."""

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.meaning.minilm import DIMENSIONS
from assistant.meaning.model import Model, Vectors

_FILE: Final = "meaning.npz"
_BATCH: Final = 64
"""Texts between two words about progress."""

UNREADABLE: Final = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    TypeError,  # one bare array instead of several
    zipfile.BadZipFile,
    zlib.error,
)
"""What a file that is damaged, or is another one, may raise when it is read."""

Progress = Callable[[int, int], object]


def cached(
    model: Model,
    texts: Sequence[str],
    folder: Path | None,
    *,
    progress: Progress = lambda _done, _all: None,
) -> Vectors:
    """Return the vector of each text, a row each; see ``kept``.

    Args:
        model: The open model.
        texts: Texts in any order; the same text may stand there twice.
        folder: A folder for this set of texts, made where missing; another set needs
            another folder. None keeps nothing.
        progress: Is told how many of the missing texts are done, and of how many.
    """
    rows = kept(
        folder / _FILE if folder else None,
        model.version,
        texts,
        lambda text: model.embed([text]),
        progress=progress,
    )
    return np.vstack(rows) if rows else np.empty((0, DIMENSIONS), np.float32)


def kept(
    file: Path | None,
    version: str,
    texts: Sequence[str],
    compute: Callable[[str], Vectors],
    *,
    progress: Progress = lambda _done, _all: None,
) -> list[Vectors]:
    """Return what each text gives, computing only what is not yet kept in the file.

    The file then holds exactly these texts; what is damaged or was made by another
    version is made anew.

    Args:
        file: Where they are kept; None keeps nothing.
        version: What they are computed by.
        texts: Texts in any order; the same text may stand there twice.
        compute: Gives one row of a vector's length for a text, or several.
        progress: Is told how many of the missing texts are done, and of how many.
    """
    keys = [_key(text) for text in texts]
    known = _read(file, version) if file else {}
    missing = {
        key: text for key, text in zip(keys, texts, strict=True) if key not in known
    }
    if missing:
        rows = _computed(list(missing.values()), compute, progress)
        known |= dict(zip(missing, rows, strict=True))
    wanted = {key: known[key] for key in keys}
    if file and (missing or len(wanted) < len(known)):
        _write(file, version, wanted)
    return [wanted[key] for key in keys]


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _computed(
    texts: list[str], compute: Callable[[str], Vectors], progress: Progress
) -> Iterator[Vectors]:
    """Yield the rows of each text, from all processors at once."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            yield from pool.map(compute, batch)
            progress(start + len(batch), len(texts))


def _read(file: Path, version: str) -> dict[bytes, Vectors]:
    """Return what is kept by this version; nothing where the file is of no use."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as held:
            made_by, keys = str(held["version"]), held["keys"]
            counts, rows = held["counts"], held["rows"]
    except UNREADABLE:
        return {}
    fits = (
        made_by == version
        and keys.shape == (len(counts), 32)
        and counts.dtype == np.int64
        and (counts >= 0).all()
        and rows.shape == (counts.sum(), DIMENSIONS)
        and rows.dtype == np.float32
    )
    if not fits:
        return {}
    parts = np.split(rows, np.cumsum(counts)[:-1])
    return {key.tobytes(): part for key, part in zip(keys, parts, strict=True)}


def _write(file: Path, version: str, rows: dict[bytes, Vectors]) -> None:
    arrays = {
        "version": np.array(version),
        "keys": np.frombuffer(b"".join(rows), np.uint8).reshape(-1, 32),
        "counts": np.array([len(each) for each in rows.values()], np.int64),
        "rows": np.vstack(list(rows.values())),
    }
    write(file, arrays)


def write(file: Path, arrays: Mapping[str, Any]) -> None:
    """Replace a file at once: who reads meanwhile sees the old or the new one.

    What cannot be kept costs time, never an answer: a full disk is no error.
    """
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as workplace:
            new = Path(workplace, file.name)
            np.savez(new, **arrays)
            new.replace(file)
