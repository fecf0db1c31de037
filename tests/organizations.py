"""The organizations every promise is tested on: the shipped and a fictional one."""

import html.parser
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT
LANTERN = Path(__file__).parent / "second_org"

FOLDERS = {"shipped": SHIPPED, "fictional": LANTERN}


FEW_MESSAGES = 3
"""Files of messages in a small copy; an organization has dozens of them."""


def copy_of(organization: str, to: Path) -> Path:
    """Copy an organization's data, to be broken on purpose."""
    for name in ("kb", "policies"):
        shutil.copytree(FOLDERS[organization] / name, to / name)
    return to


def small_copy_of(organization: str, to: Path) -> Path:
    """Copy it with few of its messages, which take by far the longest to read."""
    copy = copy_of(organization, to)
    for path in sorted((copy / "kb" / "utterances").glob("*.yaml"))[FEW_MESSAGES:]:
        path.unlink()
    return copy


def words_of(folder: Path) -> set[str]:
    """Return every text that stands in the policy's YAML, read by plain PyYAML."""
    found: set[str] = set()
    for path in sorted((folder / "policies").rglob("*.yaml")):
        found.update(_texts(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return found


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node.strip()
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def text_of_site(site: Path) -> str:
    """Return the text of every built page, white space folded."""
    parts: list[str] = []
    for page in sorted(site.rglob("*.html")):
        reader = _Text()
        reader.feed(page.read_text(encoding="utf-8"))
        parts.extend(reader.parts)
    return " ".join("".join(parts).split())


class _Text(html.parser.HTMLParser):
    """Collects what a person can read; elements that break a line break a word."""

    _BLOCKS = frozenset({"p", "li", "td", "th", "div", "blockquote", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self._BLOCKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._BLOCKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
