"""The corpus that the evaluation runs on: our digests, and the laws of `../shared` when they are there."""

from pathlib import Path

from policy_corpus.store import Corpus

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def evaluation_corpus(home: Path, *, originals: bool = False) -> Corpus:
    """A corpus in `home` with the digests, the laws and, when asked, the originals of the digests."""
    corpus = Corpus(home)
    folders = [SHARED / "law_documents", *([SHARED / "policy_documents"] if originals else [])]
    present = [folder for folder in folders if folder.is_dir()]
    if present:
        corpus.add(present, None)
    return corpus
