"""The screens in a real browser: nothing for axe to find, nothing too wide."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    expect,
)

from tests.browser_kit import OUTAGE, ask, hosted, reach
from tests.helpcenter_kit import Sites

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/topics/calls-and-cases/",
    "/plans/",
    "/priorities/",
    "/people/",
    "/support-levels/",
    "/not-stated/",
    "/decisions/",
    "/clauses/",
    "/policy/",
    "/guide/",
    "/guide/kind.problem/environment.production/impact.calls_interrupted/scope.some/",
    "/guide/priority-changed/customer_priority.P1/environment.staging/",
)
ANSWERS = (
    "verdict",
    "not urgent",
    "question",
    "out of scope",
    "two matters",
    "foreign language",
)
FORMS = (
    "/case/?kind=problem",
    "/ask",
    "/search?q=review+session",
    "/search?q=zzzz",
    "case form",
)
FILES_ALONE = (
    "/",
    "/topics/signals/",
    "/plans/",
    "/people/",
    "/not-stated/",
    "/guide/",
    "/case/",
    "/404.html",
)
REFUSALS = ("/nothing-here", "/cases")
"""Nothing is at the first address, and the second is only written to."""

TOUCHED = ".hc-button, .hc-entrance, .hc-act, .ask-option, .md-header__button"
"""What a finger is meant for."""

FEW: dict[str, Any] = {"resultTypes": ["violations"]}
AXE: dict[str, Any] = {**FEW, "rules": {"target-size": {"enabled": True}}}
CONTRAST: dict[str, Any] = {**FEW, "runOnly": ["color-contrast"]}
SHAPE: dict[str, Any] = {
    **FEW,
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}},
}
WIDTHS = {360: AXE, 768: SHAPE, 1280: AXE}
"""What axe looks for at which width: colors take it longest, and change least."""

_TOO_SMALL = """touched => [...document.querySelectorAll(touched)]
    .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 39.5))
    .map(([words, box]) => `${words}: ${box.width} x ${box.height}`)"""

_DEAD = """[...document.querySelectorAll('a[href^="#"]')]
    .map(each => decodeURIComponent(each.hash.slice(1)))
    .filter(id => id && !document.getElementById(id))"""

_WATCH_SHIFTS = """window.shifted = 0;
new PerformanceObserver(list => {
    for (const each of list.getEntries())
        if (!each.hadRecentInput) window.shifted += each.value;
}).observe({type: "layout-shift", buffered: true});"""

_LONGEST_LINES = """() => {
    const found = [];
    for (const block of document.querySelectorAll(".md-content :is(p, li, dd)")) {
        const lines = new Map();
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        while (walker.nextNode()) {
            const {data} = walker.currentNode;
            for (const {0: word, index} of data.matchAll(/\\S+\\s*/g)) {
                range.setStart(walker.currentNode, index);
                range.setEnd(walker.currentNode, index + word.trimEnd().length);
                const box = range.getBoundingClientRect();
                const line = Math.round(box.bottom / 8);
                if (box.width) lines.set(line, (lines.get(line) ?? "") + word);
            }
        }
        for (const line of lines.values())
            found.push(line.replace(/\\s+/g, " ").trim());
    }
    return found.sort((one, other) => other.length - one.length).slice(0, 3);
}"""

_FOCUSED = """() => {
    const at = document.activeElement;
    if (at === document.body) return null;
    const looks = at.matches(".md-option") ? at.nextElementSibling : at;
    const shade = color => {
        const canvas = new OffscreenCanvas(1, 1).getContext("2d");
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        const part = v =>
            (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        return a ? 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b) : null;
    };
    let behind = looks.parentElement, ground = null;
    while (behind && ground === null) {
        ground = shade(getComputedStyle(behind).backgroundColor);
        behind = behind.parentElement;
    }
    const style = getComputedStyle(looks);
    const ring = shade(style.outlineColor);
    const box = looks.getBoundingClientRect();
    const order = window.before ? window.before.compareDocumentPosition(at) : 4;
    window.before = at;
    return {
        words: at.outerHTML.slice(0, 90),
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        contrast: (Math.max(ring, ground) + 0.05) / (Math.min(ring, ground) + 0.05),
        seen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth
            && box.bottom > 0 && box.top < innerHeight
            && getComputedStyle(looks).visibility === "visible",
        next: Boolean(order & Node.DOCUMENT_POSITION_FOLLOWING),
    };
}"""


@pytest.fixture(scope="module")
def static_address(sites: Sites) -> Iterator[str]:
    """The fictional organization's help center, as files alone and with two notices."""
    site = sites("fictional")
    policy = (site / "csp.txt").read_text(encoding="utf-8").strip()
    with hosted(site, {"Content-Security-Policy": policy}) as running:
        yield running


