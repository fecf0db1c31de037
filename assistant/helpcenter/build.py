"""Build the static help center: MkDocs, strictly and quietly, then one swap."""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build as run_mkdocs
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from assistant.errors import CannotRun
from assistant.helpcenter.made import Made, make
from assistant.helpcenter.pages import Page
from assistant.helpcenter.plugin import HelpCenterPlugin, hand_written
from assistant.model.addresses import CSP_FILE
from assistant.paths import config_file
from assistant.rules import Engine
from assistant.sources import Sources

# Read by the theme when it is imported: no banner about its maintenance on each build.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    pages: int
    seconds: float
    bytes: int


def build_site(
    sources: Sources,
    engine: Engine,
    out: Path,
    *,
    service: bool = False,
    site_url: str = "",
) -> Built:
    """Build the help center into a folder, which is replaced in one step.

    Args:
        sources: What the pages say.
        engine: What they decide, and for which day.
        out: The folder; made where missing.
        service: Whether the assistant answers at the same address.
        site_url: Where the site will stand, with a slash at the end; "" for the root
            of any host.

    Raises:
        CannotRun: The folder is somebody else's or cannot be written, or MkDocs found
            a fault, such as a link to an anchor that is not there.
    """
    started = time.perf_counter()
    out = out.absolute()  # MkDocs takes a relative one from where its configuration is
    made = make(sources, engine, service=service, site_url=site_url)
    with _writing_to(out):
        _refuse_foreign(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        size = _build(made, out, site_url)
    return Built(len(made.pages), time.perf_counter() - started, size)


def _build(made: Made, out: Path, site_url: str) -> int:
    """Build beside the folder and put the result in its place; return its size."""
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as beside:
        new = Path(beside, "site")
        with _only_faults() as faults:
            try:
                config = load_config(
                    str(config_file()),
                    site_dir=str(new),
                    site_url=site_url,
                    strict=True,
                )
                _plugin(config).show(made)
                run_mkdocs(config)
            except (Abort, MkDocsException) as error:
                reasons = "\n".join(faults) or str(error)
                raise CannotRun(f"the help center was not built:\n{reasons}") from error
        if out.exists():
            out.rename(Path(beside, "replaced"))
        new.rename(out)
    return sum(each.stat().st_size for each in out.rglob("*") if each.is_file())


def write_markdown(pages: Iterable[Page], directory: Path) -> None:
    """Write the same pages as plain Markdown, for any generator.

    Raises:
        CannotRun: The folder cannot be written.
    """
    with _writing_to(directory):
        for page in pages:
            path = directory / page.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page.markdown, encoding="utf-8")
        for page_by_hand in hand_written(config_file().parent / "docs" / "help"):
            shutil.copyfile(page_by_hand, directory / page_by_hand.name)


@contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise CannotRun(f"{folder} cannot be written: {reason}") from error


def _refuse_foreign(out: Path) -> None:
    """Refuse to replace a folder that holds something else than an earlier site."""
    ours = not out.exists() or (out / CSP_FILE).is_file()
    if not ours and not (out.is_dir() and not any(out.iterdir())):
        raise CannotRun(f"{out} holds something else; name another folder")


def _plugin(config: MkDocsConfig) -> HelpCenterPlugin:
    plugin = config.plugins.get("helpcenter")
    if not isinstance(plugin, HelpCenterPlugin):
        raise CannotRun("mkdocs.yml does not name the plugin 'helpcenter'")
    return plugin


@contextmanager
def _only_faults() -> Iterator[list[str]]:
    """Keep MkDocs quiet, and collect what it calls a warning or an error."""
    logger = logging.getLogger("mkdocs")
    kept: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record.getMessage())

    handler = Collect(logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield kept
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
