"""``assistant eval``: how good the answers are, and how sure one can be of that."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.opening import learned_in
from assistant.cli.options import data_option, json_option
from assistant.cli.progress import ProgressLine
from assistant.errors import CannotRun
from assistant.evaluation.parts import PARTS
from assistant.paths import data_folder

if TYPE_CHECKING:
    from assistant.evaluation.evaluate import Evaluation
    from assistant.evaluation.running import Folds
    from assistant.sources import Sources

_HELP = """Measure how good the answers are.

\b
assistant eval                      our own messages (kb/utterances)
assistant eval messages.jsonl       messages of yours, labelled
assistant eval --faq stackfaq.json --outside clinc150.json
assistant eval --coverage           which kinds of messages are few
assistant eval --lint               which of them clash or repeat each other

Our own messages are split into folds: each is answered by a reader that learned from
the other folds, and messages that resemble each other stay in one fold. What is right
follows from the labelled facts by the policy. An answer that stays open where the
labels leave it open is right.

A line of MESSAGES.jsonl is one object; whatever is not labelled is not judged:

\b
{"text": "…", "facts": {"kind": "problem"}, "plan": "standard",
 "priority": "P1", "scope": "in_scope", "call": "yes", "charge": "no",
 "articles": ["priority-levels"], "register": "plain",
 "next_action": "call"}

"facts" are what the text says, "plan" is given beside it. Every share comes with its
number and its exact 95 % interval.
"""

_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("eval", help=_HELP)
@click.argument("files", nargs=-1, type=_file, metavar="[MESSAGES.jsonl]...")
@data_option
@json_option
@click.option("--own", is_flag=True, help="Our own messages beside the files given.")
@click.option(
    "--folds",
    type=click.IntRange(2, 20),
    default=5,
    show_default=True,
    help="Parts our messages are split into.",
)
@click.option(
    "--every",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Answer one in so many of our messages; the others only teach.",
)
@click.option("--faq", type=_file, help="Questions with rephrasings, like StackFAQ.")
@click.option(
    "--outside",
    type=_file,
    help="Queries no support is for, like CLINC150; told from our own messages.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the report, the figures and the drawings to this folder.",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(PARTS),
    help="Take a part away; may be repeated.",
)
@click.option(
    "--contributions",
    is_flag=True,
    help="Take each part away, one at a time, and print a table.",
)
@click.option(
    "--coverage",
    is_flag=True,
    help="Print how many messages there are of each kind; measures nothing.",
)
@click.option(
    "--lint",
    is_flag=True,
    help="Print our messages whose labels clash or that are nearly the same.",
)
def evaluate(
    files: tuple[Path, ...],
    data: Path | None,
    as_json: bool,
    own: bool,
    folds: int,
    every: int,
    faq: Path | None,
    outside: Path | None,
    out: Path | None,
    without: tuple[str, ...],
    contributions: bool,
    coverage: bool,
    lint: bool,
) -> None:
    """Measure, print, and write where asked to."""
    from assistant.checking import load_checked

    alone = coverage or contributions or lint
    if alone and (files or own or faq or outside or out):
        raise click.UsageError(
            "--coverage, --lint and --contributions are about our own messages alone"
        )
    if coverage + lint + contributions + bool(without) > 1:
        raise click.UsageError(
            "give one of --coverage, --lint, --contributions and --without"
        )
    folder = data_folder(data)
    sources = load_checked(folder)
    if coverage:
        _show_coverage(sources, as_json=as_json)
        return
    if lint:
        _show_lint(sources, as_json=as_json)
        return
    from assistant.evaluation.running import Folds

    if contributions:
        split = Folds(folds, every)
        _show_contributions(sources, split, learned_in(folder), as_json=as_json)
        return

    from assistant.evaluation.evaluate import Plan
    from assistant.evaluation.evaluate import evaluate as measure
    from assistant.evaluation.report import as_json as members_of
    from assistant.evaluation.report import as_text

    with ProgressLine() as line:
        evaluation = measure(
            sources,
            Plan(
                own=own or not (files or faq),
                folds=Folds(folds, every),
                files=files,
                faq=faq,
                outside=outside,
                without=without,
                folder=learned_in(folder),
                progress=line.show,
            ),
        )
    members = members_of(evaluation)
    if out is not None:
        _write(evaluation, members, out)
    if as_json:
        click.echo(json.dumps(members, ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(evaluation), nl=False)
        if out is not None:
            click.echo(f"Written to {out}")


def _show_coverage(sources: "Sources", *, as_json: bool) -> None:
    from assistant.evaluation import coverage

    found = coverage.coverage_of(sources.kb.utterances, sources.policy)
    if as_json:
        members = coverage.as_json(found)
        click.echo(json.dumps(members, ensure_ascii=False, indent=2))
    else:
        click.echo(coverage.as_text(found), nl=False)


def _show_lint(sources: "Sources", *, as_json: bool) -> None:
    from assistant.evaluation.leakage import lint

    found = lint(sources.kb.utterances)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for line in found:
        click.echo(line)
    click.echo(f"{len(found)} to look at in {len(sources.kb.utterances)} messages")


def _show_contributions(
    sources: "Sources", folds: "Folds", folder: Path | None, *, as_json: bool
) -> None:
    from assistant.evaluation import report
    from assistant.evaluation.evaluate import contributions

    with ProgressLine() as line:
        found = contributions(sources, folds, folder, line.show)
    if as_json:
        members = report.contributions_as_json(found)
        click.echo(json.dumps(members, ensure_ascii=False, indent=2))
    else:
        click.echo(report.table_of_contributions(found), nl=False)


def _write(evaluation: "Evaluation", members: Any, out: Path) -> None:  # noqa: ANN401
    from assistant.evaluation.charts import reliability_diagram, risk_coverage_curve
    from assistant.evaluation.report import as_text

    texts = {
        "report.txt": as_text(evaluation, whole=True),
        "figures.json": json.dumps(members, ensure_ascii=False, indent=2) + "\n",
    }
    for number, judged in enumerate(evaluation.judged):
        suffix = f"-{number + 1}" if number else ""
        texts[f"reliability{suffix}.svg"] = reliability_diagram(judged.calibration)
        texts[f"risk-coverage{suffix}.svg"] = risk_coverage_curve(judged.risk)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (out / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CannotRun(f"cannot write to {out}: {error.strerror}") from error
