"""What the YAML parser complains about, in words that tell a writer what to do.

Both parsers, libyaml's and PyYAML's own, are answered alike; neither's words are shown.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from assistant.errors import Position
from assistant.sources.nodes import Source
from assistant.sources.report import shown


@dataclass(frozen=True, slots=True)
class Complaint:
    """A fault of the file as YAML."""

    at: Position
    code: str
    message: str
    hint: str


_ONE_PAIR = (
    "write the whole value in one pair of quotes; "
    'inside \'…\' a \' is written twice, inside "…" a " is written \\"'
)
_INDENTATION = (
    'keys of one block begin in the same column, and so do rows that begin with "- "'
)


def explain(error: yaml.YAMLError, source: Source) -> Complaint:
    """Return what is wrong with a file that cannot be parsed."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return _complaint(source, 0, "this file cannot be read as YAML", "")
    problem = f"{error.context or ''} {error.problem or ''}"
    here = min(error.problem_mark.index, len(source.text))
    opened = here if error.context_mark is None else error.context_mark.index

    for saying in _SAYINGS:
        if re.search(saying.pattern, problem):
            at = opened if saying.from_start else here
            return _complaint(source, at, saying.message, saying.hint)
    if "mapping values are not allowed" in problem:
        return _stray_colon(source, here)
    if "cannot start any token" in problem:
        first = shown(source.text[here : here + 1])
        return _complaint(
            source, here, f"a value cannot begin with {first}", "put it in quotes"
        )
    if "nesting depth" in problem:  # some builds of libyaml have a limit of their own
        deepest = source.position(here)
        message = "this is nested too deeply"
        return Complaint(deepest, "Y004", message, "nest less deeply")
    if "tag" in problem:
        hint = 'put text that begins with "!" in quotes'
        tag = source.position(opened)
        return Complaint(tag, "Y003", "this tag is not allowed", hint)
    if re.search("escape|hexadecimal|hexdecimal", problem):
        return _escape(source, here, problem)
    return _misfit(source, here)


class _Saying(NamedTuple):
    """What a parser says (a pattern), and what we say.

    ``from_start``: the place is where the broken thing begins, not where it breaks.
    """

    pattern: str
    from_start: bool
    message: str
    hint: str


_SAYINGS = (
    _Saying(
        "quoted scalar found unexpected (end of stream|document)",
        True,
        "a quotation mark is opened here and never closed",
        "close it at the end of the value",
    ),
    _Saying(
        r"but got '\?'",  # only PyYAML's own parser minds
        False,
        'text with "?" between brackets must be in quotes',
        "put it in quotes",
    ),
    _Saying(
        "while parsing a flow sequence",
        True,
        'the list that "[" opens here is not closed',
        'close it with "]", or put text that begins with "[" in quotes',
    ),
    _Saying(
        "while parsing a flow mapping",
        True,
        'the block that "{" opens here is not closed',
        'close it with "}", or put text that begins with "{" in quotes',
    ),
    _Saying(
        "while scanning a simple key",
        True,
        "this line is neither a key with its value nor a row",
        'after a key come ":" and a space; text over several lines goes after ">-"',
    ),
    _Saying(
        "while scanning an alias",
        True,
        'a value cannot begin with "*"',
        "put it in quotes",
    ),
    _Saying(
        "while scanning an anchor",
        True,
        'a value cannot begin with "&"',
        "put it in quotes",
    ),
    _Saying(
        "while scanning a block scalar",
        True,
        'only a line break may follow "|", "|-", ">" or ">-"',
        "begin the text on the next line, indented",
    ),
    _Saying(
        "sequence entries are not allowed",
        False,
        "a row cannot begin on the line of its key",
        'begin the next line with "- "',
    ),
    _Saying(
        "node content",
        False,
        "a value is missing here",
        'write it, or put text that begins with "]", "}" or "," in quotes',
    ),
    _Saying(
        "directive",
        True,
        'a line that begins with "%" is not allowed',
        "delete it, or put the value in quotes",
    ),
)


def _complaint(source: Source, index: int, message: str, hint: str) -> Complaint:
    hint = hint or "look for a missing quotation mark, colon or space"
    return Complaint(source.position(index), "Y001", message, hint)


def _stray_colon(source: Source, here: int) -> Complaint:
    """A second ``: `` on a line, or a key where only a value may stand."""
    if re.search(r"(^|\s|\")[^:]+:\s", source.before(here) + " "):
        return _complaint(
            source,
            here,
            'a second ":" on this line cannot be read',
            'a value that contains ": " must be in quotes',
        )
    return _complaint(
        source,
        here,
        "there cannot be a key on this line",
        f'the line above it needs ": " after its key, or else: {_INDENTATION}',
    )


def _escape(source: Source, here: int, problem: str) -> Complaint:
    backslash = max(source.text.rfind("\\", 0, here + 1), 0)
    if "Unicode" in problem:
        return Complaint(
            source.position(backslash),
            "Y008",
            "this escape does not stand for a character",
            "delete it",
        )
    return _complaint(
        source,
        backslash,
        "this escape is not known",
        r"write \\ for a backslash, or use single quotes",
    )


def _misfit(source: Source, here: int) -> Complaint:
    """Something that cannot follow what stands before it."""
    before = source.before(here).rstrip()
    last = before[-1:]
    if not before:
        message = "this line does not fit the indentation of the lines above"
        return _complaint(source, here, message, _INDENTATION)
    if last in "\"'" and before.count(last) % 2:
        message = "this quotation mark closes one that was opened on a line above"
        hint = "close that one at the end of its value"
        return _complaint(source, here - 1, message, hint)
    if last in "\"'":
        message = "text goes on after the closing quotation mark"
        return _complaint(source, here, message, _ONE_PAIR)
    if last in "]}":
        message = f'text goes on after the closing "{last}"'
        return _complaint(source, here, message, "put the whole value in quotes")
    if source.text[here : here + 1] in "]}":
        closing = source.text[here : here + 1]
        message = f'nothing was opened that "{closing}" could close'
        return _complaint(source, here, message, "delete it, or put the text in quotes")
    return _complaint(source, here, "this cannot be read as YAML", "")
