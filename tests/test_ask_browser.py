"""Asking from any page in a real browser: while typing, while waiting, and back."""

from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Route,
    expect,
)

from tests.browser_kit import OUTAGE, service
from tests.organizations import LANTERN

pytestmark = pytest.mark.browser

TOPIC = "/topics/calls-and-cases/"
EVERYWHERE = ("/", TOPIC, "/plans/", "/ask")
QUERY = "review session"
REST, SHORT, REACH = 250, 100, 2500
_REFUSED = (
    "Failed to load resource: net::ERR_",
    "Failed to load resource: the server responded with a status of 429",
)
"""What the browser itself says where a test lets a request fail."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that must end without a word in its console, CSP included."""
    context = browser.new_context()
    opened = context.new_page()
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_REFUSED):
            complaints.append(f"{message.text} {message.location}")

    opened.on("console", on_console)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def box(page: Page) -> Locator:
    return page.locator("hc-ask textarea")


def found(page: Page) -> Locator:
    return page.locator(".ask-panel__found")


def links(page: Page) -> Locator:
    return found(page).get_by_role("link")


def calls(page: Page) -> list[str]:
    """Return a list that gets the path of every call of the API from now on."""
    made: list[str] = []

    def on_request(request: Request) -> None:
        _, api, rest = request.url.partition("/api/v1/")
        if api:
            made.append(rest)

    page.on("request", on_request)
    return made


def hold(page: Page, addresses: str) -> None:
    """Let requests wait for an answer that never comes."""

    def on_route(_: Route) -> None:
        """Neither answer nor go on."""

    page.route(addresses, on_route)


def top(page: Page) -> float:
    """Return how far the box stands below the beginning of the page."""
    measured = "each => each.getBoundingClientRect().top + scrollY"
    return float(box(page).evaluate(measured))


def send(page: Page) -> None:
    page.locator("hc-ask [type=submit]").click()


@pytest.mark.parametrize("screen", EVERYWHERE)
def test_answers_and_a_first_impression_come_while_typing(
    page: Page, address: str, screen: str
) -> None:
    page.goto(address + screen)
    above = top(page)
    box(page).press_sequentially(QUERY)

    expect(links(page)).not_to_have_count(0)
    expect(found(page)).to_contain_text("First impression, until you send it:")
    expect(page.locator("hc-ask [role=status]")).to_contain_text("answers found.")
    assert top(page) == above
    assert Axe().run(page).response["violations"] == []


def test_the_way_to_call_stands_before_everything_else(
    page: Page, address: str
) -> None:
    page.goto(address + TOPIC)
    box(page).press_sequentially(OUTAGE)

    expect(found(page)).to_contain_text("First impression")
    first = found(page).locator("> *").first
    expect(first).to_contain_text("This seems urgent. Call the support number")
    assert Axe().run(page).response["violations"] == []


def test_a_long_text_never_gets_into_an_address(page: Page, address: str) -> None:
    page.goto(address + TOPIC)
    made = calls(page)
    box(page).fill(OUTAGE)

    expect(links(page)).not_to_have_count(0)
    assert made == ["assist"]


def test_while_keys_come_nothing_is_asked_and_the_live_region_is_still(
    page: Page, address: str
) -> None:
    page.clock.install()
    page.goto(address + TOPIC)
    made = calls(page)
    page.evaluate("""() => {
      window.spoken = [];
      const voice = document.querySelector("hc-ask [role=status]");
      new MutationObserver(() => spoken.push(voice.textContent))
        .observe(voice, { childList: true });
    }""")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    for letter in "review":
        box(page).press(letter)
        page.clock.run_for(REST - 1)
    assert made == []

    page.clock.run_for(1)
    expect(links(page)).not_to_have_count(0)
    page.clock.run_for(2000)
    assert made == ["suggest?q=review"]
    assert page.evaluate("spoken") == [f"{links(page).count()} answers found."]


