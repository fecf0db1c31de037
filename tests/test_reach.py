"""From every screen a person or a case is at most two steps away."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from posixpath import normpath
from urllib.parse import urljoin, urlsplit

import pytest
from starlette.testclient import TestClient

from assistant.cases import CaseBook
from assistant.service.app import create_app
from assistant.settings import Settings
from assistant.sources import Sources
from tests.helpcenter_kit import Sites
from tests.service_kit import Customer, small_desk

MOST_STEPS = 2


CONTACT = re.compile(r"<[a-z][^<>]*\sdata-contact[\s=>]")
LINK = re.compile(r'<a\s[^<>]*?\bhref="([^"<>]+)"')
ONWARD = re.compile(r'<meta\s[^<>]*http-equiv="refresh"[^<>]*url=([^"<>]+)"')


class Screen:
    """What a screen offers: ways to a person or a case, and links.

    Our pages hold "<" and ">" in tags alone, so that hundreds of them are read quickly.
    """

    def __init__(self, html: str) -> None:
        self.contact = bool(CONTACT.search(html))
        self.links = [unescape(each) for each in LINK.findall(html)]
        self.links += ONWARD.findall(html)


def screens(site: Path) -> Mapping[str, Screen]:
    """Return every page of a built site by its address."""
    return {
        "/" + path.relative_to(site).as_posix().removesuffix("index.html"): Screen(
            path.read_text(encoding="utf-8")
        )
        for path in site.rglob("*.html")
        if "source" not in path.relative_to(site).parts
    }


def steps_to_contact(site: Mapping[str, Screen], start: str) -> int:
    """Return how many steps lead from a page to a contact action."""
    at, seen = [start], {start}
    for steps in range(MOST_STEPS + 1):
        if any(site[each].contact for each in at):
            return steps
        onward = {
            target
            for page in at
            for target in pages_linked(page, site[page].links)
            if target in site
        }
        at = sorted(onward - seen)
        seen |= onward
    return MOST_STEPS + 1


def pages_linked(page: str, links: list[str]) -> Iterator[str]:
    for link in links:
        parts = urlsplit(urljoin(page, link))
        if not parts.scheme and not parts.netloc:
            path = normpath(parts.path) if parts.path else page
            yield path + "/" if parts.path.endswith("/") and path != "/" else path


@pytest.mark.parametrize("service", [False, True])
def test_no_page_is_more_than_two_steps_from_a_person_or_a_case(
    organization: str, sources: Sources, sites: Sites, service: bool
) -> None:
    site = screens(sites(organization, service=service))
    far = [each for each in site if steps_to_contact(site, each) > MOST_STEPS]

    print(f"{len(site)} pages, {len(far)} too far from a person or a case")
    assert len(site) > len(sources.policy.decisions)
    assert far == []


def test_a_page_without_any_way_on_is_found_too_far() -> None:
    site = {"/a/": Screen('<a href="../b/">b</a>'), "/b/": Screen("<p>Nothing.</p>")}

    assert steps_to_contact(site, "/a/") > MOST_STEPS


@pytest.fixture
def customer(shipped: Sources, sites: Sites, tmp_path: Path) -> Iterator[Customer]:
    site = sites("shipped", service=True)
    settings = Settings(allowed_hosts=("testserver",), rate_limit=None)
    with CaseBook(tmp_path / "cases.db") as book:
        app = create_app(small_desk(shipped), book, site, settings)
        with TestClient(app, follow_redirects=False) as client:
            yield Customer(client)


def test_no_screen_of_the_service_is_without_a_person_or_a_case(
    customer: Customer,
) -> None:
    seen: list[str] = []

    def look(name: str) -> None:
        content = re.search(r"<main.*?</main>", customer.page.html, re.DOTALL)
        assert content is not None
        assert Screen(content[0]).contact, f"{name} offers no way to a person"
        seen.append(name)

    def ask(name: str, text: str, **facts: str) -> None:
        customer.visit("/ask")
        changes = {f"fact-{fact}": value for fact, value in facts.items()}
        customer.send(customer.page.form("/ask", "text"), {"text": text, **changes})
        look(name)

    look("ask")
    for address in (
        "/search",
        "/search?q=review+session",
        "/search?q=qqqq",
        "/nowhere/",
    ):
        customer.visit(address)
        look(address)
    ask("an empty message", "")
    ask("a matter that is not for support", "How is the weather?")
    ask("a message that leaves a question", "it is slow")
    ask("a message nobody understands", "zzz")
    ask("an outage", "none of us can take a call")
    customer.send(customer.page.form("/ask/solved"))
    look("solved")
    ask("an outage again", "none of us can take a call")
    customer.send(customer.page.form("/ask/still"))
    look("the case form")
    customer.send(customer.page.form("/cases"))
    look("the case form with faults")
    contact = {"name": "Robin Sample", "email": "robin@example.com"}
    customer.send(customer.page.form("/cases"), contact)
    look("the end")
    customer.client.post("/cases", content=b"x", headers={"Origin": "http://other"})
    print(f"{len(seen)} states of the service, none without a way to a person")
