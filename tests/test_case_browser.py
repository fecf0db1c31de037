"""The case form in a real browser: nothing typed is lost, nothing secret leaves."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from assistant.cases import as_json, as_mail, as_markdown
from assistant.checking import load_checked
from assistant.desk import Problem
from assistant.screens.case import with_choice
from assistant.screens.secrets import as_data, secrets_in
from assistant.screens.words import Words
from assistant.service.bodies import parse_form
from assistant.service.caseform import CaseForm
from tests.browser_kit import ask, reach, service
from tests.organizations import FOLDERS
from tests.secret_examples import HARMLESS, SECRET
from tests.service_kit import small_desk

pytestmark = pytest.mark.browser

SUGGESTS = "/api/v1/assist"
CARD = "4111 1111 1111 1111"
PLACE = """each => {
    const box = each.getBoundingClientRect();
    return [box.x + scrollX, box.y + scrollY, box.width, box.height];
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(accept_downloads=True)
    yield opened
    opened.close()


@pytest.fixture
def form(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    reach(page, address, "case form")
    return page


def fill(page: Page, **fields: str) -> None:
    for name, text in {
        "name": "Robin Sample",
        "email": "robin@example.com",
        **fields,
    }.items():
        page.locator(f"#case-{name}").fill(text)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save this case").click()


@contextmanager
def away(page: Page) -> Iterator[None]:
    """Let the service be out of reach."""
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


def posts(page: Page) -> list[str]:
    """Collect the paths a form is posted to from now on; suggestions ask another."""
    sent: list[str] = []

    def note(request: Request) -> None:
        path = urlsplit(request.url).path
        if request.method == "POST" and path != SUGGESTS:
            sent.append(path)

    page.on("request", note)
    return sent


# ---- Secrets


def test_page_and_service_find_the_same_secrets(form: Page) -> None:
    texts = [*SECRET, *HARMLESS, " ".join(SECRET), "\n".join(HARMLESS), "\U0001f600"]

    found = form.evaluate(
        """async ([texts, list]) => {
            const { secretsIn } = await import("/assets/secrets.js");
            const told = text => ({ kind, start, end, shown }) =>
                [kind, text.slice(start, end), shown];
            return texts.map(text => secretsIn(text, list).map(told(text)));
        }""",
        [texts, as_data()],
    )

    assert found == [
        [
            [each.kind, text[each.start : each.end], each.shown]
            for each in secrets_in(text)
        ]
        for text in texts
    ]


def test_a_secret_leaves_the_page_only_as_its_customer_decides(form: Page) -> None:
    sent = posts(form)
    bodies: list[str] = []
    form.on("request", lambda request: bodies.append(request.post_data or ""))
    fill(form, description=f"Paid with {CARD} and then it broke.")

    save(form)

    warning = form.get_by_role("alertdialog")
    expect(warning).to_be_focused()
    expect(warning).to_contain_text("A card number (41…11) in In your own words")
    assert CARD not in warning.inner_text()
    warning.get_by_role("button", name="In your own words").click()
    marked = "document.getSelection().toString()"
    assert form.evaluate(marked) == CARD
    warning.get_by_role("button", name="Remove it").click()
    expect(form.locator("#case-description")).to_have_value(
        "Paid with [removed] and then it broke."
    )
    expect(warning).to_have_count(0)
    assert sent == []
    assert not [each for each in bodies if CARD in each]

    form.locator("#case-check-since").fill("pin 1234")
    save(form)
    expect(warning).to_contain_text("Since when")
    assert sent == []
    warning.get_by_role("button", name="Send as it is").click()
    expect(form.locator("h1")).to_contain_text("Saved here, not sent")
    assert sent == ["/cases"]


def test_the_first_page_warns_too(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/ask")
    sent = posts(page)
    page.locator("#ask-message").fill("The password is hunter2 and nobody can log in.")
    page.wait_for_timeout(600)

    page.get_by_role("button", name="Show me what to do").click()

    warning = page.get_by_role("alertdialog")
    expect(warning).to_contain_text("A password (h…)")
    assert sent == []
    warning.get_by_role("button", name="Send as it is").click()
    expect(page.locator("main")).to_contain_text("seems to hold a password (h…)")


# ---- Articles


def test_articles_are_suggested_while_typing_and_no_secret_is_searched_for(
    form: Page,
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith(SUGGESTS):
            asked.append(json.loads(request.post_data or "{}")["text"])

    form.on("request", note)
    description = form.locator("#case-description")

    description.fill(f"May I have a review session? {CARD} {'x' * 500}")

    expect(form.locator("#case-found [role=status]")).to_contain_text("may answer this")
    description.focus()
    form.keyboard.press("Tab")
    expect(form.locator("#case-found a").first).to_be_focused()
    assert len(asked) == 1
    assert "review session" in asked[0]
    assert "4111" not in asked[0]
    assert len(asked[0]) == 400


def test_while_nothing_can_be_suggested_nothing_is_said(form: Page) -> None:
    form.route(f"**{SUGGESTS}", lambda route: route.abort())

    with form.expect_request(f"**{SUGGESTS}"):
        form.locator("#case-description").press_sequentially("May I call?", delay=5)

    form.wait_for_timeout(200)
    expect(form.locator("#case-found")).to_have_text("")


# ---- Nothing typed is lost


@pytest.mark.parametrize("script", [True, False])
def test_back_leads_to_the_answer_and_to_the_form_as_it_was(
    browser: Browser, address: str, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    reach(page, address, "verdict")
    page.goto(f"{address}/topics/calls-and-cases/")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Call support now.")

    page.get_by_role("button", name="I still need help").click()
    page.locator("#case-subject").fill("Changed")
    key = page.locator("form.ask-case [name=key]").input_value()
    page.goto(f"{address}/topics/calls-and-cases/")
    page.go_back()

    expect(page.locator("#case-subject")).to_have_value("Changed")
    assert page.locator("form.ask-case [name=key]").input_value() == key
    save(page)
    expect(page.locator(".ask-faults").first).to_be_focused()
    page.goto(f"{address}/topics/calls-and-cases/")
    page.go_back()
    expect(page.locator("#case-subject")).to_have_value("Changed")
    context.close()


def test_after_a_reload_the_form_is_as_it_was_and_makes_no_second_case(
    form: Page, context: BrowserContext
) -> None:
    sent = posts(form)
    fill(form, subject="Changed")
    form.locator("#case-fact-scope").select_option("some")
    form.locator("#case-priority-2").check()
    form.locator("[name=tried]").first.uncheck()
    kept = form.evaluate("[...new FormData(document.querySelector('.ask-case'))]")

    form.reload()
    expect(form.locator("#case-subject")).to_have_value("Changed")

    again = form.evaluate("[...new FormData(document.querySelector('.ask-case'))]")
    assert again == kept
    assert context.pages[0].evaluate("localStorage.getItem('ask-case')") is None
    save(form)
    expect(form.locator("h1")).to_contain_text("Saved here, not sent")
    assert sent == ["/ask/still", "/cases"]
    # Asked from within: waiting for an expression evaluates text; the CSP forbids it.
    left = form.evaluate(
        """async () => {
            const held = () => sessionStorage.getItem("ask-case");
            for (let tries = 0; held() !== null && tries < 100; tries += 1)
                await new Promise(done => setTimeout(done, 50));
            return held();
        }"""
    )
    assert left is None
    form.goto(urlsplit(form.url)._replace(path="/ask/still").geturl())
    expect(form.get_by_role("link", name="Say what happened")).to_be_visible()


# ---- Sending


def test_the_button_is_pressed_once_and_says_that_it_works(form: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    form.route("**/livez", hold)
    fill(form)
    sent = posts(form)
    button = form.get_by_role("button", name="Save this case")
    before = button.evaluate(PLACE)
    progress = form.locator(".ask-case-progress")

    at_once = form.evaluate(
        """() => {
            document.querySelector(".ask-case [type=submit]").click();
            return document.querySelector(".ask-case-progress").textContent;
        }"""
    )
    expect(progress).to_contain_text("Saving…")
    button.click(force=True)

    assert at_once == ""
    assert button.get_attribute("aria-disabled") == "true"
    assert button.evaluate(PLACE) == before
    assert len(held) == 1
    form.get_by_role("button", name="Cancel").click()
    assert button.get_attribute("aria-disabled") is None
    assert sent == []
    form.unroute("**/livez")
    save(form)
    expect(form.locator("h1")).to_contain_text("Saved here, not sent")
    assert sent == ["/cases"]


def test_while_the_service_is_away_the_case_is_given_as_text_and_saved_later(
    form: Page,
) -> None:
    fill(form, subject="Nobody hears us")
    with away(form):
        save(form)
        section = form.locator(".ask-case-along")
        expect(section).to_be_focused()
        for kind, start in (("Markdown", "# Nobody hears us"), ("JSON", "{")):
            with form.expect_download() as download:
                section.get_by_role("link", name=kind).click()
            text = download.value.path().read_text(encoding="utf-8")
            assert text.startswith(start)
            assert "not-saved" in text

    save(form)
    expect(form.locator("h1")).to_contain_text("Saved here, not sent")


CASES: tuple[dict[str, str], ...] = (
    {},
    {
        "subject": "  a\u00a0b\u2003c [x](y) *z* \\ `",
        "description": "``` a\n````\n\n<b>&",
    },
    {
        "description": "e\u0301 \U0001f600 \u202eabc\u200b \u2028 \u00ad",
        "name": "\u202eRobin",
    },
    {"description": "\U0001f600'()!*~-_." * 400},
    {"subject": "<script>alert(1)</script>", "description": "\ttab\x0bvertical "},
)


@pytest.mark.parametrize("organization", ["shipped", "fictional"])
def test_the_page_writes_a_case_as_the_service_does(
    browser: Browser, tmp_path: Path, address: str, organization: str
) -> None:
    if organization == "shipped":
        check_texts(browser, address, organization)
        return
    with service(tmp_path, "--data", str(FOLDERS[organization])) as other:
        check_texts(browser, other, organization)


def check_texts(browser: Browser, address: str, organization: str) -> None:
    content = load_checked(FOLDERS[organization])
    desk = small_desk(content)
    words = Words(desk.policy, desk.kb)
    context = browser.new_context()
    page = context.new_page()
    ask(page, address, "It is dark everywhere, and it began at 9:10 this morning.")
    with page.expect_event("load"):
        page.get_by_role("button", name="I still need help").click()
    context.set_offline(True)
    priorities = page.locator("[name=priority]")
    for place, case in enumerate(CASES):
        fill(page, **case)
        priorities.nth(place % priorities.count()).check()
        boxes = page.locator(".ask-case-row textarea")
        boxes.nth(place % boxes.count()).fill(f" answer {place}\n* second line ")
        save(page)
        text = page.locator("#case-along-text").input_value()
        mail = page.locator("[data-take=mail]").get_attribute("href")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as JSON").click()
        taken = download.value.path().read_bytes().decode()
        sent = page.evaluate(
            """() => {
                const form = document.querySelector(".ask-case");
                return new URLSearchParams(new FormData(form)).toString();
            }"""
        )
        filled = CaseForm.from_form(parse_form(sent.encode())).fitted(words)
        facts = with_choice(desk.policy, filled.facts, filled.priority)
        fits = desk.decide(Problem("", facts=facts)).priority
        draft = filled.draft(words, fits)
        assert text == as_markdown(draft, "not-saved", desk.policy, desk.kb)
        assert taken == as_json(draft, "not-saved")
        assert mail == as_mail(draft, "not-saved", desk.policy, desk.kb)
    context.close()


# ---- For everybody


STATES = ("form", "fault", "secret", "away", "saved")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_every_state_has_no_accessibility_fault_and_fits(
    browser: Browser, address: str, width: int, scheme: Any
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page = context.new_page()
    reach(page, address, "case form")
    for state in STATES:
        if state == "fault":
            fill(page, email="")
            save(page)
            page.wait_for_load_state()
            expect(page.locator(".ask-faults").first).to_be_focused()
        elif state == "secret":
            fill(page, description=f"card {CARD}")
            save(page)
        elif state == "away":
            page.get_by_role("button", name="Remove it").click()
            with away(page):
                save(page)
                expect(page.locator(".ask-case-along")).to_be_focused()
        elif state == "saved":
            save(page)
            expect(page.locator("h1")).to_contain_text("Saved here")
        page.wait_for_timeout(250)
        violations = Axe().run(page).response["violations"]
        found = [
            (each["id"], [n["html"][:90] for n in each["nodes"]]) for each in violations
        ]
        assert (state, found) == (state, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_tab_key_goes_through_the_form_from_top_to_bottom(form: Page) -> None:
    form.locator("#case-subject").focus()
    tops: list[float] = []
    while not form.evaluate(
        "document.activeElement.matches('.ask-case [type=submit]')"
    ):
        tops.append(
            form.evaluate(
                "document.activeElement.getBoundingClientRect().top + scrollY"
            )
        )
        form.keyboard.press("Tab")
        assert len(tops) < 60

    assert tops == sorted(tops)
    assert len(tops) > 10
