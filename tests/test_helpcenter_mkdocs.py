"""The help center in MkDocs' hands: the command, editing, faults, the swap."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from mkdocs.commands.build import build as run_mkdocs
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.structure.files import get_files

from assistant.checking import load_checked
from assistant.errors import CannotRun
from assistant.helpcenter.build import build_site, write_markdown
from assistant.helpcenter.offers import STATIC
from assistant.helpcenter.pages import pages
from assistant.paths import config_file
from assistant.rules import Engine
from assistant.sources import Sources
from assistant.today import today
from tests.helpcenter_kit import DAY, read, shown, small
from tests.organizations import FOLDERS, small_copy_of


def configured(
    folder: Path,
    site: Path,
    command: Literal["build", "serve"] = "build",
    **options: Any,
) -> Any:
    """Return MkDocs' configuration for another data folder."""
    options = {"site_dir": str(site), "strict": True, **options}
    config = load_config(str(config_file()), **options)
    config.plugins["helpcenter"].config.data_folder = str(folder)
    config.plugins.on_startup(command=command, dirty=False)
    return config


def test_mkdocs_by_itself_builds_the_same_site(
    data: Path, sources: Sources, tmp_path: Path
) -> None:
    run_mkdocs(configured(data, tmp_path / "mkdocs"))
    build_site(sources, Engine(sources.policy, today()), tmp_path / "ours")

    assert files_in(tmp_path / "mkdocs") == files_in(tmp_path / "ours")


def files_in(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and not path.name.startswith("sitemap")
    }


def test_the_export_is_what_mkdocs_is_fed(
    data: Path, sources: Sources, tmp_path: Path
) -> None:
    exported = tmp_path / "markdown"
    engine = Engine(sources.policy, today())
    write_markdown(pages(sources, engine, STATIC), exported)
    config = configured(data, tmp_path / "site")
    config = config.plugins.on_config(config)
    fed = config.plugins.on_files(get_files(config), config=config)

    assert {
        path.relative_to(exported).as_posix(): path.read_text(encoding="utf-8")
        for path in exported.rglob("*.md")
    } == {each.src_uri: each.content_string for each in fed.documentation_pages()}


def test_edit_links_open_the_yaml(tmp_path: Path) -> None:
    editor = "https://git.example.com/acme/help/edit/main/docs/help/{path}"
    run_mkdocs(configured(FOLDERS["shipped"], tmp_path, edit_uri_template=editor))
    at = "https://git.example.com/acme/help/edit/main/"

    plans = read(tmp_path / "plans/index.html")
    assert f"{at}policies/plans.yaml" in plans.every("href")
    assert "Edit the YAML this page is made from" in plans.every("title")
    priorities = read(tmp_path / "topics/priorities/index.html").every("href")
    assert f"{at}kb/topics.yaml" in priorities
    assert f"{at}kb/articles/priority-levels.yaml" in priorities
    about = read(tmp_path / "about/index.html")
    assert f"{at}docs/help/about.md" in about.every("href")
    assert "Edit this page" in about.every("title")


def test_without_an_editor_the_links_open_a_copy_of_the_yaml(tmp_path: Path) -> None:
    sources = load_checked(FOLDERS["shipped"])
    build_site(sources, Engine(sources.policy, today()), tmp_path / "site")
    page = read(tmp_path / "site/topics/priorities/index.html")
    links = page.every("href")

    assert "Open the YAML this page is made from" in page.every("title")
    assert "edit" not in page.every("rel")
    # The pencil, and the line at the end that names every file.
    assert links.count("../../source/kb/topics.yaml") == 2
    for source in ("kb/topics.yaml", "kb/articles/priority-levels.yaml"):
        assert f"../../source/{source}" in links
        copied = tmp_path / "site" / "source" / source
        assert copied.read_bytes() == (FOLDERS["shipped"] / source).read_bytes()


def test_a_link_to_an_anchor_that_is_not_there_fails_the_build(tmp_path: Path) -> None:
    content = small()
    wrong = replace(content.kb.articles["calling"], body="[See](/clauses/#p.nothing)")
    articles = {**content.kb.articles, "calling": wrong}
    astray = Sources(content.policy, replace(content.kb, articles=articles))

    with pytest.raises(CannotRun, match=r"#p\.nothing"):
        build_site(astray, Engine(content.policy, DAY), tmp_path / "site")

    assert list(tmp_path.iterdir()) == []


def test_a_fault_in_the_sources_fails_the_build_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_copy_of("shipped", tmp_path / "data")
    break_a_topic(folder)

    heard = listen(monkeypatch)

    with pytest.raises(Abort):
        run_mkdocs(configured(folder, tmp_path / "site"))

    assert re.search(r"kb/topics\.yaml:\d+:\d+: error \w+: ", "\n".join(heard))


def test_while_serving_the_last_good_version_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_copy_of("shipped", tmp_path / "data")
    config = configured(folder, tmp_path / "site", "serve")
    run_mkdocs(config)
    before = files_in(tmp_path / "site")
    heard = listen(monkeypatch)
    break_a_topic(folder)

    run_mkdocs(configured(folder, tmp_path / "site", "serve", strict=False))

    assert files_in(tmp_path / "site") == before
    assert "kb/topics.yaml" in "\n".join(heard)


def listen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what MkDocs will say aloud from here on."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger = logging.getLogger("mkdocs")
    monkeypatch.setattr(logger, "handlers", [*logger.handlers, Ear(logging.WARNING)])
    monkeypatch.setattr(logger, "propagate", False)
    return heard


def break_a_topic(folder: Path) -> None:
    topics = folder / "kb" / "topics.yaml"
    topics.write_text(
        topics.read_text("utf-8").replace("summary:", "sumary:", 1), "utf-8"
    )


def test_an_edit_is_built_at_once_while_serving(tmp_path: Path) -> None:
    folder = small_copy_of("shipped", tmp_path / "data")
    config = configured(folder, tmp_path / "site")
    run_mkdocs(config)

    assert str(folder / "kb") in config.watch
    assert str(folder / "policies") in config.watch


def test_a_build_replaces_the_whole_site_before_it(tmp_path: Path) -> None:
    site = shown(small(), tmp_path / "site")
    (site / "old.html").write_text("gone tomorrow")

    shown(small(), site)

    assert not (site / "old.html").exists()
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


def test_a_build_never_replaces_what_is_not_a_help_center(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years")

    with pytest.raises(CannotRun, match="something else"):
        shown(small(), tmp_path)

    assert (tmp_path / "thesis.txt").read_text() == "ten years"


def exported(content: Sources, folder: Path) -> None:
    write_markdown(pages(content, Engine(content.policy, DAY)), folder)


@pytest.mark.parametrize("where", ["/proc/site", "note.txt/site", "note.txt"])
@pytest.mark.parametrize("write", [shown, exported])
def test_a_folder_that_cannot_be_written_is_named_in_a_sentence(
    where: str, write: Callable[[Sources, Path], object], tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("a file, no folder")
    out = tmp_path / where

    with pytest.raises(CannotRun, match=re.escape(str(out))):
        write(small(), out)

    assert [each.name for each in tmp_path.iterdir()] == ["note.txt"]
