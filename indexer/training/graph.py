"""A BERT encoder as an ONNX graph: token ids in, one normalised vector a text out.

The texts of a batch have the same number of tokens, so that there is no padding and no mask: the attention
of onnxruntime is faster without, and a text's vector cannot depend on its neighbours.

In int8, matrices have one scale an output and 7 bits, so that processors without VNNI instructions, which
add two products in 16 bits, give the same results. Activations are quantised by row (token) while running,
again so that no text depends on another. Tables of embeddings have one scale a row.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

from indexer.training.nano import Array, Checkpoint

Precision = Literal["int8", "float32"]

CONTRIB = "com.microsoft"
WEIGHT_LIMIT = 63
"""Largest weight in 7 bits: 2 · 255 · 63 stays below 2¹⁵."""
TINY = 1e-9
"""Keeps a row of zeros from being divided by zero."""


@dataclass(frozen=True, slots=True)
class Range:
    """How the activations of a row are put into unsigned bytes."""

    name: str
    zero: int
    """The byte that stands for 0."""
    lowest: float | None = None
    """The function's minimum, where it is known; otherwise rows are taken as symmetric."""


SYMMETRIC = Range("symmetric", 128)
AFTER_GELU = Range("after GELU", 16, lowest=-0.17)


@dataclass(frozen=True, slots=True)
class Activation:
    """Names of rows in the type in which they are multiplied, and of each row's factor (empty in float32)."""

    values: str
    factors: str = ""
    range: Range = SYMMETRIC


class Graph:
    """Collects nodes and constants; every method that adds a node returns the name of its output."""

    def __init__(self, precision: Precision) -> None:
        self.precision = precision
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}
        self.zeros: dict[Range, str] = {}

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(value.copy(order="C"), name)
        return name

    def add(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        output = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], output, domain=domain, **attributes))
        return output

    def table(self, name: str, values: Array, indices: str) -> str:
        """Rows of `values`, looked up."""
        if self.precision == "float32":
            return self.add("Gather", self.constant(name, values), indices)
        integers, scales = by_row(values, 127)
        rows = self.add("Gather", self.constant(name, integers), indices)
        factors = self.add("Gather", self.constant(f"{name}.scale", scales), indices)
        return self.add("Mul", self.add("Cast", rows, to=TensorProto.FLOAT), factors)

    def activation(self, rows: str, range_: Range = SYMMETRIC) -> Activation:
        """`rows`, two-dimensional, made ready to be multiplied."""
        if self.precision == "float32":
            return Activation(rows)
        last = self.constant("last axis", np.array([-1]))
        sizes = rows if range_.lowest is not None else self.add("Abs", rows)
        largest = self.add("ReduceMax", sizes, last, keepdims=0)
        step = self.constant(f"{range_.name}.step", np.array([1 / (255 - range_.zero)], np.float32))
        smallest = self.constant(
            f"{range_.name}.smallest", np.array([-(range_.lowest or -TINY) / range_.zero], np.float32)
        )
        scale = self.add("Max", self.add("Mul", largest, step), smallest)
        if range_ not in self.zeros:  # every activation has as many rows
            zero = self.constant(f"{range_.name}.zero", np.array([range_.zero], np.uint8))
            self.zeros[range_] = self.add("Expand", zero, self.add("Shape", scale))
        values = self.add("QuantizeLinear", rows, scale, self.zeros[range_], axis=0)
        return Activation(values, self.add("Unsqueeze", scale, last), range_)

    def product(self, name: str, activation: Activation, weight: Array) -> str:
        """Rows times the transposed `weight` (outputs, inputs)."""
        if self.precision == "float32":
            return self.add("MatMul", activation.values, self.constant(name, weight.T))
        integers, scales = by_row(weight, WEIGHT_LIMIT)
        inputs = (
            activation.values,
            self.constant(name, integers.T),
            self.constant("one", np.array(1, np.float32)),
            self.constant(f"{name}.scale", scales[:, 0]),
            self.constant(f"{activation.range.name}.zero of all", np.array(activation.range.zero, np.uint8)),
        )
        return self.add("Mul", self.add("MatMulIntegerToFloat", *inputs, domain=CONTRIB), activation.factors)


def by_row(values: Array, limit: int) -> tuple[npt.NDArray[np.int8], Array]:
    """Integers of at most `limit` and a column of scales whose product comes nearest to `values`."""
    scales = np.maximum(np.abs(values).max(axis=1, keepdims=True) / limit, TINY).astype(np.float32)
    return np.rint(values / scales).astype(np.int8), scales


