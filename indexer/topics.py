"""Questions gathered by what they are about: which document is missing shows at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.lexicon import lexicon
from indexer.normalise import fold
from indexer.words import is_ideographs, tagged

_SUBJECT_TAGS = ("n", "v", "j", "i", "l", "x")
"""Parts of speech that can say what a question is about; names of places and people are none."""
_NAMES = ("nr", "ns", "nt", "nz")
_FEWEST = 2
"""Questions that make a topic."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Some questions about one thing."""

    word: str
    """What they share; empty for those that share nothing with others."""
    questions: tuple[int, ...]
    """Places in the sequence that was given."""


def topics(questions: Sequence[str], *, common: Sequence[str] = ()) -> tuple[Topic, ...]:
    """`questions` by topic, the largest first, what shares no word with others last; each question is in one.

    `common` are words that say nothing here because the whole corpus is about them.
    """
    dull = lexicon().filler | set(common)
    folded = [fold(question).text for question in questions]
    words = {word for text in folded for word in _subjects(text, dull)}
    # Cutting is not always the same (休产假, 产假): what counts is that the word stands there.
    holding = {word: {place for place, text in enumerate(folded) if word in text} for word in words}
    left = set(range(len(questions)))
    found: list[Topic] = []
    while holding:
        word = max(holding, key=lambda word: (len(holding[word]), len(word), -min(holding[word], default=0), word))
        if len(holding[word]) < _FEWEST:
            break
        members = holding.pop(word)
        found.append(Topic(word, tuple(sorted(members))))
        left -= members
        for places in holding.values():
            places -= members
    if left:
        found.append(Topic("", tuple(sorted(left))))
    return tuple(found)


def _subjects(text: str, dull: frozenset[str] | set[str]) -> frozenset[str]:
    return frozenset(
        word
        for word, tag in tagged(text)
        if len(word) > 1
        and word not in dull
        and is_ideographs(word)
        and tag.startswith(_SUBJECT_TAGS)
        and not tag.startswith(_NAMES)
    )
