"""Index builds: the whole of it by parts, and what one changed document costs.

Run as a module, it is the worker: `KIND FOLDER` prints the parts of both builds.
"""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from indexer import generation
from policy_corpus.model import Document
from tests.evaluation.bench import report
from tests.evaluation.bench.answers import corpora, corpus_in, default_embedding
from tests.evaluation.bench.machine import worker
from tests.evaluation.bench.metering import BuildClock, MeteredEmbedding


def markdown() -> str:
    """For each corpus the parts of a whole build, and the incremental one."""
    texts = []
    for kind, title in corpora():
        with tempfile.TemporaryDirectory() as folder:
            found, done = worker("building", kind, folder)
        whole = sum(found["parts"].values())
        thousands = found["passages"] / 1000
        rows = [(name, f"{taken:.2f}", f"{taken / thousands:.2f}") for name, taken in found["parts"].items()]
        rows.append(("**whole build**", f"**{whole:.2f}**", f"**{whole / thousands:.2f}**"))
        rows.append(("again after one sentence was added to one document", f"{found['again']:.2f}", "–"))
        head = (f"{title}: {found['documents']} documents, {found['passages']:,} passages", "s", "s per 1,000 passages")
        texts.append(f"{report.table(head, rows)}\n\nPeak memory of the process that built: {done.peak:.0f} MB.")
    return "\n\n".join(texts)


def changed(documents: Sequence[Document]) -> tuple[Document, ...]:
    """`documents` with one sentence more in the first provision of the first."""
    first, *others = documents
    head, *rest = first.provisions
    longer = replace(head, text=f"{head.text}\n本条另行补充：参训教师应当妥善保存结业证书。")
    return (replace(first, provisions=(longer, *rest)), *others)


def main(argv: Sequence[str]) -> int:
    """The worker."""
    kind, folder = argv[0], Path(argv[1])
    documents = corpus_in(folder, kind).documents()
    embedding = MeteredEmbedding(default_embedding())
    # Loading the model is part of the cold start, measured there.
    embedding.embed_query("学时")
    clock = BuildClock(embedding)
    made = generation.build(
        home=folder, documents=documents, corpus_hash="before", embedding=embedding, progress=clock.progress
    )
    parts = clock.parts()
    begun = time.perf_counter()
    generation.build(
        home=folder, documents=changed(documents), corpus_hash="after", embedding=embedding, progress=clock.progress
    )
    again = time.perf_counter() - begun
    card = generation.manifest(made)
    print(json.dumps({"parts": parts, "again": again, "passages": card.passages, "documents": card.documents}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
