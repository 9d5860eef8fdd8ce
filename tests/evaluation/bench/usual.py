"""What one would build instead: LangChain's usual recipe, over the same corpus with the same embeddings.

RecursiveCharacterTextSplitter (1000 characters, 200 overlap) into Chroma, the four nearest chunks shown.
Run as a module, it is the worker: `KIND FOLDER` asks both systems in one process, one after the other.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from indexer.embedding import Embedding
from indexer.model import Answer, Refusal
from indexer.service import Assistant, open_assistant
from policy_corpus import regions
from policy_corpus.model import Document
from tests.evaluation.bench import report
from tests.evaluation.bench.answers import corpora, corpus_in, default_embedding, questions_for
from tests.evaluation.bench.machine import worker
from tests.evaluation.questions import Case, plain

_CHUNKS = 4
Row = dict[str, float]
"""What one reply to one question holds; 1 or 0 but for `characters` and `milliseconds`."""


class SameEmbeddings(Embeddings):
    """Our embedding as LangChain's class."""

    def __init__(self, inner: Embedding) -> None:
        self._inner = inner

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._inner.embed_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of texts that are searched."""
        return self._inner.embed_documents(texts)


def plain_text(document: Document) -> str:
    """`document` as the file that a loader would read: title, number, headings where they change, text."""
    return "\n".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    yield document.title
    if document.number:
        yield document.number
    shown: tuple[str, ...] = ()
    for provision in document.provisions:
        path = provision.heading_path
        yield from (heading for depth, heading in enumerate(path) if path[: depth + 1] != shown[: depth + 1])
        shown = path
        # Articles carry their number in the label, not in a heading.
        numbered = provision.label.startswith("第") and provision.label not in path
        yield f"{provision.label} {provision.text}" if numbered else provision.text


class Recipe:
    """The index of the recipe in the empty `folder`."""

    def __init__(self, documents: Sequence[Document], embedding: Embedding, folder: Path) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        chunks = [(chunk, document) for document in documents for chunk in splitter.split_text(plain_text(document))]
        self.size = len(chunks)
        self._store = Chroma.from_texts(
            [chunk for chunk, _ in chunks],
            SameEmbeddings(embedding),
            metadatas=[{"number": d.number, "title": d.title, "region": d.region} for _, d in chunks],
            persist_directory=str(folder),
        )

    def ask(self, text: str) -> list[tuple[str, dict[str, str]]]:
        """The four nearest chunks with their document."""
        return [(found.page_content, found.metadata) for found in self._store.similarity_search(text, k=_CHUNKS)]


def with_context(case: Case) -> str:
    """The question with the region of the profile and the earlier questions put in front, as a careful user would."""
    region = regions.get(case.question.region).full_name if case.question.region else ""
    return " ".join(filter(None, (region, *case.question.history, case.question.text)))


def holds_facts(case: Case, text: str) -> bool:
    """Whether `text` has at least one wording of every fact that a right reply holds."""
    held = plain(text)
    return all(any(plain(word) in held for word in group) for group in case.values.get("facts", ()))


def _is_right(case: Case, sources: Sequence[tuple[str, str]]) -> bool:
    wanted = {plain(name) for name in case.values.get("documents", ())}
    return any({plain(number), plain(title)} & wanted for number, title in sources)


def _foreign(case: Case, codes: Sequence[str]) -> bool:
    mine = case.question.region
    return bool(mine) and any(not regions.covers(code, mine) and not regions.covers(mine, code) for code in codes)


def of_recipe(recipe: Recipe, case: Case, wording: Callable[[Case], str]) -> Row:
    """The recipe's reply to `case`."""
    begun = time.perf_counter()
    found = recipe.ask(wording(case))
    taken = (time.perf_counter() - begun) * 1000
    text = "\n".join(chunk for chunk, _ in found)
    return {
        "answered": 1.0,
        "facts": holds_facts(case, text),
        "quotes": holds_facts(case, text),
        "document": _is_right(case, [(m["number"], m["title"]) for _, m in found]),
        "foreign": _foreign(case, [m["region"] for _, m in found]),
        "characters": len(text),
        "milliseconds": taken,
    }


