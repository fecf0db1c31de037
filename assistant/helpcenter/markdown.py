"""Text into Markdown, so that text in is text out.

Everything a template prints passes through ``printed``: a plain string is escaped, and
only what is of type ``Markdown`` is taken as it is. Forgetting something therefore
shows as a stray backslash, never as somebody else's markup.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final


class Markdown(str):
    """Markdown that is finished: it is printed as it stands."""

    __slots__ = ()


# Both Python-Markdown and CommonMark undo these: a backslash where both know it, a
# character reference where one of them does not.
_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]|#<>&~$]")
_REFERENCES: Final = {
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
    "~": "&#126;",
    "$": "&#36;",
}
_LINE_START: Final = re.compile(r"^(?:[-+=:!/]|(\d+)([.)])(?=\s|$))")


def text(plain: str) -> Markdown:
    """Return Markdown that shows exactly this text, on one line."""
    one_line = " ".join(filter(None, map(str.strip, plain.splitlines())))
    return Markdown(_LINE_START.sub(_quoted_start, _SPECIAL.sub(_quoted, one_line)))


def _quoted(found: re.Match[str]) -> str:
    return _REFERENCES.get(found[0], f"\\{found[0]}")


def _quoted_start(found: re.Match[str]) -> str:
    if found[1]:  # "1." would start a list
        return f"{found[1]}\\{found[2]}"
    return f"&#{ord(found[0])};"


def printed(value: object) -> str:
    """Return what a template prints for a value.

    Raises:
        TypeError: The value has no words; most often a None nobody thought of.
    """
    if isinstance(value, Markdown):
        return value
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, str | int):
        return text(str(value))
    raise TypeError(f"a template prints {type(value).__name__}, which has no words")


_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def anchor(name: str) -> Markdown:
    """Return the mark that gives the heading before it a lasting address.

    Raises:
        ValueError: The name cannot stand in an address.
    """
    if not _ID.fullmatch(name):
        raise ValueError("an anchor is made of letters, digits, '.', '-' and '_'")
    return Markdown(f"{{#{name}}}")


def mark(name: str) -> Markdown:
    """Return a place in running text that has an address and shows nothing."""
    return Markdown(f"*&#8203;*{anchor(name)}")


_TARGET: Final = re.compile(
    r"(?:https?://|mailto:|tel:|/(?!/)|#)[^\s()<>\"'`{}\[\]\\|]*"
    r"|(?!/)[\w./-]+\.md(?:#[\w.-]+)?"
)


def link(label: str, target: str, title: str = "") -> Markdown:
    """Return a link, or the label alone where the target is none to be trusted."""
    if not _TARGET.fullmatch(target):
        return Markdown(printed(label))
    tip = f' "{title}"' if title else ""
    return Markdown(f"[{printed(label)}]({target}{tip})")


def bold(words: str) -> Markdown:
    """Return words in strong emphasis."""
    return Markdown(f"**{printed(words)}**") if words else Markdown("")


# What an author may write in a body; anything else is shown as the text it is.
_ALLOWED: Final = re.compile(
    r"(?P<escaped>\\[\\`*_{}\[\]()#+.!-])"
    r"|(?P<code>(?<!`)(?P<ticks>`+)(?!`)[^\n]*?[^`\n](?P=ticks)(?!`))"
    r"|\[(?P<label>[^\[\]`\n]*)\]\((?P<target>[^\s()]*)\)"
    r"|(?P<other>[\\`{}\[\]|<>~$#]|!(?=\[))"
)
_HEADING: Final = re.compile(r" {0,3}#{3,6} +")
_RULE: Final = re.compile(
    r"^(?P<before>[ \t]*(?:[*+]|\d+\.)?[ \t]*)([-=_*])(?=(?:[ \t]*\2)*[ \t]*$)"
)
"""A line across the page, or one that makes a heading of the text above it."""
_LIST_ITEM: Final = re.compile(r"[ \t]*(?:[-*+]|\d+\.)[ \t]")
_PARAGRAPH: Final = re.compile(r"(?!(?:[-*+]|\d+\.)[ \t])\S")


def body(written: str, resolve: Callable[[str], str] = str) -> Markdown:
    """Return an article's body with only the Markdown that articles may use.

    Paragraphs, emphasis, lists, links, code and headings of level 3 stay; HTML,
    images, attributes, tables and every other construct become text.

    Args:
        written: What the author wrote.
        resolve: What becomes of the target of a link that may stay.
    """
    allowed = partial(_allowed, resolve)
    lines: list[str] = []
    for line in written.strip("\n").splitlines():
        # A list needs an empty line before it, which writers do not think of.
        if _LIST_ITEM.match(line) and lines and _PARAGRAPH.match(lines[-1]):
            lines.append("")
        heading = _HEADING.match(line)
        start = heading[0] if heading else ""
        lines.append(
            start + _RULE.sub(_flat, _ALLOWED.sub(allowed, line[len(start) :]))
        )
    return Markdown("\n".join(lines))


def _flat(found: re.Match[str]) -> str:
    return f"{found['before']}&#{ord(found[2])};"


def _allowed(resolve: Callable[[str], str], found: re.Match[str]) -> str:
    if found["escaped"] or found["code"]:
        return found[0]
    if found["other"]:
        return _quoted(found)
    label = _ALLOWED.sub(partial(_allowed, resolve), found["label"])
    if _TARGET.fullmatch(found["target"]):
        return f"[{label}]({resolve(found['target'])})"
    return f"\\[{label}\\]({found['target']})"
