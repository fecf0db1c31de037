"""``assistant check``: every fault, where it is and what would be right."""

import json
from dataclasses import asdict
from pathlib import Path
from time import monotonic

import click

from assistant.checking import check_folder
from assistant.cli.options import data_option, json_option
from assistant.errors import Finding, format_finding
from assistant.paths import data_folder


@click.command()
@data_option
@json_option
@click.option("--strict", is_flag=True, help="Warnings count as faults too.")
def check(data: Path | None, as_json: bool, strict: bool) -> None:
    """Find every fault in the policy and the articles.

    Reads all files, then searches every decision over every combination of facts:
    combinations without an answer, rules that contradict each other, rules that can
    never apply or add nothing, broken promises, facts and decisions nobody uses.

    Exit status: 0 no fault, 1 faults, 2 could not run.
    """
    started = monotonic()
    checked = check_folder(data_folder(data))
    for finding in checked.findings:
        click.echo(_json_line(finding) if as_json else format_finding(finding))
    faults = [f for f in checked.findings if f.level == "error"]
    warnings = [f for f in checked.findings if f.level == "warning"]
    if not as_json:
        if checked.findings:
            click.echo()
        click.echo(
            f"{_count(len(faults), 'fault')}, {_count(len(warnings), 'warning')} in "
            f"{checked.summary}, {monotonic() - started:.2f} s"
        )
    if faults or (strict and warnings):
        raise click.exceptions.Exit(1)


def _json_line(finding: Finding) -> str:
    members = asdict(finding)
    at = members.pop("at")
    return json.dumps({**at, **members}, ensure_ascii=False)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
