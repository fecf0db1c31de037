"""Finding articles: `build` an index once, `find` with it often, or `suggest`.

Words and letters are compared by themselves; where whoever builds the index and asks it
hands in a function that embeds texts, their meaning is compared as well.
"""

from assistant.search.finding import Found, Hit, find, suggest
from assistant.search.index import Index, build

__all__ = ["build", "find", "suggest", "Index", "Found", "Hit"]