def build(checkpoint: Checkpoint, precision: Precision) -> ModelProto:
    """input_ids (texts, tokens), int64, without padding -> embedding (texts, hidden), each of length 1."""
    graph = Graph(precision)
    rows = _embeddings(graph, checkpoint)
    for layer in range(checkpoint.layers):
        rows = _layer(graph, checkpoint, f"encoder.layer.{layer}.", rows)
    _pool(graph, rows)
    hidden = checkpoint.tensors["embeddings.LayerNorm.bias"].size
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])]
    outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", hidden])]
    body = helper.make_graph(graph.nodes, "encoder", inputs, outputs, list(graph.constants.values()))
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)]
    model = helper.make_model(body, opset_imports=opsets, ir_version=9, producer_name="yanxiu")
    checker.check_model(model)
    return model


def _embeddings(graph: Graph, checkpoint: Checkpoint) -> str:
    """The sum of word, position and type embeddings, normalised: (texts · tokens, hidden)."""
    tensors = checkpoint.tensors
    words = graph.table("words", tensors["embeddings.word_embeddings.weight"], "input_ids")
    places = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    zero, one = graph.constant("0", np.array(0)), graph.constant("1", np.array(1))
    length = graph.add("Gather", graph.add("Shape", "input_ids"), one)
    positions = graph.table("positions", places, graph.add("Range", zero, length, one))
    flat = graph.constant("flat", np.array([-1, places.shape[1]]))
    rows = graph.add("Reshape", graph.add("Add", words, positions), flat)
    return _normalise(graph, checkpoint, "embeddings.LayerNorm", rows)


def _layer(graph: Graph, checkpoint: Checkpoint, prefix: str, rows: str) -> str:
    """One encoder layer over (texts · tokens, hidden)."""
    tensors = checkpoint.tensors

    def linear(part: str, activation: Activation) -> str:
        return graph.product(prefix + part, activation, tensors[f"{prefix}{part}.weight"])

    def bias(part: str) -> str:
        return graph.constant(f"{prefix}{part}.bias", tensors[f"{prefix}{part}.bias"])

    def output(part: str, activation: Activation, residual: str) -> str:
        change = graph.add("Add", linear(f"{part}.dense", activation), bias(f"{part}.dense"))
        return _normalise(graph, checkpoint, f"{prefix}{part}.LayerNorm", graph.add("Add", change, residual))

    attended = _attention(graph, checkpoint, f"{prefix}attention.self.", rows)
    rows = output("attention.output", graph.activation(attended), rows)
    wide = linear("intermediate.dense", graph.activation(rows))
    wide = graph.add("BiasGelu", wide, bias("intermediate.dense"), domain=CONTRIB)
    return output("output", graph.activation(wide, AFTER_GELU), rows)


def _attention(graph: Graph, checkpoint: Checkpoint, prefix: str, rows: str) -> str:
    """Every token of a text attends to every other: (texts · tokens, hidden) again."""
    tensors = checkpoint.tensors
    parts = ("query", "key", "value")
    hidden = tensors[f"{prefix}query.bias"].size
    width = graph.constant("width", np.array([hidden]))
    by_text = graph.add("Concat", graph.add("Shape", "input_ids"), width, axis=0)
    ready = graph.activation(rows)
    flat = [graph.product(prefix + part, ready, tensors[f"{prefix}{part}.weight"]) for part in parts]
    biases = np.concatenate([tensors[f"{prefix}{part}.bias"] for part in parts])
    inputs = (*(graph.add("Reshape", part, by_text) for part in flat), graph.constant(f"{prefix}bias", biases))
    attended = graph.add("MultiHeadAttention", *inputs, domain=CONTRIB, num_heads=checkpoint.heads)
    return graph.add("Reshape", attended, graph.constant("flat", np.array([-1, hidden])))


def _normalise(graph: Graph, checkpoint: Checkpoint, name: str, rows: str) -> str:
    scale = graph.constant(f"{name}.weight", checkpoint.tensors[f"{name}.weight"])
    bias = graph.constant(f"{name}.bias", checkpoint.tensors[f"{name}.bias"])
    return graph.add("LayerNormalization", rows, scale, bias, axis=-1, epsilon=checkpoint.epsilon)


def _pool(graph: Graph, rows: str) -> None:
    """The mean over the tokens, scaled to length 1, as the output `embedding`."""
    rest = graph.constant("last axis", np.array([-1]))
    tokens = graph.add("Reshape", rows, graph.add("Concat", graph.add("Shape", "input_ids"), rest, axis=0))
    mean = graph.add("ReduceMean", tokens, graph.constant("token axis", np.array([1])), keepdims=0)
    graph.nodes.append(helper.make_node("LpNormalization", [mean], ["embedding"], "embedding", axis=-1, p=2))
