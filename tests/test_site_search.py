"""The search of the static site, as the theme's script does it, in a real browser."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from assistant.model.addresses import article_url
from assistant.sources import Sources
from tests.browser_kit import hosted
from tests.helpcenter_kit import DAY

AMONG = 3
AIM = 0.95
EVERY = 4
"""Of so many variants one is typed: each takes a fifth of a second."""

# The articles that the list of results shows; what is folded away is not shown.
SHOWN = """() => [...document.querySelectorAll(".md-search-result__link")]
    .filter((link) => !link.closest("details:not([open])"))
    .map((link) => { const url = new URL(link.href); return url.pathname + url.hash; })
"""


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
def test_each_variant_typed_into_the_search_shows_its_article(
    sources: Sources, site: Path, browser: Browser
) -> None:
    asked = [
        (variant, article_url(article))
        for article in sources.kb.articles.values()
        if article.in_force(DAY)
        for variant in article.also_asked[::EVERY]
    ]
    articles = {url for _, url in asked}
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    with hosted(site) as address:
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
