"""onnxruntime, loaded only when a model is opened."""

from typing import Any, Final

import numpy as np

from assistant.meaning.onnx_format import Graph

_ROWS: Final = 64


def session(graph: bytes) -> Any:  # noqa: ANN401 - onnxruntime ships no types
    """Return a session that gives the same numbers on every processor.

    Raises:
        ImportError: onnxruntime is missing or does not fit the machine.
    """
    return _open(graph, exact=_overflows())


def _overflows() -> bool:
    """Return whether this processor cuts off large sums of eight-bit products.

    Those from before 2019 do: they add pairs of products in sixteen bits.
    """
    graph = Graph()
    high = graph.constant(np.full((_ROWS, _ROWS), 127, dtype=np.int8))
    zero = graph.constant(np.array(0, dtype=np.int8))
    given = graph.node("Unsqueeze", "tokens", graph.constant(np.array([0])))
    rounded, _, base = graph.nodes(
        "DynamicQuantizeLinear", graph.node("Cast", given, to=1), outputs=3
    )
    sums = graph.node("MatMulInteger", rounded, high, base, zero)
    told = graph.node("ReduceMax", graph.node("Cast", sums, to=1), keepdims=0)
    result = graph.node("Reshape", told, graph.constant(np.array([1])))
    probe = _open(graph.model(given="tokens", results={result: [1]}), exact=False)
    (found,) = probe.run(None, {"tokens": np.full(_ROWS, 255)})
    return bool(found[0] != 255 * 127 * _ROWS)


def _open(graph: bytes, *, exact: bool) -> Any:  # noqa: ANN401
    """Return a session on one thread: requests are many, each is short."""
    import onnxruntime  # noqa: PLC0415 - 20 MB, for those who open a model

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if exact:  # takes twice as long
        options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(
        graph, options, providers=["CPUExecutionProvider"]
    )
