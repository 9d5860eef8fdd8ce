"""The content of a question as weighted terms, and how far a sentence covers them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import log

from indexer.lexicon import lexicon
from indexer.tokens import characters
from indexer.words import tagged

_CONTENT_TAGS = ("n", "v", "a", "b", "i", "l", "j", "t", "s", "z", "q", "f", "x", "g", "eng")
_SAME = 0.85
"""Worth from which a neighbour in meaning makes a word as common as itself."""
_EMPTY_TAGS = ("zg", "vshi", "vyou", "ul", "uj", "uz", "ug", "ud", "uv", "df")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a question that an answer has to be about."""

    word: str
    weight: float
    """How much the answer depends on it: rarer in the corpus, more."""
    others: tuple[str, ...] = ()
    """What a document may write instead."""
    near: tuple[tuple[str, float], ...] = ()
    """Words of the corpus with a similar meaning and what they are worth, best first."""
    noun: bool = False

    def found_in(self, text: str) -> float:
        """1 when `text` (folded) has the word, less for a synonym, part for some of its characters."""
        if self.word in text:
            return 1.0
        if any(other in text for other in self.others):
            return 0.95
        meant = next((worth for word, worth in self.near if word in text), 0.0)
        return max(meant, self._pairs(text))

    def _pairs(self, text: str) -> float:
        pairs = [self.word[i : i + 2] for i in range(len(self.word) - 1)]
        if len(pairs) > 1:
            return 0.8 * sum(pair in text for pair in pairs) / len(pairs)
        return 0.0


class Weigher:
    """Turns words into terms, weighted by how rare they are in the indexed corpus."""

    def __init__(
        self, *, frequency: Callable[[str], int], size: int, neighbours: Callable[[str], tuple[tuple[str, float], ...]]
    ) -> None:
        self._frequency = frequency
        self._neighbours = neighbours
        self._size = max(size, 1)
        self._top = log(1 + (self._size + 0.5) / 0.5)

    def rarity(self, word: str) -> float:
        """0 for a word in every passage, 1 for a word in none."""
        kept = characters(word)
        units = [kept[i : i + 2] for i in range(len(kept) - 1)] or list(kept)
        if not units:
            return 0.0
        seen = min(self._frequency(unit) for unit in units)
        return log(1 + (self._size - seen + 0.5) / (seen + 0.5)) / self._top

    def known(self, word: str) -> bool:
        """Whether the corpus can hold `word`: every bigram of it occurs somewhere."""
        return self.rarity(word) < 1.0

    def terms(self, text: str) -> tuple[Term, ...]:
        """The content words of the folded `text`, longest known expression first, each once."""
        found: dict[str, Term] = {}
        for word, tag in _expressions(text):
            if word in found or word in lexicon().filler or not _is_content(word, tag):
                continue
            factor = 0.45 if len(word) == 1 else 0.7 if tag[0] in "vatq" else 1.0
            near = self._neighbours(word) if len(word) > 1 else ()
            same = (*lexicon().others(word), *(other for other, worth in near if worth > _SAME))
            rarity = min(self.rarity(other) for other in (word, *same))
            found[word] = Term(word, max(rarity, 0.05) * factor, lexicon().others(word), near, tag[0] in "nljb")
        return tuple(found.values())


def _is_content(word: str, tag: str) -> bool:
    if not any(c.isalpha() for c in word):
        return False
    return word in lexicon() or (tag not in _EMPTY_TAGS and tag.startswith(_CONTENT_TAGS))


def _expressions(text: str) -> Iterable[tuple[str, str]]:
    """Words with their part of speech; neighbouring words that are one known expression are joined."""
    words = tagged(text)
    at = 0
    while at < len(words):
        for end in range(min(at + 6, len(words)), at + 1, -1):
            joined = "".join(word for word, _ in words[at:end])
            if joined in lexicon():
                yield joined, "n"
                at = end
                break
        else:
            yield words[at]
            at += 1
