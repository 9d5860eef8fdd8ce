"""The sentences that the programs show."""

import importlib
import re
from pathlib import Path

from bot import texts


def test_no_module_of_sentences_hides_the_sentence_of_another() -> None:
    """They all come together in `bot.texts`, so that each name stands for one thing."""
    together = re.findall(r"^from (bot\.texts\.\w+) import \*$", Path(texts.__file__).read_text(), re.MULTILINE)
    assert len(together) > 20
    hidden = [
        f"{name}: {word}"
        for name in together
        for word, value in vars(importlib.import_module(name)).items()
        if not word.startswith("_") and getattr(texts, word) is not value
    ]
    assert hidden == []
