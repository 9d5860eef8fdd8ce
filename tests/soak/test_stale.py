"""No stale passage survives: after every random change of the corpus the index holds just what a model says.

`YANXIU_SOAK_STEPS=1000` takes some minutes.
"""

import logging
import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from indexer import generation
from indexer.embedding import BundledEmbedding
from indexer.model import Answer, Question
from indexer.passage import ABOUT_LABEL
from indexer.service import Assistant, open_assistant
from policy_corpus import sources
from tests.policy_corpus import notices
from tests.policy_corpus.test_random_steps import Model, Notice, step

pytestmark = pytest.mark.soak

logger = logging.getLogger(__name__)

STEPS = int(os.environ.get("YANXIU_SOAK_STEPS", "60"))
SEED = 20_261_122
Passage = tuple[str, str, str]


def test_no_stale_passage(tmp_path: Path) -> None:
    """Every passage of the index is of a text that holds, and none of these is missing."""
    rng, embedding = random.Random(SEED), BundledEmbedding()
    corpus, model = notices.corpus(tmp_path), Model()
    compared = 0
    for taken in range(STEPS):
        done = step(rng, model, corpus)
        if not model.held:
            continue
        assistant = open_assistant(corpus=corpus, home=tmp_path / "home", embedding=embedding)
        try:
            live = generation.current(tmp_path / "home")
            assert live is not None
            assert set(indexed(live)) == set(expected(model)), (taken, done)
            check_answer(assistant, model)
        finally:
            assistant.close()
        compared += 1
    logger.info("%d steps, %d indexes compared", STEPS, compared)
    assert compared > STEPS / 2


def expected(model: Model) -> Iterator[Passage]:
    """Every provision of the notices that hold, each parsed by itself."""
    for notice in model.held:
        for document in sources.parse(notice.words.encode(), "通知.txt"):
            for provision in document.provisions:
                yield document.number, provision.label, provision.text


def indexed(folder: Path) -> Iterator[Passage]:
    """Every passage of a generation but what is said of a document as a whole."""
    query = (
        "SELECT json_extract(document.body, '$.number'), label, text FROM passage"
        " JOIN document ON document.id = passage.document WHERE label <> ?"
    )
    with closing(sqlite3.connect(folder / "catalog.db")) as database:
        yield from database.execute(query, [ABOUT_LABEL])


def check_answer(assistant: Assistant, model: Model) -> None:
    """An answer about a notice of the model quotes the hours of its present text."""
    notice: Notice = model.held[-1]
    asked = f"{notice.id}里在职教师每五年要完成多少学时培训？"
    result = assistant.ask(Question(text=asked, as_of=date(2026, 3, 2)))
    if isinstance(result, Answer):
        quotes = [one.quote for one in result.citations if one.document_number == notice.id]
        assert all(f"{notice.hours}学时" in quote for quote in quotes if "每五年" in quote)
