"""Cases: accepted once, kept, and given back in forms that can be handed on."""

from assistant.cases.book import (
    SAVED,
    Accepted,
    CaseBook,
    CasesUnavailable,
    KeyReused,
)
from assistant.cases.formats import as_json, as_mail, as_markdown

__all__ = [
    "SAVED",
    "Accepted",
    "CaseBook",
    "CasesUnavailable",
    "KeyReused",
    "as_json",
    "as_mail",
    "as_markdown",
]
