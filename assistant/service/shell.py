"""Pages without JavaScript, in the look of the built help center.

The built site brings one empty page, ``shell.html``; a page of the service is that
page with a title and a content of its own.
"""

import re
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape
from starlette.responses import HTMLResponse, Response

from assistant.errors import CannotRun
from assistant.model.addresses import CSP_FILE, SHELL_FILE
from assistant.service.refusals import Refused

_MARKER: Final = re.compile(r"<!-- assistant:(title|content) -->")
_TEMPLATES: Final = Path(__file__).parent / "templates"


class Shell:
    """Puts content into the built site's empty page.

    Args:
        site: The built site.
        words: What every template may say, by name.

    Raises:
        CannotRun: The site is not built, or its empty page has no place for content.
    """

    def __init__(self, site: Path, **words: object) -> None:
        # Split once and never searched again: what a customer writes is no marker.
        self._parts = _MARKER.split(_read(site / SHELL_FILE))
        if not {"title", "content"} <= set(self._parts[1::2]):
            raise CannotRun(f"{SHELL_FILE} has no place for a title or for content")
        self.policy = " ".join(_read(site / CSP_FILE).split())
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(words)

    def page(
        self, template: str, *, title: str, status: int = 200, **context: object
    ) -> Response:
        """Return a page."""
        content = self._templates.get_template(template).render(context)
        fill = {"title": str(escape(title)), "content": content}
        html = "".join(
            fill[part] if place % 2 else part for place, part in enumerate(self._parts)
        )
        return HTMLResponse(html, status)

    def refusal(self, refused: Refused) -> Response:
        """Return a page that says why there is no other."""
        response = self.page(
            "refused.html",
            title=refused.kind.title,
            status=refused.kind.status,
            refused=refused,
        )
        response.headers.update(refused.headers)
        return response


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise CannotRun(f"the help center is not built: no {path.name}") from None
