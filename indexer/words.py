"""Cutting Chinese text into words: rjieba with our expressions added, no guessing of unknown words."""

from functools import cache
from typing import Any

import rjieba

from indexer.lexicon import lexicon

_FREQUENCY = 3_000
"""Of our expressions in the dictionary's count: enough to win over accidental neighbours (算学|时)."""


@cache
def _cutter() -> Any:
    cutter = rjieba.Jieba()
    for word in lexicon().words:
        if len(word) > 1:
            cutter.add_word(word, _FREQUENCY, "n")
    return cutter


def cut(text: str) -> list[str]:
    """The words of `text`; together they are `text`."""
    return list(_cutter().cut(text, hmm=False))


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of `text`, each with its part of speech in the tags of jieba."""
    return list(_cutter().tag(text, hmm=False))


def is_ideographs(word: str) -> bool:
    """Whether `word` is written in Chinese characters alone."""
    return all("一" <= c <= "鿿" for c in word)
