"""A desk for commands that answer and end; what was learned once is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.progress import ProgressLine
from assistant.errors import CannotRun
from assistant.paths import learned_folder, state_folder
from assistant.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.desk import Desk
    from assistant.sources import Sources


def learned_in(folder: Path) -> Path | None:
    """Return where what is learned from a data folder is kept; None if nowhere can."""
    settings = Settings.from_environment()
    try:
        state = settings.cache or state_folder(settings.state)
    except CannotRun:
        return None
    return learned_folder(state, folder, settings.cache)


def opened_desk(sources: Sources, folder: Path) -> Desk:
    """Return a desk over checked sources, and say on the error line what is missing."""
    from assistant.desk import open_desk

    with ProgressLine() as line:
        return open_desk(
            sources,
            folder=learned_in(folder),
            progress=lambda done, total: line.show("Reading messages", done, total),
            say=lambda why: click.echo(
                f"assistant: reading by words alone, as {why}", err=True
            ),
        )
