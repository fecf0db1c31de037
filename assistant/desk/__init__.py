"""The use cases that command line, service and tests call; see ``desk``."""

from assistant.desk.desk import Desk, as_json, open_desk, searchable
from assistant.desk.problem import Problem
from assistant.desk.verdicts import SearchResult

__all__ = [
    "SearchResult",
    "Desk",
    "Problem",
    "as_json",
    "open_desk",
    "searchable",
]