def of_ours(assistant: Assistant, case: Case) -> Row:
    """Our reply to `case`; a refusal holds no facts."""
    begun = time.perf_counter()
    reply: Answer | Refusal = assistant.ask(case.question)
    taken = (time.perf_counter() - begun) * 1000
    cited = reply.citations if isinstance(reply, Answer) else ()
    codes = [region.code for c in cited if (region := regions.resolve(c.region))]
    return {
        "answered": isinstance(reply, Answer),
        "facts": isinstance(reply, Answer) and holds_facts(case, reply.text),
        "quotes": bool(cited) and holds_facts(case, "\n".join(c.quote for c in cited)),
        "document": _is_right(case, [(c.document_number, c.title) for c in cited]),
        "foreign": _foreign(case, codes),
        "characters": len(reply.text),
        "milliseconds": taken,
    }


def main(argv: Sequence[str]) -> int:
    """The worker."""
    kind, folder = argv[0], Path(argv[1])
    corpus, embedding, asked = corpus_in(folder, kind), default_embedding(), questions_for(kind)
    assistant = open_assistant(corpus=corpus, home=folder, embedding=embedding)
    begun = time.perf_counter()
    recipe = Recipe(corpus.documents(), embedding, folder / "recipe")
    built = time.perf_counter() - begun
    assistant.ask(asked[0].question)
    recipe.ask(asked[0].question.text)
    replies: dict[str, list[Row]] = {
        "yanxiu": [of_ours(assistant, case) for case in asked],
        "recipe, question as typed": [of_recipe(recipe, case, lambda case: case.question.text) for case in asked],
        "recipe, region and earlier questions in front": [of_recipe(recipe, case, with_context) for case in asked],
    }
    answerable = [case.answerable for case in asked]
    found: dict[str, Any] = {"replies": replies, "answerable": answerable, "chunks": recipe.size, "built": built}
    found["in_region"] = sum(bool(case.question.region) for case in asked)
    print(json.dumps(found))
    return 0


def markdown() -> str:
    """One table a corpus, both systems side by side."""
    texts = []
    for kind, title in corpora():
        with tempfile.TemporaryDirectory() as folder:
            found, _ = worker("usual", kind, folder)
        texts.append(f"**{title[0].upper()}{title[1:]}**, {found['chunks']:,} chunks of the recipe:\n\n{_table(found)}")
    return "\n\n".join(texts)


def _table(found: dict[str, Any]) -> str:
    columns = [_column(rows, found) for rows in found["replies"].values()]
    rows = [(cells[0][0], *(value for _, value in cells)) for cells in zip(*columns, strict=True)]
    return report.table(("", *found["replies"]), rows)


def _column(rows: Sequence[Row], found: dict[str, Any]) -> list[tuple[str, str]]:
    able = [row for row, good in zip(rows, found["answerable"], strict=True) if good]
    unable = [row for row, good in zip(rows, found["answerable"], strict=True) if not good]
    shown = [row["characters"] for row in able if row["answered"]]
    taken = [row["milliseconds"] for row in rows]

    def part(name: str, of: Sequence[Row]) -> str:
        return report.share(int(sum(row[name] for row in of)), len(of))

    return [
        ("answerable: every fact is in what the person reads", part("facts", able)),
        ("answerable: every fact is in quoted provisions", part("quotes", able)),
        ("answerable: the right document is among the sources", part("document", able)),
        ("unanswerable: a reply as if there were an answer", part("answered", unable)),
        (
            "profile with a region: another region's text among the sources",
            report.share(int(sum(row["foreign"] for row in rows)), found["in_region"]),
        ),
        ("characters to read, p50 / p95", " / ".join(f"{report.percentile(shown, s):.0f}" for s in (0.5, 0.95))),
        ("latency, p50 / p95", " / ".join(f"{report.percentile(taken, s):.0f} ms" for s in (0.5, 0.95))),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
