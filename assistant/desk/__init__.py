"""The use cases that command line, service and tests call; see ``desk``."""

from assistant.desk.desk import Desk, open_desk, searchable
from assistant.desk.problem import Problem
from assistant.desk.published import as_json
from assistant.desk.verdicts import SearchResult

__all__ = [
    "SearchResult",
    "Desk",
    "Problem",
    "as_json",
    "open_desk",
    "searchable",
]
