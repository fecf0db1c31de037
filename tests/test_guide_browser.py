"""The guided path as pages and in the browser: one path, with a host or without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_kit import Host
from tests.helpcenter_kit import Sites

pytestmark = pytest.mark.browser

PRODUCTION = "/guide/kind.problem/environment.production/"
CALLS = f"{PRODUCTION}impact.calls_interrupted/"

# What a customer reads in a step and where its links lead, once as the page says it and
# once as the browser lays it out; what only scripts can offer is left aside.
COMPARE = """
async (addresses) => {
  const guide = document.querySelector("hc-guide");
  const read = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".guide-fit").forEach((each) => each.remove());
    copy.normalize();
    const pieces = [];
    const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const piece = texts.currentNode.data.replace(/\\s+/g, " ").trim();
      if (piece) pieces.push(piece);
    }
    const links = [...copy.querySelectorAll("a")].map((a) => a.getAttribute("href"));
    return [...pieces, ...links].join("|");
  };
  const differ = [];
  for (const address of addresses) {
    const html = await (await fetch(address)).text();
    const part = html.slice(html.indexOf("<hc-guide"), html.indexOf("</hc-guide>"));
    const page = new DOMParser().parseFromString(part, "text/html");
    history.replaceState(null, "", address);
    guide.show(false);
    const [stands, made] = [read(page.querySelector("hc-guide")), read(guide)];
    if (stands !== made) differ.push([address, stands, made]);
  }
  return differ;
}
"""


@pytest.fixture
def host(sites: Sites) -> Iterator[Host]:
    running = Host(sites("shipped"))
    yield running
    running.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def ready(page: Page) -> None:
    page.wait_for_function("document.querySelector('hc-guide').policy")


def test_every_step_in_the_browser_says_what_its_page_says(
    browser: Browser, site: Path
) -> None:
    host = Host(site)
    page = browser.new_page()
    page.goto(f"{host.address}/guide/")
    ready(page)
    steps = sorted(
        f"/{each.parent.relative_to(site).as_posix()}/"
        for each in (site / "guide").rglob("index.html")
    )
    differ = page.evaluate(COMPARE, steps)
    page.close()
    host.stop()

    print(f"{len(steps)} steps, {len(differ)} of them said otherwise in the browser")
    assert len(steps) > 100
    assert differ == []


def test_the_path_leads_to_a_call_in_four_clicks_without_scripts(
    browser: Browser, host: Host
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host.address)
    page.get_by_role("link", name="Call or file a case?").first.click()
    for answer in (
        "Something does not work as it should",
        "In the live system",
        "Calls cannot be made or taken",
        "All of our calls or agents",
    ):
        page.get_by_role("link", name=answer).click()
    expect(page.locator("main h1")).to_have_text("Call support now.")
    assert page.url.startswith(f"{host.address}{CALLS}scope.all_or_most/")
    page.get_by_role("link", name="Change the answer to “Where does").click()
    expect(page.locator("main h1")).to_have_text("Where does it happen?")
    context.close()


def test_the_path_goes_on_when_the_host_is_gone(page: Page, host: Host) -> None:
    page.goto(f"{host.address}/guide/")
    ready(page)
    host.stop()
    for answer in (
        "Something does not work",
        "In the live system",
        "It comes and goes",
    ):
        page.get_by_role("link", name=answer).click()

    expect(page.locator("main h1")).to_have_text("File a case.")
    assert page.url == f"{host.address}{PRODUCTION}impact.intermittent/"
    page.go_back()
    expect(page.locator("main h1")).to_have_text("What has stopped, or got worse?")
    page.go_forward()
    expect(page.locator("main h1")).to_have_text("File a case.")


def test_a_plan_once_chosen_is_remembered_and_decides(page: Page, host: Host) -> None:
    page.goto(f"{host.address}{CALLS}scope.some/")
    ready(page)
    expect(page.locator(".ask-tiles")).to_contain_text("Depends")
    page.get_by_label("My plan").select_option("standard")
    expect(page.locator(".ask-tiles")).to_contain_text("a charge may apply")
    page.reload()
    expect(page.locator(".ask-tiles")).to_contain_text("a charge may apply")
    assert "standard" not in page.url
    page.get_by_label("My plan").select_option("")
    expect(page.locator(".ask-tiles")).to_contain_text("Depends")


def test_what_is_assumed_can_be_told_otherwise_and_passed_on(
    page: Page, host: Host
) -> None:
    page.goto(f"{host.address}{CALLS}scope.all_or_most/")
    ready(page)
    expect(page.locator("main h1")).to_have_text("Call support now.")
    page.get_by_text("Something assumed is not so?").click()
    page.get_by_label("Is there another way of working").select_option("in_use")
    expect(page.locator("main h1")).to_have_text("File a case.")
    expect(page.locator("main h1")).to_be_focused()
    told = page.url
    assert told.endswith("#workaround.in_use/")
    page.go_back()
    expect(page.locator("main h1")).to_have_text("Call support now.")

    page.goto("about:blank")
    page.goto(told)
    expect(page.locator("main h1")).to_have_text("File a case.")
    page.go_back()
    page.goto(told.replace("in_use", "no_such_value"))
    expect(page.locator("main h1")).to_have_text("Call support now.")


def test_a_badge_on_a_corrected_answer_explains_itself_and_changes_nothing(
    page: Page, host: Host
) -> None:
    page.goto(f"{host.address}{CALLS}scope.all_or_most/#workaround.in_use/")
    expect(page.locator("main h1")).to_have_text("File a case.")
    told = page.url
    badge = page.locator("hc-guide a.hc-badge[href^='#status-']").first
    named = (badge.get_attribute("href") or "").removeprefix("#")
    badge.click()

    expect(page.locator(f"[id='{named}']")).to_be_focused()
    expect(page.locator("main h1")).to_have_text("File a case.")
    assert page.url == told


def test_a_remembered_plan_is_said_to_be_in_no_address(page: Page, host: Host) -> None:
    page.goto(f"{host.address}{CALLS}scope.some/")
    ready(page)
    page.get_by_label("My plan").select_option("standard")

    expect(page.get_by_label("My plan")).to_be_focused()
    rests = page.locator("section[aria-labelledby=guide-told]")
    expect(rests).to_contain_text("remembered in this browser, not in the address")
    expect(page.locator("hc-guide footer")).to_contain_text("Your plan is not in it")
    expect(page.get_by_role("status")).to_have_text(
        page.locator("main h1").inner_text()
    )


def case_at(page: Page, host: Host, facts: str) -> None:
    page.goto(f"{host.address}/case/?{facts}")
    expect(page.get_by_role("button", name="Make a text of it")).to_be_visible()


def test_a_case_from_another_address_has_its_facts_and_keeps_what_was_written(
    page: Page, host: Host
) -> None:
    case_at(page, host, "kind=problem&environment=staging")
    expect(page.get_by_role("radio", name="Priority 3")).to_be_checked()
    page.get_by_label("Subject").fill("Calls drop")
    page.get_by_label("Your name").fill("Robin Sample")

    case_at(
        page,
        host,
        "kind=problem&environment=production&impact=calls_interrupted&scope=all_or_most",
    )
    expect(page.get_by_role("radio", name="Priority 1")).to_be_checked()
    expect(page.get_by_label("Subject")).to_have_value("Calls drop")
    page.get_by_role("button", name="Make a text of it").click()
    text = page.locator("#case-along-text").input_value()
    assert "Priority: Priority 1" in text
    assert "Why: " in text

    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("Robin Sample")


def test_a_case_without_scripts_or_service_is_sent_nowhere(
    browser: Browser, host: Host
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host.address}/case/?kind=problem")
    page.get_by_label("Subject").fill("My name and more")
    page.get_by_label("Subject").press("Enter")

    expect(page.get_by_label("Subject")).to_have_value("My name and more")
    assert page.url == f"{host.address}/case/?kind=problem"
    assert page.get_by_role("button", name="Make a text of it").count() == 0
    context.close()
