"""The day whose policy decides, where a request names none."""

from datetime import UTC, date, datetime


def today() -> date:
    """Return the day in UTC; a policy names no time zone of its own."""
    return datetime.now(UTC).date()
