"""The book of cases: accepted once, kept, listed.

A case counts as accepted when its transaction is committed, never before. The key that
the sender chose stands in the same row, so that a repeated request finds the case it
made and makes no second one.
"""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Self

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from assistant.cases.storage import BUSY_MILLISECONDS, open_storage, writing
from assistant.cases.tables import cases, feedback
from assistant.errors import AssistantError
from assistant.model.verdict import CaseDraft

SAVED = "saved"
"""The state of a case that is kept here and was handed to nobody."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two signs, none of which is taken for another when read aloud."""

_GROUPS = 5
_GROUP = 4


class KeyReused(AssistantError):
    """The key was used before, for a case with other content."""

    code = "key-reused"

    def __init__(self) -> None:
        super().__init__("this key was used before, for other content")


class CasesUnavailable(AssistantError):
    """Nothing can be saved or listed at the moment; nothing was saved."""

    code = "cases-unavailable"

    def __init__(self) -> None:
        super().__init__("the database of cases cannot be used at the moment")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A case is kept under this reference; ``replayed`` where it was before."""

    reference: str
    replayed: bool


class CaseBook:
    """Cases and feedback in one database; safe to share by threads and processes.

    Args:
        where: A path, or an address like ``sqlite:///path``.

    Raises:
        CannotRun: The address is none that is supported.
        CasesUnavailable: The database cannot be opened or made.
    """

    def __init__(self, where: str | Path) -> None:
        with _as_unavailable():
            self._engine = open_storage(where)
        self._writer = writing(self._engine)
        # Writers of this process queue here, where waiting is fair and cheap; SQLite's
        # own lock, which makes them sleep and try again, is left to other processes.
        self._turn = Lock()

    def accept(self, case: CaseDraft, key: str) -> Accepted:
        """Keep a case; return after the commit.

        Args:
            case: The draft as its sender edited it.
            key: Chosen by the sender, the same for every repetition of one request.

        Raises:
            KeyReused: The key came with other content before.
            CasesUnavailable: The case could not be kept; nothing was.
        """
        members = asdict(case)
        digest = _digest(members)
        with self._writing() as connection:
            before = connection.execute(
                select(cases.c.reference, cases.c.body_sha256).where(
                    cases.c.idempotency_key == key
                )
            ).one_or_none()
            if before is not None:
                if before.body_sha256 != digest:
                    raise KeyReused
                return Accepted(before.reference, replayed=True)
            reference = new_reference()
            connection.execute(
                insert(cases).values(
                    reference=reference,
                    state=SAVED,
                    created=_now(),
                    draft=members,
                    idempotency_key=key,
                    body_sha256=digest,
                )
            )
        return Accepted(reference, replayed=False)

    def listed(self) -> Iterator[Mapping[str, Any]]:
        """Yield the cases, oldest first: reference, state, created and the draft.

        Raises:
            CasesUnavailable: The database cannot be read.
        """
        query = select(cases).order_by(cases.c.number)
        with _as_unavailable(), self._engine.connect() as connection:
            for row in connection.execute(query):
                yield {
                    "reference": row.reference,
                    "state": row.state,
                    "created": row.created,
                    **row.draft,
                }

    def note_feedback(
        self, page: str, helpful: bool, reason: str = "", text: str = ""
    ) -> None:
        """Keep what a reader thinks of a page.

        Raises:
            CasesUnavailable: It could not be kept.
        """
        with self._writing() as connection:
            connection.execute(
                insert(feedback).values(
                    created=_now(), page=page, helpful=helpful, reason=reason, text=text
                )
            )

    def feedback(self) -> Iterator[Mapping[str, Any]]:
        """Yield what readers think of pages, oldest first, without its number.

        Raises:
            CasesUnavailable: The database cannot be read.
        """
        columns = (each for each in feedback.c if each is not feedback.c.number)
        query = select(*columns).order_by(feedback.c.number)
        with _as_unavailable(), self._engine.connect() as connection:
            for row in connection.execute(query).mappings():
                yield dict(row)

    def check(self) -> None:
        """Return if the database answers.

        Raises:
            CasesUnavailable: It does not.
        """
        with _as_unavailable(), self._engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM cases WHERE number = 0"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; SQLite then folds its log into the file."""
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if not self._turn.acquire(timeout=BUSY_MILLISECONDS / 1000):
            raise CasesUnavailable
        try:
            with _as_unavailable(), self._writer.begin() as connection:
                yield connection
        finally:
            self._turn.release()


def new_reference() -> str:
    """Return a random public reference of 100 bits, in groups that can be read out."""
    return "-".join(
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))
        for _ in range(_GROUPS)
    )


@contextmanager
def _as_unavailable() -> Iterator[None]:
    # The driver's own error holds the values of the statement: it is not passed on.
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError):
        raise CasesUnavailable from None


def _digest(members: Mapping[str, Any]) -> str:
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
