"""MiniLM-L6 as a graph that computes in eight bits, from weights kept in eight bits.

The published graph turns its weights into 32 bits before it multiplies. This one
leaves them, and rounds what flows into a matrix as well: that takes half the time and
a third of the memory. It reads one text at a time, so that a text means the same
alone and among others, and gives its vector: the mean over the tokens, of length 1;
and beside it what each token means half way up, where wording still counts: that tells
"all of our calls" from "one of our calls" better than the top, which tells topics.
"""

from typing import Final

import numpy as np

from assistant.meaning.onnx_format import Array, Graph, tensors

LONGEST: Final = 256
"""Tokens that are read of a text; the published model was trained on no more."""

DIMENSIONS: Final = 384

_LAYERS: Final = 6
_HALF_WAY: Final = 3
_HEADS: Final = 12
_HEAD: Final = DIMENSIONS // _HEADS
_EPSILON: Final = 1e-12


def eight_bit_graph(published: bytes) -> bytes:
    """Return the model that computes in eight bits, from the published file."""
    return _Builder(tensors(published)).build()


class _Builder:
    """The graph being built, and the stored tensors it takes its constants from."""

    def __init__(self, stored: dict[str, Array]) -> None:
        self._stored = stored
        self._matrices = iter(
            (stored[name], stored[name.removesuffix("_q") + "_scale"])
            for name in stored  # in order: query, key, value, output, between, back
            if name.startswith("val_") and name.endswith("_q")
        )
        self._graph = Graph()

    def build(self) -> bytes:
        flow = self._embedded("tokens")
        half_way = flow
        for layer in range(_LAYERS):
            flow = self._layer(flow, f"encoder.layer.{layer}.")
            if layer + 1 == _HALF_WAY:
                half_way = flow
        mean = self._graph.node("ReduceMean", flow, self._numbers(0), keepdims=0)
        vector = self._graph.node("LpNormalization", mean, axis=0, p=2)
        return self._graph.model(
            given="tokens",
            results={vector: [DIMENSIONS], half_way: ["tokens", DIMENSIONS]},
        )

    def _embedded(self, tokens: str) -> str:
        """Return what each token means by itself, and where it stands."""
        node, constant = self._graph.node, self._graph.constant
        words = "inner.embeddings.word_embeddings.weight"
        places = "inner.embeddings.position_embeddings.weight"
        rounded = node("Gather", constant(self._stored[words + "_q"]), tokens)
        scales = node("Gather", constant(self._stored[words + "_scale"]), tokens)
        word = node("Mul", node("Cast", rounded, to=1), scales)
        place = self._stored[places + "_q"] * self._stored[places + "_scale"]
        segment = self._stored["inner.embeddings.token_type_embeddings.weight"][0]
        where = node(
            "Slice",
            constant(place[:LONGEST] + segment),
            self._numbers(0),
            node("Shape", tokens),
        )
        return self._normal(node("Add", word, where), "embeddings.LayerNorm")

    def _layer(self, flow: str, name: str) -> str:
        node = self._graph.node
        seen = self._linear(self._attended(flow, name), name + "attention.output.dense")
        flow = self._normal(
            node("Add", seen, flow), name + "attention.output.LayerNorm"
        )
        wide = node("Gelu", self._linear(flow, name + "intermediate.dense"))
        back = self._linear(wide, name + "output.dense")
        return self._normal(node("Add", back, flow), name + "output.LayerNorm")

    def _attended(self, flow: str, name: str) -> str:
        """Return, for each token, the values of those it attends to."""
        node = self._graph.node
        parts = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
        joined = self._linear(flow, *parts)
        heads = node("Reshape", joined, self._numbers(0, 3, _HEADS, _HEAD))
        query, key, value = (
            node("Gather", heads, self._graph.constant(np.array(part)), axis=1)
            for part in range(3)
        )
        likeness = node(
            "MatMul",
            node("Transpose", query, perm=[1, 0, 2]),
            node("Transpose", key, perm=[1, 2, 0]),
        )
        size = self._graph.constant(np.array(_HEAD**-0.5, dtype=np.float32))
        shares = node("Softmax", node("Mul", likeness, size), axis=-1)
        seen = node("MatMul", shares, node("Transpose", value, perm=[1, 0, 2]))
        return node(
            "Reshape",
            node("Transpose", seen, perm=[1, 0, 2]),
            self._numbers(0, DIMENSIONS),
        )

    def _linear(self, flow: str, *names: str) -> str:
        """Return the flow through one matrix, or through several set side by side."""
        node, constant = self._graph.node, self._graph.constant
        matrices, scales = zip(*(next(self._matrices) for _ in names), strict=True)
        biases = [self._stored[f"inner.{name}.bias"] for name in names]
        rounded, scale, zero = self._graph.nodes(
            "DynamicQuantizeLinear", flow, outputs=3
        )
        sums = node(
            "MatMulInteger",
            rounded,
            constant(np.concatenate(matrices, axis=1)),
            zero,
            constant(np.array(0, dtype=np.int8)),
        )
        step = node("Mul", scale, constant(np.concatenate(scales, axis=1)[0]))
        product = node("Mul", node("Cast", sums, to=1), step)
        return node("Add", product, constant(np.concatenate(biases)))

    def _normal(self, flow: str, name: str) -> str:
        weight, bias = (
            self._graph.constant(self._stored[f"inner.{name}.{part}"])
            for part in ("weight", "bias")
        )
        return self._graph.node(
            "LayerNormalization", flow, weight, bias, axis=-1, epsilon=_EPSILON
        )

    def _numbers(self, *numbers: int) -> str:
        return self._graph.constant(np.array(numbers, dtype=np.int64))
