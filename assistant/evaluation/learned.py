"""Messages appended to ``kb/utterances/learned.yaml``, one or several at once.

The file is never left broken: what it would become is first checked in a copy of the
folder, as ``assistant check`` would, and only then put in its place, at once.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from assistant.checking import load_checked
from assistant.errors import CannotRun
from assistant.evaluation.messages import Message
from assistant.model.kb import Utterance
from assistant.sources import Sources
from assistant.sources.articles import REGISTERS
from assistant.sources.scalars import bad_escape, misread, plain_kind

FILE = "kb/utterances/learned.yaml"
PLAIN = "plain"
"""The register of a message that names none."""

_HEAD = "# Messages that `assistant learn` was given; edit them like any other.\n"
_NO_ROWS = re.compile(r"^utterances: *(?:\[\])? *$", re.MULTILINE)
_DASH = 2
"""Columns from the dash of a row to its first key."""


def append(sources: Sources, data: Path, messages: Sequence[Message]) -> Sources:
    """Append labelled messages and return the content with them.

    Args:
        sources: The content before.
        data: The folder it was read from.
        messages: Their facts are labelled.

    Raises:
        CannotRun: A message has no labels, an unknown register or a character that no
            file may hold, or is there already; or the file cannot be written.
    """
    known = {each.text: each for each in sources.kb.utterances}
    new: dict[str, Message] = {}
    for message in messages:
        text = _storable(message)
        if text in new:
            raise CannotRun(_told(message, "this message is given twice"))
        if text in known:
            there = f"this message is there already, at {known[text].at}"
            raise CannotRun(_told(message, f"{there}; edit its labels there"))
        new[text] = message
    rows = [_row(text, message) for text, message in new.items()]
    old = _text(data / FILE) or f"{_HEAD}utterances:\n"
    before = _rows_of(sources)
    if not before:
        old = _NO_ROWS.sub("utterances:", old)
    margin = " " * (before[-1].at.column - _DASH - 1 if before else 2)
    lines = [f"{margin}{line}".rstrip() for row in rows for line in ("", *row)]
    whole = "\n".join([old.rstrip("\n"), *(lines if before else lines[1:])]) + "\n"
    found = _tried(data, whole)
    held = [each.text for each in _rows_of(found)]
    if held != [*(each.text for each in before), *new]:
        raise CannotRun(f"{FILE} would not hold these messages as they are given")
    _replace(data / FILE, whole)
    return found


def undo(sources: Sources, data: Path) -> tuple[Utterance, Sources]:
    """Take the last message out of the file; return it, and the content without it.

    Raises:
        CannotRun: There is none, or it cannot be cut out.
    """
    rows = _rows_of(sources)
    if not rows:
        raise CannotRun(f"{FILE} holds no message")
    last = rows[-1]
    lines = (_text(data / FILE) or "").split("\n")
    start = last.at.line - 1
    end = start + 1
    while end < len(lines) and _inside(lines[end], last.at.column):
        end += 1
    kept = "\n".join([*lines[:start], *lines[end:]]).rstrip("\n")
    if len(rows) == 1:
        kept = _NO_ROWS.sub("utterances: []", kept)
    whole = None if kept == f"{_HEAD}utterances: []" else f"{kept}\n"
    found = _tried(data, whole)
    if [each.text for each in _rows_of(found)] != [each.text for each in rows[:-1]]:
        raise CannotRun(f"this cannot be cut out by itself; edit {last.at}")
    _replace(data / FILE, whole)
    return last, found


def _inside(line: str, column: int) -> bool:
    """Tell whether a line belongs to a row whose first key stands in this column."""
    return bool(line.strip()) and line.startswith(" " * (column - 1))


def _rows_of(sources: Sources) -> list[Utterance]:
    """Return the messages of the file, in its order."""
    rows = [each for each in sources.kb.utterances if each.at.path == FILE]
    return sorted(rows, key=lambda each: each.at.line)


def _storable(message: Message) -> str:
    """Return the text as it is kept: its lines end in one way, no space around it."""
    if message.facts is None:
        raise CannotRun(_told(message, '"facts" is missing: what the text says'))
    if message.register and message.register not in REGISTERS:
        registers = ", ".join(REGISTERS)
        raise CannotRun(_told(message, f"no such register; there are: {registers}"))
    text = message.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    wrong = bad_escape(text)
    if wrong is not None:
        raise CannotRun(_told(message, f"in the text {wrong[0]}; {wrong[1]}"))
    return text


def _told(message: Message, what: str) -> str:
    return f"{message.at}: {what}" if message.source else what


def _row(text: str, message: Message) -> list[str]:
    """Return the lines of a row, from its dash on."""
    # JSON's quotes are YAML's; a no-break space must not stand in a file as it is.
    quoted = json.dumps(text, ensure_ascii=False).replace("\u00a0", "\\u00a0")
    row = [
        f"- text: {quoted}",
        f"  register: {message.register or PLAIN}",
        f"  facts: {_labels(message.facts or {})}",
    ]
    if message.also:
        row += ["  also:", *(f"    - {_labels(each)}" for each in message.also)]
    if message.articles:
        row.append(f"  articles: [{', '.join(map(_word, message.articles))}]")
    return row


def _labels(facts: Mapping[str, str]) -> str:
    pairs = (f"{_word(name)}: {_word(value)}" for name, value in facts.items())
    return f"{{{', '.join(pairs)}}}"


def _word(id_: str) -> str:
    plain = plain_kind(id_) == "text" and misread(id_) is None
    return id_ if plain else json.dumps(id_)


def _text(file: Path) -> str | None:
    """Return what the file holds; None where there is none."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotRun(f"cannot read {FILE}: {error.strerror}") from error


def _tried(data: Path, text: str | None) -> Sources:
    """Return the content as it would be with this text in the file.

    Raises:
        SourceErrors: Something would be wrong with it.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder)
            for part in ("kb", "policies"):
                shutil.copytree(data / part, copy / part)
            _write(copy / FILE, text)
            return replace(load_checked(copy), folder=data)
    except (OSError, shutil.Error) as error:
        raise CannotRun(f"cannot try out what {FILE} would hold") from error


def _replace(file: Path, text: str | None) -> None:
    """Write the file at once: who reads meanwhile sees the old or the new one."""
    new = file.with_name(f".{file.name}")  # the check looks at no hidden file
    try:
        if text is not None:
            _write(new, text)
            with suppress(FileNotFoundError):
                shutil.copymode(file, new)
            new.replace(file)
        else:
            file.unlink()
    except OSError as error:
        raise CannotRun(f"cannot write {FILE}: {error.strerror}") from error


def _write(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
