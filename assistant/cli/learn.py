"""``assistant learn``: a message that was read wrongly becomes one to learn from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.opening import opened_desk
from assistant.cli.options import data_option, json_option
from assistant.errors import CannotRun
from assistant.paths import data_folder

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.evaluation.messages import Message
    from assistant.model.verdict import Verdict
    from assistant.sources import Sources

_HELP = """Teach the assistant a message, labelled with what it says.

\b
assistant learn "our phones are dead, all 40 of us" \\
    kind=problem impact=calls_interrupted scope=all_or_most --register upset
assistant learn --from wrong.jsonl
assistant learn --undo

Label only what the text itself says, never what should come out of it: priority and
next step follow from the facts by the policy. A fact that the text leaves open on
purpose is "unknown"; one it does not speak of is left out. What is no matter for
support is message_scope=out_of_scope and nothing else. `assistant explain` takes the
same facts and shows what follows; policies/facts.yaml says which there are.

The message is appended to kb/utterances/learned.yaml, which is made where missing.
Then the assistant learns anew, and what it makes of the message before and after is
shown. A message it has learned it knows by heart: with --try give the same problem in
other words, to see whether it has understood.

\b
{"text": "…", "facts": {"kind": "problem"}, "register": "plain",
 "also": [{"kind": "policy_question"}], "articles": ["priority-levels"]}

is a line of a file for --from; lines for `assistant eval` serve as well, and what they
say beside these members is not kept.
"""

Answers = Mapping[str, "Verdict"]


@click.command(help=_HELP)
@click.argument("text", required=False)
@click.argument("facts", nargs=-1, metavar="FACT=VALUE...")
@data_option
@json_option
@click.option(
    "--register", help="How it is written: plain, terse, upset, email … [plain]"
)
@click.option(
    "--also",
    multiple=True,
    metavar="FACT=VALUE,...",
    help="Facts of a further, less urgent matter in it; may be repeated.",
)
@click.option(
    "--article", "articles", multiple=True, help="Id of an article that answers it."
)
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Labelled messages, one JSON object a line.",
)
@click.option(
    "--try",
    "tried",
    multiple=True,
    metavar="TEXT",
    help="Show what becomes of this text as well; it is not learned.",
)
@click.option("--undo", is_flag=True, help="Take out the message appended last.")
def learn(
    text: str | None,
    facts: tuple[str, ...],
    data: Path | None,
    as_json: bool,
    register: str | None,
    also: tuple[str, ...],
    articles: tuple[str, ...],
    file: Path | None,
    tried: tuple[str, ...],
    undo: bool,
) -> None:
    """Append or take out, learn anew, and show what changed."""
    from assistant.checking import load_checked
    from assistant.evaluation import learned
    from assistant.evaluation.messages import message_of, read_messages

    if (text is not None) + (file is not None) + undo != 1:
        raise click.UsageError("give one of a text with its facts, --from and --undo")
    if text is None and (register or also or articles):
        raise click.UsageError("--register, --also and --article go with a text")
    folder = data_folder(data)
    sources = load_checked(folder)
    messages: tuple[Message, ...] = ()
    if file is not None:
        messages = read_messages(file, sources.policy, sources.kb)
    elif text is not None:
        given = {
            "text": text,
            "facts": _facts(facts),
            "register": register,
            "also": [_facts(each.split(",")) for each in also],
            "articles": list(articles),
        }
        messages = (message_of(given, sources.policy, sources.kb),)
    texts = [each.text for each in messages]
    if undo:
        last, after = learned.undo(sources, folder)
        texts.append(last.text)
        told = f"taken out of {learned.FILE}, where it stood on line {last.at.line}"
    else:
        after = learned.append(sources, folder, messages)
        told = f"{len(texts)} appended to {learned.FILE}"
    labels = {each.text: each.facts or {} for each in messages}
    _show(
        told,
        labels,
        _answers(sources, folder, (*texts, *tried)),
        _answers(after, folder, (*texts, *tried)),
        as_json=as_json,
    )


def _facts(pairs: Sequence[str]) -> Mapping[str, str]:
    facts: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and value):
            raise click.UsageError("give facts as FACT=VALUE, such as kind=problem")
        if facts.setdefault(name, value) != value:
            raise CannotRun("a fact is given twice, with two values")
    return facts


def _answers(sources: "Sources", folder: Path, texts: Sequence[str]) -> Answers:
    from assistant.desk import Problem

    desk: Desk = opened_desk(sources, folder)
    return {text: desk.assist(Problem(text)) for text in texts}


def _show(
    told: str,
    labels: Mapping[str, Mapping[str, str]],
    before: Answers,
    after: Answers,
    *,
    as_json: bool,
) -> None:
    if as_json:
        effect = [
            {
                "text": text,
                "labels": dict(labels[text]) if text in labels else None,
                "before": _members(before[text]),
                "after": _members(after[text]),
            }
            for text in after
        ]
        members = {"done": told, "effect": effect}
        click.echo(json.dumps(members, ensure_ascii=False, indent=2))
        return
    from assistant.evaluation.tables import table

    click.echo(told)
    for text in after:
        click.echo()
        click.echo(shorten(text, 86, placeholder=" …"))
        rows = list(_rows(labels.get(text), before[text], after[text]))
        for line in table(("", "before", "after", "labelled"), rows):
            click.echo(line)


def _rows(
    labels: Mapping[str, str] | None, before: "Verdict", after: "Verdict"
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is said of each fact and of the outcome, before and after."""
    was, is_ = _read(before), _read(after)
    for name in sorted({*was, *is_, *(labels or {})}):
        labelled = (labels or {}).get(name, "-")
        yield name, was.get(name, "-"), is_.get(name, "-"), labelled
    yield "scope", before.scope, after.scope, ""
    yield "priority", _priority(before), _priority(after), ""
    yield "next step", before.next_action, after.next_action, ""


def _read(verdict: "Verdict") -> Mapping[str, str]:
    return {
        each.name: each.value
        + (f" {each.confidence * 100:.0f} %" if each.confidence is not None else "")
        for each in verdict.facts
        if each.origin == "read"
    }


def _priority(verdict: "Verdict") -> str:
    told = verdict.priority
    if told.value is None:
        return " or ".join(told.candidates) or "-"
    sure = "" if told.confidence is None else f" {told.confidence * 100:.0f} %"
    return f"{told.value}{sure}"


def _members(verdict: "Verdict") -> Mapping[str, Any]:
    return {
        "facts": {
            each.name: {"value": each.value, "confidence": each.confidence}
            for each in verdict.facts
            if each.origin == "read"
        },
        "scope": verdict.scope,
        "priority": verdict.priority.value,
        "confidence": verdict.priority.confidence,
        "candidates": list(verdict.priority.candidates),
        "next_action": verdict.next_action,
    }
