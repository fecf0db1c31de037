"""A person's text to proposed facts; see ``reader``."""

from assistant.reading.doubt import FactRead
from assistant.reading.reader import NOTHING_READ, Reader, Reading, train

__all__ = ["NOTHING_READ", "FactRead", "Reader", "Reading", "train"]
