"""Pages without JavaScript, in the look of the built help center."""

from pathlib import Path
from typing import Final

from starlette.responses import HTMLResponse, Response

from assistant.errors import CannotRun
from assistant.model.addresses import CSP_FILE, SHELL_FILE
from assistant.screens.frame import Frame, templates
from assistant.service.refusals import Refused

_TEMPLATES: Final = Path(__file__).parent / "templates"


class Shell:
    """Makes the service's pages.

    Args:
        site: The built site.
        words: What every template may say, by name.

    Raises:
        CannotRun: The site is not built, or its empty page has no place for content.
    """

    def __init__(self, site: Path, **words: object) -> None:
        self._frame = Frame(_read(site / SHELL_FILE))
        self.policy = " ".join(_read(site / CSP_FILE).split())
        self._templates = templates(_TEMPLATES, **words)

    def page(
        self, template: str, *, title: str, status: int = 200, **context: object
    ) -> Response:
        """Return a page."""
        content = self._templates.get_template(template).render(context)
        return HTMLResponse(self._frame.page(title, content), status)

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
