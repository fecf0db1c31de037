"""How good the answers are is measured, and said with how sure one can be of it."""

import json
import math
import signal
import subprocess
import sys
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from time import sleep
from typing import Any
from unittest.mock import Mock
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from assistant.checking import load_checked
from assistant.cli import commands
from assistant.errors import AssistantError, CannotRun, Position
from assistant.evaluation import coverage, leakage
from assistant.evaluation.calibration import (
    Point,
    calibration_of,
    risk_and_coverage,
)
from assistant.evaluation.charts import reliability_diagram, risk_coverage_curve
from assistant.evaluation.evaluate import (
    Evaluation,
    Judged,
    Plan,
    evaluate,
)
from assistant.evaluation.evaluate import judged as everything_about
from assistant.evaluation.folds import folds_of
from assistant.evaluation.messages import Message, read_messages
from assistant.evaluation.report import as_text
from assistant.evaluation.running import (
    Bench,
    Case,
    Folds,
    Material,
    answered,
    cross_validated,
)
from assistant.evaluation.statistics import (
    Rate,
    auroc,
    expected_of,
    gain,
    mean_of,
)
from assistant.evaluation.truth import truth_of
from assistant.model.kb import Utterance
from assistant.reading import Meanings, train
from assistant.reading import alike as alike_module
from assistant.reading.alike import alike, groups
from assistant.rules import Engine
from assistant.sources import Sources
from assistant.today import today
from tests.organizations import FOLDERS

LANTERN = str(FOLDERS["fictional"])
DARK = {"kind": "fault", "lamp_state": "dark", "vessels_waiting": "waiting"}
"""Labels that settle an urgent problem of the fictional organization."""

Figures = Mapping[str, Mapping[str, Any]]


def figures(judged: Mapping[str, Any]) -> Figures:
    return {f["id"]: f for each in judged["sections"] for f in each["figures"]}


def bare(text: str) -> str:
    return "".join(sign if sign not in ",.?!:;" else " " for sign in text)


def file_of(folder: Path, *lines: object) -> Path:
    path = folder / "messages.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


@pytest.fixture(scope="module")
def lantern() -> Sources:
    return load_checked(FOLDERS["fictional"])


@pytest.fixture(scope="module")
def told(lantern: Sources) -> tuple[str, str]:
    """Return a message that is answered as not urgent, with its priority."""
    answering = Bench(Material(lantern)).trained()
    for each in lantern.kb.utterances:
        verdict = answering.verdict(each.text)
        priority = verdict.priority.value
        read = [
            fact
            for fact in verdict.facts
            if fact.name == "kind" and fact.value != "fault" and fact.evidence
        ]
        if read and priority and not lantern.policy.priorities[priority].urgent:
            return each.text, priority
    raise AssertionError("no message is decided")


# Statistics


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (10, 10, 0.6915, 1.0),
        (5, 10, 0.1871, 0.8129),
        (1, 100, 0.0003, 0.0545),
        (77, 149, 0.4335, 0.5994),
        (930, 1000, 0.9124, 0.9450),
        (0, 0, 0.0, 1.0),
    ],
)
def test_intervals_are_those_of_clopper_and_pearson(
    k: int, n: int, low: float, high: float
) -> None:
    assert Rate(k, n).interval == pytest.approx((low, high), abs=1e-4)


def test_the_bound_on_what_never_happened_is_the_rule_of_three() -> None:
    assert Rate(0, 59).upper_bound == pytest.approx(1 - 0.05 ** (1 / 59))
    assert Rate(3, 3).upper_bound == 1


def test_the_number_of_unequal_events_is_counted_exactly() -> None:
    chances = (0.02, 0.3, 0.5, 0.07, 0.9)
    ends = [0.0] * 6
    for turns in product((0, 1), repeat=5):
        ends[sum(turns)] += math.prod(
            chance if turn else 1 - chance
            for chance, turn in zip(chances, turns, strict=True)
        )
    below = [sum(ends[: at + 1]) for at in range(6)]
    expected = expected_of(chances)

    assert expected.mean == pytest.approx(sum(chances))
    assert expected.low == next(at for at in range(6) if below[at] >= 0.025)
    assert expected.high == next(at for at in range(6) if below[at] >= 0.975)


