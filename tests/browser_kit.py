"""A running service and a real Chromium, for tests and for pictures."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OUTAGE = "None of our 400 agents can take a call since 9:10. Callers hear dead air."


@contextmanager
def service(state: Path, *arguments: str) -> Iterator[str]:
    """Run ``assistant up`` on a free port; yield its address; stop it like a person."""
    command = [sys.executable, "-m", "assistant", "up", "--port", "0"]
    environment = {**os.environ, "ASSISTANT_RATE_LIMIT": "off"}
    process = subprocess.Popen(
        [*command, "--state", str(state), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ready: "):
                yield line.split()[1]
                break
        else:
            raise AssertionError("the service did not start:\n" + "".join(said))
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Stopped." in rest


class Host:
    """A web host on loopback that knows files and nothing else, and can go away."""

    def __init__(
        self, files: Path, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        class Quiet(SimpleHTTPRequestHandler):
            def end_headers(self) -> None:
                for name, value in headers.items():
                    self.send_header(name, value)
                super().end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        handler = partial(Quiet, directory=str(files))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def hosted(
    files: Path, headers: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """Serve a folder from loopback; yield its address."""
    host = Host(files, headers)
    try:
        yield host.address
    finally:
        host.stop()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium; nothing is downloaded."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield browser
        browser.close()


def ask(page: Page, address: str, text: str, plan: str = "") -> None:
    """Describe a problem on /ask, as a customer would."""
    page.goto(f"{address}/ask")
    page.locator("main textarea").first.fill(text)
    if plan:
        page.locator("main select[name$=plan]").select_option(plan)
    with page.expect_event("load"):
        page.get_by_role("button", name="Show me what to do").click()


def reach(page: Page, address: str, screen: str) -> None:
    """Open one of the screens by its name: a path, a verdict, or a step behind one."""
    if screen.startswith("/"):
        page.goto(address + screen)
        return
    ask(page, address, *MESSAGES.get(screen, MESSAGES["verdict"]))
    for button in STEPS.get(screen, ()):
        with page.expect_event("load"):
            page.get_by_role("button", name=button).click()


MESSAGES: dict[str, tuple[str, str]] = {
    "verdict": (OUTAGE, "standard"),
    "not urgent": ("The wallboard shows yesterday's numbers to one agent.", "standard"),
    "question": ("Agents cannot sign in", ""),
    "out of scope": ("What is the weather in Rome tomorrow?", ""),
    "two matters": (
        "Nobody can take calls since 9. Also, how do I export last week's recordings?",
        "standard",
    ),
    "foreign language": ("Wir können seit heute morgen keine Anrufe annehmen.", ""),
}
"""A message and a plan that lead to each kind of verdict."""

STEPS: dict[str, Sequence[str]] = {"case form": ("I still need help",)}
