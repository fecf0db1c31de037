"""A thin MkDocs plugin: it feeds the pages, and lends MkDocs the theme.

What the pages say is decided in ``pages``. Here is only what a site generator needs:
files, navigation, edit links to the YAML, live reload when the YAML changes, and faults
of the sources as ``path:line:column``.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from os.path import relpath
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit, urlunsplit

import jinja2
from markupsafe import escape
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as BuiltPage
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import TemplateContext

from assistant.checking import load_checked
from assistant.collecting import no_search_for_circles
from assistant.errors import SourceErrors, format_finding
from assistant.helpcenter.case_page import case_page
from assistant.helpcenter.compress import compress, leave_out_comments
from assistant.helpcenter.contents import IN_FULL
from assistant.helpcenter.guide import browser_tables, guide_pages
from assistant.helpcenter.llms import llms_txt
from assistant.helpcenter.made import Made, make
from assistant.helpcenter.offers import GUIDE
from assistant.helpcenter.pages import Page
from assistant.helpcenter.search_index import add_variants
from assistant.helpcenter.security import content_security_policy
from assistant.model.addresses import (
    CSP_FILE,
    SECRETS_FILE,
    SHELL_FILE,
    TABLES_FILE,
    case_url,
)
from assistant.model.limits import LONGEST_QUERY, LONGEST_TEXT
from assistant.rules import Engine
from assistant.screens.case import guard_data
from assistant.screens.feedback import question
from assistant.screens.words import Words
from assistant.today import today

THEME = Path(__file__).parent / "theme"

_OWN_ASSETS = tuple(
    each for each in (THEME / "assets").iterdir() if each.suffix in (".js", ".css")
)
"""Our scripts and our sheet, each explained for whoever reads them here."""

_UNUSED = re.compile(r"assets/.*\.map")
"""Files of the theme that no page asks for."""

_LANGUAGES = re.compile(r"assets/javascripts/lunr/.*")
"""What a search in another language than English needs."""

_log = get_plugin_logger(__name__)


_PLANS = '<hc-plans data-root="../"></hc-plans>'
"""A script puts the choice of a plan there."""

_TO_THE_GUIDE = re.compile(f'href="/({GUIDE[1:]}[^"]*)"')


class HelpCenterConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin in ``mkdocs.yml``."""

    data_folder = config_options.Dir(exists=True, default=".")
    """The folder with ``kb/`` and ``policies/``, from where ``mkdocs.yml`` stands."""

    service = config_options.Type(bool, default=False)
    """Whether the assistant answers at the same address: then pages lead to it."""


