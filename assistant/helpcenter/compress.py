"""Fewer bytes on the way: no comments for browsers, and packed copies of text files."""

import gzip
import re
from pathlib import Path
from typing import Final

from assistant.model.addresses import CSP_FILE, PACKED, SHELL_FILE

_TEXT: Final = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".md"}
_LEVEL: Final = 6
"""The highest takes twice as long and saves one byte in two hundred."""

_WORTH_IT: Final = 1_000
"""Bytes; below that an answer fits into one packet either way."""

_INTERNAL: Final = {CSP_FILE, SHELL_FILE}
"""Files that the service reads and nobody is sent."""

_COMMENT: Final = re.compile(
    r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.M | re.S
)
"""Lines of a script or a sheet that only explain something."""


def leave_out_comments(*files: Path) -> None:
    """Leave the comments that have lines of their own out of scripts and sheets."""
    for path in files:
        text = path.read_text(encoding="utf-8")
        path.write_text(_COMMENT.sub("", text), encoding="utf-8")


def compress(site: Path) -> None:
    """Write a gzip copy beside every text file that is the shorter for it.

    The copies carry no time, so that the same site is the same bytes.
    """
    for path in site.rglob("*"):
        if path.suffix in _TEXT and path.name not in _INTERNAL:
            content = path.read_bytes()
            if len(content) <= _WORTH_IT:
                continue
            packed = gzip.compress(content, _LEVEL, mtime=0)
            if len(packed) < len(content):
                path.with_name(path.name + PACKED).write_bytes(packed)
