"""The search of the static site, as the theme's script does it, in a real browser."""

import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from assistant.model.addresses import article_url
from assistant.sources import Sources
from tests.browser_kit import CHROMIUM, chromium
from tests.helpcenter_kit import DAY, shown

AMONG = 3
AIM = 0.95

# The articles that the list of results shows; what is folded away is not shown.
SHOWN = """() => [...document.querySelectorAll(".md-search-result__link")]
    .filter((link) => !link.closest("details:not([open])"))
    .map((link) => { const url = new URL(link.href); return url.pathname + url.hash; })
"""


@pytest.fixture(scope="module")
def site(sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shown(sources, tmp_path_factory.mktemp("searched") / "site")


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    handler = partial(Handler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_an_article_carries_its_variants_and_no_list_of_them_is_found(
    site: Path, sources: Sources
) -> None:
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    entries = {f"/{each['location']}": each for each in index["docs"]}

    for article in sources.kb.articles.values():
        if article.in_force(DAY) and article.also_asked:
            entry = entries[article_url(article)]
            assert entry["asked"] == list(article.also_asked)
    assert not [each for each in entries if "also-asked" in each]


@pytest.mark.browser
@pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"),
    reason="Debian's chromium is not installed",
)
def test_each_variant_typed_into_the_search_shows_its_article(
    sources: Sources, address: str
) -> None:
    asked = [
        (variant, article_url(article))
        for article in sources.kb.articles.values()
        if article.in_force(DAY)
        for variant in article.also_asked
    ]
    articles = {url for _, url in asked}
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        missed = [
            variant
            for variant, url in asked
            if url
            not in [each for each in found(page, variant) if each in articles][:AMONG]
        ]

    share = 1 - len(missed) / len(asked)
    print(f"{share:.1%} of {len(asked)} variants show their article; not: {missed}")
    assert share >= AIM


def found(page: Page, words: str) -> list[str]:
    """Type words into the search as a person does; return what it shows, in order."""
    page.locator(".md-search__input").fill(words)
    page.locator(".md-search__input").press("End")
    page.wait_for_timeout(150)
    shown_there: list[str] = page.evaluate(SHOWN)
    return shown_there
