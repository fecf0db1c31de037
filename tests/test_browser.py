"""The screens in a real browser: nothing for axe to find, nothing too wide."""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Request, expect

from tests.browser_kit import CHROMIUM, OUTAGE, ask, chromium, reach, service

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("CI") != "true",
        reason="needs Chromium, which .ci/run installs from Debian's packages",
    ),
]

SCREENS = (
    "/",
    "/topics/calls-and-cases/",
    "/plans/",
    "/decisions/",
    "/ask",
    "/search?q=review+session",
    "verdict",
    "case form",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with service(tmp_path_factory.mktemp("state")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_no_accessibility_fault_and_fits(
    browser: Browser, address: str, screen: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith(address):
            complaints.append(f"asked another host: {request.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    reach(page, address, screen)
    violations = Axe().run(page).response["violations"]
    widest = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert [(each["id"], len(each["nodes"])) for each in violations] == []
    assert widest <= width
    assert complaints == []


def test_an_outage_is_told_to_call_before_any_article(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    ask(page, address, OUTAGE, "standard")
    text = page.locator("main").inner_text()
    page.close()

    assert text.index("Call support now.") < text.index("What do Priority 1, 2 and 3")


def test_the_whole_way_to_a_saved_case_needs_no_javascript(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    reach(page, address, "case form")
    page.get_by_label("Your name").fill("Robin Sample")
    page.get_by_label("Your e-mail address").fill("robin@example.com")
    page.get_by_role("button", name="Save this case").click()

    expect(page.locator("main")).to_contain_text("Saved here, not sent")
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON").click()
    assert OUTAGE in download.value.path().read_text(encoding="utf-8")
    context.close()
