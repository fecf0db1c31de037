"""A person's text to proposed facts: ``train`` once, then ``Reader.read``."""

from assistant.reading.keeping import ready, understood
from assistant.reading.language import foreign_language
from assistant.reading.learning import OUTSIDE, SCOPE, UNSAID
from assistant.reading.likeness import Meanings
from assistant.reading.matters import parts_of
from assistant.reading.reader import NOTHING_READ, Reader, Reading
from assistant.reading.training import Understood, train
from assistant.reading.words import Span

__all__ = [
    "NOTHING_READ",
    "OUTSIDE",
    "SCOPE",
    "UNSAID",
    "Meanings",
    "Reader",
    "Reading",
    "Span",
    "Understood",
    "foreign_language",
    "parts_of",
    "ready",
    "train",
    "understood",
]
