"""Scripts that come as text, by YAML, query, problem or case, are shown and not run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from playwright.sync_api import Browser, Page

from assistant.checking import check_folder
from tests.browser_kit import service
from tests.organizations import small_copy_of

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<script>hit()</script>",
    "<img src=x onerror=hit()>",
    "\"'><svg onload=hit()>",
    "</script><script>hit()</script>",
    "</textarea><script>hit()</script>",
    "</template><img src=x onerror=hit()>",
    "javascript:hit()",
    "${hit()}",
    "]]><!--<script>hit()</script>-->",
)
HOSTILE = " ".join(PAYLOADS)
SHOWN = "<script>hit()</script>"

WRITTEN = frozenset(
    (
        *("title", "summary", "name", "label", "text", "says", "urgent_says", "about"),
        *("support_name", "ask", "why", "note", "undecided", "question", "one_line"),
    )
)
"""Members of the YAML that hold plain words."""

LISTS = frozenset(("also_asked", "lines", "examples", "duties"))

PAGES = (
    *("/", "/plans/", "/priorities/", "/people/", "/not-stated/", "/decisions/"),
    *("/clauses/", "/policy/", "/support-levels/", "/topics/priorities/"),
    *("/guide/", "/guide/kind.problem/environment.staging/", "/nowhere/", "/ask"),
    "/guide/priority-changed/customer_priority.P1/environment.staging/",
)

# Told before anything else runs in a page: what was run, and what was refused.
WATCH = """
window.hits = 0;
window.hit = () => { window.hits += 1; };
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


def spoiled(node: Any, name: str = "") -> Any:
    """Return YAML in which every plain word is followed by scripts."""
    if isinstance(node, dict):
        in_values = name == "values"  # a fact's answers: id to label
        return {
            key: f"{value} {HOSTILE}"
            if isinstance(value, str) and (key in WRITTEN or in_values)
            else spoiled(value, key)
            for key, value in node.items()
        }
    if isinstance(node, list):
        hostile = name in LISTS
        return [
            f"{each} {HOSTILE}" if hostile and isinstance(each, str) else spoiled(each)
            for each in node
        ]
    return node


@pytest.fixture(scope="module")
def hostile_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_copy_of("shipped", tmp_path_factory.mktemp("hostile"))
    before: dict[str, str] = {}
    for path in sorted(folder.rglob("*.yaml")):
        if path.parent.name not in ("utterances", "cases"):
            text = path.read_text(encoding="utf-8")
            before[path.relative_to(folder).as_posix()] = text
            words = spoiled(yaml.safe_load(text))
            hostile = yaml.safe_dump(
                words, allow_unicode=True, sort_keys=False, width=9999
            )
            path.write_text(hostile, encoding="utf-8")
    while (checked := check_folder(folder)).sources is None:
        for name in {each.at.path for each in checked.findings}:
            # No place for such words.
            (folder / name).write_text(before.pop(name), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(
    hostile_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    state = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSISTANT_MODEL", "off")  # quick to learn
        with service(state, "--data", str(hostile_data)) as running:
            yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.type}"))
    yield page
    context.close()


def press(page: Page, button: str) -> None:
    with page.expect_event("load"):
        page.get_by_role("button", name=button).click()


def assert_inert(page: Page) -> None:
    page.wait_for_timeout(150)
    assert page.evaluate("window.hits") == 0, f"a script ran at {page.url}"
    assert page.evaluate("window.refused") == [], page.url


def test_the_watch_sees_a_script_that_runs(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("window.hit()")

    assert page.evaluate("window.hits") == 1


def test_scripts_in_yaml_are_words_on_every_page(
    page: Page, address: str, hostile_data: Path
) -> None:
    for path in PAGES:
        page.goto(address + path)
        assert_inert(page)
    page.goto(f"{address}/clauses/")
    assert SHOWN in page.locator("main").inner_text()
    page.goto(f"{address}/guide/")
    assert SHOWN in page.locator("main h1").inner_text()
    spoiled_files = [
        path for path in hostile_data.rglob("*.yaml") if "hit()" in path.read_text()
    ]
    print(f"{len(PAGES)} pages made of {len(spoiled_files)} hostile files: inert")
    assert len(spoiled_files) > 30


def test_scripts_in_what_a_customer_sends_are_words(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q={quote(HOSTILE[:300])}")
    assert_inert(page)
    for query in (f"?kind={quote(HOSTILE)}", f"#impact.{quote(PAYLOADS[1])}/"):
        page.goto(f"{address}/case/{query}")
        assert_inert(page)
    page.goto(f"{address}/guide/kind.problem/#environment.{quote(PAYLOADS[1])}/")
    assert_inert(page)

    page.goto(address)
    page.locator("#ask-text").fill(f"None of us can take a call. {HOSTILE}")
    page.wait_for_timeout(1200)  # what it seems to be is shown by now
    assert_inert(page)
    press(page, "Get an answer")
    assert_inert(page)
    assert SHOWN in page.locator("main").inner_text()
    press(page, "I still need help")
    assert_inert(page)
    page.get_by_label("Your name").fill(PAYLOADS[1])
    page.get_by_label("Your e-mail address").fill("robin@example.com")
    press(page, "Save this case")
    assert_inert(page)
    assert SHOWN in page.locator("main textarea").first.input_value()
