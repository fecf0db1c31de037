"""All that a site shows, made from one state of the sources; any front can show it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mkdocs.utils import get_relative_url

from assistant.helpcenter.data_files import data_files
from assistant.helpcenter.home import Home, home, site_name
from assistant.helpcenter.jsonld import faq_pages
from assistant.helpcenter.markdown import printed
from assistant.helpcenter.offers import SERVED, STATIC, Offers
from assistant.helpcenter.pages import Page, pages
from assistant.helpcenter.permalinks import permalinks
from assistant.model.kb import KnowledgeBase
from assistant.model.policy import WayToPerson
from assistant.model.wording import ways_to
from assistant.rules import Engine
from assistant.sources import Sources


@dataclass(frozen=True)
class Made:
    """All that the site shows, made from one state of the sources."""

    pages: tuple[Page, ...]
    home: Home
    name: str
    contact: WayToPerson
    version: str
    files: Mapping[str, str]
    """The YAML that the pages were made from: path in the data folder, text."""
    kb: KnowledgeBase
    faq: Mapping[str, str]
    """What pages tell machines: address of the page, JSON-LD."""
    beside: Mapping[str, str]
    """Files beside the pages that are made from the same sources: path, text."""
    stand: str
    """As of when all this holds, in a sentence."""
    service: bool
    """Whether the assistant answers at the same address."""
    engine: Engine
    """What it all was decided by."""

    def page(self, path: str) -> Page | None:
        """Return the page made for a path, or None for one written by hand."""
        return self.by_path.get(path)

    @cached_property
    def by_path(self) -> Mapping[str, Page]:
        """The pages by their path."""
        return {each.path: each for each in self.pages}

    @property
    def short_version(self) -> str:
        """The version as the footer shows it."""
        return self.version.removeprefix("sha256:")[:12]

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """The ways to a person that the policy prints: words and address."""
        return ways_to(self.contact)

    def search_at(self, base_url: str) -> str:
        """Return what a search form opens: the service, else home, where a script asks.

        Args:
            base_url: The root of the site, from the page at hand.
        """
        return SERVED.search if self.service else f"{base_url.rstrip('/')}/"


def make(
    content: Sources, engine: Engine, *, service: bool = False, site_url: str = ""
) -> Made:
    """Return all that the site shows.

    Args:
        content: What it says.
        engine: What it decides, and for which day.
        service: Whether the assistant answers at the same address.
        site_url: Where it will stand, with a slash at the end; "" for the root
            of any host.
    """
    policy, kb, as_of = content.policy, content.kb, engine.as_of
    offers = SERVED if service else STATIC
    made = pages(content, engine, offers)
    return Made(
        made,
        home(policy, kb, as_of),
        site_name(policy),
        policy.organization.contact,
        policy.version,
        _files(made, content.folder),
        kb,
        faq_pages(kb, as_of, site_url),
        {
            **{page.path: _standing(page, offers, site_url) for page in made},
            **data_files(content, engine, site_url),
            **permalinks(kb, site_url),
        },
        f"As of {printed(as_of)}, policy version {policy.version}.",
        service,
        engine,
    )


def _standing(page: Page, offers: Offers, site_url: str) -> str:
    """Return a page's Markdown as it stands beside the page, whatever reads it."""

    def at(found: re.Match[str]) -> str:
        path = found[1]
        address = site_url + path if site_url else get_relative_url(path, page.path)
        return f"]({address})"

    starts = filter(None, (offers.problem, offers.guide, offers.search))
    begins = "|".join(re.escape(each[1:]) for each in starts)
    return re.sub(rf"\]\(/((?:{begins})[^)]*)\)", at, page.markdown)


def _files(made: tuple[Page, ...], folder: Path | None) -> Mapping[str, str]:
    if folder is None:
        return {}
    named = {each for page in made for each in (page.source_path, *page.more_sources)}
    return {
        source: (folder / source).read_text(encoding="utf-8")
        for source in sorted(named - {""})
    }
