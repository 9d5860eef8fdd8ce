"""STARD's training questions as data to learn from: who asks what, which provisions answer, which only look so.

STARD (MIT; Su et al. 2024, "STARD: A Chinese Statute Retrieval Dataset with Real Queries Issued by
Non-professionals") comes as corpus.jsonl.gz (58,058 provisions) and train_queries.jsonl in one folder.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from indexer.tokens import tokens

FOLDS = 5
WRITTEN = Path(__file__).parent / "questions"
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?$")


@dataclass(frozen=True, slots=True)
class Provision:
    """One article of a law."""

    title: str
    """Of the law, without the article's number, as the index has it."""
    text: str

    @property
    def searched(self) -> str:
        """The text as the index embeds a passage: title, line break, text."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and the numbers of the provisions that answer it."""

    id: int
    text: str
    relevant: frozenset[int]


@dataclass(frozen=True, slots=True)
class Fold:
    """Questions to learn from, and questions kept apart to judge by."""

    taught: tuple[Asked, ...]
    held: tuple[Asked, ...]

    @property
    def forbidden(self) -> frozenset[int]:
        """Provisions that answer a question kept apart."""
        return frozenset().union(*(asked.relevant for asked in self.held))


def provisions(folder: Path) -> dict[int, Provision]:
    """Every provision by its number."""
    found = {}
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            found[row["id"]] = Provision(_ARTICLE.sub("", row["name"]), row["text"])
    return found


def questions(folder: Path) -> tuple[Asked, ...]:
    """Every training question, in order."""
    found = map(json.loads, (folder / "train_queries.jsonl").read_text(encoding="utf-8").splitlines())
    return tuple(Asked(row["id"], row["question"], frozenset(row["relevant"])) for row in found)


def written(folder: Path = WRITTEN) -> tuple[Asked, ...]:
    """Questions of our own for provisions of STARD, a provision each; numbered downwards from -1."""
    return tuple(
        Asked(-number, row["question"], frozenset({row["provision"]}))
        for number, row in enumerate(rows(folder), start=1)
    )


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    """The objects in the .jsonl files of `folder`, which are files of our own."""
    for path in sorted(folder.glob("*.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def split(asked: Sequence[Asked], fold: int | None) -> Fold:
    """Fold 0 to 4 keeps the questions apart whose number leaves that remainder by 5; None keeps none."""
    held = tuple(each for each in asked if fold is not None and each.id % FOLDS == fold)
    return Fold(tuple(each for each in asked if each not in held), held)


class Lexical:
    """BM25 over the characters and bigrams of the provisions: the ranking of the product's lexical channel."""

    def __init__(self, corpus: Mapping[int, Provision]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=True)
        builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        index = tantivy.Index(self._schema)  # in memory
        writer = index.writer(heap_size=64_000_000, num_threads=1)
        for number, provision in corpus.items():
            document = tantivy.Document()
            document.add_unsigned("id", number)
            document.add_text("body", " ".join(tokens(provision.searched)))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, text: str, limit: int) -> list[int]:
        """Numbers of provisions, best first."""
        words = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "body", word, "freq"))
            for word in dict.fromkeys(tokens(text))
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(words), limit, count=False).hits
        return [self._searcher.doc(address)["id"][0] for _, address in hits]
