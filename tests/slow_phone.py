"""Measure the first view on a slow phone: ``python -m tests.slow_phone [PATH ...]``.

1.6 Mbit/s, 150 ms, a processor four times slower, an empty cache. Prints what went over
the wire, the largest contentful paint and the layout shift: best of three, since other
work on the machine only ever makes it slower, and ``/livez`` beside it for comparison.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser_kit import chromium, service

RUNS = 3
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
SLOWER = 4
OBSERVE = """
window.paint = 0;
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.paint = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) window.shift += entry.value;
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True, slots=True)
class View:
    """A first view: milliseconds, requests, bytes on the wire, shift."""

    paint: float
    requests: int
    wire: float
    shift: float


def first_view(browser: Browser, url: str) -> View:
    """Open an address as if for the first time."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    wire: dict[str, float] = {}

    def on_response(event: dict[str, Any]) -> None:
        wire[event["requestId"]] = 0

    def on_finished(event: dict[str, Any]) -> None:
        wire[event["requestId"]] = event["encodedDataLength"]

    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.on("Network.responseReceived", on_response)
    session.on("Network.loadingFinished", on_finished)
    page.add_init_script(OBSERVE)
    page.goto(url)
    page.wait_for_timeout(3000)
    paint, shift = page.evaluate("[window.paint, window.shift]")
    context.close()
    return View(paint, len(wire), sum(wire.values()), shift)


def main() -> None:
    """Print a line for each path."""
    paths = sys.argv[1:] or ["/", "/guide/", "/topics/calls-and-cases/", "/livez"]
    with (
        tempfile.TemporaryDirectory() as state,
        service(Path(state)) as address,
        chromium() as browser,
    ):
        for path in paths:
            views = [first_view(browser, address + path) for _ in range(RUNS)]
            best = min(views, key=lambda each: each.paint)
            print(
                f"{path:28} largest paint {best.paint:5.0f} ms "
                f"(of {', '.join(f'{each.paint:.0f}' for each in views)}), "
                f"{best.wire / 1000:5.1f} kB, {best.requests} requests, "
                f"shift {max(each.shift for each in views):.4f}"
            )


if __name__ == "__main__":
    main()
