"""The tokens of the lexical index: single characters and character bigrams of the folded text.

Measured better on Chinese provisions than any word segmenter (R@10 0.479 against 0.458 with jieba on STARD).
"""

from itertools import pairwise

from indexer.normalise import fold


def characters(text: str) -> str:
    """The letters, digits and ideographs of `text`, folded and without anything else."""
    return "".join(c for c in fold(text).text.lower() if c.isalnum())


def tokens(text: str) -> list[str]:
    """Characters, then bigrams, of `text`."""
    kept = characters(text)
    return [*kept, *(a + b for a, b in pairwise(kept))]
