"""The service: API, pages without JavaScript and the help center, at one address.

Nothing happens when this is imported; everything it answers from is passed in.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from os import PathLike, stat_result
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assistant.cases import CaseBook, CasesUnavailable
from assistant.errors import AssistantError
from assistant.model import limits
from assistant.model.addresses import CSP_FILE, PACKED, SHELL_FILE
from assistant.screens.case import SAYS
from assistant.screens.secrets import as_data
from assistant.screens.words import Words
from assistant.service import logs
from assistant.service.api import PREFIX, api_router
from assistant.service.description import described
from assistant.service.feedback import feedback_router
from assistant.service.gate import Gate
from assistant.service.pages import page_router
from assistant.service.ports import Desk
from assistant.service.refusals import Refused, refusal_of
from assistant.service.shell import Shell
from assistant.service.tally import Tally
from assistant.settings import Settings

_OURS: Final = re.compile(r"/(?:api|ask|case|cases|feedback)(?:/|$)")
"""Addresses below which no file of the site is looked for."""


def create_app(
    desk: Desk, casebook: CaseBook, site: Path, settings: Settings
) -> FastAPI:
    """Return the service.

    Args:
        desk: Answers messages.
        casebook: Keeps cases.
        site: The built help center, with its empty page and its security policy.
        settings: Whom to answer, and how often.

    Raises:
        CannotRun: The site is not built.
    """
    logs.set_up()
    tally = Tally()
    words = Words(desk.policy, desk.kb)
    shell = Shell(
        site, words=words, limits=limits, says=SAYS, secret_patterns=as_data()
    )
    app = _Service(desk)
    app.include_router(api_router(desk, casebook, tally))
    app.include_router(page_router(desk, casebook, shell, words, tally))
    app.include_router(feedback_router(casebook, shell))
    _add_probes(app, desk, casebook, tally)
    app.router.routes.append(_Site("/", _Files(directory=site, html=True)))

    def refusal(request: Request, refused: Refused) -> Response:
        if request.scope["path"].startswith("/api/") or not _is_browser(request):
            return refused.as_problem()
        return shell.refusal(refused)

    def on_error(request: Request, error: Exception) -> Response:
        return refusal(request, refusal_of(error))

    for kind in (Refused, AssistantError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, on_error)
    app.add_middleware(GZipMiddleware, compresslevel=6)
    app.add_middleware(
        Gate, settings=settings, policy=shell.policy, refusal=refusal, tally=tally
    )
    return app


class _Service(FastAPI):
    """FastAPI, with a description that shows real answers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            title=f"{desk.policy.organization.support_name}: answers from policy",
            description="Reading a message proposes facts; rules decide; every decided "
            "thing carries the clause it rests on.",
            version="1",
            openapi_url=f"{PREFIX}/openapi.json",
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
        )
        self._desk = desk

    def openapi(self) -> dict[str, Any]:
        """Return the description of the API."""
        if self.openapi_schema is None:
            self.openapi_schema = described(self, self._desk)
        return self.openapi_schema


class _Site(Mount):
    """The built help center: every address that is not one of ours."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or _OURS.match(scope["path"]):
            return Match.NONE, {}
        return super().matches(scope)


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        if path in (SHELL_FILE, CSP_FILE) or path.endswith(PACKED):
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        if isinstance(response, RedirectResponse):
            # Without a host: that one comes from a header, not from us.
            response.headers["location"] = quote("/" + scope["path"].strip("/") + "/")
        return response

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Answer with the packed copy beside a file, to whoever unpacks it."""
        packed = Path(f"{full_path}{PACKED}")
        unpacks = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        if not unpacks or not packed.is_file():
            return super().file_response(full_path, stat_result, scope, status_code)
        # Its type is that of the file: both go by the name before the ending.
        response = super().file_response(packed, packed.stat(), scope, status_code)
        response.headers.add_vary_header("Accept-Encoding")
        if response.status_code != HTTPStatus.NOT_MODIFIED:
            response.headers["content-encoding"] = "gzip"
        return response


def _add_probes(app: FastAPI, desk: Desk, casebook: CaseBook, tally: Tally) -> None:
    looks = ["GET", "HEAD"]

    @app.api_route("/livez", methods=looks, include_in_schema=False)
    async def livez() -> Mapping[str, str]:
        return {"status": "alive"}

    @app.api_route("/readyz", methods=looks, include_in_schema=False)
    def readyz() -> Response:
        parts = {"content": "ready", "cases": "ready"}
        try:
            casebook.check()
        except CasesUnavailable:
            parts["cases"] = "unavailable"
        ready = set(parts.values()) == {"ready"}
        return JSONResponse(
            {
                "status": "ready" if ready else "not ready",
                **parts,
                "policy_version": desk.policy.version,
            },
            status_code=200 if ready else 503,
        )

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return PlainTextResponse(
            tally.text(), media_type="text/plain; version=0.0.4; charset=utf-8"
        )


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
