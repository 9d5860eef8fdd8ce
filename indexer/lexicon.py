"""Everyday words and what official documents write for them; loaded once from `data/lexicon.toml`."""

import tomllib
from functools import cache
from importlib.resources import files


class Lexicon:
    """Looks up what may stand for a word in a document."""

    def __init__(self, *, equal: list[list[str]], lay: dict[str, list[str]], filler: str) -> None:
        self.filler = frozenset(filler.split())
        """Words that every question may hold: they carry a question, not its subject."""
        self._others: dict[str, tuple[str, ...]] = {}
        for group in equal:
            for word in group:
                known = self._others.get(word, ())
                self._others[word] = tuple(dict.fromkeys((*known, *(w for w in group if w != word))))
        for word, official in lay.items():
            known = self._others.get(word, ())
            self._others[word] = tuple(dict.fromkeys((*known, *(w for w in official if w != word))))
        self.words = tuple(self._others)

    def __contains__(self, word: str) -> bool:
        return word in self._others

    def others(self, word: str) -> tuple[str, ...]:
        """Expressions that may stand in a document where a person says `word`; empty when none is known."""
        return self._others.get(word, ())


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    data = tomllib.loads((files("indexer") / "data" / "lexicon.toml").read_text(encoding="utf-8"))
    return Lexicon(equal=data["equal"], lay=data["lay"], filler=data["filler"])
