"""A message that was read wrongly becomes one to learn from, in one step."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.checking import load_checked
from assistant.cli import commands
from assistant.errors import AssistantError, CannotRun, SourceErrors
from assistant.evaluation import learned
from assistant.evaluation.messages import Message
from assistant.model.kb import Utterance
from tests.organizations import FOLDERS

DARK = "not one of our lights burns and the ferry is waiting outside"
LABELS = {"kind": "fault", "lamp_state": "dark", "vessels_waiting": "waiting"}
GIVEN = tuple(f"{name}={value}" for name, value in LABELS.items())
FILE = "kb/utterances/learned.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the fictional organization, read by words alone."""
    monkeypatch.setenv("ASSISTANT_MODEL", "off")
    monkeypatch.setenv("ASSISTANT_STATE", str(tmp_path / "state"))
    copy = tmp_path / "data"
    shutil.copytree(FOLDERS["fictional"], copy)
    return copy


def learn(folder: Path, *arguments: str) -> Any:
    told = ["learn", "--data", str(folder), "--json", *arguments]
    result = CliRunner().invoke(commands, told, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(commands, ["learn", "--data", str(folder), *arguments])
    if isinstance(result.exception, AssistantError):
        return str(result.exception)
    assert result.exit_code == 2, result.output
    return result.output


def held(folder: Path) -> list[Utterance]:
    found = load_checked(folder).kb.utterances
    rows = [each for each in found if each.at.path == FILE]
    return sorted(rows, key=lambda each: each.at.line)


def append(folder: Path, *messages: Message) -> None:
    learned.append(load_checked(folder), folder, messages)


def message(text: str, **facts: str) -> Message:
    return Message(text, "", 0, facts=facts or LABELS)


def files(folder: Path) -> Iterable[tuple[Path, bytes]]:
    return sorted((each, each.read_bytes()) for each in folder.rglob("*.yaml"))


def test_a_message_is_learned_and_the_effect_is_shown(folder: Path) -> None:
    told = learn(
        folder,
        DARK,
        *GIVEN,
        "--register",
        "upset",
        "--also",
        "kind=wish,wants=help",
        "--article",
        "lamp-visits",
        "--try",
        "is there a lamp shop in town",
    )
    (row,) = held(folder)
    effect, tried = told["effect"]

    assert (row.text, row.register, row.facts) == (DARK, "upset", LABELS)
    assert row.also == ({"kind": "wish", "wants": "help"},)
    assert row.articles == ("lamp-visits",)
    assert effect["before"]["priority"] != "S1"
    assert (effect["after"]["priority"], effect["after"]["next_action"]) == (
        "S1",
        "call",
    )
    assert effect["after"]["facts"]["lamp_state"]["value"] == "dark"
    assert effect["labels"] == LABELS
    assert tried["labels"] is None
    assert tried["before"]["next_action"]


def test_what_is_taken_back_leaves_everything_as_it_was(folder: Path) -> None:
    before = files(folder)
    first = learn(folder, DARK, *GIVEN)["effect"][0]
    last = learn(folder, "--undo")["effect"][0]

    assert files(folder) == before
    assert last["after"] == first["before"]
    assert "holds no message" in refused(folder, "--undo")


HARD = [
    'he said "dark", I said \\ and #1: yes - no?',
    "- not a row: {no: block} [no, list] # no comment",
    "{{ clause.x }} is no reference here",
    "yes",
    "0123",
    "'single' and *star &anchor !tag | > % @ `",
    "line one\nline two\n\n    four spaces\ttab",
    "10\u00a0000 calls \U0001f600 \u00e9\u0065\u0301 \u202fthin",
    "D\u00fcsseldorf \u4f60\u597d \u0645\u0631\u062d\u0628\u0627",
    "x" * 5_000,
    "\\u200b is six letters, \\n two",
]


def test_every_text_is_read_back_exactly_as_it_was(folder: Path) -> None:
    append(folder, *map(message, HARD))

    assert [each.text for each in held(folder)] == HARD


def test_lines_of_letters_may_end_in_any_way(folder: Path) -> None:
    append(folder, message("Hello,\r\n\r\nit is dark.\r\nYours\r\n"))

    assert held(folder)[0].text == "Hello,\n\nit is dark.\nYours"


def test_comments_and_order_of_a_file_written_by_hand_are_kept(folder: Path) -> None:
    by_hand = (
        "# ours\n"
        "utterances:\n"
        "# the first\n"
        "- text: >-\n"
        "    a light that nobody\n"
        "    looks after\n"
        "  register: plain  # calm\n"
        "  facts: {kind: wish}\n"
        "# the end\n"
    )
    (folder / FILE).write_text(by_hand)
    append(folder, message("one more"), message("and another"))
    written = (folder / FILE).read_text()
    assert written.startswith(by_hand)
    assert [each.text for each in held(folder)][1:] == ["one more", "and another"]

    for _ in range(2):
        learned.undo(load_checked(folder), folder)
    assert (folder / FILE).read_text() == by_hand
    learned.undo(load_checked(folder), folder)
    left = "# ours\nutterances: []\n# the first\n# the end\n"
    assert (folder / FILE).read_text() == left
    append(folder, message("one more"))
    assert [each.text for each in held(folder)] == ["one more"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((DARK, "mood=bad"), "no such fact; there are: kind"),
        ((DARK, "kind=fualt"), 'no such value of "kind"; there are: fault'),
        ((DARK, "kind"), "FACT=VALUE"),
        ((DARK, "kind=fault", "kind=wish"), "a fact is given twice"),
        ((DARK, *GIVEN, "--register", "loud"), "no such register; there are: terse"),
        ((DARK, *GIVEN, "--also", "mood=bad"), "no such fact"),
        ((DARK, *GIVEN, "--article", "nothing"), 'no such value of "articles"'),
        ((" ", *GIVEN), "not empty"),
        (("da\u200brk", *GIVEN), "U+200B is not allowed"),
        (("da\x07rk", *GIVEN), "U+0007 is not allowed"),
        (("x" * 17_000, *GIVEN), "longer than"),
        ((), "give one of"),
        ((DARK, *GIVEN, "--undo"), "give one of"),
        (("--undo", "--register", "plain"), "go with a text"),
    ],
)
def test_what_cannot_be_learned_is_refused_and_changes_nothing(
    folder: Path, arguments: tuple[str, ...], told: str
) -> None:
    before = files(folder)

    assert told in " ".join(refused(folder, *arguments).split())
    assert files(folder) == before


