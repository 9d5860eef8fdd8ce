"""One small index of invented documents with the real embedding, built once and shared."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer import generation
from indexer.catalog import Catalog
from indexer.dense import DenseIndex
from indexer.embedding import BundledEmbedding
from indexer.lexical import LexicalIndex
from indexer.naming import NamedDocuments
from indexer.passage import Passage
from indexer.service import Assistant, open_assistant
from indexer.spelling import Speller
from indexer.terms import Weigher
from indexer.understand import Reader
from indexer.vocabulary import Vocabulary
from policy_corpus.model import Document
from policy_corpus.store import Corpus
from tests.indexer import invented


@dataclass(frozen=True)
class Small:
    """The small index: its corpus, its folder and its parts."""

    home: Path
    corpus: Corpus
    folder: Path
    embedding: BundledEmbedding
    catalog: Catalog
    lexical: LexicalIndex
    dense: DenseIndex

    def document(self, name: str) -> Document:
        """The newest indexed document with `name` in its title."""
        return [d for d in self.catalog.documents if name in d.title][-1]

    def passage(self, name: str, label: str) -> Passage:
        """The passage with `label` in the newest document with `name` in its title."""
        (found,) = self.catalog.of_document(self.document(name), [label]).values()
        return found


@pytest.fixture(scope="session")
def embedding() -> BundledEmbedding:
    """The bundled model, loaded once."""
    return BundledEmbedding(threads=2)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, embedding: BundledEmbedding) -> Small:
    """The small index; nobody writes to it."""
    base = tmp_path_factory.mktemp("small")
    corpus = Corpus(base / "home", invented.write(base / "shipped"))
    folder = generation.build(
        home=base / "home",
        documents=corpus.documents(),
        corpus_hash=corpus.content_hash(),
        embedding=embedding,
        progress=lambda stage, done, total: None,
    )
    return Small(
        home=base / "home",
        corpus=corpus,
        folder=folder,
        embedding=embedding,
        catalog=Catalog(folder / "catalog.db"),
        lexical=LexicalIndex(folder / "lexical"),
        dense=DenseIndex(folder / "chroma"),
    )


@pytest.fixture(scope="session")
def weigher(small: Small) -> Weigher:
    """Terms weighed by the small index."""
    words, meanings = small.catalog.words()
    vocabulary = Vocabulary(words=words, vectors=meanings, embed=small.embedding.documents)
    return Weigher(frequency=small.lexical.frequency, size=small.lexical.size, neighbours=vocabulary.neighbours)


@pytest.fixture(scope="session")
def speller(small: Small, weigher: Weigher) -> Speller:
    """Spelling against the words of the small index."""
    return Speller(known=weigher.known, sounding=small.catalog.words_sounding)


@pytest.fixture(scope="session")
def reader(small: Small, weigher: Weigher, speller: Speller) -> Reader:
    """Understands questions against the small index."""
    return Reader(weigher=weigher, speller=speller, named=NamedDocuments(small.catalog.documents))


@pytest.fixture(scope="session")
def assistant(small: Small) -> Assistant:
    """The assistant over the small index, without a chat model."""
    return open_assistant(corpus=small.corpus, home=small.home, embedding=small.embedding)
