"""The benchmark: what is asked of whom, who is ahead, and what the command prints."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike

from assistant.benchmark.answers import Answers
from assistant.benchmark.engines import Alone, Contender, Ours, field_of
from assistant.benchmark.quality import Scored, compared, gain, lead, pooled, scored
from assistant.benchmark.sets import (
    Part,
    Question,
    Set,
    article_of,
    mistyped,
    own_set,
    public_set,
    two_words,
)
from assistant.benchmark.speed import of_calls
from assistant.errors import CannotRun
from assistant.search.scoring import Vectors

COUNTRY = Path(__file__).parent / "second_org"

ARTICLES = (
    article_of(
        "harbour", "Opening of the harbour", ("when do boats leave",), "At six."
    ),
    article_of("lamp", "Lamp is broken", ("no light at night",), "Change the bulb."),
    article_of("tide", "Table of tides", ("how high is the water",), "Twice a day."),
)
ASKED = (
    Question("which boats leave the harbour", "harbour"),
    Question("the broken lamp has no light", "lamp"),
    Question("is the water high, by the table", "tide"),
)


def quiet(_what: str, _done: int, _of: int) -> None:
    pass


def always(*found: int) -> Contender:
    class Engine:
        def answers(self, questions: Sequence[str]) -> Answers:
            return Answers([found for _ in questions], [0.0 for _ in questions])

    return Contender("always the same", "peer", lambda _: Engine())


def test_a_phrasing_of_ours_is_asked_only_of_articles_without_it() -> None:
    article = replace(ARTICLES[0], also_asked=tuple(f"way {n}" for n in range(7)))

    asked = own_set((article, *ARTICLES[1:]))

    assert sorted(q.text for part in asked.parts for q in part.questions) == sorted(
        (*article.also_asked, "no light at night", "how high is the water")
    )
    for part in asked.parts:
        held = {each.id: each.also_asked for each in part.articles}
        for question in part.questions:
            assert question.text not in held[question.article]
        assert len(held["harbour"]) >= 5


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_faq_is_asked_by_its_rephrasings(tmp_path: Path) -> None:
    pairs = [
        {"question": "A?", "answer": ["Yes.", "No."], "rephr": ["is it a", "*", None]},
        {"question": "B?", "answer": "So.", "rephr": ["is it b"]},
    ]
    path = written(tmp_path, "faq.json", json.dumps({"root": {"qapair": pairs}}))

    (part,) = public_set(path, most=10).parts

    assert [each.title for each in part.articles] == ["A?", "B?"]
    assert part.articles[0].body == "Yes.\n\nNo."
    assert [(q.text, q.article) for q in part.questions] == [
        ("is it a", "0"),
        ("is it b", "1"),
    ]


def test_of_intents_five_questions_stand_and_the_test_part_is_asked(
    tmp_path: Path,
) -> None:
    train = [[f"way {n} to say {i}", i] for i in ("go_home", "stay") for n in range(9)]
    parts = {"train": train, "test": [["let us go", "go_home"]], "oos_test": []}
    path = written(tmp_path, "intents.json", json.dumps(parts))

    (part,) = public_set(path, most=10).parts

    assert [each.title for each in part.articles] == ["go home", "stay"]
    assert [len(each.also_asked) for each in part.articles] == [5, 5]
    assert part.questions == [Question("let us go", "go_home")]


def test_of_rows_five_of_each_category_stand_and_the_others_are_asked(
    tmp_path: Path,
) -> None:
    rows = [f'"way {n}, to say {i}",{i}' for i in ("a_card", "b") for n in range(8)]
    path = written(tmp_path, "rows.csv", "\n".join(["text,category", *rows]))

    (part,) = public_set(path, most=10).parts

    held = {phrasing for each in part.articles for phrasing in each.also_asked}
    assert len(held) == 10
    assert len(part.questions) == 6
    assert not held & {question.text for question in part.questions}


def test_no_more_is_asked_than_wished_and_always_the_same(tmp_path: Path) -> None:
    pairs = [
        {"question": "A?", "answer": "So.", "rephr": [f"q {n}" for n in range(50)]}
    ]
    path = written(tmp_path, "faq.json", json.dumps(pairs))

    asked = public_set(path, most=7)

    assert asked.size == 7
    assert asked == public_set(path, most=7)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("faq.json", "{"),
        ("faq.json", "[]"),
        ("faq.json", '{"root": 5}'),
        ("faq.json", '[{"answer": "no question"}]'),
        ("faq.json", '{"train": [["only a text"]], "test": []}'),
        ("faq.json", '{"train": 3, "test": 4}'),
        ("faq.json", "\udcff"),
        ("rows.csv", "other,columns\n1,2\n"),
        ("rows.csv", "text,category\n"),
    ],
)
def test_a_file_of_another_shape_is_refused(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(CannotRun):
        public_set(path, most=5)


def test_half_of_the_longer_words_get_one_slip_always_the_same() -> None:
    text = "is the complete harbour table open again tomorrow"
    part = Part(ARTICLES, (Question(text, "harbour"),))

    slipped = mistyped(part).questions[0].text

    changed = [
        (old, new)
        for old, new in zip(text.split(), slipped.split(), strict=True)
        if old != new
    ]
    assert 1 <= len(changed) <= 3
    assert all(len(old) >= 4 and abs(len(old) - len(new)) <= 1 for old, new in changed)
    assert mistyped(part) == mistyped(part)


def test_of_a_question_the_two_rarest_words_that_articles_have_are_asked() -> None:
    common = [replace(each, body="boats water table") for each in ARTICLES]
    questions = (Question("which boats leave the harbour", "harbour"), ASKED[1])
    unknown = Question("nobody knows zzz", "lamp")

    asked = two_words(Part(common, (*questions, unknown))).questions

    assert [each.text for each in asked] == ["leave harbour", "broken lamp"]


CONTENDERS = field_of(None, "it is switched off")


@pytest.mark.parametrize(
    "contender", CONTENDERS.contenders, ids=lambda each: str(each.name)
)
@pytest.mark.filterwarnings("default")
def test_every_engine_finds_what_is_said_in_so_many_words(
    contender: Contender,
) -> None:
    engine = contender.make(ARTICLES)
    hostile = 'AND "or (NOT* title:x ^2 ~'

    answers = engine.answers([*(each.text for each in ASKED), hostile, ""])

    assert [places[0] for places in answers.found[:3]] == [0, 1, 2]
    assert len(answers.found) == len(answers.seconds) == 5
    assert all(seconds >= 0 for seconds in answers.seconds)


def test_who_is_missing_is_named_with_the_reason() -> None:
    assert CONTENDERS.missing["the model"] == "it is switched off"
    assert "ours" in [each.name for each in CONTENDERS.contenders]
    assert not {each.name for each in CONTENDERS.contenders} & CONTENDERS.missing.keys()


def embed(texts: Sequence[str]) -> Vectors:
    rows = np.zeros((len(texts), 3), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        place = next(
            (at for at, word in enumerate(("boat", "light", "water")) if word in text),
            0,
        )
        row[place] = 1.0
    return rows


def test_the_model_alone_ranks_each_article_once_by_its_nearest_text() -> None:
    alone = Alone(ARTICLES, embed)

    assert alone.answers(["deep water"]).found == [[2, 0, 1]]


def test_ours_is_asked_with_the_meaning_it_was_given() -> None:
    by_meaning = Ours(ARTICLES, embed=embed).answers(["deep sea, waterways"]).found

    assert Ours(ARTICLES).answers(["deep sea"]).found == [[]]
    assert by_meaning[0][0] == 2


def test_a_right_article_counts_by_its_place() -> None:
    asked = Set("three", [Part(ARTICLES, ASKED)])

    as_asked = scored([always(1, 2)], asked, quiet)[0]

    assert as_asked.first.tolist() == [0, 1, 0]
    assert as_asked.gain.tolist() == [0, 1, pytest.approx(1 / np.log2(3))]
    assert gain(None) == 0


def test_each_part_of_a_set_is_asked_of_its_own_articles() -> None:
    asked = Set("two", [Part(ARTICLES, ASKED), Part(ARTICLES[::-1], ASKED)])

    assert scored([always(0)], asked, quiet)[0].first.tolist() == [1, 0, 0, 0, 0, 1]


def result(engine: str, kind: str, first: ArrayLike) -> Scored:
    shares = np.asarray(first, dtype=float)
    return Scored(engine, kind, "as asked", shares, shares)


def test_who_is_ahead_is_told_with_an_interval_from_the_same_questions() -> None:
    hard = np.tile([1.0, 0.0], 100)
    ahead = hard.copy()
    ahead[:20] = 1.0

    ours, peer = compared([result("ours", "ours", ahead), result("x", "peer", hard)])

    assert ours.ahead_first is None
    assert ours.ratio == 1
    assert peer.ahead_first is not None
    assert peer.ahead_first.mean == pytest.approx(0.05)
    assert 0 < peer.ahead_first.low < 0.05 < peer.ahead_first.high < 0.1
    assert peer.ratio == pytest.approx(100 / 110)


def test_an_interval_of_equals_holds_nothing() -> None:
    same = np.array([1.0, 0.0, 1.0])

    assert lead(same, same).low == lead(same, same).high == 0
    assert lead(same, same[::-1]).low == 0


def test_questions_of_all_sets_count_as_one_pool() -> None:
    sets = [[result("ours", "ours", [1, 1])], [result("ours", "ours", [0])]]

    (pool,) = pooled(sets)

    assert pool.first.tolist() == [1, 1, 0]


def test_a_call_is_timed_by_its_fastest_round() -> None:
    called: list[str] = []

    speed = of_calls("adding", called.append, ["a", "b"], quiet)

    assert called == ["a", "b"] * 3
    assert 0 <= speed.p50 <= speed.p99


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", "bench", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ASSISTANT_MODEL": "off"},
    )


def test_one_run_prints_quality_speed_and_the_service(tmp_path: Path) -> None:
    pairs = [
        {"question": each.title, "answer": each.body, "rephr": [asked.text]}
        for each, asked in zip(ARTICLES, ASKED, strict=True)
    ]
    faq = written(tmp_path, "faq.json", json.dumps(pairs))

    arguments = ("--data", str(COUNTRY), "--faq", str(faq), "--articles", "30")
    ran = run(*arguments, "--json")

    assert (ran.returncode, ran.stderr) == (0, "")
    report = json.loads(ran.stdout)
    assert report["missing"]["the model"] == "it is switched off by ASSISTANT_MODEL"
    assert [table["articles"] for table in report["tables"][1:2]] == [3]
    assert report["tables"][-1]["name"] == "all of these"
    for table in report["tables"]:
        assert {row["engine"] for row in table["rows"]} >= {"ours", "SQLite FTS5"}
        assert {row["manner"] for row in table["rows"]} == {
            "as asked",
            "mistyped",
            "two words",
        }
    assert {each["what"] for each in report["engines"]} >= {"ours", "SQLite FTS5"}
    assert {each["what"] for each in report["parts"]} >= {"read", "find", "assist"}
    assert report["routes"][1]["ratio"] > 1


def test_the_table_names_who_is_missing_and_leaves_speed_out_where_asked() -> None:
    ran = run("--data", str(COUNTRY), "--articles", "0")

    assert ran.returncode == 0
    assert "Took no part: the model (it is switched off" in ran.stdout
    assert "made-up articles" not in ran.stdout
    assert "as asked" in ran.stdout
    assert "/api/v1/assist" in ran.stdout


def test_a_set_that_is_none_ends_with_2_and_without_a_traceback(tmp_path: Path) -> None:
    bad = written(tmp_path, "bad.json", "{}")

    ran = run("--data", str(COUNTRY), "--faq", str(bad))

    assert ran.returncode == 2
    assert ran.stderr.startswith("assistant: ")
    assert "bench --help" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_help_says_what_a_set_looks_like() -> None:
    helped = run("--help").stdout

    assert "rephr" in helped
    assert "text and category" in helped
    assert "[bench]" in helped
