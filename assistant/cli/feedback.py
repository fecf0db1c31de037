"""``assistant feedback``: what readers think of pages, for operators."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from assistant.cli.options import json_option, state_option
from assistant.paths import database_file, state_folder
from assistant.settings import Settings


@click.group()
def feedback() -> None:
    """Look at what readers think of pages; works while the server is stopped."""


@feedback.command("list")
@state_option
@json_option
def list_feedback(state: Path | None, as_json: bool) -> None:
    """List every note, the oldest first; with --json one object a line.

    A reader who says No is asked why; the answer is a note of its own.
    """
    from assistant.cases import CaseBook

    named = Settings.from_environment().database_url
    with CaseBook(named or database_file(state_folder(state))) as book:
        found = False
        for note in book.feedback():
            found = True
            click.echo(json.dumps(note, ensure_ascii=False) if as_json else _line(note))
    if not found and not as_json:
        click.echo("No feedback has been given yet.")


def _line(note: Mapping[str, Any]) -> str:
    helped = "yes" if note["helpful"] else "no"
    words = " ".join(note["text"].split())
    told = (note["created"], note["page"], helped, note["reason"], words)
    return "  ".join(filter(None, told))