class HelpCenterPlugin(BasePlugin[HelpCenterConfig]):  # type: ignore[no-untyped-call]
    """Turns the sources into pages whenever MkDocs builds."""

    def __init__(self) -> None:
        self.made: Made | None = None
        self.next: Made | None = None
        self.serving = False

    def show(self, made: Made) -> None:
        """Build exactly this the next time, instead of what the data folder holds."""
        self.next = made

    def on_startup(
        self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool
    ) -> None:
        """Note whether somebody is editing; MkDocs then keeps this object."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the sources, and give MkDocs name, navigation, theme and watches."""
        made = self.made = self.next or self._read(config)
        self.next = None
        # MkDocs' templates do not escape; what is markup already is left alone by those
        # that do.
        config.site_name = escape(made.name)
        config.site_description = escape(made.home.about)
        config.theme.dirs.insert(0, str(THEME))
        config.theme.static_templates.add(SHELL_FILE)
        config.markdown_extensions.append("assistant.helpcenter.html_off")
        if config.site_url:  # without it the theme cannot tell its pages from others
            config.theme["features"].append("navigation.instant")
        if config.nav is None:
            config.nav = _navigation(made.pages, Path(config.docs_dir))
        config.watch.extend(str(self._data / part) for part in ("kb", "policies"))
        return config

    @property
    def _data(self) -> Path:
        return Path(self.config.data_folder)

    def _read(self, config: MkDocsConfig) -> Made:
        """Return what to show; while serving, faulty sources leave the last good one.

        Raises:
            PluginError: The sources have faults and there is nothing else to show.
        """
        try:
            content = load_checked(self._data)
        except SourceErrors as error:
            faults = "\n".join(map(format_finding, error.findings))
            if not self.serving or self.made is None:
                raise PluginError(f"the sources have faults:\n{faults}") from error
            _log.error(
                "the sources have faults, so the last good version stays:\n%s", faults
            )
            return self.made
        return make(
            content,
            Engine(content.policy, today()),
            service=self.config.service,
            site_url=config.site_url or "",
        )

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages beside the hand-written ones; leave out what nobody loads."""
        english = config.theme["language"] == "en"
        for file in list(files):
            unused = _UNUSED.fullmatch(file.src_uri)
            if unused or (english and _LANGUAGES.fullmatch(file.src_uri)):
                files.remove(file)
        unlisted = {each.path for each in self._shown.pages if not each.listed}
        for page in self._shown.pages:
            if files.get_file_from_path(page.path) is not None:
                raise PluginError(f"{page.path} is made from the sources; rename yours")
            file = File.generated(config, page.path, content=page.markdown)
            if page.path in unlisted:
                file.inclusion = InclusionLevel.NOT_IN_NAV
            file.edit_uri = self._from_docs(page.source_path, config)
            files.append(file)
        if not _has_editor(config):
            for source, text in self._shown.files.items():
                files.append(File.generated(config, _copy(source), content=text))
        return files

    def on_pre_page(
        self, page: BuiltPage, *, config: MkDocsConfig, files: Files
    ) -> BuiltPage:
        """Point the edit link at the YAML: in its editor, else the copy beside us."""
        made = self._shown.page(page.file.src_uri)
        if page.edit_url:
            page.edit_url = _without_dots(page.edit_url)
        elif made is not None and made.source_path in self._shown.files:
            page.edit_url = get_relative_url(_copy(made.source_path), page.url)
        return page

    def on_page_markdown(
        self, markdown: str, *, page: BuiltPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Lay out the home page by its own template; keep doubles out of the search."""
        if page.file.src_uri == "index.md":
            page.meta.update(template="home.html", hide=["navigation", "toc"])
        if page.file.src_uri == "policy.md":
            page.meta["search"] = {"exclude": True}
        if page.file.src_uri.startswith(("topics/", "articles/")):
            page.meta["search"] = {"boost": 2}
        made = self._shown.page(page.file.src_uri)
        if made is not None and made.summary:
            page.meta["description"] = escape(made.summary)
        page.meta["edits"] = self._edits(page, config)
        return markdown

    def on_page_content(
        self, html: str, *, page: BuiltPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Address the guide from the page, as the other links of pages are."""

        def relative(found: re.Match[str]) -> str:
            return f'href="{get_relative_url(found[1], page.url)}"'

        if page.file.src_uri == "plans.md":
            html = html.replace("<h2", f"{_PLANS}\n<h2", 1)
        return _TO_THE_GUIDE.sub(relative, html)

    def on_env(
        self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files
    ) -> jinja2.Environment:
        """Let the theme see what it shows on every page."""
        env.globals.update(
            helpcenter=self._shown,
            feedback=question,
            longest_text=LONGEST_TEXT,
            longest_query=LONGEST_QUERY,
        )
        return env

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Address everything from the root in the page that the service fills."""
        if template_name == SHELL_FILE:
            context["base_url"] = urlsplit(config.site_url or "/").path
        return context

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Leave the pages of the service to the browser: a swap would lose a form."""
        if template_name == SHELL_FILE:
            return output_content.replace(', "navigation.instant"', "")
        return output_content

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Finish the built site: what machines read, its policy, the packed copies."""
        site, docs = Path(config.site_dir), Path(config.docs_dir)
        _write(site, self._shown.beside.items())
        _write(site, _by_hand(docs).items())
        _write(site, [("llms.txt", self._reading_list(docs, config.site_url or ""))])
        with no_search_for_circles():
            _write(site, self._guided(site, urlsplit(config.site_url or "/").path))
        add_variants(site, self._shown.kb)
        if not config.site_url:  # a map of addresses that are not known
            _remove(site / "sitemap.xml", site / "sitemap.xml.gz")
        _write(site, [(CSP_FILE, f"{content_security_policy(site)}\n")])
        leave_out_comments(*(site / "assets" / each.name for each in _OWN_ASSETS))
        compress(site)

    def _guided(self, site: Path, root: str) -> Iterator[tuple[str, str]]:
        """Yield the guided path and what the browser goes on from there with."""
        made = self._shown
        words = Words(made.engine.policy, made.kb, root)
        shell = (site / SHELL_FILE).read_text(encoding="utf-8")
        yield from guide_pages(made.engine, words, shell, service=made.service)
        case = f"{case_url({}).strip('/')}/index.html"
        yield case, case_page(made.engine, words, shell)
        yield TABLES_FILE, browser_tables(made.engine)
        yield SECRETS_FILE, json.dumps(guard_data(), ensure_ascii=False)

    def _reading_list(self, docs: Path, site_url: str) -> str:
        made = self._shown
        pages = (
            *made.pages,
            *(_page_by_hand(*each) for each in _by_hand(docs).items()),
        )
        return llms_txt(made.name, made.home.about, made.stand, pages, site_url)

    @property
    def _shown(self) -> Made:
        if self.made is None:
            raise PluginError("MkDocs asked for pages before it read its configuration")
        return self.made

    def _from_docs(self, source_path: str, config: MkDocsConfig) -> str | None:
        if not source_path:
            return None
        return Path(relpath(self._data / source_path, config.docs_dir)).as_posix()

    def _edits(self, page: BuiltPage, config: MkDocsConfig) -> list[tuple[str, str]]:
        """Return the files a page is made from, each with where to edit or read it."""
        made = self._shown.page(page.file.src_uri)
        if made is None:
            return []
        sources = dict.fromkeys((made.source_path, *made.more_sources))
        opens = self._in_editor if _has_editor(config) else self._beside
        return [
            (posixpath.basename(each), opens(each, page, config))
            for each in sources
            if each in self._shown.files
        ]

    def _in_editor(self, source: str, page: BuiltPage, config: MkDocsConfig) -> str:
        template = config.edit_uri_template or f"{config.edit_uri}{{path}}"
        path = self._from_docs(source, config) or ""
        stem = posixpath.splitext(path)[0]
        url = template.format(path=path, path_noext=stem)
        return _without_dots(urljoin(config.repo_url or "", url))

    def _beside(self, source: str, page: BuiltPage, config: MkDocsConfig) -> str:
        return get_relative_url(_copy(source), page.url)


def _write(site: Path, files: Iterable[tuple[str, str]]) -> None:
    for name, text in files:
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _has_editor(config: MkDocsConfig) -> bool:
    return bool(config.edit_uri_template or config.edit_uri)


def _copy(source: str) -> str:
    """Return where the site carries a file of the data folder."""
    return f"source/{source}"


def _navigation(made: tuple[Page, ...], docs: Path) -> list[Any]:
    """Return the pages by section, the hand-written ones at the end of the last."""
    sections: dict[str, list[Any]] = {}
    for page in made:
        if page.listed:
            entry = {escape(page.title): page.path}
            sections.setdefault(page.section, []).append(entry)
    sections[IN_FULL].extend(
        each.relative_to(docs).as_posix() for each in hand_written(docs)
    )
    return [
        *sections.pop(""),
        *({title: members} for title, members in sections.items()),
    ]


def hand_written(docs: Path) -> tuple[Path, ...]:
    """Return the pages that people wrote as Markdown, beside those made from YAML."""
    return tuple(sorted(docs.glob("*.md")))


def _by_hand(docs: Path) -> Mapping[str, str]:
    return {each.name: each.read_text(encoding="utf-8") for each in hand_written(docs)}


def _page_by_hand(path: str, markdown: str) -> Page:
    """Return a page written by hand, by its first heading and its first sentence."""
    lines = [each.strip() for each in markdown.splitlines() if each.strip()]
    title = next((each.lstrip("# ") for each in lines if each.startswith("# ")), path)
    first = next((each for each in lines if not each.startswith("#")), "")
    return Page(path, title, markdown, "", IN_FULL, f"{first.partition('.')[0]}.")


def _without_dots(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=posixpath.normpath(parts.path)))
