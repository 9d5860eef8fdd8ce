"""Judges weights on the questions kept apart: `python -m indexer.training.judge --stard DIR --fold 0 [WEIGHTS …]`.

Several weights are averaged, none are the base's. Prints recall and reciprocal rank over the relevant provisions and
8,000 others, dense alone and fused with the lexical ranking.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import torch

from indexer.training import measure, nano, stard, weights
from indexer.training.encoder import Encoder
from indexer.training.export_base import PREFIXES, prune
from indexer.training.plan import Data, Plan


def figures(encoder: Encoder, data: Data) -> Mapping[str, Mapping[str, float]]:
    """By channel: recall and reciprocal rank of the questions kept apart, over `data.pool`."""
    held = data.fold.held
    texts = [data.corpus[number].searched for number in data.pool]
    passages = np.concatenate([encoder.array(part) for part in _parts(encoder.ids(PREFIXES["passage"], texts))])
    asked = encoder.array(encoder.ids(PREFIXES["query"], [each.text for each in held]))
    dense = measure.rank(asked, passages, data.pool)
    tables = {"lexical": measure.figures(data.lexical, held), "dense": measure.figures(dense, held)}
    for weight in (2, 4):
        fused = [measure.fuse([(found, weight), (words, 1)]) for found, words in zip(dense, data.lexical, strict=True)]
        tables[f"fused, dense weight {weight}"] = measure.figures(fused, held)
    return tables


def _parts(ids: list[list[int]], size: int = 2000) -> Iterator[list[list[int]]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stard", type=Path, required=True, help="folder with corpus.jsonl.gz, train_queries.jsonl")
    parser.add_argument("--fold", type=int, choices=range(stard.FOLDS), required=True, help="as in training")
    parser.add_argument("--mix", type=float, default=1.0, help="share of the trained weights, the rest is the base's")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("weights", type=Path, nargs="*", help="epoch-N.npz")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    plan = Plan(fold=arguments.fold)
    judged = base = prune(nano.read(nano.installed_model()))
    if arguments.weights:
        trained = weights.mean([weights.read(path, base) for path in arguments.weights])
        judged = weights.mix(base, trained, arguments.mix)
    encoder = Encoder(judged, max_tokens=plan.max_tokens)
    for channel, table in figures(encoder, Data(arguments.stard, plan)).items():
        print(channel, {name: round(value, 4) for name, value in table.items()})


if __name__ == "__main__":
    main()
