"""Take the pictures of the README: ``python -m tests.take_pictures``.

The main journey becomes one picture of numbered steps, each taken while it is walked.
"""

import tempfile
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser_kit import OUTAGE, chromium, reach, service

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SHOTS = (
    # file, screen, width, height, color scheme
    ("home", "/", 1280, 900, "light"),
    ("verdict", "verdict", 1280, 1000, "light"),
    ("guide", "/guide/kind.problem/environment.production/", 1280, 900, "light"),
    ("plans", "/plans/", 1280, 900, "dark"),
    ("case", "case form", 1280, 1000, "dark"),
)
PHONE: ViewportSize = {"width": 360, "height": 640}

_SHEET = """
<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 24px; background: #f6f7f5; color: #1a242d;
  font: 16px/1.4 "DejaVu Sans", sans-serif; width: max-content; }
ol { display: flex; gap: 24px; list-style: none; margin: 0; padding: 0; }
li { width: 270px; }
p { min-height: 72px; margin: 0 0 12px; }
b { background: #0b665d; border-radius: 50%; color: #fff; display: inline-block;
  height: 26px; line-height: 26px; margin-right: 8px; text-align: center; width: 26px; }
img { border: 1px solid #dde2e4; border-radius: 10px; display: block; width: 268px; }
</style><ol>STEPS</ol>
"""


def press(page: Page, button: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_event("load"):
        page.get_by_role("button", name=button).click()


def bring(page: Page, selector: str) -> None:
    """Bring something to the top, below the header that stays there."""
    page.locator(selector).evaluate("each => each.scrollIntoView()")
    page.evaluate("scrollBy(0, -80)")


def journey(page: Page, address: str) -> Iterator[str]:
    """Walk from the first page to a saved case; yield what each step is about."""
    page.goto(address)
    page.locator("#ask-text").fill(OUTAGE)
    page.wait_for_timeout(1500)
    yield "Say what is happening. What it seems to be is shown while you type."
    press(page, "Get an answer")
    yield "Read what to do first, and what it may cost."
    bring(page, "#ask-why")
    yield "Check it against the words of the policy."
    press(page, "File a case beside the call")
    bring(page, "#case-priority")
    yield "The case is filled in; change whatever is not right."
    page.get_by_label("Your name").fill("Robin Sample")
    page.get_by_label("Your e-mail address").fill("robin@example.com")
    press(page, "Save this case")
    yield "Saved here, not sent: take it to your Case Portal."


def take_journey(browser: Browser, address: str) -> None:
    """Keep the journey on a phone as one picture of numbered steps."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=1.5)
    page = context.new_page()
    steps = []
    for number, about in enumerate(journey(page, address), start=1):
        page.wait_for_timeout(300)
        shot = b64encode(page.screenshot()).decode()
        words = f"<p><b>{number}</b>{escape(about)}</p>"
        steps.append(f'<li>{words}<img src="data:image/png;base64,{shot}"></li>')
    context.close()
    sheet = browser.new_page()
    sheet.set_content(_SHEET.replace("STEPS", "".join(steps)))
    sheet.locator("body").screenshot(path=PICTURES / "journey.png")
    sheet.close()


def main() -> None:
    """Start the service, open each screen, keep what a person sees first."""
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as state,
        service(Path(state)) as address,
        chromium() as browser,
    ):
        for name, screen, width, height, scheme in SHOTS:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page = context.new_page()
            reach(page, address, screen)
            page.wait_for_timeout(300)
            page.screenshot(path=PICTURES / f"{name}.png")
            context.close()
        take_journey(browser, address)


if __name__ == "__main__":
    main()
