"""What is accepted is kept, once. Read from the top, this is the promise of a case."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from assistant.cases import (
    CaseBook,
    CasesUnavailable,
    KeyReused,
    as_json,
    as_mail,
    as_markdown,
    storage,
)
from assistant.cases.storage import open_storage, writing
from assistant.cli import commands
from assistant.errors import CannotRun
from assistant.model.verdict import CaseDraft, ChecklistEntry, Contact
from assistant.sources import Sources

CASE = CaseDraft(
    subject="Nobody can take a call",
    description="None of our 400 agents can take a call since 9:10.\n\nÜber alles.",
    priority="P1",
    priority_reason="All or most of your calls in production are interrupted.",
    plan="standard",
    facts={"plan": "standard", "environment": "production", "scope": "unknown"},
    checklist=(
        ChecklistEntry("since", "Since when?", "9:10"),
        ChecklistEntry("tried", "What have you tried?", None),
    ),
    answers_tried=("priority-levels",),
    contact=Contact("Kim Example", "kim@example.com"),
    policy_version="sha256:0",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "cases.db"


@pytest.fixture
def book(path: Path) -> Iterator[CaseBook]:
    with CaseBook(path) as opened:
        yield opened


def test_a_case_is_there_as_soon_as_its_reference_is(
    book: CaseBook, path: Path
) -> None:
    reference = book.accept(CASE, "key").reference

    with sqlite3.connect(path) as elsewhere:
        found = elsewhere.execute("SELECT reference FROM cases").fetchall()
    elsewhere.close()
    assert found == [(reference,)]


def test_a_reference_is_random_and_can_be_read_out(book: CaseBook) -> None:
    references = {book.accept(CASE, f"key-{n}").reference for n in range(50)}

    assert len(references) == 50
    for reference in references:
        assert re.fullmatch(
            r"(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}", reference
        )
    signs = Counter("".join(references).replace("-", ""))
    assert len(signs) == 32  # 20 places of 5 bits each


def test_the_same_request_again_is_the_same_case(book: CaseBook) -> None:
    first = book.accept(CASE, "key")
    again = book.accept(CASE, "key")

    assert (again.reference, first.replayed, again.replayed) == (
        first.reference,
        False,
        True,
    )
    assert len(list(book.listed())) == 1


def test_a_key_with_other_content_is_refused_and_nothing_is_saved(
    book: CaseBook,
) -> None:
    book.accept(CASE, "key")

    with pytest.raises(KeyReused):
        book.accept(replace(CASE, subject="Something else"), "key")
    assert [case["subject"] for case in book.listed()] == [CASE.subject]


def test_two_customers_with_the_same_words_have_two_cases(book: CaseBook) -> None:
    assert book.accept(CASE, "one").reference != book.accept(CASE, "two").reference


def test_many_at_once_with_one_key_make_one_case(path: Path) -> None:
    # Two books stand for two processes: each has its own connections and its own lock.
    with CaseBook(path) as one, CaseBook(path) as other, ThreadPoolExecutor(16) as pool:
        accepted = list(
            pool.map(lambda n: (one, other)[n % 2].accept(CASE, "key"), range(64))
        )
        assert len({each.reference for each in accepted}) == 1
        assert [each.replayed for each in accepted].count(False) == 1
        assert len(list(one.listed())) == 1


def test_many_at_once_with_their_own_keys_all_have_their_case(path: Path) -> None:
    with CaseBook(path) as one, CaseBook(path) as other, ThreadPoolExecutor(16) as pool:
        accepted = list(
            pool.map(
                lambda n: (one, other)[n % 2].accept(CASE, f"key-{n}").reference,
                range(64),
            )
        )
        assert {case["reference"] for case in one.listed()} == set(accepted)


def test_cases_are_listed_oldest_first_with_all_that_was_told(book: CaseBook) -> None:
    first = book.accept(CASE, "one").reference
    book.accept(replace(CASE, subject="The next one"), "two")

    listed = list(book.listed())
    assert [case["subject"] for case in listed] == [CASE.subject, "The next one"]
    created = datetime.fromisoformat(listed[0]["created"])
    assert created.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    assert listed[0] == {
        "reference": first,
        "state": "saved",
        "created": created.isoformat(),
        **json.loads(json.dumps(asdict(CASE))),
    }


def test_cases_are_still_there_after_a_stop(path: Path) -> None:
    with CaseBook(path) as book:
        reference = book.accept(CASE, "key").reference

    with CaseBook(f"sqlite:///{path}") as later:
        assert [case["reference"] for case in later.listed()] == [reference]
        assert later.accept(CASE, "key").replayed


def test_feedback_is_kept(book: CaseBook, path: Path) -> None:
    book.note_feedback("/topics/calls/", False, "outdated", "It names an old plan.")

    with sqlite3.connect(path) as elsewhere:
        found = elsewhere.execute(
            "SELECT page, helpful, reason, text FROM feedback"
        ).fetchall()
    elsewhere.close()
    assert found == [("/topics/calls/", 0, "outdated", "It names an old plan.")]


def test_a_commit_waits_for_the_disk_and_readers_never_wait(path: Path) -> None:
    engine = open_storage(path)
    for each in (engine, writing(engine)):
        with each.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


def test_nobody_else_on_the_machine_can_read_cases(book: CaseBook, path: Path) -> None:
    book.accept(CASE, "key")

    modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    assert modes == {"cases.db": 0o600, "cases.db-wal": 0o600, "cases.db-shm": 0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_while_somebody_holds_the_database_nothing_is_promised(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "BUSY_MILLISECONDS", 50)
    with CaseBook(path) as book:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")

        with pytest.raises(CasesUnavailable) as caught:
            book.accept(CASE, "key")
        assert CASE.subject not in str(caught.value)
        assert caught.value.__cause__ is None

        holder.execute("ROLLBACK")
        holder.close()
        assert not book.accept(CASE, "key").replayed


def test_a_full_disk_keeps_what_was_kept_and_refuses_the_rest(path: Path) -> None:
    with CaseBook(path) as book:
        kept = book.accept(CASE, "kept").reference
        pages = sqlite3.connect(path)
        (now,) = pages.execute("PRAGMA page_count").fetchone()
        pages.close()
        with book._writer.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {now:d}")
        large = replace(CASE, description="x" * 50_000)

        with pytest.raises(CasesUnavailable):
            book.accept(large, "large")
        assert [case["reference"] for case in book.listed()] == [kept]


def test_a_damaged_database_is_not_replaced_in_silence(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 500)

    with pytest.raises(CasesUnavailable):
        CaseBook(path)
    assert path.read_bytes().startswith(b"this is no database")


def test_a_folder_that_cannot_be_made_is_said_without_a_traceback() -> None:
    with pytest.raises(CasesUnavailable):
        CaseBook("/proc/no-such-folder/cases.db")


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("postgresql://localhost/cases", id="a database not supported yet"),
        pytest.param("sqlite://", id="a database that forgets"),
        pytest.param("://", id="no address at all"),
    ],
)
def test_an_address_that_is_not_supported_is_said(address: str) -> None:
    with pytest.raises(CannotRun) as caught:
        CaseBook(address)
    assert str(caught.value) == (
        "the address of the database has the form sqlite:///path"
    )


def test_the_database_is_in_the_state_folder_unless_an_address_is_set(
    tmp_path: Path,
) -> None:
    state, elsewhere = tmp_path / "state", tmp_path / "elsewhere.db"
    with CaseBook(state / "cases.db") as book:
        book.accept(CASE, "one")
    with CaseBook(elsewhere) as book:
        book.accept(replace(CASE, subject="Elsewhere"), "two")

    def listed(database: str | None) -> str:
        named = {"ASSISTANT_STATE": f" {state} ", "ASSISTANT_DATABASE_URL": database}
        return CliRunner().invoke(commands, ["cases", "list"], env=named).output

    assert CASE.subject in listed(None)
    assert "Elsewhere" in listed(f"sqlite:///{elsewhere}")


def test_as_json_holds_everything() -> None:
    members = json.loads(as_json(CASE, "ABCD"))

    assert members == {
        "reference": "ABCD",
        **json.loads(json.dumps(asdict(CASE))),
    }


def test_as_text_it_reads_as_a_letter_in_the_words_of_the_policy(
    shipped: Sources,
) -> None:
    assert as_markdown(CASE, "ABCD", shipped.policy, shipped.kb) == (
        f"""# Nobody can take a call

