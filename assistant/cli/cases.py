"""``assistant cases``: what customers saved, for operators."""

import json
from pathlib import Path

import click

from assistant.cli.options import json_option, state_option
from assistant.paths import database_file, state_folder
from assistant.settings import Settings


@click.group()
def cases() -> None:
    """Look at the cases that customers saved; works while the server is stopped."""


@cases.command("list")
@state_option
@json_option
def list_cases(state: Path | None, as_json: bool) -> None:
    """List every case, the oldest first; with --json one object a line."""
    from assistant.cases import CaseBook

    named = Settings.from_environment().database_url
    with CaseBook(named or database_file(state_folder(state))) as book:
        found = False
        for case in book.listed():
            found = True
            if as_json:
                click.echo(json.dumps(case, ensure_ascii=False))
            else:
                click.echo(f"{case['reference']}  {case['created']}  {case['subject']}")
    if not found and not as_json:
        click.echo("No case has been saved yet.")
