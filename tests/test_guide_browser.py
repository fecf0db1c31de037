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
    told = page.url
    assert told.endswith("#workaround.in_use/")

    page.goto("about:blank")
    page.goto(told)
    expect(page.locator("main h1")).to_have_text("File a case.")
    page.go_back()
    page.goto(told.replace("in_use", "no_such_value"))
    expect(page.locator("main h1")).to_have_text("Call support now.")
