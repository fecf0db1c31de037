"""lunr, the search of a static MkDocs site, through node."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.benchmark.answers import DEPTH, Answers
from assistant.benchmark.sets import text_of
from assistant.errors import CannotRun
from assistant.model.kb import Article

_SCRIPT = Path(__file__).with_name("lunr.js")


class Lunr:
    """Builds an index in node for each batch of questions, as a browser would."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._texts = [text_of(article) for article in articles]

    @staticmethod
    def why_missing() -> str:
        """Return why it cannot be used; nothing where it can."""
        if shutil.which("node") is None:
            return "node is not installed"
        return "" if _lunr().is_file() else "this MkDocs brings no lunr.js"

    def answers(self, questions: Sequence[str]) -> Answers:
        """Return what is found, and how long each question took in node.

        Raises:
            CannotRun: node failed.
        """
        given = {
            "lunr": str(_lunr()),
            "texts": self._texts,
            "questions": list(questions),
            "depth": DEPTH,
        }
        ran = subprocess.run(
            ["node", str(_SCRIPT)],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            raise CannotRun("node could not run lunr")
        made: dict[str, Any] = json.loads(ran.stdout)
        return Answers(made["found"], made["seconds"])


def _lunr() -> Path:
    """Return where MkDocs keeps it."""
    found = find_spec("mkdocs")
    home = Path(found.origin).parent if found and found.origin else Path()
    return home / "contrib" / "search" / "templates" / "search" / "lunr.js"