def test_keys_lead_through_the_answers_and_back(page: Page, address: str) -> None:
    page.goto(address + TOPIC)
    box(page).press_sequentially(QUERY)
    expect(links(page)).not_to_have_count(0)

    page.keyboard.press("ArrowDown")
    expect(links(page).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links(page).nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()

    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_be_focused()

    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value(QUERY)
    expect(found(page)).to_be_empty()


def test_enter_follows_an_answer_and_ctrl_enter_sends(page: Page, address: str) -> None:
    page.goto(address + TOPIC)
    box(page).press_sequentially(QUERY)
    expect(links(page)).not_to_have_count(0)
    page.keyboard.press("ArrowDown")
    target = links(page).first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{target}")

    box(page).fill(OUTAGE)
    box(page).press("Enter")
    expect(box(page)).to_have_value(f"{OUTAGE}\n")
    box(page).press("Control+Enter")
    page.wait_for_url(f"{address}/ask")
    expect(page.get_by_role("heading", level=1)).to_have_text("Call support now.")


@pytest.mark.parametrize("screen", EVERYWHERE)
def test_back_after_the_answer_finds_the_text_and_no_other_page_does(
    page: Page, address: str, screen: str
) -> None:
    page.goto(address + screen)
    box(page).fill(OUTAGE)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Call support now.")

    page.go_back()
    expect(box(page)).to_have_value(OUTAGE)
    page.reload()
    expect(box(page)).to_have_value(OUTAGE)
    page.goto(f"{address}/priorities/")
    expect(box(page)).to_have_value("")


def test_what_is_not_sent_yet_follows_through_the_site(
    page: Page, address: str
) -> None:
    page.goto(address + TOPIC)
    box(page).fill("half a thought")
    page.reload()
    expect(box(page)).to_have_value("half a thought")
    page.goto(f"{address}/plans/")
    expect(box(page)).to_have_value("half a thought")

    box(page).fill("")
    page.reload()
    expect(box(page)).to_have_value("")


def test_a_service_that_is_gone_is_said_and_nothing_typed_is_lost(
    page: Page, tmp_path: Path
) -> None:
    with service(tmp_path / "state", "--data", str(LANTERN)) as gone:
        page.goto(f"{gone}/plans/")
        box(page).fill("The harbour lamp is out.")
    send(page)

    expect(found(page)).to_contain_text("The assistant cannot be reached.")
    expect(found(page)).to_contain_text("Write to help@lantern.example")
    expect(links(page).first).to_have_attribute("href", "../guide/")
    expect(found(page).locator("a[href^='tel:']")).to_be_visible()
    expect(box(page)).to_have_value("The harbour lamp is out.")
    assert page.url == f"{gone}/plans/"
    assert Axe().run(page).response["violations"] == []

    box(page).press_sequentially("!")
    expect(found(page)).to_be_empty()
    expect(box(page)).to_have_value("The harbour lamp is out.!")


def test_waiting_is_shown_once_it_is_not_short_and_can_be_ended(
    page: Page, address: str
) -> None:
    page.clock.install()
    page.goto(address + TOPIC)
    hold(page, "**/{livez,api/v1/*}")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    wait = page.locator(".ask-panel__wait")

    box(page).fill("review")
    page.wait_for_selector("#case-guard", state="attached")
    page.clock.run_for(REST + SHORT - 1)
    expect(wait).to_be_empty()
    page.clock.run_for(1)
    expect(wait).to_contain_text("Looking for answers…")
    with page.expect_event("requestfailed") as ended:
        page.keyboard.press("Escape")
    expect(wait).to_be_empty()
    assert ended.value.url == f"{address}/api/v1/suggest?q=review"

    send(page)
    page.clock.run_for(SHORT - 1)
    expect(wait).to_be_empty()
    page.clock.run_for(1)
    expect(wait).to_contain_text("Asking…")
    wait.get_by_role("button", name="Cancel").click()
    expect(wait).to_be_empty()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("review")
    expect(found(page)).to_be_empty()
    assert page.url == address + TOPIC


def test_a_page_from_the_back_cache_does_not_go_on_waiting(
    page: Page, address: str
) -> None:
    page.goto(address + TOPIC)
    hold(page, "**/livez")
    box(page).fill("review")
    send(page)
    wait = page.locator(".ask-panel__wait")
    expect(wait).to_contain_text("Asking…")

    page.evaluate(
        "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    )
    expect(wait).to_be_empty()
    page.wait_for_timeout(REACH + 2 * REST)
    expect(found(page)).to_be_empty()


def test_a_slow_service_is_not_taken_for_one_that_is_gone(
    page: Page, address: str
) -> None:
    page.goto(address + TOPIC)
    hold(page, "**/livez")
    box(page).fill("None of us can take a call.")
    with page.expect_event("load"):
        send(page)

    assert page.url == f"{address}/ask"
    expect(page.locator("main h1")).to_be_visible()


def test_a_secret_is_seen_before_the_first_impression_asks_for_one(
    page: Page, address: str
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or request.url))

    def late(route: Route) -> None:
        sleep(0.6)
        route.continue_()

    page.route("**/assets/guard.js", late)
    page.goto(address + TOPIC)
    box(page).fill("Nobody can sign in. My password: Correct-Horse-9")
    page.wait_for_timeout(6 * REST)

    assert not [each for each in sent if "Correct-Horse-9" in each]


def test_a_busy_service_is_left_alone_without_a_word(page: Page, address: str) -> None:
    page.goto(address + TOPIC)
    made = calls(page)
    page.route(
        "**/api/v1/*",
        lambda route: route.fulfill(status=429, headers={"Retry-After": "60"}),
    )
    with page.expect_response("**/api/v1/*"):
        box(page).press_sequentially("review")
    box(page).press_sequentially("s of the")
    page.wait_for_timeout(3 * REST)

    expect(found(page)).to_be_empty()
    assert made == ["suggest?q=review"]


def test_it_works_after_instant_navigation_swapped_the_page(
    page: Page, address: str
) -> None:
    page.goto(address + TOPIC)
    page.evaluate(
        """async (to) => {
      const html = await (await fetch(to)).text();
      const next = new DOMParser().parseFromString(html, "text/html");
      const part = "[data-md-component=container]";
      document.querySelector(part).replaceWith(next.querySelector(part));
      history.pushState({}, "", to);
    }""",
        "/plans/",
    )
    made = calls(page)
    box(page).fill("review")

    expect(links(page)).not_to_have_count(0)
    assert made == ["suggest?q=review"]


def test_without_javascript_the_box_and_the_question_are_plain_forms(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + TOPIC)
    box(page).fill(OUTAGE)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Call support now.")

    page.goto(address + TOPIC)
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("It is hard to understand").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("Thank you")
    page.get_by_role("link", name="Back to the page").click()
    page.wait_for_url(address + TOPIC)
    context.close()


def test_a_no_is_noted_in_place_and_asks_once_why(page: Page, address: str) -> None:
    page.goto(address + TOPIC)
    notes: list[object] = []

    def on_request(request: Request) -> None:
        if request.url == f"{address}/api/v1/feedback":
            notes.append(request.post_data_json)

    page.on("request", on_request)
    panel = page.locator("hc-feedback")
    panel.get_by_role("button", name="No", exact=True).click()
    expect(panel.get_by_role("status")).to_have_text("Thank you, it is noted.")
    expect(panel.get_by_role("link", name="talk to a person")).to_be_visible()
    expect(panel.get_by_label("It does not answer my question")).to_be_focused()
    assert Axe().run(page).response["violations"] == []

    panel.get_by_label("It is wrong or out of date").check()
    panel.get_by_label("Anything to add?").fill("It names an old plan.")
    panel.get_by_role("button", name="Send").click()
    expect(panel.get_by_role("status")).to_contain_text("without your name or address")
    expect(panel.get_by_role("status")).to_be_focused()
    expect(panel.locator("form")).to_have_count(0)
    assert page.url == address + TOPIC
    assert notes == [
        {"page": TOPIC, "helpful": False},
        {
            "page": TOPIC,
            "helpful": False,
            "reason": "wrong",
            "text": "It names an old plan.",
        },
    ]


def test_a_note_that_reaches_nobody_is_kept_on_the_page(
    page: Page, address: str
) -> None:
    page.goto(address + TOPIC)
    panel = page.locator("hc-feedback")
    panel.get_by_role("button", name="No", exact=True).click()
    panel.get_by_label("I need a person").check()
    panel.get_by_label("Anything to add?").fill("Please call.")
    page.route("**/api/v1/feedback", lambda route: route.abort())
    panel.get_by_role("button", name="Send").click()

    expect(panel.get_by_role("status")).to_contain_text("cannot be reached")
    expect(panel.get_by_label("Anything to add?")).to_have_value("Please call.")
    expect(panel.get_by_label("I need a person")).to_be_checked()
