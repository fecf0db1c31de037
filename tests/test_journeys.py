"""The users' jobs in a real browser, by keyboard alone and with reloads."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_kit import OUTAGE, ask

pytestmark = pytest.mark.browser

MOST_TABS = 80


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what is focused is called so; it must show that it is."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        named = page.evaluate(
            """() => {
              const at = document.activeElement;
              const label = at.labels?.[0]?.textContent ?? "";
              return `${label} ${at.textContent} ${at.getAttribute("aria-label") ?? ""}`
                .replace(/\\s+/g, " ");
            }"""
        )
        if words in named:
            outline = page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle"
            )
            assert outline != "none", f"nothing shows that {words} is focused"
            return
    raise AssertionError(f"{words} was not reached by {MOST_TABS} presses of Tab")


def test_from_the_first_page_to_a_saved_case_by_keyboard_alone(
    page: Page, address: str
) -> None:
    page.goto(address)
    tab_to(page, "Ask a question, or say what is happening")
    page.keyboard.type(OUTAGE)
    tab_to(page, "Get an answer")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("Call support now.")
    tab_to(page, "File a case beside the call")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("Your case")
    tab_to(page, "Your name")
    page.keyboard.type("Robin Sample")
    tab_to(page, "Your e-mail address")
    page.keyboard.type("robin@example.com")
    tab_to(page, "Save this case")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text("Saved here, not sent")


def test_the_guided_path_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    tab_to(page, "Call or file a case?")
    page.keyboard.press("Enter")
    for answer in ("Something does not work", "In a staging or test system"):
        expect(page.locator(".guide-options")).to_be_visible()
        tab_to(page, answer)
        page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("File a case.")


def test_an_answer_reads_in_the_order_it_is_needed(page: Page, address: str) -> None:
    ask(page, address, OUTAGE, "standard")
    headings = page.locator("main :is(h1, h2)").all_inner_texts()
    in_order = (
        *("Call support now.", "Why", "Before you call", "What happens after you call"),
        *("What you may use", "Did this help?", "Rather talk to a person?"),
    )

    assert [each for each in headings if each in in_order] == list(in_order)
    tree = page.locator("main").aria_snapshot()
    assert tree.index("Call support now.") < tree.index("no charge named")
    assert tree.index("no charge named") < tree.index("Where the policy says this")


def test_a_way_in_answers_for_ones_own_case_beside_the_article(
    page: Page, address: str
) -> None:
    ask(page, address, "My priority was changed, why?")
    own = page.get_by_role("region", name="your own case")
    own.get_by_role("link", name="Priority 1").click()
    page.get_by_role("link", name="In a staging or test system").click()
    expect(page.locator("main h1")).to_contain_text("Support may lower it")
    expect(page.locator("main blockquote").first).to_contain_text("reclassif")


def test_a_session_that_support_schedules_is_explained(
    page: Page, address: str
) -> None:
    ask(page, address, "Why is support scheduling a session with me?", "standard")

    expect(page.get_by_role("region", name="your own case")).to_contain_text(
        "your plan does not limit how it schedules sessions"
    )


def test_whom_to_ask_is_decided_by_the_subject(page: Page, address: str) -> None:
    ask(page, address, "Who do I ask, my TAM or my CSM?", "white_glove")
    own = page.get_by_role("region", name="your own case")
    own.get_by_role("link", name="Technical", exact=True).click()
    page.get_by_role("link", name="White Glove Support", exact=True).click()
    expect(page.locator("main h1")).to_contain_text("Technical Account Manager")


def test_a_case_starts_from_the_facts_of_the_guided_path(
    page: Page, address: str
) -> None:
    page.goto(
        f"{address}/guide/kind.problem/environment.production/"
        "impact.calls_interrupted/scope.all_or_most/"
    )
    page.get_by_role("link", name="Fill in a case with this").click()
    expect(page.locator("main h1")).to_have_text("Your case")
    expect(page.get_by_role("radio", name="Priority 1")).to_be_checked()
    page.get_by_label("Subject").fill("Calls drop")
    page.reload()
    expect(page.get_by_label("Subject")).to_have_value("Calls drop")


def test_a_secret_is_said_before_it_leaves_the_first_page(
    page: Page, address: str
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or request.url))
    page.goto(address)
    box = page.locator("#ask-text")
    box.fill("Nobody can sign in. My password: Correct-Horse-9")
    page.get_by_role("button", name="Get an answer").click()
    warning = page.get_by_role("alertdialog")
    expect(warning).to_contain_text("password")
    assert not [each for each in sent if "Correct-Horse-9" in each]
    warning.get_by_role("button", name="Remove it").click()
    expect(box).to_have_value("Nobody can sign in. My password: [removed]")
    page.get_by_role("button", name="Get an answer").click()
    expect(page.locator("main h1")).not_to_have_text("How can we help?")
    assert not [each for each in sent if "Correct-Horse-9" in each]
