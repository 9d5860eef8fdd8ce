"""Weights on disk and mixtures of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.training import weights
from indexer.training.nano import Checkpoint


def checkpoint(seed: int, width: int = 4) -> Checkpoint:
    draw = np.random.default_rng(seed)
    names = ("encoder.layer.0.intermediate.dense.weight", "encoder.layer.0.intermediate.dense.bias")
    tensors = {name: draw.normal(size=(width, 3)[: 2 - i]).astype(np.float32) for i, name in enumerate(names)}
    return Checkpoint(("<s>", "<pad>"), (0.0, 0.0), tensors, 2, 1e-12)


def equal(left: Checkpoint, right: Checkpoint) -> bool:
    return left.tensors.keys() == right.tensors.keys() and all(
        np.array_equal(array, right.tensors[name]) for name, array in left.tensors.items()
    )


def test_weights_come_back(tmp_path: Path) -> None:
    """What was written is read again bit for bit, with the vocabulary of the base, and nothing else is left."""
    base, trained = checkpoint(1), replace(checkpoint(2), pieces=("other", "words"))
    weights.write(tmp_path / "epoch-1.npz", trained)
    back = weights.read(tmp_path / "epoch-1.npz", base)
    assert equal(back, trained)
    assert (back.pieces, back.heads, back.layers) == (base.pieces, 2, 1)
    assert [file.name for file in tmp_path.iterdir()] == ["epoch-1.npz"]


def test_weights_of_another_model_are_refused(tmp_path: Path) -> None:
    """Other shapes than the base's are an error that names the file."""
    weights.write(tmp_path / "epoch-1.npz", checkpoint(1, width=5))
    with pytest.raises(ValueError, match=r"epoch-1\.npz"):
        weights.read(tmp_path / "epoch-1.npz", checkpoint(1))


def test_mixtures_end_at_base_and_trained() -> None:
    """Share 0 is the base and 1 the trained model, as near as float32 allows; half-way lies between."""
    base, trained = checkpoint(1), checkpoint(2)
    assert equal(weights.mix(base, trained, 0), base)
    for name, array in weights.mix(base, trained, 1).tensors.items():
        assert np.allclose(array, trained.tensors[name], atol=1e-6)
    for name, array in weights.mix(base, trained, 0.5).tensors.items():
        assert array.dtype == np.float32
        assert np.allclose(array, (base.tensors[name] + trained.tensors[name]) / 2, atol=1e-6)


def test_mean_of_several() -> None:
    """The mean of three models, tensor by tensor; of one, that one."""
    models = [checkpoint(seed) for seed in (1, 2, 3)]
    assert equal(weights.mean(models[:1]), models[0])
    for name, array in weights.mean(models).tensors.items():
        assert np.allclose(array, sum(model.tensors[name] for model in models) / 3, atol=1e-6)


@pytest.mark.parametrize(("layers", "kept"), [(1, [0]), (2, [0, 2]), (3, [0, 1, 2]), (4, [0, 1, 2, 3])])
def test_some_layers_are_left(layers: int, kept: list[int]) -> None:
    """Evenly spaced ones in their order, numbered anew; what belongs to no layer stays."""
    bias = "intermediate.dense.bias"
    tensors = {f"encoder.layer.{index}.{bias}": np.full(3, index, np.float32) for index in range(4)}
    deep = replace(checkpoint(1), tensors={**tensors, "embeddings.LayerNorm.bias": np.ones(3, np.float32)})
    left = weights.shallower(deep, layers)
    assert (deep.layers, left.layers) == (4, layers)
    assert [int(left.tensors[f"encoder.layer.{index}.{bias}"][0]) for index in range(layers)] == kept
    assert "embeddings.LayerNorm.bias" in left.tensors