- Reference: ABCD
- Priority: Priority 1, Business critical
- Why: All or most of your calls in production are interrupted.
- Plan: Standard Support
- From: Kim Example, kim@example.com
- Policy version: sha256:0

## What happened

```text
None of our 400 agents can take a call since 9:10.

Über alles.
```

## What is known

- Where does it happen? In the live system, with real callers

## Not answered yet

- What have you tried?

## Articles tried

- {shipped.kb.articles["priority-levels"].title}
"""
    )


def test_what_a_customer_writes_is_no_markup_wherever_markdown_is_shown(
    shipped: Sources,
) -> None:
    sly = "<script>alert(1)</script><img src=x onerror=alert(2)> [a](javascript:b) `c`"
    case = replace(
        CASE,
        subject=sly,
        description=f"{sly}\n```\n{sly}\n`````\n{sly}",
        priority_reason=f"{sly}\n\n{sly}",
        checklist=(ChecklistEntry("since", f"{sly}\n{sly}", None),),
        answers_tried=(sly,),
        contact=Contact(sly, "<img/src=x/onerror=alert`1`@example.com"),
        policy_version=f"{sly}\n{sly}",
    )

    text = as_markdown(case, "ABCD", shipped.policy, shipped.kb)

    outside, fence, rest = text.partition("\n``````text\n")
    inside, closing, after = rest.partition("\n``````\n")
    assert fence
    assert closing
    assert inside == case.description
    for written in (outside, after):
        assert "<" not in written
        assert "](" not in written.replace("\\](", "")
        assert not re.search(r"(?<!\\)`", written)
    assert outside.startswith("# &lt;script&gt;")


def test_a_mail_holds_the_case_in_an_address_that_mail_programs_take(
    shipped: Sources,
) -> None:
    address = as_mail(CASE, "ABCD", shipped.policy, shipped.kb)

    parts = urlsplit(address)
    fields = parse_qs(parts.query, strict_parsing=True)
    text = as_markdown(CASE, "ABCD", shipped.policy, shipped.kb)
    assert (parts.scheme, parts.path) == ("mailto", "")
    assert fields == {"subject": [CASE.subject], "body": [text.replace("\n", "\r\n")]}


@pytest.mark.parametrize("sign", ["x", "Ü", "😀", "\n"])
def test_a_mail_that_grows_too_long_is_cut_and_says_so(
    shipped: Sources, sign: str
) -> None:
    long = replace(CASE, description=f"It began.{sign * 9_000}")

    address = as_mail(long, "ABCD", shipped.policy, shipped.kb)

    assert 1_800 < len(address) <= 1_900
    (body,) = parse_qs(urlsplit(address).query, strict_parsing=True)["body"]
    assert body.endswith("[Cut here. The whole text is in the download.]")
    assert "\ufffd" not in body


def test_what_a_customer_typed_cannot_add_a_recipient(shipped: Sources) -> None:
    sly = replace(CASE, subject="Hello&bcc=all@example.com\r\nBcc: all@example.com")

    fields = parse_qs(urlsplit(as_mail(sly, "A", shipped.policy, shipped.kb)).query)

    assert set(fields) == {"subject", "body"}
