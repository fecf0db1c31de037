"""Did this help? The form without JavaScript, what is kept, what an operator reads."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.cases import CaseBook
from assistant.cli import commands
from assistant.desk import Desk
from assistant.model.limits import LONGEST_ANSWER
from assistant.paths import database_file
from assistant.screens.feedback import REASONS, question
from assistant.sources import Sources
from tests.helpcenter_kit import read
from tests.service_kit import Customer, FormOnPage, Served, served, small_desk

PAGE = "/topics/calls/"
THANKS = "It is noted, without your name or address."


@pytest.fixture(scope="module")
def desk(sources: Sources) -> Desk:
    return small_desk(sources)


@pytest.fixture
def service(desk: Desk, tmp_path: Path) -> Iterator[Served]:
    with served(desk, tmp_path) as running:
        yield running


@pytest.fixture
def customer(service: Served) -> Customer:
    return Customer(service.client)


def asking(page: str = PAGE) -> FormOnPage:
    """Return "Did this help?" as it stands at the end of a page."""
    return FormOnPage("/feedback", "post", [("page", page), ("helpful", "")])


def kept(service: Served) -> list[dict[str, Any]]:
    """Return the notes without their time."""
    notes = [dict(note) for note in service.book.feedback()]
    assert all(note.pop("created") for note in notes)
    return notes


def note(helpful: bool, reason: str = "", text: str = "") -> dict[str, Any]:
    return {"page": PAGE, "helpful": helpful, "reason": reason, "text": text}


def test_a_yes_is_kept_and_thanked_for(service: Served, customer: Customer) -> None:
    page = customer.send(asking(), {"helpful": "yes"})

    assert THANKS in page.text
    assert PAGE in page.links
    assert [form for form in page.forms if form.action == "/feedback"] == []
    assert kept(service) == [note(True)]


@pytest.mark.parametrize("reason", REASONS)
def test_a_no_is_asked_why_beside_the_way_to_a_person(
    service: Served, customer: Customer, reason: str
) -> None:
    page = customer.send(asking(), {"helpful": "no"})
    form = page.form("/feedback", having="reason")

    assert "#ask-person" in page.links
    assert "ask-person" in page.ids
    assert form.offered["reason"] == [*REASONS]
    assert all(words in page.text for words in REASONS.values())
    assert set(page.unlabelled) <= page.labels

    text = 'Two lines,\nand "quotes" <b>.'
    thanked = customer.send(form, {"reason": reason, "text": text})
    assert THANKS in thanked.text
    assert kept(service) == [note(False), note(False, reason, text)]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"page": PAGE, "helpful": "maybe"}, 400),
        ({"page": PAGE}, 400),
        ({"page": PAGE, "helpful": "no", "reason": "because"}, 400),
        ({"page": PAGE, "helpful": "no", "reason": ["hard", "wrong"]}, 400),
        ({"helpful": "yes"}, 422),
        ({"page": "//elsewhere.example/", "helpful": "yes"}, 422),
        ({"page": "/\\elsewhere.example/", "helpful": "yes"}, 422),
        ({"page": "https://elsewhere.example/", "helpful": "yes"}, 422),
        ({"page": "javascript:alert(1)", "helpful": "yes"}, 422),
        ({"page": PAGE, "helpful": "no", "text": "x" * (LONGEST_ANSWER + 1)}, 422),
        ({"page": PAGE, "helpful": "no", "text": "x" * 100_000}, 413),
    ],
)
def test_a_form_that_no_page_holds_is_refused_as_a_page(
    service: Served, fields: Mapping[str, str | list[str]], status: int
) -> None:
    reply = service.client.post(
        "/feedback", data=fields, headers={"Accept": "text/html"}
    )

    assert reply.status_code == status
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "ask-person" in reply.text
    assert kept(service) == []


def test_another_site_cannot_give_feedback(service: Served) -> None:
    reply = service.client.post(
        "/feedback",
        data={"page": PAGE, "helpful": "yes"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert reply.status_code == 403
    assert kept(service) == []


def test_the_path_of_a_page_is_no_markup(customer: Customer) -> None:
    attack = '/"><script>alert(1)</script>'
    page = customer.send(asking(attack), {"helpful": "no"})

    assert "<script" not in page.html
    assert "<script" not in question(attack, "#person")
    assert dict(page.form("/feedback").fields)["page"] == attack


def test_the_longest_remark_in_any_script_fits(
    service: Served, customer: Customer
) -> None:
    text = "\N{GRINNING FACE}" * LONGEST_ANSWER
    form = customer.send(asking(), {"helpful": "no"}).form("/feedback", having="reason")
    customer.send(form, {"reason": "hard", "text": text})

    assert customer.status == 200
    assert kept(service)[-1]["text"] == text


def test_every_page_of_a_served_site_asks_and_a_static_one_does_not(
    sources: Sources, site: Path, placed: Path
) -> None:

    assert not [
        page
        for page in site.rglob("*.html")
        if "hc-feedback" in page.read_text("utf-8")
    ]
    for path in ("plans", "priorities", "clauses", f"topics/{min(sources.kb.topics)}"):
        page = placed / path / "index.html"
        text = page.read_text("utf-8")
        assert f'<input type="hidden" name="page" value="/{path}/">' in text
        assert text.index("<hc-ask") < text.index("<hc-feedback")
        assert text.index("<hc-feedback") < text.index('<footer class="md-footer')
        assert {"person", "feedback", "ask-panel"} <= read(page).ids


def test_an_operator_reads_the_notes(tmp_path: Path) -> None:
    with CaseBook(database_file(tmp_path)) as book:
        book.note_feedback(PAGE, True)
        book.note_feedback(PAGE, False, "wrong", "It names\nan old plan.")
    run = CliRunner().invoke
    told = run(commands, ["feedback", "list", "--state", str(tmp_path), "--json"])
    short = run(commands, ["feedback", "list", "--state", str(tmp_path)])
    nothing = run(commands, ["feedback", "list", "--state", str(tmp_path / "new")])

    notes = [json.loads(line) for line in told.output.splitlines()]
    assert [[*each] for each in notes] == 2 * [
        ["created", "page", "helpful", "reason", "text"]
    ]
    assert [(each["helpful"], each["reason"]) for each in notes] == [
        (True, ""),
        (False, "wrong"),
    ]
    assert short.output.splitlines()[1].endswith(
        f"  {PAGE}  no  wrong  It names an old plan."
    )
    assert nothing.output == "No feedback has been given yet.\n"
