"""Finding articles, behind two calls: `build` an index once, `find` with it often."""

from assistant.search.finding import Found, Hit, find
from assistant.search.index import Index, build

__all__ = ["build", "find", "Index", "Found", "Hit"]
