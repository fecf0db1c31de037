"""``assistant build``: the static help center, or plain Markdown."""

from pathlib import Path

import click

from assistant.cli.options import data_option
from assistant.paths import data_folder


@click.command()
@data_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="Folder for the built site.",
)
@click.option(
    "--markdown",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the pages as plain Markdown to this folder instead.",
)
@click.option(
    "--service/--no-service",
    default=False,
    help="Whether the assistant answers at the same address; pages then lead to it.",
)
@click.option(
    "--site-url",
    help="Where the site will stand, such as https://host/help/; needed below a path.",
)
def build(
    data: Path | None,
    out: Path,
    markdown: Path | None,
    service: bool,
    site_url: str | None,
) -> None:
    """Build the help center as static files.

    The result needs no server of ours: any web host can serve it. With --markdown the
    same pages are written as plain Markdown, for any other generator.
    """
    from assistant.checking import load_checked
    from assistant.helpcenter.build import build_site, write_markdown
    from assistant.helpcenter.pages import pages
    from assistant.rules import Engine
    from assistant.settings import Settings, as_site_url
    from assistant.today import today

    at = as_site_url(site_url) if site_url else Settings.from_environment().site_url
    sources = load_checked(data_folder(data))
    engine = Engine(sources.policy, today())
    if markdown is not None:
        written = pages(sources, engine)
        write_markdown(written, markdown)
        click.echo(f"{len(written)} pages as Markdown in {markdown}")
        return
    built = build_site(sources, engine, out, service=service, site_url=at or "")
    click.echo(
        f"{built.pages} pages, {built.bytes / 1e6:.1f} MB, "
        f"{built.seconds:.1f} s in {out}"
    )
