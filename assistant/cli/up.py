"""``assistant up``: everything, from the files to a running address."""

from __future__ import annotations

import signal
import socket
import sys
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_address
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import click

from assistant.checking import check_folder
from assistant.cli.options import data_option, state_option
from assistant.cli.stages import stage
from assistant.errors import CannotRun, SourceErrors
from assistant.paths import (
    data_folder,
    database_file,
    learned_folder,
    state_folder,
)
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

    from assistant.cases import CaseBook
    from assistant.desk import Desk


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.")
@data_option
@state_option
def up(
    host: str | None, port: int | None, data: Path | None, state: Path | None
) -> None:
    """Check, build and serve the help center and the assistant.

    Prints a line per stage and then the address. Stop it with Ctrl-C; nothing keeps
    running. Cases that customers save are kept in the state folder.
    """
    settings = Settings.from_environment()
    settings = replace(
        settings,
        host=host or settings.host,
        port=settings.port if port is None else port,
    )
    folder = data_folder(data)
    state_dir = state_folder(state)
    listening = _listen(settings)
    site_url = _site_url(settings, listening)
    site = state_dir / "site"
    signal.signal(signal.SIGTERM, _like_ctrl_c)
    with stage("Checking policy and articles") as current:
        checked = check_folder(folder)
        if checked.sources is None:
            raise SourceErrors(checked.findings)
        sources = checked.sources
        current.done(checked.summary)
    with _building(folder, site, site_url) as build:
        with stage("Preparing search and reading") as current:
            from assistant.desk import open_desk

            reasons: list[str] = []
            desk = open_desk(
                sources,
                folder=learned_folder(state_dir, folder, settings.cache),
                progress=current.progress,
                say=reasons.append,
            )
            current.done(
                f"{len(sources.kb.articles)} articles, "
                f"{len(sources.kb.utterances):,} messages learned from"
                + "".join(f"; by words alone, as {why}" for why in reasons)
            )
        del checked, sources  # thousands of messages that nobody reads from here on
        with stage("Building the help center") as current:
            current.done(_result(build))
    with stage("Opening the case book") as current:
        from assistant.cases import CaseBook

        casebook = CaseBook(settings.database_url or database_file(state_dir))
    _serve(settings, listening, desk, casebook, site)


@contextmanager
def _building(folder: Path, site: Path, site_url: str) -> Iterator[Popen[str]]:
    """Build the site in a process of its own, beside the learning; end it with us."""
    arguments = ["build", "--data", str(folder), "--out", str(site), "--service"]
    if site_url:
        arguments += ["--site-url", site_url]
    build = Popen(
        [sys.executable, "-m", "assistant", *arguments],
        stdout=PIPE,
        stderr=PIPE,
        text=True,
        start_new_session=True,  # so that Ctrl-C reaches it through us, in order
    )
    try:
        yield build
    finally:
        if build.poll() is None:
            build.send_signal(signal.SIGINT)
            build.communicate()


def _result(build: Popen[str]) -> str:
    """Wait for the build; return what it says of itself.

    Raises:
        CannotRun: It failed; says why.
    """
    said, complaints = build.communicate()
    if build.returncode != 0:
        raise CannotRun((complaints or said).strip().removeprefix("assistant: "))
    return said.partition(" in ")[0]


def _like_ctrl_c(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End in order on SIGTERM too: what was started is ended, the case book closed."""
    raise KeyboardInterrupt


def _listen(settings: Settings) -> socket.socket:
    """Return a socket bound to the address, before any long work begins.

    Raises:
        CannotRun: The address is not ours or is in use.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no host name"
        raise CannotRun(
            f"cannot listen on {settings.host} port {settings.port} "
            f"({why}); choose another with --host and --port"
        ) from error
    return listening


def _site_url(settings: Settings, listening: socket.socket) -> str:
    """Return the address customers use: the one set, else the one we listen on.

    Raises:
        CannotRun: It leads below the root of a host, where we do not answer.
    """
    if settings.site_url is not None:
        if urlsplit(settings.site_url).path != "/":
            raise CannotRun("ASSISTANT_SITE_URL: the service needs a host of its own")
        return settings.site_url
    anywhere = ip_address(listening.getsockname()[0].partition("%")[0]).is_unspecified
    return "" if anywhere else f"{_address(settings, listening)}/"


def _address(settings: Settings, listening: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listening.getsockname()[1]}"


def _serve(
    settings: Settings,
    listening: socket.socket,
    desk: Desk,
    casebook: CaseBook,
    site: Path,
) -> None:
    import uvicorn

    from assistant.service.app import create_app

    app = create_app(desk, casebook, site, settings)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,  # a forwarded address is a claim by anybody
            timeout_graceful_shutdown=5,
            timeout_keep_alive=10,
        )
    )
    listening.listen(128)
    try:
        click.echo(f"\nReady: {_address(settings, listening)}  (Ctrl-C stops it)")
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # uvicorn has shut down in order and hands the signal on
    finally:
        casebook.close()
    click.echo("Stopped.")
