"""The Markdown that the body of an article may hold: an allow-list.

Every generator reads Markdown a little differently, so whatever one of them could take
for markup is refused unless it is on the list: paragraphs, bold, italics, lists, links,
``code`` and headings from level 3.
"""

import re
from typing import Final, NamedTuple

from assistant.sources.fields import Context, is_null
from assistant.sources.nodes import Node, Scalar
from assistant.sources.references import HELD_OPEN, Templated, held_open


class Body(Templated):
    """Markdown subset with references; may be empty."""

    def read(self, node: Node, label: str, here: Context) -> object:
        """Return the text as written."""
        if is_null(node) or (isinstance(node, Scalar) and not node.value.strip()):
            return ""
        return super().read(node, label, here)

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the text if it holds nothing but what is on the list."""
        prose = _without_code(_NOT_CLOSED.sub(_crossed_out, held_open(node.value)))
        for banned in _BANNED:
            for found in banned.form.finditer(prose):
                at = node.place(found, 1)
                here.error(at, "M001", f"{banned.words} is not allowed", banned.hint)
        return super().taken(text, node, label, here)


class Plain(Templated):
    """A few plain words with references, told on one line."""

    def __init__(self, longest: int) -> None:
        self._longest = longest

    def taken(self, text: str, node: Scalar, label: str, here: Context) -> object:
        """Return the words, with one space between any two."""
        if len(text) > self._longest:
            message = f"{label} has {len(text)} characters, {self._longest} at most"
            hint = "say the rest in an article, and name it here with article:"
            here.error(node.at, "S003", message, hint)
        found = _MARKUP.search(_NOT_CLOSED.sub("", held_open(node.value)))
        if found is not None:
            message = f"markup is not allowed in {label}"
            here.error(node.place(found), "M001", message, "write plain words")
        return " ".join(str(super().taken(text, node, label, here)).split())


_MARKUP: Final = re.compile(r"`|\*(?=\S)|(?<!\w)_(?=\w)|\]\(|<(?=[A-Za-z/!?])")
_NOT_CLOSED: Final = re.compile(r"\{\{[^\n]*")  # a finding says so already
_CODE: Final = re.compile(r"(?<!\\)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_BETWEEN_PARAGRAPHS: Final = re.compile(r"(\n[ ]*\n)")


def _without_code(text: str) -> str:
    """Return the text with code made harmless; code over several lines stays.

    Code is looked for within a paragraph, from the left, as Markdown does: otherwise a
    quote left open could make prose look like code.
    """
    paragraphs = _BETWEEN_PARAGRAPHS.split(text)
    return "".join(_CODE.sub(_crossed_out, paragraph) for paragraph in paragraphs)


def _crossed_out(found: re.Match[str]) -> str:
    return found[0] if "\n" in found[0] else "x" * len(found[0])


class _Banned(NamedTuple):
    """Something that is no part of the subset; group 1 is what is pointed at."""

    form: re.Pattern[str]
    words: str
    hint: str


def _banned(form: str, words: str, hint: str) -> _Banned:
    return _Banned(re.compile(form, re.MULTILINE), words, hint)


# Schemes by name and everything else without a colon: an entity or a line break could
# hide "javascript:" from a list of what is forbidden.
_TARGET: Final = (
    r"(?:(?:https?://|mailto:)[^\s<>()\\\"']+|(?!//)[\w\-./#?=%]+)(?:[ ]+\"[^\"\n]*\")?"
)
# What may stand before a line's own text: quotes, and rows of lists within lists.
_INSIDE: Final = r"^[ >]*(?:(?:[-*+]|[0-9]+[.)])[ ][ >]*)*"
_BANNED: Final = (
    _banned(
        rf"(<(?=[A-Za-z/!?{HELD_OPEN}]))",
        "raw HTML",
        "put it in `backquotes`, or write a link as [words](address)",
    ),
    _banned(r"(!\[)", "an image", "say it in words"),
    _banned(
        r"(\{[^{}\n]*\}?|\})",
        "a brace outside of `code`",
        "put it in `backquotes`; attributes are not part of our Markdown",
    ),
    _banned(r"(-8<-)", "a snippet", "write the text here"),
    _banned(
        rf"(\]\()(?!\s*{_TARGET}\))",
        "this link",
        "write [words](https://…), [words](mailto:…) or [words](/topics/…)",
    ),
    _banned(
        rf"{_INSIDE}(\[[^\]\n]*\]:)",
        "a link defined apart from its words",
        "write [words](address)",
    ),
    _banned(
        rf"{_INSIDE}(#{{1,2}})(?!#)", "a heading above level 3", 'begin it with "### "'
    ),
    _banned(
        r"(?<=[^\n])\n[ >]*(=+|-+)[ ]*$",
        "a heading made by underlining",
        'begin it with "### "',
    ),
)
