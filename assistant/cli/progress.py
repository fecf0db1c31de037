"""One line on a terminal that says how far a measurement is."""

import sys
from typing import Self

import click


class ProgressLine:
    """A line that is written over, and goes away at the end; nothing where piped."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r\x1b[2K", nl=False, err=True)

    def show(self, what: str, done: int, of: int) -> None:
        """Say what is being done, and how much of it is."""
        if self._shown:
            click.echo(f"\r\x1b[2K{what}: {done} of {of}", nl=False, err=True)
