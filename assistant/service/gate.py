"""What every request passes before and after it is answered.

Before: a host name that is ours, a client that does not ask too often, a form that
comes from our own pages. After: security headers, a line in the log, a count. Neither
log nor count ever holds an address as it was typed, a query or a body.
"""

import re
import traceback
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from time import perf_counter
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service import logs
from assistant.service.limits import RateLimit
from assistant.service.refusals import Refused
from assistant.service.tally import Tally
from assistant.settings import Settings

_HOST: Final = re.compile(
    r"(?:(?P<name>[0-9a-z._-]+)|\[(?P<ipv6>[0-9a-f]*:[0-9a-f:.]+)\])(?::[0-9]{1,5})?",
    re.IGNORECASE,
)
_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_SAFE: Final = {"GET", "HEAD", "OPTIONS"}
_FRAMES: Final = 5
_SITE: Final = "site"
_QUIET: Final = {_SITE, "/livez"}
"""Routes that are asked for so often that the log is quiet about what went well."""

_FAULT: Final = 500

Refusal = Callable[[Request, Refused], Response]


class Gate:
    """The outermost layer of the service.

    Args:
        app: What answers.
        settings: Whom to answer, and how often.
        policy: The Content-Security-Policy of every reply.
        refusal: Makes the reply to a request that is refused.
        tally: Counts requests.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        policy: str,
        refusal: Refusal,
        tally: Tally,
    ) -> None:
        self._app = app
        self._hosts = {each.strip("[]") for each in settings.allowed_hosts}
        self._limit = RateLimit(settings.rate_limit) if settings.rate_limit else None
        self._policy = policy
        self._refusal = refusal
        self._tally = tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        request_id = token_hex(8)
        status = 0

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                self._add_headers(headers, scope)
            await send(message)

        try:
            refused = self._refused(scope)
            if refused is None:
                await self._app(scope, receive, send_guarded)
        except Exception as error:  # noqa: BLE001 - the last place that can answer
            # A traceback would print what was sent, so only its places are logged.
            logs.note_fault(request_id, f"{type(error).__name__} at {_places(error)}")
            refused = Refused("server-fault")
        if refused is not None and not status:
            response = self._refusal(Request(scope), refused)
            await response(scope, receive, send_guarded)
        self._note(request_id, scope, status, perf_counter() - started)

    def _refused(self, scope: Scope) -> Refused | None:
        headers = Headers(scope=scope)
        host = _HOST.fullmatch(headers.get("host", ""))
        if host is None or (host["name"] or host["ipv6"]).lower() not in self._hosts:
            return Refused("bad-host")
        if scope["method"] not in _SAFE and _from_elsewhere(headers):
            return Refused("cross-site")
        if self._limit is not None and _costs_work(scope):
            client = scope.get("client") or ("", 0)
            seconds = self._limit.wait(client[0])
            if seconds:
                return Refused(
                    "too-many-requests", headers={"Retry-After": str(seconds)}
                )
        return None

    def _add_headers(self, headers: MutableHeaders, scope: Scope) -> None:
        headers["Content-Security-Policy"] = self._policy
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers.setdefault("Cache-Control", _kept(headers, scope))

    def _note(self, request_id: str, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = _route(scope)
        self._tally.add(
            "assistant_requests_total", method=method, route=route, status=status
        )
        if route not in _QUIET or status >= _FAULT:
            logs.note_request(
                request_id, method=method, route=route, status=status, seconds=seconds
            )


def _kept(headers: Headers, scope: Scope) -> str:
    """Return how long a reply may be kept.

    A file of the site is kept and asked for again; an answer is not kept at all. Only
    a page that answers a form is kept for going back to: the browser could not ask for
    it again, and would show that the page is lost (docs/adr/0011).
    """
    if _route(scope) == _SITE:
        return "no-cache"
    is_page = headers.get("content-type", "").startswith("text/html")
    return "private, no-cache" if scope["method"] == "POST" and is_page else "no-store"


def _route(scope: Scope) -> str:
    """Return the route as we declare it, never the address as it was typed."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    return _SITE if isinstance(scope.get("endpoint"), StaticFiles) else "other"


def _costs_work(scope: Scope) -> bool:
    return (
        scope["method"] not in _SAFE
        or scope["path"] == "/search"
        or scope["path"].startswith("/api/")
    )


def _from_elsewhere(headers: Headers) -> bool:
    """Tell whether a browser says that another site sent this.

    Programs send neither header; a browser sends at least one, and no page can forge
    them.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    # Not taken apart as an address: an origin of no form is nobody we know.
    _, _, named = origin.partition("://")
    return named.lower() != headers.get("host", "").lower()


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)
    )
