"""A packed copy beside every text file of a site, for hosts that serve such copies."""

import gzip
from pathlib import Path
from typing import Final

from assistant.model.addresses import CSP_FILE, PACKED, SHELL_FILE

_TEXT: Final = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".md"}
_WORTH_IT: Final = 1_000
"""Bytes; below that an answer fits into one packet either way."""

_INTERNAL: Final = {CSP_FILE, SHELL_FILE}
"""Files that the service reads and nobody is sent."""


def compress(site: Path) -> None:
    """Write a gzip copy beside every text file that is the shorter for it.

    The copies carry no time, so that the same site is the same bytes.
    """
    for path in site.rglob("*"):
        if path.suffix in _TEXT and path.name not in _INTERNAL:
            content = path.read_bytes()
            packed = (
                gzip.compress(content, mtime=0) if len(content) > _WORTH_IT else b""
            )
            if packed and len(packed) < len(content):
                path.with_name(path.name + PACKED).write_bytes(packed)
