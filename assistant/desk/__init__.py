"""The use cases that command line, service and tests call; see ``desk``."""

from assistant.desk.desk import Desk, SearchResult, as_json, open_desk
from assistant.desk.problem import Problem

__all__ = [
    "Desk",
    "Problem",
    "SearchResult",
    "as_json",
    "open_desk",
]