def test_rankings_become_numbers_as_everybody_computes_them() -> None:
    assert auroc([3, 2], [1, 0]) == 1
    assert auroc([1, 2], [1, 0]) == pytest.approx(3.5 / 4)
    assert auroc([], [1]) is None
    assert [gain(1), gain(2), gain(11), gain(None)] == pytest.approx(
        [1, 1 / math.log2(3), 0, 0]
    )
    mean = mean_of([0, 1, 1, 0])
    assert mean is not None
    assert (mean.value, mean.high) == pytest.approx((0.5, 1.0658), abs=1e-4)


def test_stated_chances_that_hold_lie_inside_and_others_do_not() -> None:
    held = calibration_of([(0.9, at % 10 > 0) for at in range(400)])
    boasting = calibration_of([(0.99, at % 10 > 0) for at in range(400)])

    assert held.wrong == 40
    assert held.expected.mean == pytest.approx(40)
    assert held.inside
    assert boasting.wrong == 40
    assert not boasting.inside
    assert sum(each.rate.n for each in held.bins) == 400


# Near-duplicates and folds


def test_messages_are_alike_by_words_or_by_letters_and_others_are_not() -> None:
    texts = [
        "None of our 140 agents in the live system can answer calls",
        "How do I change the music on hold?",
        "None of our 140 agents in the training system can answer calls",
        "Noen of our 140 agetns in the live sytsem can answre calsl",
        "how do i change the music on hold",
        "",
        "Our invoices show the wrong address since March",
    ]
    pairs = {(each.one, each.other): each for each in alike(texts)}

    assert set(pairs) >= {(0, 2), (0, 3), (1, 4)}
    assert all(6 not in pair and 5 not in pair for pair in pairs)
    assert pairs[1, 4].same_words
    assert not pairs[0, 2].same_words
    assert sorted(map(len, groups(texts))) == [1, 1, 2, 3]
    assert leakage.leaks([texts[3], texts[6]], texts[:2]) == {0: 0}


def test_a_pair_says_which_labels_differ() -> None:
    def told(line: int, text: str, **facts: str) -> Utterance:
        return Utterance(text, "plain", facts, at=Position("kb/a.yaml", line, 1))

    found = leakage.twins(
        [
            told(9, "nobody can log in", kind="problem"),
            told(3, "Nobody can log in!", kind="problem", scope="all"),
            told(5, "the invoice is wrong", kind="account"),
        ]
    )

    assert [(each.one.at.line, each.other.at.line) for each in found] == [(3, 9)]
    assert found[0].same_words
    assert found[0].differ == ("scope",)


