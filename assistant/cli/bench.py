"""``assistant bench``: search and answers beside other engines, in one run."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from assistant.cli.opening import learned_in
from assistant.cli.options import data_option, json_option
from assistant.cli.progress import ProgressLine
from assistant.errors import CannotRun
from assistant.paths import data_folder

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message

    from assistant.benchmark.speed import Parts, Speed
    from assistant.desk import Desk
    from assistant.sources import Sources

_HELP = """Compare search with other engines, and time the answers.

\b
assistant bench
assistant bench --faq stackfaq.json --faq clinc150.json --faq banking77.csv
assistant bench --articles 0             without made-up articles

Every phrasing of our articles is asked once it was taken out of them, and every
question of the sets given: as it stands, with one slip in half of its longer words, and
as its two rarest words. "first" is how many in a hundred have the right article first,
nDCG@10 counts later places too. Who is ahead is drawn 2,000 times from the same
questions; an interval above zero means ahead.

\b
A set is one of
  a FAQ      JSON [{"question": …, "answer": […], "rephr": […]}, …], like StackFAQ
  intents    JSON {"train": [[text, intent], …], "test": […]}, like CLINC150
  rows       CSV with the columns text and category, like BANKING77

Of intents and rows five questions stand as an article, and the others are asked.

Peers are bm25s and tantivy (pip install 'truthful-help-center[bench]'), SQLite FTS5,
scikit-learn's TF-IDF, and lunr through node; who is not there is named. Times hold for
this machine only, ratios travel better. --json has every figure.
"""


@click.command(help=_HELP)
@data_option
@json_option
@click.option(
    "--faq",
    "sets",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A set of questions; may be repeated.",
)
@click.option(
    "--questions",
    "most",
    type=click.IntRange(1),
    default=500,
    show_default=True,
    help="Ask no more of each set.",
)
@click.option(
    "--articles",
    "number",
    type=click.IntRange(0, 20_000),
    default=2_000,
    show_default=True,
    help="Made-up articles among which everybody is timed.",
)
def bench(
    data: Path | None, as_json: bool, sets: tuple[Path, ...], most: int, number: int
) -> None:
    """Measure and print."""
    from assistant.benchmark.report import as_json as members_of
    from assistant.benchmark.report import as_text
    from assistant.benchmark.running import measure
    from assistant.benchmark.sets import public_set
    from assistant.checking import load_checked

    public = [public_set(path, most) for path in sets]
    folder = data_folder(data)
    sources = load_checked(folder)
    why_not: list[str] = []
    with ProgressLine() as line:
        parts = _parts(sources, learned_in(folder), why_not.append, line)
        report = measure(
            sources,
            parts,
            public,
            why_no_model="".join(why_not),
            number=number,
            progress=line.show,
        )
        texts = [utterance.text for utterance in sources.kb.utterances]
        report = replace(report, routes=_routes(parts.desk, texts, line))
    if as_json:
        click.echo(json.dumps(members_of(report), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(report), nl=False)


def _parts(
    sources: "Sources",
    learned: Path | None,
    say: Callable[[str], object],
    line: ProgressLine,
) -> "Parts":
    """Return a desk as `open_desk` makes it, with its parts to be timed."""
    from assistant import reading
    from assistant.benchmark.speed import Parts
    from assistant.desk import Desk, searchable
    from assistant.meaning import open_model

    kb, policy = sources.kb, sources.policy
    model = open_model(say=say)
    index = searchable(kb, policy.clauses.values(), model, learned)
    reader = reading.ready(
        kb.utterances,
        policy.facts,
        kb.cues,
        model,
        learned,
        lambda done, of: line.show("Reading messages", done, of),
    )
    return Parts(Desk(sources, index, reader, model), index, reader, model)


def _routes(
    desk: "Desk", texts: Sequence[str], line: ProgressLine
) -> "tuple[Speed, ...]":
    """Return how long a request takes that is answered, beside one that is not read."""
    from fastapi import FastAPI

    from assistant.benchmark.speed import of_calls, sampled
    from assistant.cases import CaseBook
    from assistant.service.api import PREFIX, api_router
    from assistant.service.tally import Tally

    bodies = [json.dumps({"text": text}).encode() for text in sampled(texts)]
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        casebook = CaseBook(Path(folder) / "cases.sqlite")
        app = FastAPI()
        app.include_router(api_router(desk, casebook, Tally()))
        app.add_api_route("/constant", _constant, methods=["POST"])

        def timed(path: str) -> "Speed":
            def call(body: bytes) -> None:
                runner.run(_request(app, path, body))

            return of_calls(path, call, bodies, line.show)

        try:
            constant, assist = timed("/constant"), timed(f"{PREFIX}/assist")
        finally:
            casebook.close()
    return constant, replace(assist, ratio=assist.p50 / constant.p50)


def _constant() -> dict[str, str]:
    return {"answer": "always the same"}


async def _request(app: "ASGIApp", path: str, body: bytes) -> None:
    """Send one request to the service, and read the reply to its end.

    Raises:
        CannotRun: It was not answered.
    """
    replies: list[Message] = []

    async def receive() -> "Message":
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: "Message") -> None:
        replies.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
    }
    await app(scope, receive, send)
    status = next(each["status"] for each in replies if "status" in each)
    if status != HTTPStatus.OK:
        raise CannotRun(f"{path} answered {status}")
