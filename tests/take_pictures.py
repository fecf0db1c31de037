"""Take the pictures of the README: ``python -m tests.take_pictures``."""

import tempfile
from pathlib import Path

from tests.browser_kit import chromium, reach, service

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SHOTS = (
    # file, screen, width, height, color scheme
    ("home", "/", 1280, 900, "light"),
    ("verdict", "verdict", 1280, 1000, "light"),
    ("verdict-phone", "verdict", 360, 780, "dark"),
    ("case-phone", "case form", 360, 780, "light"),
    ("plans", "/plans/", 1280, 900, "dark"),
)


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


if __name__ == "__main__":
    main()