def test_a_message_that_is_there_is_named_by_its_place(folder: Path) -> None:
    known = load_checked(folder).kb.utterances[0]

    assert f"there already, at {known.at}" in refused(folder, known.text, *GIVEN)
    with pytest.raises(CannotRun, match="given twice"):
        append(folder, message("twice"), message(" twice "))


def test_a_broken_file_is_told_and_left_alone(folder: Path) -> None:
    broken = "utterances:\n  - text: a\n   register: plain\n"
    (folder / FILE).write_text(broken)
    result = CliRunner().invoke(
        commands, ["learn", "--data", str(folder), DARK, *GIVEN]
    )

    assert isinstance(result.exception, SourceErrors)
    assert {each.at.path for each in result.exception.findings} == {FILE}
    assert (folder / FILE).read_text() == broken


def test_several_are_taken_from_a_file_or_none(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.jsonl"
    lines: list[dict[str, Any]] = [
        {"text": DARK, "facts": LABELS, "register": "voice", "priority": "S1"},
        {"text": "how do I sign up", "facts": {}, "articles": ["lamp-visits"]},
        {"text": "two", "facts": {"kind": "wish"}, "also": [{"kind": "how_to"}]},
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    told = learn(folder, "--from", str(path))

    assert [each["text"] for each in told["effect"]] == [e["text"] for e in lines]
    assert [each.facts for each in held(folder)] == [LABELS, {}, {"kind": "wish"}]
    assert [each.register for each in held(folder)] == ["voice", "plain", "plain"]
    assert held(folder)[2].also == ({"kind": "how_to"},)

    path.write_text('{"text": "new", "facts": {}}\n{"text": "no facts"}\n')
    before = files(folder)
    assert f"{path}:2: " in refused(folder, "--from", str(path))
    assert files(folder) == before
