"""The log of the service: lines of JSON on standard error, one for each request.

No line ever holds an address as it was typed, a query or a body.
"""

import json
import logging
import sys
from typing import Final

_LOGGER: Final = logging.getLogger("assistant.service")


class _ToStandardError(logging.Handler):
    """Writes to what standard error is at the moment, not to what it was at first."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # a log that is gone stops no answer
            self.handleError(record)


_HANDLER: Final = _ToStandardError()


def set_up() -> None:
    """Let the lines out; once is enough, and the root logger stays as it is."""
    _LOGGER.setLevel(logging.INFO)
    _LOGGER.propagate = False
    _LOGGER.addHandler(_HANDLER)


def note_request(
    request: str, *, method: str, route: str, status: int, seconds: float
) -> None:
    """Log a request that was answered."""
    _LOGGER.info(
        json.dumps(
            {
                "request": request,
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
            }
        )
    )


def note_fault(request: str, fault: str) -> None:
    """Log a fault of ours, under the same request as the line that follows it."""
    _LOGGER.error(json.dumps({"request": request, "fault": fault}))
