"""Exit statuses and endings of the real command, each in a process of its own."""

import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from tests.organizations import small_copy_of


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_check_without_faults_ends_with_0() -> None:
    assert run("check", "--strict").returncode == 0


def test_a_check_with_a_fault_ends_with_1(tmp_path: Path) -> None:
    folder = small_copy_of("shipped", tmp_path)
    facts = folder / "policies" / "facts.yaml"
    facts.write_text(facts.read_text().replace("    ask: Where", "    asq: Where", 1))
    ended = run("check", "--data", str(folder))

    assert ended.returncode == 1
    assert "S001" in ended.stdout
    assert run("explain", "--data", str(folder)).returncode == 1


def test_a_warning_is_a_fault_only_where_it_is_strict(tmp_path: Path) -> None:
    folder = small_copy_of("shipped", tmp_path)
    with (folder / "policies" / "facts.yaml").open("a") as facts:
        facts.write(
            "  idle:\n    ask: Which?\n    why: No reason.\n    values: {a: A, b: B}\n"
        )

    assert run("check", "--data", str(folder)).returncode == 0
    assert run("check", "--strict", "--data", str(folder)).returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--data", "no-such-folder"),
        ("check", "--no-such-option"),
        ("explain", "no-such-fact=1"),
        ("ask",),
        ("ask", "x", "--plan", "no-such-plan"),
        ("ask", "x", "--fact", "kind=problem", "--fact", "kind=feature_request"),
        ("up", "--host", ".."),
    ],
    ids=" ".join,
)
def test_what_cannot_run_ends_with_2_and_says_why(arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)

    assert ended.returncode == 2
    assert ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_batch_goes_on_after_a_bad_line_and_ends_with_1() -> None:
    ended = run(
        "search",
        "--batch",
        "-",
        stdin='{"id": 1, "query": 2}\n{"id": 2, "query": "call charge"}\n',
    )
    first, second = ended.stdout.splitlines()

    assert ended.returncode == 1
    assert '"error"' in first
    assert '"hits": ["standard-call-or-review"' in second


def still_running(group: int) -> list[str]:
    """Return the processes of a group which a second has not ended."""
    deadline = monotonic() + 1
    while True:
        listed = subprocess.run(
            ["ps", "-e", "-o", "pgid=,stat=,args="],
            capture_output=True,
            text=True,
            check=True,
        )
        rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
        left = [
            " ".join(row)
            for row in rows
            if row[0] == str(group) and not row[1].startswith("Z")
        ]
        if not left or monotonic() > deadline:
            return left


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("last_line", ["Checking", "Ready"])
def test_up_ends_in_order_and_leaves_nothing_running(
    tmp_path: Path, ending: signal.Signals, last_line: str
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "up", "--port", "0", "--state", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(last_line):
            break
    process.send_signal(ending)
    _, complaints = process.communicate(timeout=30)

    assert process.returncode == (0 if last_line == "Ready" else 130)
    assert "Traceback" not in complaints
    assert still_running(process.pid) == []
    assert not list(tmp_path.glob(".site-*"))
    assert not list(tmp_path.glob("*-wal"))
