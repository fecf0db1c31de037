"""``assistant ask`` and ``assistant search``: one message, or a file of them."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from textwrap import fill
from typing import IO, TYPE_CHECKING, Any

import click

from assistant.cli.options import data_option, json_option
from assistant.errors import BadRequest
from assistant.model.kb import KnowledgeBase
from assistant.model.policy import Clause
from assistant.model.verdict import Quote, Verdict
from assistant.paths import data_folder

if TYPE_CHECKING:
    from assistant.service.bodies import Model

batch_option = click.option(
    "--batch",
    metavar="FILE|-",
    help="Read JSON Lines from a file, or from standard input; write JSON Lines.",
)


@click.command()
@click.argument("text", required=False)
@click.option("--plan", help="The support plan the customer is on.")
@click.option(
    "--fact", "facts", multiple=True, metavar="NAME=VALUE", help="A known fact."
)
@data_option
@json_option
@batch_option
def ask(
    text: str | None,
    plan: str | None,
    facts: tuple[str, ...],
    data: Path | None,
    as_json: bool,
    batch: str | None,
) -> None:
    r"""Answer one message: what to do first, why, and what the plan allows.

    \b
    assistant ask "nobody can take a call since nine" --plan standard
    assistant ask --batch messages.jsonl > answers.jsonl

    A line of a batch is what POST /api/v1/assist takes, with an "id" of yours:
    {"id"?, "text", "plan"?, "facts"?, "asked"?, "as_of"?}. A line that is wrong becomes
    {"id", "error"}, the rest goes on, and the exit status is 1.
    """
    from assistant.checking import load_checked
    from assistant.cli.opening import opened_desk
    from assistant.desk import Problem
    from assistant.desk import as_json as published

    _one_of(text, batch)
    named = _named(facts)
    folder = data_folder(data)
    desk = opened_desk(load_checked(folder), folder)
    if batch is not None:
        from assistant.service.wire import AssistRequest

        def answer(line: AssistRequest) -> Mapping[str, Any]:
            return published(desk.assist(line.problem()))

        _answer_lines(batch, AssistRequest, answer)
        return
    try:
        verdict = desk.assist(Problem(text or "", plan, named))
    except BadRequest as error:
        raise click.UsageError(error.title) from error
    if as_json:
        click.echo(json.dumps(published(verdict), ensure_ascii=False, indent=2))
    else:
        for line in _told(verdict):
            click.echo(line)


@click.command()
@click.argument("query", required=False)
@data_option
@json_option
@batch_option
def search(
    query: str | None, data: Path | None, as_json: bool, batch: str | None
) -> None:
    r"""Find the articles that answer a question.

    \b
    assistant search "how long is a review session"

    A line of a batch is {"id"?, "query"}. Needs kb/ only.
    """
    from assistant import search as engine
    from assistant.cli.opening import learned_in
    from assistant.desk import searchable
    from assistant.meaning import open_model
    from assistant.today import today

    _one_of(query, batch)
    folder = data_folder(data)
    kb, clauses = _searchable(folder)
    model = open_model()
    embed = model.embed if model else None
    index = searchable(kb, clauses, model, learned_in(folder))
    if batch is not None:
        from assistant.service.wire import SearchLine

        def answer(line: SearchLine) -> Mapping[str, Any]:
            found = engine.find(index, line.query, as_of=today(), embed=embed)
            return {
                "hits": [hit.article for hit in found.hits],
                "scores": [round(hit.score, 4) for hit in found.hits],
                "confidence": found.confidence,
            }

        _answer_lines(batch, SearchLine, answer)
        return
    found = engine.find(index, query or "", as_of=today(), embed=embed)
    if as_json:
        hits = [
            {**asdict(hit), "title": kb.articles[hit.article].title}
            for hit in found.hits
        ]
        click.echo(
            json.dumps(
                {"hits": hits, "confidence": found.confidence},
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    if not found.hits:
        click.echo("No article answers this.")
    for hit in found.hits:
        click.echo(
            f"{hit.score:.2f}  {kb.articles[hit.article].title}  [{hit.article}]"
        )
        click.echo(
            fill(hit.excerpt, 88, initial_indent="      ", subsequent_indent="      ")
        )


def _searchable(folder: Path) -> tuple[KnowledgeBase, Collection[Clause]]:
    """Return what is searched; a folder without policies/ has no clauses."""
    from assistant.checking import load_checked
    from assistant.sources import load_kb

    if not (folder / "policies").is_dir():
        return load_kb(folder), ()
    sources = load_checked(folder)
    return sources.kb, sources.policy.clauses.values()


def _answer_lines(
    batch: str, model: "type[Model]", answer: "Callable[[Model], Mapping[str, Any]]"
) -> None:
    """Answer line by line; exit with 1 if any line was wrong."""
    from assistant.service.lines import answered

    bad = False
    with _opened(batch) as lines:
        for line in lines:
            if not line.strip():
                continue
            result = answered(line, model, answer)
            bad = bad or "error" in result
            click.echo(json.dumps(result, ensure_ascii=False))
    if bad:
        raise click.exceptions.Exit(1)


def _opened(batch: str) -> AbstractContextManager[IO[bytes]]:
    try:
        return click.open_file(batch, "rb")
    except OSError as error:
        raise click.UsageError(
            f"cannot read the batch file: {error.strerror}"
        ) from error


def _named(facts: Iterable[str]) -> Mapping[str, str]:
    named: dict[str, str] = {}
    for fact in facts:
        name, equals, value = fact.partition("=")
        if not equals:
            raise click.UsageError("give a fact as NAME=VALUE")
        if named.setdefault(name, value) != value:
            raise click.UsageError("one fact is given two values")
    return named


def _one_of(text: str | None, batch: str | None) -> None:
    if (text is None) == (batch is None):
        raise click.UsageError("give one text, or --batch FILE")


def _told(verdict: Verdict) -> Iterator[str]:
    """Yield the verdict as lines for a terminal: the answer first, the reason next."""
    priority = verdict.priority
    quoted: set[str] = set()

    def quotes(*found: Quote, indent: str) -> Iterator[str]:
        """Yield each clause once: the words need no repeating."""
        for quote in found:
            if quote.id not in quoted:
                quoted.add(quote.id)
                yield _paragraph(f'"{quote.text}"  {quote.url}', indent)

    head = priority.value or " or ".join(priority.candidates)
    yield f"{head + ': ' if head else ''}{verdict.action.says}"
    for notice in verdict.notices:
        yield _paragraph(notice)
    if priority.says:
        yield _paragraph(f"{priority.says} {priority.reason}".strip())
    yield from quotes(*priority.clauses, *verdict.action.clauses, indent="    ")
    if verdict.question is not None:
        yield ""
        yield _paragraph(f"{verdict.question.text} ({verdict.question.why})")
        for option in verdict.question.options:
            leads = f" -> {' or '.join(option.leads_to)}" if option.leads_to else ""
            yield f"    {verdict.question.fact}={option.value}  {option.label}{leads}"
    yield ""
    for name, channel in verdict.contact.items():
        yield f"  {name}: {channel.answer}"
        yield _paragraph(channel.says, "      ")
        if channel.charge is not None:
            yield _paragraph(
                f"charge {channel.charge}: {channel.charge_says}", "      "
            )
        clauses = (*channel.clauses, *channel.charge_clauses)
        yield from quotes(*clauses, indent="        ")
        for plan in channel.by_plan:
            charge = f", charge {plan.charge}" if plan.charge else ""
            yield f"      {plan.plan}: {plan.answer}{charge}"
    yield _paragraph(f"response time: {verdict.response_time.says}")
    for expectation in verdict.expect:
        yield _paragraph(f"expect: {expectation.says}")
    for change in priority.would_change:
        yield f"  {change.to} if {change.fact} were {change.value}"
    yield ""
    for answer in verdict.answers[:3]:
        yield f"  article: {answer.title}  {answer.url}"
        yield _paragraph(answer.excerpt, "      ")
    facts = ", ".join(f"{f.name}={f.value} ({f.origin})" for f in verdict.facts)
    yield _paragraph(f"understood: {facts}")
    yield _paragraph(f"a person: {verdict.person}")
    yield f"  policy {verdict.policy_version}"


def _paragraph(text: str, indent: str = "  ") -> str:
    return fill(text, 88, initial_indent=indent, subsequent_indent=indent)
