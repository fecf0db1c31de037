"""The part of the ONNX file format that one small graph needs, read and written.

ONNX is protocol buffers: a message is a run of fields, each a number, a kind and a
value. The ``onnx`` package knows all of it and weighs 60 MB with what it brings; the
numbers below, from ``onnx.proto``, are all that is used here.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_NUMBER, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_IR_VERSION: Final = 9
_OPERATORS: Final = 20
"""The version of the operator set: the first with Gelu."""

_TYPES: Final[dict[int, type[np.generic]]] = {
    1: np.float32,
    2: np.uint8,
    3: np.int8,
    7: np.int64,
}
_TYPE_NUMBERS: Final = {np.dtype(kind): number for number, kind in _TYPES.items()}
_IS_FLOAT, _IS_INT, _IS_INTS = 1, 2, 7


def tensors(model: bytes) -> dict[str, Array]:
    """Return the stored tensors of a model by name, without copying them.

    The bytes are trusted: check their hash first.
    """
    graph = next(value for number, value in _fields(memoryview(model)) if number == 7)
    return dict(
        _tensor(value)
        for number, value in _fields(graph)
        if number == 5 and isinstance(value, memoryview)
    )


class Graph:
    """A graph under construction: its nodes, in order, and its constants."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []

    def constant(self, value: Array) -> str:
        """Keep a tensor; return its name."""
        name = f"c{len(self._constants)}"
        little = value.astype(value.dtype.newbyteorder("<"), copy=False)
        self._constants.append(
            b"".join(_field(1, size) for size in value.shape)
            + _field(2, _TYPE_NUMBERS[value.dtype])
            + _field(8, name)
            + _field(9, little.tobytes())
        )
        return name

    def node(self, operator: str, *inputs: str, **attributes: float | list[int]) -> str:
        """Add a node with one output; return the output's name."""
        return self.nodes(operator, *inputs, outputs=1, **attributes)[0]

    def nodes(
        self,
        operator: str,
        *inputs: str,
        outputs: int,
        **attributes: float | list[int],
    ) -> Sequence[str]:
        """Add a node with several outputs; return their names."""
        made = [f"n{len(self._nodes)}.{number}" for number in range(outputs)]
        self._nodes.append(
            b"".join(_field(1, name) for name in inputs)
            + b"".join(_field(2, name) for name in made)
            + _field(4, operator)
            + b"".join(_field(5, _attribute(*pair)) for pair in attributes.items())
        )
        return made

    def model(self, *, given: str, results: Mapping[str, Sequence[int | str]]) -> bytes:
        """Return the model: token ids ``given`` in, ``results`` of these sizes out."""
        graph = b"".join(
            (
                *(_field(1, node) for node in self._nodes),
                _field(2, "meaning"),
                *(_field(5, constant) for constant in self._constants),
                _field(11, _described(given, np.dtype(np.int64), ["tokens"])),
                *(
                    _field(12, _described(name, np.dtype(np.float32), sizes))
                    for name, sizes in results.items()
                ),
            )
        )
        return (
            _field(1, _IR_VERSION) + _field(7, graph) + _field(8, _field(2, _OPERATORS))
        )


def _described(name: str, kind: np.dtype[Any], sizes: Sequence[int | str]) -> bytes:
    """Return what the graph says of an input or output."""
    shape = b"".join(
        _field(1, _field(1, size) if isinstance(size, int) else _field(2, size))
        for size in sizes
    )
    tensor = _field(1, _TYPE_NUMBERS[kind]) + _field(2, shape)
    return _field(1, name) + _field(2, _field(1, tensor))


def _attribute(name: str, value: float | list[int]) -> bytes:
    if isinstance(value, list):
        told = _field(20, _IS_INTS) + b"".join(_field(8, one) for one in value)
    elif isinstance(value, int):
        told = _field(20, _IS_INT) + _field(3, value)
    else:
        told = _field(20, _IS_FLOAT) + _field(2, value)
    return _field(1, name) + told


def _field(number: int, value: float | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3 | _NUMBER) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | _FOUR_BYTES) + struct.pack("<f", value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | _BYTES) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    """Return a number seven bits at a time, the lowest first."""
    value &= (1 << 64) - 1  # a negative one as its two's complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _tensor(message: memoryview) -> tuple[str, Array]:
    shape: list[int] = []
    name, kind, data = "", np.dtype(np.float32), memoryview(b"")
    for number, value in _fields(message):
        if isinstance(value, int):
            if number == 1:
                shape.append(value)
            elif number == 2:
                kind = np.dtype(_TYPES.get(value, np.uint8)).newbyteorder("<")
        elif number == 8:
            name = str(value, "utf-8")
        elif number == 9:
            data = value
    return name, np.frombuffer(data, dtype=kind).reshape(shape or -1)


def _fields(message: memoryview) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        number, kind = tag >> 3, tag & 7
        if kind == _NUMBER:
            value, at = _read_varint(message, at)
            yield number, value
            continue
        if kind == _BYTES:
            size, at = _read_varint(message, at)
        else:
            size = 8 if kind == _EIGHT_BYTES else 4
        yield number, message[at : at + size]
        at += size


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while message[at] & 0x80:
        value |= (message[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return value | message[at] << shift, at + 1
