"""The built site's empty page, and the templates that fill it.

The site brings one page without content, ``shell.html``; every screen that shows an
answer is that page with a title and a content of its own.
"""

import re
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from assistant.errors import CannotRun
from assistant.model.addresses import SHELL_FILE

_MARKER: Final = re.compile(r"<!-- assistant:(title|content) -->")
_TEMPLATES: Final = Path(__file__).parent / "templates"


def templates(*folders: Path, **words: object) -> Environment:
    """Return an environment that escapes whatever it prints.

    Args:
        folders: Further folders with templates; they can use those of an answer.
        words: What every template may say, by name.
    """
    environment = Environment(
        loader=FileSystemLoader((*folders, _TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words)
    return environment


class Frame:
    """Puts content into the built site's empty page.

    Args:
        shell: The empty page.

    Raises:
        CannotRun: It has no place for a title or for content.
    """

    def __init__(self, shell: str) -> None:
        # Split once and never searched again: what a customer writes is no marker.
        self._parts = _MARKER.split(shell)
        if not {"title", "content"} <= set(self._parts[1::2]):
            raise CannotRun(f"{SHELL_FILE} has no place for a title or for content")

    def page(self, title: str, content: str) -> str:
        """Return the page with a title, which is escaped, and HTML as its content."""
        fill = {"title": str(escape(title)), "content": content}
        return "".join(
            fill[part] if place % 2 else part for place, part in enumerate(self._parts)
        )
