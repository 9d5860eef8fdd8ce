"""Trained weights on disk, and mixtures of them with what they were trained from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from indexer.training.nano import Array, Checkpoint


def write(path: Path, checkpoint: Checkpoint) -> None:
    """The weights as an .npz file; the vocabulary is that of the base and is not written."""
    unfinished = path.with_suffix(".unfinished.npz")
    np.savez(unfinished, **checkpoint.tensors)  # type: ignore[arg-type]
    unfinished.replace(path)


def read(path: Path, base: Checkpoint) -> Checkpoint:
    """`base` with the weights in `path`; raises ValueError when they are of another model."""
    with np.load(path) as file:
        tensors = {name: file[name] for name in file.files}
    if _shapes(tensors) != _shapes(base.tensors):
        raise ValueError(f"{path} holds the weights of another model")
    return replace(base, tensors=tensors)


def mean(checkpoints: Sequence[Checkpoint]) -> Checkpoint:
    """The mean of several trainings of one base."""
    tensors = {
        name: np.stack([checkpoint.tensors[name] for checkpoint in checkpoints]).mean(axis=0)
        for name in checkpoints[0].tensors
    }
    return replace(checkpoints[0], tensors=tensors)


def mix(base: Checkpoint, trained: Checkpoint, share: float) -> Checkpoint:
    """Weights between the two: 0 is the base, 1 the trained one.

    What training on one kind of text takes from the others comes back this way, at little cost on that one
    (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
    """
    tensors = {
        name: (array + share * (trained.tensors[name] - array)).astype(np.float32)
        for name, array in base.tensors.items()
    }
    return replace(base, tensors=tensors)


def shallower(checkpoint: Checkpoint, layers: int) -> Checkpoint:
    """Only `layers` of its encoder layers, evenly spaced from the first on, in their order."""
    kept = {
        f"encoder.layer.{index * checkpoint.layers // layers}.": f"encoder.layer.{index}." for index in range(layers)
    }
    tensors = {}
    for name, array in checkpoint.tensors.items():
        layer = re.match(r"encoder\.layer\.\d+\.", name)
        if layer is None:
            tensors[name] = array
        elif layer[0] in kept:
            tensors[kept[layer[0]] + name.removeprefix(layer[0])] = array
    return replace(checkpoint, tensors=tensors)


def _shapes(tensors: Mapping[str, Array]) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in tensors.items()}
