"""The data folder: which files there are, and which of them were read."""

from collections.abc import Mapping
from os.path import lexists
from pathlib import Path
from typing import Any

from assistant.errors import Position
from assistant.sources.fields import BROKEN, Context
from assistant.sources.report import listing, suggestion
from assistant.sources.shape import Shape
from assistant.sources.yaml_file import read_yaml

_ENDINGS = frozenset((".yaml", ".yml"))


class Folder:
    """Reads files of a data folder by the shape they must have."""

    def __init__(self, data: Path, here: Context) -> None:
        self.here = here
        self._data = data
        self._read: set[str] = set()
        self._looked_for: set[str] = set()

    def read(
        self, name: str, shape: Shape, *, required: bool = True, scope: str = ""
    ) -> Mapping[str, Any]:
        """Return what a file holds by its keys; empty where it cannot be read."""
        here = self.here.scoped(scope)
        self._looked_for.add(name)
        if lexists(self._data / name):
            value = self._row(self._data / name, shape, here)
            return value if isinstance(value, Mapping) else {}
        if required:
            shape.lost(here)
            hint = f"write it, with its keys: {listing(shape.keys)}"
            at = Position(name, 1, 1)
            here.report.error(at, "S002", "this file is missing", hint)
        return {}

    def rows(self, folder: str, shape: Shape) -> list[Any]:
        """Return what each file of a folder is made into, in order of their names."""
        files = (self._data / folder).glob("*.yaml")
        rows = [
            self._row(file, shape, self.here)
            for file in sorted(files)
            if not _hidden(file)
        ]
        return [row for row in rows if row is not BROKEN]

    def _row(self, file: Path, shape: Shape, here: Context) -> object:
        name = self._name(file)
        self._read.add(name)
        node = read_yaml(file, name, here.report)
        if node is None:
            shape.lost(here)
            return BROKEN
        return shape.read(node, "this file", here)

    def report_strays(self, top: str) -> None:
        """Report files that look like content and that nothing reads."""
        for file in sorted((self._data / top).rglob("*")):
            name = self._name(file)
            if file.suffix not in _ENDINGS or _hidden(file) or name in self._read:
                continue
            hint = suggestion(name, self._looked_for - self._read, "missing yet")
            if file.suffix == ".yml":
                hint = "its name must end in .yaml"
            at = Position(name, 1, 1)
            message = "nothing reads a file of this name"
            self.here.report.error(at, "S001", message, hint)

    def _name(self, file: Path) -> str:
        """Return a file's path in the data folder, as it can be printed."""
        name = file.relative_to(self._data).as_posix()
        return name if name.isprintable() else ascii(name)[1:-1]


def _hidden(file: Path) -> bool:
    return file.name.startswith(".")  # editors keep half-written copies there