@contextmanager
def opened(
    browser: Browser, width: int, height: int = 800, **options: Any
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, **options
    )
    yield context.new_page()
    context.close()


def complaints_of(page: Page, address: str) -> list[str]:
    """Return a list that fills with errors, and with requests to other hosts."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        refused = "the server responded with a status of 40" in message.text
        if message.type == "error" and not refused:
            complaints.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            complaints.append(f"asked another host: {request.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    return complaints


def faults_of(page: Page, options: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    found = Axe().run(page, options=options).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


def width_of(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def check_screen(page: Page) -> None:
    """Look at an open screen at every width, in the light and in the dark."""
    assert page.evaluate("window.shifted") <= 0.01
    assert page.evaluate(_DEAD) == []
    assert page.evaluate(_TOO_SMALL, TOUCHED) == []
    for width, options in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        assert faults_of(page, options) == []
        assert width_of(page) <= width
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    assert faults_of(page, CONTRAST) == []


@pytest.mark.parametrize("screen", PAGES + ANSWERS + FORMS + REFUSALS)
def test_a_screen_has_no_accessibility_fault_and_fits(
    browser: Browser, address: str, screen: str
) -> None:
    with opened(browser, 360, reduced_motion="reduce") as page:
        complaints = complaints_of(page, address)
        page.add_init_script(_WATCH_SHIFTS)
        reach(page, address, screen)
        page.wait_for_load_state("networkidle")
        check_screen(page)

    assert complaints == []


@pytest.mark.parametrize("screen", FILES_ALONE)
def test_files_alone_have_no_accessibility_fault_and_fit(
    browser: Browser, static_address: str, screen: str
) -> None:
    with opened(browser, 360, reduced_motion="reduce") as page:
        complaints = complaints_of(page, static_address)
        page.add_init_script(_WATCH_SHIFTS)
        page.goto(static_address + screen)
        page.wait_for_load_state("networkidle")
        check_screen(page)

    assert complaints == []


def test_a_notice_stands_above_everything_and_leads_to_its_article(
    browser: Browser, static_address: str
) -> None:
    with opened(browser, 1280) as page:
        page.goto(f"{static_address}/plans/")
        notices = page.get_by_role("status").first
        expect(notices).to_contain_text(
            "Known outage: We know that the console is slow"
        )
        expect(notices).to_contain_text("Please note: On Lantern Day")
        box = notices.bounding_box()
        header = page.locator("header").first.bounding_box()
        notices.get_by_role("link").click()
        landed = page.url

    assert box is not None
    assert header is not None
    assert box["y"] < header["y"]
    assert landed.endswith("#desk-hours")


@pytest.mark.parametrize(
    ("screen", "width"), [("/", 640), ("/people/", 1280), ("verdict", 1280)]
)
@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_every_stop_of_the_keyboard_is_seen_and_in_reading_order(
    browser: Browser, address: str, screen: str, width: int, scheme: str
) -> None:
    stops: list[dict[str, Any]] = []
    with opened(browser, width, reduced_motion="reduce") as page:
        reach(page, address, screen)
        page.evaluate("scheme => document.body.dataset.mdColorScheme = scheme", scheme)
        while len(stops) < 300:
            page.keyboard.press("Tab")
            stop = page.evaluate(_FOCUSED)
            if stop is None:
                break
            stops.append(stop)

    assert len(stops) > 20
    assert [stop for stop in stops if not stop["ring"] or stop["contrast"] < 3] == []
    assert [stop["words"] for stop in stops if not stop["seen"]] == []
    assert [stop["words"] for stop in stops if not stop["next"]] == []


def test_a_keyboard_reaches_every_page_where_the_menu_is_folded_away(
    browser: Browser, address: str
) -> None:
    with opened(browser, 640, 400, java_script_enabled=False) as page:
        page.goto(f"{address}/plans/")
        skip = page.get_by_role("link", name="To all pages")
        skip.focus()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        pages = page.get_by_role("navigation", name="All pages")
        expect(pages.get_by_role("link").first).to_be_in_viewport()


@pytest.mark.parametrize("screen", ["/", "/plans/", "verdict", "question", "case form"])
def test_nothing_is_lost_at_twice_the_size(
    browser: Browser, address: str, screen: str
) -> None:
    with opened(browser, 640, 400, device_scale_factor=2) as page:
        reach(page, address, screen)
        cut_off = page.evaluate(
            """[...document.querySelectorAll(".md-content *")].filter(each =>
                getComputedStyle(each).overflowX === "hidden"
                && !each.matches(".hc-unseen")
                && each.scrollWidth > each.clientWidth + 1)
                .map(each => each.className)"""
        )
        way = page.get_by_role("navigation", name="What to do first")
        expect(way.get_by_role("link")).to_be_in_viewport()
        assert width_of(page) <= 640

    assert cut_off == []


@pytest.mark.parametrize("screen", ["/topics/calls-and-cases/", "verdict"])
def test_no_line_is_longer_than_75_characters_on_a_wide_screen(
    browser: Browser, address: str, screen: str
) -> None:
    with opened(browser, 1600, 900) as page:
        reach(page, address, screen)
        longest = page.evaluate(_LONGEST_LINES)

    assert [line for line in longest if len(line) > 75] == []


def test_nothing_moves_where_less_motion_is_asked_for(
    browser: Browser, address: str
) -> None:
    moving = """[...document.querySelectorAll("*")].filter(each =>
        [each, "::before", "::after"].some((_, at, both) => {
            const style = getComputedStyle(each, at ? both[at] : null);
            return style.transitionDuration.split(", ").some(time => time !== "0s")
                || style.animationName !== "none";
        })).map(each => each.outerHTML.slice(0, 80))"""
    with opened(browser, 1280, reduced_motion="reduce") as page:
        reach(page, address, "question")
        assert page.evaluate(moving) == []


def test_the_dark_needs_no_script(browser: Browser, address: str) -> None:
    with opened(browser, 360, color_scheme="dark", java_script_enabled=False) as page:
        page.goto(address)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    shades = [int(each) for each in re.findall(r"\d+", ground)]

    assert max(shades[:3]) < 60


def test_a_chosen_scheme_stays_chosen(browser: Browser, address: str) -> None:
    with opened(browser, 1280, color_scheme="light") as page:
        page.goto(address)
        page.get_by_text("Switch to dark").click()
        page.goto(f"{address}/plans/")
        expect(page.locator("body")).to_have_css("color-scheme", "dark")
        expect(page.get_by_text("Switch to light")).to_be_visible()


def test_a_badge_leads_to_what_it_means(browser: Browser, address: str) -> None:
    with opened(browser, 360) as page:
        reach(page, address, "verdict")
        page.locator("main a.hc-badge", has_text="Not stated").first.focus()
        page.keyboard.press("Enter")
        meaning = page.get_by_text("The policy does not say this; ask support.")
        expect(meaning).to_be_in_viewport()


@pytest.mark.parametrize("screen", ["verdict", "not urgent"])
def test_an_answer_prints_on_two_sheets_with_boxes_and_without_navigation(
    browser: Browser, address: str, screen: str
) -> None:
    with opened(browser, 1280, color_scheme="dark") as page:
        reach(page, address, screen)
        sheets = page.pdf(format="A4")
        page.emulate_media(media="print")
        printed = page.locator("body").inner_text()
        boxes = page.locator(".ask-prepare .hc-checks > li").count()
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", sheets)) <= 2
    assert boxes > 5
    assert ground == "rgb(255, 255, 255)"
    for wanted in ("Call support", "prio.p", "talk to a person", "policy version"):
        assert wanted in printed
    for unwanted in ("Plans and priorities", "Did this help?", "Switch to"):
        assert unwanted not in printed


@pytest.mark.parametrize(
    "path", ["/", "/topics/calls-and-cases/", "/plans/", "/guide/", "/ask", "/case/"]
)
def test_the_first_view_is_light(browser: Browser, address: str, path: str) -> None:
    wire: dict[str, float] = {}

    def on_response(event: dict[str, Any]) -> None:
        if event["response"]["url"].startswith(address):
            wire[event["requestId"]] = 0

    def on_finished(event: dict[str, Any]) -> None:
        if event["requestId"] in wire:
            wire[event["requestId"]] = event["encodedDataLength"]

    with opened(browser, 360) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", on_response)
        session.on("Network.loadingFinished", on_finished)
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
    print(f"{path}: {len(wire)} requests, {sum(wire.values()) / 1000:.1f} kB")

    assert len(wire) <= 10
    assert sum(wire.values()) <= 110_000


def test_an_outage_is_told_to_call_before_any_article(
    browser: Browser, address: str
) -> None:
    with opened(browser, 1280) as page:
        ask(page, address, OUTAGE, "standard")
        text = page.locator("main").inner_text()

    assert text.index("Call support now.") < text.index("What do Priority 1, 2 and 3")


def test_the_answer_stands_in_the_first_two_screens_of_a_phone(
    browser: Browser, address: str
) -> None:
    with opened(browser, 360, 800) as page:
        reach(page, address, "verdict")
        ends = [
            page.locator(each).first.evaluate(
                "each => each.getBoundingClientRect().bottom"
            )
            for each in ("main h1", ".ask-reason", ".ask-tiles", "main blockquote")
        ]

    assert ends == sorted(ends)
    assert ends[-1] <= 1600


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
