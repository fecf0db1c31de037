"""Counters for operators, in the text format of Prometheus; no user's words in them."""

from collections import Counter
from threading import Lock
from typing import Final

_HELP: Final = {
    "assistant_requests_total": "Requests answered, by route and status.",
    "assistant_verdicts_total": "Verdicts given, by next action.",
    "assistant_cases_total": "Cases accepted and requests replayed.",
    "assistant_solved_total": "Verdict pages that a customer said solved it.",
}


class Tally:
    """Counts what happened since the start; safe to share by threads."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    def add(self, name: str, **labels: str | int) -> None:
        """Count one more; labels are names of ours, never what was sent."""
        written = ",".join(f'{key}="{value}"' for key, value in labels.items())
        with self._lock:
            self._counts[name, written] += 1

    def text(self) -> str:
        """Return every counter, with its help and type."""
        with self._lock:
            counts = dict(self._counts)
        lines: list[str] = []
        for name, about in _HELP.items():
            lines += [f"# HELP {name} {about}", f"# TYPE {name} counter"]
            lines += [
                f"{name}{{{labels}}} {count}" if labels else f"{name} {count}"
                for (counted, labels), count in sorted(counts.items())
                if counted == name
            ]
        return "\n".join(lines) + "\n"
