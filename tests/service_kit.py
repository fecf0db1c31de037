"""A small real service for tests, and a browser that knows forms and no JavaScript."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from httpx2 import Response
from starlette.testclient import TestClient

from assistant import search
from assistant.cases import CaseBook
from assistant.desk import Desk
from assistant.reading import UNSAID, Reader, Reading, Span
from assistant.service.app import create_app
from assistant.service.ports import Desk as AnyDesk
from assistant.settings import Settings
from assistant.sources import Sources

CSP: Final = "default-src 'none';\nstyle-src 'self'; frame-ancestors 'none'\n"
SHELL: Final = """<!doctype html>
<html lang="en"><head><title><!-- assistant:title --> - Help</title></head>
<body><main><!-- assistant:content --></main></body></html>
"""


class Places:
    """Where a value was found."""

    def __init__(self, found: Mapping[tuple[str, str], Span]) -> None:
        self._found = found

    def spans(self, fact: str, value: str) -> tuple[Span, ...]:
        span = self._found.get((fact, value))
        return () if span is None else (span,)


class PhraseReader(Reader):
    """Reads a few phrases and nothing else, so that a test says what is read."""

    PHRASES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
        "take a call": (("kind", "problem"), ("impact", "calls_interrupted")),
        "none of": (("scope", "all_or_most"),),
        "staging": (("environment", "staging"),),
        "slow": (("kind", "problem"), ("impact", "reduced_quality")),
        "weather": (("message_scope", "out_of_scope"),),
    }

    def __init__(self) -> None:
        """Learn nothing."""

    def read(self, text: str) -> Reading:
        found = {
            (name, value): (at, at + len(phrase))
            for phrase, facts in self.PHRASES.items()
            for at in [text.find(phrase)]
            if at >= 0
            for name, value in facts
        }
        chances = {name: {value: 0.99, UNSAID: 0.01} for name, value in found}
        return Reading(chances, grounds=Places(found))


def small_desk(sources: Sources) -> Desk:
    """Return a real desk whose reader knows a few phrases."""
    index = search.build(
        sources.kb.articles.values(),
        sources.policy.clauses.values(),
        sources.kb.synonyms,
    )
    return Desk(sources, index, PhraseReader())


def small_site(folder: Path) -> Path:
    """Make the few files of a built help center that the service needs."""
    files = {
        "shell.html": SHELL,
        "csp.txt": CSP,
        "index.html": "<h1>Help</h1>" + "<p>Words.</p>" * 100,
        "404.html": "<h1>Nothing here</h1>",
        "topics/calls/index.html": "<h1>Calls</h1>",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Served:
    """A running service and what it keeps."""

    client: TestClient
    book: CaseBook
    path: Path

    def subjects(self) -> list[str]:
        return [case["subject"] for case in self.book.listed()]


@contextmanager
def served(
    desk: AnyDesk, folder: Path, rate_limit: int | None = None
) -> Iterator[Served]:
    """Serve a desk from a folder, as a browser on the same machine meets it."""
    site = small_site(folder / "site")
    path = folder / "state" / "cases.db"
    settings = Settings(allowed_hosts=("testserver",), rate_limit=rate_limit)
    with CaseBook(path) as book:
        app = create_app(desk, book, site, settings)
        with TestClient(app, follow_redirects=False) as client:
            yield Served(client, book, path)


@dataclass
class FormOnPage:
    """A form as a browser without JavaScript holds it."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, changes: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return the fields to send; a change must be one the form allows."""
        names = {name for name, _ in self.fields} | self.offered.keys()
        for name, value in changes.items():
            assert name in names, f"the form has no field {name}"
            assert value in self.offered.get(name, [value]), f"{name} offers no {value}"
        kept = [(name, value) for name, value in self.fields if name not in changes]
        return [*kept, *changes.items()]


class Page(HTMLParser):
    """A page as a browser without JavaScript sees it."""

    def __init__(self, response: Response) -> None:
        super().__init__(convert_charrefs=True)
        self.html = response.text
        self.forms: list[FormOnPage] = []
        self.text = ""
        self.headings: list[str] = []
        self.marks: list[str] = []
        self.cites: list[str] = []
        self.links: list[str] = []
        self.labels: set[str] = set()
        self.ids: list[str] = []
        self.unlabelled: list[str] = []
        self._inside: list[str] = []
        self._select = ""
        self._textarea: str | None = None
        self.feed(response.text)
        self.close()

    def form(self, action: str, having: str = "") -> FormOnPage:
        """Return the first form that leads to an address and has a field."""
        return next(
            form
            for form in self.forms
            if form.action == action
            and (not having or having in {*dict(form.fields), *form.offered})
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag in ("h1", "mark"):
            self._inside.append(tag)
            (self.headings if tag == "h1" else self.marks).append("")
        if tag == "blockquote" and "cite" in given:
            self.cites.append(given["cite"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "label":
            self.labels.add(given["for"])
        if tag == "form":
            action, method = given.get("action", ""), given.get("method", "get")
            self.forms.append(FormOnPage(action, method))
        if tag in ("input", "select", "textarea"):
            self._field(tag, given)
        if tag == "option":
            self.forms[-1].offered.setdefault(self._select, []).append(given["value"])
            if "selected" in given or self._select not in dict(self.forms[-1].fields):
                self._set(self._select, given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "mark"):
            self._inside.remove(tag)
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            name, value = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, value + data)
        self.text += data
        for tag in self._inside:
            (self.headings if tag == "h1" else self.marks)[-1] += data

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        if not self.forms:
            return  # the theme's own switches belong to no form
        name, kind = given.get("name", ""), given.get("type", "text")
        if kind != "hidden":
            self.unlabelled.append(given.get("id", ""))
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            if name:
                self._textarea = name
                self.forms[-1].fields.append((name, ""))
        elif kind in ("radio", "checkbox"):
            self.forms[-1].offered.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                self.forms[-1].fields.append((name, given.get("value", "on")))
        elif name:
            self.forms[-1].fields.append((name, given.get("value", "")))

    def _set(self, name: str, value: str) -> None:
        fields = [each for each in self.forms[-1].fields if each[0] != name]
        self.forms[-1].fields = [*fields, (name, value)]


class Customer:
    """Somebody with a browser that has JavaScript switched off."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.status = 0
        self.page = self.visit("/ask")

    def visit(self, address: str) -> Page:
        return self._seen(self.client.get(address, headers={"Accept": "text/html"}))

    def send(self, form: FormOnPage, changes: Mapping[str, str] | None = None) -> Page:
        return self._seen(self.post(form, changes))

    def post(
        self, form: FormOnPage, changes: Mapping[str, str] | None = None
    ) -> Response:
        assert form.method == "post"
        fields = form.filled(changes or {})
        names = dict.fromkeys(name for name, _ in fields)
        return self.client.post(
            form.action,
            data={name: [v for n, v in fields if n == name] for name in names},
            headers={
                "Accept": "text/html",
                "Origin": "http://testserver",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )

    def _seen(self, response: Response) -> Page:
        self.status = response.status_code
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        self.page = Page(response)
        return self.page


def problem(response: Response) -> dict[str, object]:
    """Return a problem document, once it is found to be one."""
    assert response.headers["content-type"] == "application/problem+json"
    members: dict[str, object] = json.loads(response.text)
    assert members["status"] == response.status_code
    assert {"type", "title", "status"} <= members.keys()
    assert members.keys() <= {"type", "title", "status", "detail", "pointer"}
    return members


def codes(problems: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the codes of problem documents."""
    return [str(each["type"]).removeprefix("/errors/") for each in problems]
