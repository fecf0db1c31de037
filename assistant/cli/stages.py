"""A line per stage of a longer command, with signs of life on a terminal."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import click

_PATIENCE = 1.0
"""Seconds after which a stage shows on a terminal that it is still at work."""


class Stage:
    """One stage; ``done`` sets what its line says at the end."""

    def __init__(self) -> None:
        self.result = ""
        self.shown = ""

    def progress(self, done: int, total: int) -> None:
        """Show how far it is, where that is shown at all."""
        self.shown = f" {done:,} of {total:,}"

    def done(self, result: str) -> None:
        """Say what came of it."""
        self.result = result


@contextmanager
def stage(title: str) -> Iterator[Stage]:
    """Print one line when the work inside is over: its title, result and seconds."""
    started = monotonic()
    current = Stage()
    ended = threading.Event()
    ticker = threading.Thread(
        target=_tick, args=(title, started, current, ended), daemon=True
    )
    if sys.stdout.isatty():
        ticker.start()
    try:
        yield current
    finally:
        ended.set()
        if ticker.is_alive():
            ticker.join()
    result = f": {current.result}" if current.result else ""
    click.echo(f"{title}{result} ({monotonic() - started:.1f} s)")


def _tick(title: str, started: float, current: Stage, ended: threading.Event) -> None:
    if ended.wait(_PATIENCE):
        return
    while not ended.wait(0.2):
        seconds = f"{monotonic() - started:.0f} s"
        click.echo(f"\r\x1b[2K{title} …{current.shown} {seconds}", nl=False)
    click.echo("\r\x1b[2K", nl=False)
