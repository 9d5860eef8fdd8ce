"""Writes the bundled embedding model out of trained weights: `python -m indexer.training.export_trained WEIGHTS OUT`.

WEIGHTS are epoch-N.npz files of `indexer.training.train`; of several, the mean is taken. The same three files as from
`export_base` come out, and the agreement of int8 with float32 is checked. Needs the packages of the extra `[train]`.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np

from indexer.embedding import BundledEmbedding
from indexer.training import nano, weights
from indexer.training.export_base import NAME, SOURCE, export, prune

SHARE = 0.7
"""Part of the way back to the base: best on STARD, and our own policy questions lose least (docs/model-card.md)."""
LARGEST = 35_000_000
"""Bytes of the three files together."""
CLOSE = 0.985
"""Least cosine between the vectors of int8 and float32."""
_SENTENCES = (
    "新任教师岗前培训不少于120学时，未参加的不得上岗。",
    "老师五年要学多少课时？",
    "房东不退押金怎么办",
    "用人单位自用工之日起超过一个月不满一年未与劳动者订立书面劳动合同的，应当向劳动者每月支付二倍的工资。",
    "培训经费列入财政预算，按照教职工年度工资总额的一定比例安排，并向农村学校和薄弱学校倾斜。",
    "食堂",
)


def source(share: float) -> str:
    """Where the weights come from, for model.json."""
    return f"{SOURCE}; trained on STARD's training questions and our own, share of the trained weights {share:g}"


def agreement(checkpoint: nano.Checkpoint, folder: Path) -> float:
    """Least cosine between what the export in `folder` and the same weights in float32 make of a few sentences."""
    with tempfile.TemporaryDirectory() as whole:
        export(checkpoint, Path(whole), name=NAME, source=SOURCE, precision="float32")
        exact = BundledEmbedding(folder=Path(whole)).documents(_SENTENCES)
    return float(np.min(np.sum(exact * BundledEmbedding(folder=folder).documents(_SENTENCES), axis=1)))


def main() -> None:
    """The command line; ends with status 1 when the export is too large or too far from float32."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path, nargs="+", help="epoch-N.npz")
    parser.add_argument("out", type=Path, help="folder to write")
    parser.add_argument("--mix", type=float, default=SHARE, help="share of the trained weights (default: %(default)s)")
    arguments = parser.parse_args()
    base = prune(nano.read(nano.installed_model()))
    trained = weights.mean([weights.read(path, base) for path in arguments.weights])
    mixed = weights.mix(base, trained, arguments.mix)
    export(mixed, arguments.out, name=NAME, source=source(arguments.mix), precision="int8")
    size = sum(file.stat().st_size for file in arguments.out.iterdir())
    cosine = agreement(mixed, arguments.out)
    print(f"{arguments.out}: {size:,} bytes; cosine of int8 with float32 at least {cosine:.4f}")
    if size > LARGEST or cosine < CLOSE:
        raise SystemExit(f"not fit to be shipped: more than {LARGEST:,} bytes, or a cosine below {CLOSE}")


if __name__ == "__main__":
    main()
