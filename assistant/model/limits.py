"""How long a text may be, in code points; forms, API and desk ask here."""

from typing import Final

LONGEST_TEXT: Final = 16_000
"""A message; a longer one is refused, not cut."""

LONGEST_QUERY: Final = 400
"""A search."""

LONGEST_LINE: Final = 200
"""A subject, a name, an address."""

LONGEST_ANSWER: Final = 2_000
"""One answer of a checklist, or a remark."""

LONGEST_NOTICE: Final = 300
"""A notice, as its writer writes it."""

LONGEST_DESCRIPTION: Final = 20_000
"""The description of a case: the message and the answers under it."""
