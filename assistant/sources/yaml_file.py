"""One strict dialect of YAML: a file means what it looks like, or it is refused.

PyYAML only splits the text into events; nothing is ever constructed from them but the
small nodes of ``nodes.py``. Aliases are refused, not followed, so nothing can grow, and
the nesting is counted, so nothing recurses.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import yaml

from assistant.errors import Position
from assistant.sources.nodes import Block, Items, Mark, Node, Scalar, Source, Unread
from assistant.sources.report import Report, shown
from assistant.sources.scalars import (
    bad_characters,
    bad_escape,
    misread,
    plain_kind,
    without_bad_characters,
)
from assistant.sources.yaml_words import explain

MOST_BYTES: Final = 1_000_000
MOST_NODES: Final = 200_000
MOST_LEVELS: Final = 20
MOST_FAULTS: Final = 100
"""Faults of YAML told for one file; a file with more is no YAML of ours at all."""

# libyaml's parser where PyYAML was built with it: the same events, ten times as fast.
PARSER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def read_yaml(file: Path, name: str, report: Report) -> Node | None:
    """Return what a file holds, or None where it cannot be read at all.

    Args:
        file: Where it is.
        name: What it is called in findings: its path in the data folder.
        report: Takes every fault.
    """
    start = Position(name, 1, 1)
    text = _text(file, start, report)
    if text is None:
        return None
    source = Source(name, text)
    composer = _Composer(source, report)
    try:
        composer.compose()
    except _Hopeless as fault:
        report.error(fault.at, "Y004", str(fault), fault.hint)
        return None
    except yaml.YAMLError as error:
        told = explain(error, source)
        if not composer.may_have_caused(told.at):
            report.error(told.at, told.code, told.message, told.hint)
        return None
    if composer.root is None:
        hint = "write its keys, or delete the file"
        report.error(start, "Y009", "this file is empty", hint)
    return composer.root


def _text(file: Path, start: Position, report: Report) -> str | None:
    raw = _bytes(file)
    if raw is None:
        hint = "see to its permissions; it must be an ordinary file"
        report.error(start, "Y001", "this file cannot be read", hint)
        return None
    if len(raw) > MOST_BYTES:
        report.error(start, "Y004", "this file is larger than 1 MB", "split it")
        return None
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        message = "this file begins with a byte order mark"
        report.error(start, "Y008", message, 'save it as "UTF-8" without one')
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        good = Source(start.path, raw[: error.start].decode("utf-8"))
        at = good.position(len(good.text))
        report.error(at, "Y008", "this file is not UTF-8 text", 'save it as "UTF-8"')
        return None


def _bytes(file: Path) -> bytes | None:
    try:
        if not file.is_file():  # opening a pipe would wait for ever
            return None
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError:
        return None


class _Hopeless(Exception):
    """The rest of the file is not worth reading."""

    def __init__(self, at: Position, message: str, hint: str) -> None:
        self.at = at
        self.hint = hint
        super().__init__(message)


class _Composer:
    """Makes nodes from the parser's events and refuses what the dialect leaves out."""

    def __init__(self, source: Source, report: Report) -> None:
        self.root: Node | None = None
        self._source = source
        self._report = report
        self._inside: Items | Block | None = None
        self._key: Node | None = None
        """In a block: the key that waits for its value."""
        self._outer: list[tuple[Items | Block | None, Node | None]] = []
        """What ``_inside`` and ``_key`` become at the end of each open collection."""
        self._documents = 0
        self._nodes = 0
        self._faults: list[Position] = []
        self._bad_characters = False
        self._may_drop = False
        """Some value may lose its end to what is a comment by mistake."""

    def compose(self) -> None:
        """Make ``root`` from the text.

        Raises:
            _Hopeless: There is too much of something.
            yaml.YAMLError: It is not YAML.
        """
        self._refuse_characters()
        self._may_drop = " #" in self._source.text
        parser = PARSER(self._source.text)
        try:
            for event in iter(parser.get_event, None):
                taker = _TAKERS.get(type(event))
                if taker is not None:
                    taker(self, event)
                if self._documents > 1:
                    break
        finally:
            parser.dispose()

    def _refuse_characters(self) -> None:
        """Refuse what cannot be seen, and take it for a space from here on."""
        for index, message, hint in bad_characters(self._source.text):
            self._refuse(self._source.position(index), "Y008", message, hint)
        if self._faults:
            self._bad_characters = True
            self._source.text = without_bad_characters(self._source.text)

    def may_have_caused(self, at: Position) -> bool:
        """Tell whether a fault is told already that can break the YAML at a place."""
        return self._bad_characters or any(
            each.line == at.line for each in self._faults
        )

    def _start_document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            message = "a second document begins here, and is not read"
            self._refuse(self._at(event), "Y009", message, "make it a file of its own")
        elif event.version or event.tags:
            message = 'a line that begins with "%" is not allowed'
            self._refuse(self._at(event), "Y001", message, "delete it")

    def _refuse_names(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent
    ) -> None:
        if event.anchor is not None:
            message = f"the anchor {shown('&' + event.anchor)} is not allowed"
            hint = "write the value out in full wherever it is needed"
            self._refuse(self._at(event), "Y002", message, hint)
        if event.tag is not None:
            message = f"the tag {shown(event.tag)} is not allowed"
            hint = 'delete it, or put text that begins with "!" in quotes'
            self._refuse(self._at(event), "Y003", message, hint)

    def _start_collection(self, event: yaml.CollectionStartEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_names(event)
        kind = Block if isinstance(event, yaml.MappingStartEvent) else Items
        self._outer.append((self._inside, self._key))
        self._inside = kind(self._source, _mark(event.start_mark))
        self._key = None
        if len(self._outer) > MOST_LEVELS:
            message = f"this is nested deeper than {MOST_LEVELS} levels"
            raise _Hopeless(self._inside.at, message, "nest less deeply")

    def _end_collection(self, _: yaml.CollectionEndEvent) -> None:
        finished = self._inside
        assert finished is not None, "a parser ends only what it began"
        self._inside, self._key = self._outer.pop()
        self._add(finished)

    def _alias(self, event: yaml.AliasEvent) -> None:
        node = Unread(self._source, _mark(event.start_mark))
        message = f"the alias {shown(f'*{event.anchor}')} is not allowed"
        hint = 'write the value out in full, or put text that begins with "*" in quotes'
        self._refuse(node.at, "Y002", message, hint)
        self._add(node)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_names(event)
        start, end = event.start_mark, event.end_mark
        assert start is not None, _PLACED
        assert end is not None, _PLACED
        plain = not event.style
        kind = plain_kind(event.value) if plain else "text"
        node = Scalar(self._source, start, event.value, kind, plain, end)
        if plain:
            self._check_plain(node)
            if end.line > start.line:
                self._refuse_lost_rows(node)
        elif event.style == '"':
            self._check_escapes(node)
        self._add(node)

    def _check_escapes(self, node: Scalar) -> None:
        """Refuse a bad character; without a backslash it was refused in the text."""
        start, end = node.begins.index, node.ends.index
        if self._source.text.find("\\", start, end) < 0:
            return
        told = bad_escape(node.value)
        if told is not None:
            self._refuse(node.at, "Y008", *told)
            node.value = without_bad_characters(node.value)

    def _check_plain(self, node: Scalar) -> None:
        """Refuse a value without quotes that is easily read as something else."""
        taken_for = misread(node.value)
        if taken_for is not None:
            node.excused, node.kind = True, "text"
            kind, else_write = taken_for
            if isinstance(self._inside, Block) and self._key is None:  # it is a key
                else_write = ""
            message = f"{shown(node.value)} without quotes can be read as {kind}"
            hint = f"write {shown(node.value)} in quotes{else_write}"
            self._refuse(node.at, "Y007", message, hint)
        if self._may_drop and node.value:
            self._refuse_dropped(node)

    def _refuse_dropped(self, node: Scalar) -> None:
        dropped = _NOT_A_COMMENT.match(self._source.text, node.ends.index)
        if dropped is not None:
            at = self._source.position(dropped.end() - 1)
            message = 'text after " #" is a comment, so it is not part of the value'
            hint = 'put the value in quotes, or begin the comment with "# "'
            self._refuse(at, "Y007", message, hint)

    def _refuse_lost_rows(self, node: Scalar) -> None:
        start, end = node.begins.index, node.ends.index
        for row in _LOST_ROW.finditer(self._source.text, start, end):
            at = self._source.position(row.end() - 1)
            message = "this row is read as more of the text above it"
            hint = 'rows begin in one column; text with "- " in it goes after ">-"'
            self._refuse(at, "Y007", message, hint)

    def _add(self, node: Node) -> None:
        """Put a finished node where it belongs."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            message = f"this file holds more than {MOST_NODES:,} values"
            raise _Hopeless(node.at, message, "split it")
        inside, key = self._inside, self._key
        if inside is None:
            self.root = node
        elif isinstance(inside, Items):
            inside.items.append(node)
        elif key is None:
            self._key = node
            self._check_key(node, inside)
        else:
            self._key = None
            if isinstance(key, Scalar):
                inside.entries.setdefault(key.value, (key, node))

    def _check_key(self, key: Node, inside: Block) -> None:
        if isinstance(key, Unread):
            inside.partial = True
        elif not isinstance(key, Scalar):
            inside.partial = True
            line = self._source.text.split("\n")[key.line - 1]
            if line.startswith("{{", key.column - 2):
                message = 'a value that begins with "{{" must be in quotes'
                self._refuse(key.at, "Y001", message, 'write "{{ … }} …"')
            else:
                hint = 'text that begins with "{" or "[" must be in quotes'
                self._refuse(key.at, "Y001", "a key must be a word", hint)
        elif key.plain and key.value == "<<":
            inside.partial = True
            self._key = Unread(key.source, key.begins)
            message = 'the merge key "<<" is not allowed'
            self._refuse(key.at, "Y005", message, "write the keys out in full")
        elif key.value in inside.entries:
            message = f"key {shown(key.value)} appears twice in the same block"
            hint = f"first one is on line {inside.entries[key.value][0].line}"
            self._refuse(key.at, "Y006", message, hint)
        elif key.kind != "text":
            message = f"the key {shown(key.value)} is not a word"
            hint = f"write {shown(key.value)} in quotes"
            self._refuse(key.at, "Y007", message, hint)

    def _refuse(self, at: Position, code: str, message: str, hint: str) -> None:
        if len(self._faults) == MOST_FAULTS:
            message = f"there are more than {MOST_FAULTS} faults up to here"
            raise _Hopeless(at, message, "the rest of the file was not read")
        self._faults.append(at)
        self._report.error(at, code, message, hint)

    def _at(self, event: yaml.Event) -> Position:
        mark = _mark(event.start_mark)
        return Position(self._source.path, mark.line + 1, mark.column + 1)


# Not an attribute of the composer: a circle would keep every tree in memory for long.
_TAKERS: Final[dict[type[yaml.Event], Callable[[_Composer, Any], None]]] = {
    yaml.ScalarEvent: _Composer._scalar,
    yaml.MappingStartEvent: _Composer._start_collection,
    yaml.SequenceStartEvent: _Composer._start_collection,
    yaml.MappingEndEvent: _Composer._end_collection,
    yaml.SequenceEndEvent: _Composer._end_collection,
    yaml.AliasEvent: _Composer._alias,
    yaml.DocumentStartEvent: _Composer._start_document,
}

_NOT_A_COMMENT = re.compile(r"[ ]+#(?=[^\s#])")
_LOST_ROW = re.compile(r"\n[ ]*-(?=[ \n])")


_PLACED = "a parser gives every event its place"


def _mark(mark: Mark | None) -> Mark:
    assert mark is not None, _PLACED
    return mark
