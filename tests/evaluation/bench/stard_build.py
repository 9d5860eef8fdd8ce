"""Build the index of STARD: `python -m tests.evaluation.bench.stard_build --stard-home FOLDER`.

Can be stopped at any time: vectors are kept under the folder, and the next run goes on where this one ended.
What is known of the build stands in FOLDER/<provisions>/build.json afterwards.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from indexer import generation
from indexer.embedding import Embedding, make_embedding
from tests.evaluation.bench import machine, stard
from tests.evaluation.bench.metering import BuildClock, CachedEmbedding, WithoutSentences

RETRIEVAL_ONLY = "--retrieval-only"


def home_of(stard_home: Path, provisions: int, retrieval_only: bool) -> Path:
    """Data directory of the index of so many provisions."""
    return stard_home / f"{provisions}{'-retrieval' if retrieval_only else ''}"


def built(home: Path) -> dict[str, Any]:
    """What `build` wrote down."""
    record: dict[str, Any] = json.loads((home / "build.json").read_text(encoding="utf-8"))
    return record


def build(stard_home: Path, provisions: int, embedding: Embedding, *, threads: int, retrieval_only: bool) -> None:
    """Build the index through the pipeline that the product uses, unless the live one is current."""
    home = home_of(stard_home, provisions, retrieval_only)
    corpus = stard.StardCorpus(home, provisions)
    wanted = corpus.content_hash()
    if generation.is_current(home, wanted, embedding.name) and (home / "build.json").is_file():
        print("the index is current", flush=True)
        return
    file = stard_home / f"vectors-{embedding.name.replace('/', '_')}.db"
    cached = (WithoutSentences if retrieval_only else CachedEmbedding)(embedding, file)
    before = machine.load()
    clock = BuildClock(cached, lambda line: print(line, flush=True))
    # Nothing is taken from an earlier generation, so that the times are those of a whole build.
    folder = generation.build(
        home=home,
        documents=corpus.documents(),
        corpus_hash=wanted,
        embedding=cached,
        progress=clock.progress,
        anew=True,
    )
    record = {
        "machine": machine.described(before),
        "threads": threads,
        "parts": clock.parts(),
        "vector_cpu_s": clock.vector_cpu(),
        "peak_mb": machine.peak(),
        "disk_mb": {part.name: machine.size(part) for part in sorted(folder.iterdir())},
        "passages": generation.manifest(folder).passages,
        "documents": generation.manifest(folder).documents,
    }
    (home / "build.json").write_text(json.dumps(record, indent=2, ensure_ascii=False), encoding="utf-8")
    print(f"{time.strftime('%H:%M:%S')} done: {sum(clock.parts().values()):.0f} s", flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Build, or find that there is nothing to do."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.bench.stard_build", description=__doc__)
    parser.add_argument("--stard-home", type=Path, required=True)
    parser.add_argument("--provisions", type=int, default=stard.SIZE)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(RETRIEVAL_ONLY, action="store_true", help="without the vectors of sentences: no answers")
    options = parser.parse_args(argv)
    embedding = make_embedding("bundled", threads=options.threads)
    only, threads = options.retrieval_only, options.threads
    build(options.stard_home, options.provisions, embedding, threads=threads, retrieval_only=only)
    return 0


if __name__ == "__main__":
    sys.exit(main())