def test_of_many_messages_few_pairs_are_compared(
    shipped: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [each.text for each in shipped.kb.utterances]
    many = (texts + [" ".join(reversed(text.split())) + " x" for text in texts])[:2500]
    comparing = Mock(side_effect=alike_module._shared)
    monkeypatch.setattr(alike_module, "_shared", comparing)

    alike(many)

    # Of each pair once the words and once the runs of letters.
    of_all = comparing.call_count / 2 / math.comb(len(many), 2)
    print(f"{of_all:.2%} of all pairs are compared")
    assert of_all < 0.01


@pytest.mark.parametrize("module", ["numpy", "sklearn", "whoosh"])
def test_the_coverage_table_imports_nothing_heavy(module: str) -> None:
    code = (
        "import sys; import assistant.evaluation.coverage; "
        f"sys.exit({module!r} in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_lint_names_clashing_labels_first_and_minimal_pairs_never() -> None:
    def told(line: int, text: str, **facts: str) -> Utterance:
        at = Position("kb/a.yaml", line, 5)
        return Utterance(text, "plain", facts, at=at)

    found = leakage.lint(
        [
            told(3, "none of our forty agents can log in today", scope="all"),
            told(6, "none of our forty agents can log in again", scope="all"),
            told(9, "one of our forty agents can log in today", scope="one"),
            told(12, "the invoice is wrong", kind="account"),
            told(15, "The invoice is wrong!", kind="problem"),
        ]
    )

    assert [each.split(": warning: ")[0] for each in found] == [
        "kb/a.yaml:12:5",
        "kb/a.yaml:3:5",
    ]
    assert found[0].endswith("kb/a.yaml:15:5, but labelled otherwise: kind")


def test_folds_keep_near_duplicates_together_whatever_the_order(
    shipped: Sources,
) -> None:
    texts = [each.text for each in shipped.kb.utterances]
    folds = folds_of(texts, 5)
    turned = folds_of(texts[::-1], 5)[::-1]
    pairs = alike(texts)
    sizes = [folds.count(fold) for fold in range(5)]

    assert pairs
    assert [each for each in pairs if folds[each.one] != folds[each.other]] == []
    assert folds == turned
    assert max(sizes) - min(sizes) <= 3


def test_too_few_messages_are_refused() -> None:
    with pytest.raises(CannotRun, match="2 messages in 1 groups are too few"):
        folds_of(["nobody can log in", "nobody can log in!"], 2)


# What is right


def test_what_is_right_follows_from_the_labelled_facts(shipped: Sources) -> None:
    engine = Engine(shipped.policy, today())
    down = {"kind": "problem", "impact": "calls_interrupted", "scope": "all_or_most"}
    known = truth_of(Message("x", "f", 1, facts=down), engine, "none")
    opened = truth_of(
        Message("x", "f", 1, facts={**down, "workaround": "unknown"}), engine, "none"
    )
    labelled = truth_of(
        Message("x", "f", 1, facts=down, priority="P3", plan="standard"), engine, "none"
    )
    outside = Message("x", "f", 1, facts={"message_scope": "out_of_scope"})

    assert (known.settled, known.action) == ("P1", "call")
    assert set(known.channels["call"]) == set(shipped.policy.plans)
    assert known.channels["call"]["standard"] == ("yes", "no")
    assert opened.settled is None
    assert set(opened.priorities or ()) == {"P1", "P2"}
    assert labelled.settled == "P3"
    assert set(labelled.channels["call"]) == {"standard"}
    assert truth_of(outside, engine, "none").scope == "out_of_scope"
    assert truth_of(outside, engine, "none").settled is None


def judged(sources: Sources, *messages: Message, without: str = "") -> Judged:
    bench = Bench(Material(sources), (without,) if without else ())
    cases = answered(bench.trained(), messages, lambda *_: None)
    return everything_about("these", sources, cases)


def test_a_wrong_answer_is_counted_and_shown_with_its_words(
    lantern: Sources, told: tuple[str, str]
) -> None:
    text, priority = told
    found = judged(
        lantern,
        Message(text, "mine.jsonl", 1, "terse", priority=priority),
        Message(text, "mine.jsonl", 2, "terse", facts=DARK, priority="S1"),
        Message(text, "mine.jsonl", 3, "email", scope="out_of_scope"),
    )
    shares = {f.id: f.rate for each in found.sections for f in each.figures}
    misread = {each.fact: each for each in found.mistakes[0].misread}

    assert shares["priority.right"] == Rate(1, 2)
    assert shares["priority.asked"] == Rate(0, 2)
    assert shares["urgent.called"] == shares["urgent.asked"] == Rate(0, 1)
    assert shares["urgent.otherwise"] == Rate(1, 1)
    assert shares["urgent.false"] == Rate(0, 1)
    assert shares["scope.recognised"] == Rate(0, 1)
    assert shares["scope.refused"] == Rate(0, 2)
    assert [each.rate for each in found.bounds] == [Rate(1, 2), Rate(1, 1), Rate(0, 1)]
    assert found.calibration.wrong == 1
    assert found.confusion[priority, priority] == found.confusion["S1", priority] == 1
    assert [(each.at, each.truth, each.told) for each in found.mistakes] == [
        ("mine.jsonl:2", "S1", priority)
    ]
    assert misread["lamp_state"].labelled == ("dark",)
    assert misread["kind"].labelled == ("fault",)
    assert misread["kind"].words
    assert all(f" {words} " in f" {bare(text)} " for words in misread["kind"].words)
    assert found.risk[-1] == Point(found.risk[-1].stated, 1.0, Rate(1, 2))


def test_without_the_question_nothing_is_asked(lantern: Sources) -> None:
    messages = [
        Message(each.text, each.at.path, each.at.line, facts=each.facts)
        for each in lantern.kb.utterances[:12]
    ]
    shares = [
        {
            f.id: f.rate
            for each in judged(lantern, *messages, without=part).sections
            for f in each.figures
        }
        for part in ("", "question")
    ]

    assert shares[0]["priority.asked"].n == shares[1]["priority.asked"].n > 0
    assert shares[1]["priority.asked"].k == 0


def by_folds(sources: Sources, folds: Folds) -> tuple[Case, ...]:
    return cross_validated(Bench(Material(sources)), folds, lambda *_: None)


def test_one_in_so_many_is_answered_as_if_all_were(lantern: Sources) -> None:
    some = by_folds(lantern, Folds(2, every=9))
    every = by_folds(lantern, Folds(2))

    assert some == every[::9]


def test_what_was_learned_in_a_fold_leaves_out_what_is_asked(lantern: Sources) -> None:
    folds = folds_of([each.text for each in lantern.kb.utterances], 2)
    apart = train(
        [
            each
            for each, fold in zip(lantern.kb.utterances, folds, strict=True)
            if fold != 0
        ],
        lantern.policy.facts,
        lantern.kb.cues,
    )
    cases = by_folds(lantern, Folds(2))

    for case, fold in zip(cases, folds, strict=True):
        same = case.chances == apart.read(case.message.text).chances
        assert same == (fold == 0) or not case.chances


def test_meanings_of_a_fold_are_those_of_its_messages() -> None:
    read = [
        (np.full(4, at, np.float32), np.full((at + 1, 4), 10 + at, np.float32))
        for at in range(4)
    ]
    some = Meanings.of(read).of_these([3, 0, 2])
    alone = Meanings.of([read[3], read[0], read[2]])

    assert np.array_equal(some.wholes, alone.wholes)
    assert np.array_equal(some.clauses, alone.clauses)
    assert some.starts.tolist() == alone.starts.tolist() == [0, 4, 5]


def test_labels_of_articles_and_other_matters_are_counted(lantern: Sources) -> None:
    text = lantern.kb.utterances[0].text
    (article, *_) = Bench(Material(lantern)).trained().verdict("lamp visits").answers
    found = judged(
        lantern,
        Message("lamp visits", "f", 1, articles=(article.id,), also=()),
        Message(text, "f", 2, facts=DARK, also=({"kind": "wish"},)),
    )
    shares = {f.id: f.rate for each in found.sections for f in each.figures}

    assert shares["articles.1"] == Rate(1, 1)
    assert shares["matters.seen"].n == shares["matters.made_up"].n == 1


def test_chances_that_hold_are_told_for_every_fact(lantern: Sources) -> None:
    found = judged(
        lantern,
        *(
            Message(each.text, "f", 1, facts=each.facts)
            for each in lantern.kb.utterances
        ),
    )
    outside = [
        each
        for each in lantern.kb.utterances
        if each.facts.get("message_scope") == "out_of_scope"
    ]

    assert outside
    assert found.fact_calibration["kind"].n < len(lantern.kb.utterances)
    assert found.fact_calibration["message_scope"].n == len(lantern.kb.utterances)
    known = found.fact_calibration["kind"]
    assert known.wrong < known.n / 20


# The command


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """Evaluate the fictional organization once; return its JSON and its folder."""
    out = tmp_path_factory.mktemp("evaluation") / "deep" / "out"
    arguments = ["eval", "--data", LANTERN, "--folds", "2", "--json", "--out", str(out)]
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout), out


def test_our_own_messages_are_judged_each_once(
    written: tuple[Any, Path], lantern: Sources
) -> None:
    members, out = written
    own = members["judged"][0]
    found = figures(own)
    told = sum(
        each["n"]
        for each in own["confusion"]
        if each["truth"] in lantern.policy.priorities
        and each["told"] in lantern.policy.priorities
    )
    agreed = [each for each in own["confusion"] if each["truth"] == each["told"]]

    assert own["messages"] == len(lantern.kb.utterances)
    assert sum(each["n"] for each in own["confusion"]) == own["messages"]
    assert found["priority.right"]["n"] == told == own["calibration"]["n"] > 0
    assert found["priority.right"]["k"] == sum(
        each["n"] for each in agreed if each["truth"] in lantern.policy.priorities
    )
    ships = own["risk"][-1]["rate"]
    assert (ships["k"], ships["n"]) == (own["calibration"]["wrong"], told)
    shown = ("urgent.called", "urgent.asked", "urgent.otherwise")
    assert sum(found[each]["k"] for each in shown) == found["urgent.called"]["n"] > 0
    for breakdown in own["breakdowns"]:
        assert sum(each["messages"] for each in breakdown["groups"]) == own["messages"]
    assert {each["by"] for each in own["breakdowns"]} == {"register", "length", "file"}
    assert json.loads((out / "figures.json").read_text()) == members


def test_what_was_learned_is_never_what_is_asked(
    written: tuple[Any, Path], tmp_path: Path, lantern: Sources
) -> None:
    # A reader knows by heart what it learned from: in folds it must do worse.
    lines = [
        {"text": each.text, "facts": dict(each.facts)} for each in lantern.kb.utterances
    ]
    by_heart = evaluate(lantern, Plan(own=False, files=(file_of(tmp_path, *lines),)))
    known = {f.id: f.rate for s in by_heart.judged[0].sections for f in s.figures}
    apart = figures(written[0]["judged"][0])

    assert known["priority.right"].k > apart["priority.right"]["k"] * 1.1
    assert len(by_heart.judged[0].alike) == len(lines)


def test_the_report_says_what_it_does_not_cover(written: tuple[Any, Path]) -> None:
    members, out = written
    report = " ".join((out / "report.txt").read_text().split())

    for words in ("messages unlike these", "languages", "several matters", "one hand"):
        assert words in report
        assert words in members["not_covered"]
    for bound in members["judged"][0]["bounds"]:
        upper = f"at most {bound['rate']['upper_bound'] * 100:.1f} %"
        assert (
            f"{bound['label']} {bound['rate']['k']} of {bound['rate']['n']}: {upper}"
            in report
        )


@pytest.mark.parametrize("name", ["reliability.svg", "risk-coverage.svg"])
def test_a_drawing_is_sound_and_says_what_it_shows(
    written: tuple[Any, Path], name: str
) -> None:
    drawing = ElementTree.parse(written[1] / name).getroot()
    space = "{http://www.w3.org/2000/svg}"
    named = {each.get("id"): each for each in drawing}

    assert drawing.get("role") == "img"
    for label in (drawing.get("aria-labelledby") or "").split():
        assert len((named[label].text or "").split()) > 4
    assert "prefers-color-scheme:dark" in (drawing.findtext(f"{space}style") or "")
    assert not drawing.findall(f".//{space}script")


def test_the_reliability_diagram_has_a_dot_where_each_group_is() -> None:
    fit = calibration_of([(0.6 + at / 250, at % 3 > 0) for at in range(100)])
    drawing = ElementTree.fromstring(reliability_diagram(fit))
    about = drawing[1].text or ""
    dots = [each for each in drawing.iter() if each.get("class") == "dot"]
    heights = [float(each.get("cy") or 0) for each in dots]

    assert len(dots) == len(fit.bins) == 5
    for each in fit.bins:
        assert f"({each.rate.k} of {each.rate.n})" in about
    order = sorted(range(5), key=lambda at: fit.bins[at].rate.k / fit.bins[at].rate.n)
    assert [heights[at] for at in order] == sorted(heights, reverse=True)


def test_the_risk_curve_ends_with_what_ships() -> None:
    points = tuple(
        Point(1 - at / 100, at / 100, Rate(at // 20, at)) for at in range(1, 81)
    )
    drawing = ElementTree.fromstring(risk_coverage_curve(points))
    about = drawing[1].text or ""

    assert about.endswith("80 % decided, 5.0 % wrong.")
    assert about.count(" decided, ") == 8
    assert len([each for each in drawing.iter() if each.get("class") == "dot"]) == 1
    ElementTree.fromstring(risk_coverage_curve(()))
    ElementTree.fromstring(reliability_diagram(calibration_of([])))
    assert risk_and_coverage([]) == ()


def test_a_file_of_messages_is_judged_by_its_labels(
    tmp_path: Path, told: tuple[str, str]
) -> None:
    text, priority = told
    path = file_of(
        tmp_path,
        {"id": 7, "text": text, "priority": priority, "register": "terse"},
        {"text": "Is my summer roof tile order on its way?", "scope": "out_of_scope"},
        {"text": "how do I link a wind sensor", "articles": ["lamp-visits"]},
    )
    result = CliRunner().invoke(
        commands, ["eval", str(path), "--data", LANTERN, "--json"]
    )
    found = json.loads(result.stdout)["judged"]

    assert len(found) == 1
    assert figures(found[0])["priority.right"]["k"] == 1
    assert figures(found[0])["articles.1"]["n"] == 1
    assert [each.split(" is alike")[0] for each in found[0]["alike"]][:1] == [
        f"{path}:1"
    ]


def test_every_bad_line_is_told_by_its_place_and_never_repeated(
    tmp_path: Path, shipped: Sources
) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_text(
        '{"text": "secret-1", "priority": "secret-2"}\n'
        "\n"
        "secret-3\n"
        '{"text": "fine"}\n'
        '{"text": "x", "secret-4": 1}\n'
        '{"priority": "P1"}\n'
        '["secret-5"]\n'
        '{"text": "x", "facts": {"kind": "secret-6"}}\n'
        '{"text": "x", "facts": {"secret-7": "problem"}}\n'
        '{"text": "x", "articles": ["secret-8"]}\n'
        '{"text": " "}\n'
        '{"text": "x", "facts": {"kind": ["problem"]}}\n'
    )
    with pytest.raises(CannotRun) as error:
        read_messages(path, shipped.policy, shipped.kb)
    lines = str(error.value).splitlines()[1:]

    assert [line.split(":")[1] for line in lines] == [
        str(number) for number in (1, 3, 5, 6, 7, 8, 9, 10, 11, 12)
    ]
    assert "secret" not in str(error.value).replace(str(path), "")
    assert "P1, P2, P3" in lines[0]


def test_a_file_that_cannot_be_used_ends_the_command_with_2(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"root": {"qapair": [{"question": 3}]}}')
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe")
    for arguments in (
        [str(tmp_path / "bytes.jsonl")],
        ["--faq", str(tmp_path / "bad.json")],
        ["--faq", str(tmp_path / "bytes.jsonl")],
        ["--folds", "1"],
        ["--without", "luck"],
        ["--lint", "--coverage"],
        ["--lint", "--own"],
        ["--every", "0"],
        [str(tmp_path / "none.jsonl")],
    ):
        result = CliRunner().invoke(commands, ["eval", "--data", LANTERN, *arguments])
        assert result.exit_code == 2 or isinstance(result.exception, AssistantError)


def test_public_sets_are_measured_in_their_own_shape(
    tmp_path: Path, lantern: Sources
) -> None:
    faq, outside = tmp_path / "faq.json", tmp_path / "outside.json"
    questions = {
        "How do I cross out text?": ["strike through letters", "*", None],
        "How do I delete my account?": ["getting rid of the account"],
        "Where are the bookmarks kept?": ["folder of saved bookmarks"],
    }
    pairs = [
        {"question": asked, "answer": ["Here is how."], "rephr": others}
        for asked, others in questions.items()
    ]
    faq.write_text(json.dumps({"root": {"qapair": pairs}}))
    queries = [["who won the cup final", "oos"], ["boil an egg for me", "oos"]]
    outside.write_text(json.dumps({"oos_test": queries, "train": [["x", "y"]]}))
    mine = file_of(tmp_path, {"text": "the lamp is dark", "priority": "S1"})

    found = evaluate(lantern, Plan(own=False, files=(mine,), faq=faq, outside=outside))

    assert [each.first.n for each in found.faq] == [3, 3]
    assert found.faq[0].first.k >= 2
    assert found.faq[0].ndcg is not None
    assert [(each.recognised.n, each.false_alarms.n) for each in found.outside] == [
        (2, 1)
    ]
    assert found.outside[0].auroc is not None
    assert "AUROC" in as_text(found)


def test_the_report_of_nothing_is_not_an_error() -> None:
    assert as_text(Evaluation("sha256:0", ("words",), ())).startswith("Without: words")


def test_coverage_names_the_thin_cells(lantern: Sources) -> None:
    many = [
        Utterance(f"{number} lamps are dark", "terse", {"kind": "fault"})
        for number in range(4)
    ]
    one = Utterance("a wish " * 20, "email", {"kind": "wish"})
    found = coverage.coverage_of([*many, one], lantern.policy)
    thin = {(row.fact, row.value): found.thin(row) for row in found.rows}
    told = coverage.as_text(found)

    assert thin["kind", "fault"] == (("email", "long"),)
    assert thin["kind", "wish"] == (("email", "long"), ("terse", "short"))
    assert "kind=wish: email long 1, terse short 0" in told
    assert {row.fact for row in found.rows} == {"kind"}
    assert ("terse", "long") in found.left_out
    cells = coverage.as_json(found)["cells"]
    assert sum(cell["n"] for cell in cells) == 5


def test_an_interrupt_is_quiet() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "eval"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    sleep(2)
    process.send_signal(signal.SIGINT)
    told, complaints = process.communicate(timeout=20)

    assert process.returncode == 130
    assert told == ""
    assert "Traceback" not in complaints
