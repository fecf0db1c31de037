"""Options that several commands share."""

from pathlib import Path

import click

from assistant.settings import Settings

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Settings.from_environment().data,
    help="Folder with kb/ and policies/. Default: the checkout, or what is installed.",
)

state_option = click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: Settings.from_environment().state,
    help="Folder for the database and built files. Default: .state/",
)

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON instead of text."
)
