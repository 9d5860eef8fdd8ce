"""Misspelt words: what the corpus lacks and what sounds like a word that it has (学识 → 学时, 陪训 → 培训).

Chinese typing errors are nearly always homophones, since people type by sound.
"""

from collections.abc import Callable, Iterable, Iterator

from indexer.lexicon import lexicon
from indexer.vocabulary import sound
from indexer.words import cut, is_ideographs, tagged

_LONGEST = 4
_COMMON = 3
"""A correction goes only to words that at least so many passages hold."""
_FUNCTION = frozenset(
    "想需应该请问的了吗呢吧啊呀么不没能会要有在是里内中前后之和与及或把被给对从到让就都也还又才得地着过谁啥咋哪什几多少个些这那我你他她它们"
)
"""Characters of grammar: a pair with one of them is two words, not one torn apart."""


class Speller:
    """Corrects homophones against the vocabulary of the indexed corpus."""

    def __init__(self, *, known: Callable[[str], bool], sounding: Callable[[str], Iterable[tuple[str, int]]]) -> None:
        """`known(word)`: the corpus has it; `sounding(pinyin)`: corpus words with that sound and their counts."""
        self._known = known
        self._sounding = sounding

    def correct(self, text: str) -> tuple[tuple[tuple[str, str], ...], str]:
        """What was changed, and the corrected text of the same length."""
        changed: list[tuple[str, str]] = []
        for start, end, right in list(self._found(text)):
            changed.append((text[start:end], right))
            text = f"{text[:start]}{right}{text[end:]}"
        return tuple(changed), text

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Spans of words that the corpus lacks, single or torn apart by the typo, with what was meant."""
        words = cut(text)
        bounds = [0]
        for word in words:
            bounds.append(bounds[-1] + len(word))
        taken = 0
        for first in range(len(words)):
            for last in range(min(first + 3, len(words)), first, -1):
                span = text[bounds[first] : bounds[last]]
                if bounds[first] < taken or not self._suspect(span, words[first:last]):
                    continue
                if right := self._right(span):
                    yield bounds[first], bounds[last], right
                    taken = bounds[last]
                    break

    def _suspect(self, span: str, words: list[str]) -> bool:
        if not 2 <= len(span) <= _LONGEST or not is_ideographs(span) or span in lexicon() or self._known(span):
            return False
        if set(span) & _FUNCTION:
            return False
        if len(words) == 1:
            return tagged(span)[0][1][0] in "nvx"
        return any(len(w) == 1 for w in words)

    def _right(self, wrong: str) -> str:
        """The commonest corpus word that sounds like `wrong`, shares a character with it and has its length."""
        best, most = "", _COMMON - 1
        for word, count in self._sounding(sound(wrong)):
            if len(word) == len(wrong) and count > most and set(word) & set(wrong):
                best, most = word, count
        return best
