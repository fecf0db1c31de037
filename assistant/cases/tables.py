"""The tables that cases and feedback are kept in."""

from sqlalchemy import JSON, Boolean, Column, Integer, MetaData, String, Table, Text

metadata = MetaData()

cases = Table(
    "cases",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("reference", String(24), nullable=False, unique=True),
    Column("state", String(20), nullable=False, index=True),
    Column("created", String(25), nullable=False),
    Column("draft", JSON, nullable=False),
    # The key stands in the row of its case: there is no moment with one and not the
    # other, whatever stops the machine.
    Column("idempotency_key", String(255), nullable=False, unique=True),
    Column("body_sha256", String(64), nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("created", String(25), nullable=False),
    Column("page", String(200), nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("text", Text, nullable=False),
)
