"""What the README shows is what the program prints."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import commands
from tests.organizations import ROOT, small_copy_of

README = (ROOT / "README.md").read_text(encoding="utf-8")


def shown(command: str) -> tuple[list[str], list[str]]:
    """Return a command that the README shows, and the lines it shows below it."""
    block = next(
        b for b in README.split("```") if f"$ .venv/bin/assistant {command}" in b
    )
    first, *lines = block.strip().splitlines()
    return shlex.split(first.removeprefix("$ .venv/bin/assistant ")), lines


def test_the_example_answer_is_what_the_assistant_says() -> None:
    arguments, lines = shown("ask")
    result = CliRunner().invoke(commands, arguments)

    assert result.exit_code == 0
    assert lines[-1] == "…"
    assert result.output.splitlines()[: len(lines) - 1] == lines[:-1]


def test_the_example_finding_is_what_the_check_says(tmp_path: Path) -> None:
    folder = small_copy_of("shipped", tmp_path)
    table = folder / "policies" / "decisions" / "10-fitting-priority.yaml"
    text = table.read_text(encoding="utf-8")
    without = re.sub(r"  - id: p3-staging\n(?:    .*\n)+", "", text)
    assert without != text
    table.write_text(without, encoding="utf-8")
    arguments, lines = shown("check")
    result = CliRunner().invoke(commands, [*arguments, "--data", str(folder)])

    assert result.exit_code == 1
    assert result.output.splitlines()[: len(lines)] == lines


def test_every_command_explains_itself() -> None:
    for name in ("up", "check", "ask", "search", "explain", "build", "cases"):
        help_text = CliRunner().invoke(commands, [name, "--help"]).output
        assert f"Usage: assistant {name}" in help_text.replace("commands", "assistant")
        assert len(help_text.splitlines()) > 5


def test_the_documents_of_the_readme_exist() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("module", ["sklearn", "fastapi", "mkdocs", "whoosh", "numpy"])
def test_check_stays_fast_by_importing_nothing_heavy(module: str) -> None:
    code = (
        "import sys; from assistant.cli import commands; "
        "commands.main(['check'], standalone_mode=False); "
        f"sys.exit({module!r} in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
