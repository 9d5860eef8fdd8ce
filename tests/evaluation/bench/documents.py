"""A corpus of 1,000 documents: taken in, indexed, asked, one document changed, as many sources refreshed.

Their vectors would take half an hour of processor time. They are made of a sample, from which their cost follows;
the others are stand-ins, random and so the hardest to index. Run as a module, it is the worker: `build HOME`,
`again HOME`, `ask HOME`, `register HOME PORT COUNT`, `refresh HOME PORT`.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bot.main import main as yanxiu
from bot.settings import Settings
from indexer import generation
from indexer.embedding import Progress, Vectors
from indexer.service import open_assistant
from policy_corpus.corrections import NONE
from policy_corpus.refresh import registry
from policy_corpus.store import SHIPPED, Corpus
from tests.evaluation.bench import report
from tests.evaluation.bench.answers import DIGESTS, ask_all, default_embedding, questions_for
from tests.evaluation.bench.building import changed
from tests.evaluation.bench.documents_invented import PROVISIONS, notice
from tests.evaluation.bench.machine import Run, run, size, worker
from tests.evaluation.bench.metering import MeteredEmbedding, Spent
from tests.policy_corpus.web import Reply, Site, serving
from tests.soak.refreshing import Refreshing

DOCUMENTS = 1_000
_SAMPLE = 64
"""Texts of which the vectors are really made, of 4,096 or fewer."""
_CHANGED = 10
"""Pages that say something else at the last refresh."""
_MODULE = "documents"
_QUESTION = ("ask", "--region", "河南省", "五年要修满多少学时？")


class StandIns(MeteredEmbedding):
    """Real vectors of a sample, to know what they cost; random ones, the same for the same text, for all."""

    sampled: float = 0.0
    """Processor seconds that went into the sample."""

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One of length 1 for each text."""
        begun, cpu = time.perf_counter(), time.process_time()
        sample = texts[:: max(1, len(texts) // _SAMPLE)]
        dimension = self.inner.documents(sample).shape[1]
        share, taken = len(texts) / len(sample), time.process_time() - cpu
        self.sampled += taken
        spent = (time.perf_counter() - begun) * share, taken * share
        made = np.empty((len(texts), dimension), np.float32)
        for row, text in enumerate(texts):
            seed = int.from_bytes(sha256(text.encode()).digest()[:8], "big")
            made[row] = np.random.default_rng(seed).standard_normal(dimension, dtype=np.float32)
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        self.calls.append(Spent(len(texts), *spent, begun, time.perf_counter()))
        return made


def markdown(documents: int) -> str:
    """A table of whole processes, and what is known of the index."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        arrived, changed_one = home / "arrived", home / "changed.txt"
        arrived.mkdir()
        for serial in range(documents):
            (arrived / f"{serial:04}.txt").write_text(notice(serial), encoding="utf-8")
        changed_one.write_text(notice(0, revised=True), encoding="utf-8")
        rows = [
            _row(f"`corpus add` of {documents:,} files, no index yet", _yanxiu(home, "corpus", "add", str(arrived)))
        ]
        built, whole = worker(_MODULE, "build", str(home))
        rows.append(_row("whole index build, with stand-ins for most vectors", whole))
        rows.append(_row("`yanxiu ask`: process start to answer", _yanxiu(home, *_QUESTION)))
        asked, warm = worker(_MODULE, "ask", str(home))
        rows.append(_row(f"a process that answers {len(asked['milliseconds'])} questions", warm))
        again, part = worker(_MODULE, "again", str(home))
        rows.append(_row(f"index build after one sentence changed: {again['made']} vectors made", part))
        add = ("corpus", "add", str(changed_one), "--yes", "--anyway")
        rows.append(_row("`corpus add` of one changed document, tried on an index of its own", _yanxiu(home, *add)))
        rows.append(_row("`yanxiu ask` thereafter: what was tried serves", _yanxiu(home, *_QUESTION)))
        disk = {part.name: size(part) for part in sorted(_live(home).iterdir())}
        rows += _refreshed(documents)
    first = report.table(("", "wall, s", "user CPU, s", "peak memory, MB"), rows)
    return f"{first}\n\n{_told(built, disk, asked)}"


def _refreshed(documents: int) -> list[tuple[str, ...]]:
    """As many registered pages on a site of this machine, asked without delay: new, unchanged, some changed."""
    with TemporaryDirectory() as folder, serving() as site:
        home = Path(folder)
        for serial in range(documents):
            _publish(site, serial, revised=False)
        worker(_MODULE, "register", str(home), str(site.port), str(documents))
        rows = [_row(f"`corpus refresh` of {documents:,} registered pages, all new", _refresh(home, site))]
        rows.append(_row("again, nothing changed (304)", _refresh(home, site)))
        for serial in range(_CHANGED):
            _publish(site, serial, revised=True)
        rows.append(_row(f"again, {_CHANGED} pages changed", _refresh(home, site)))
    return rows


def _publish(site: Site, serial: int, *, revised: bool) -> None:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    text = notice(serial, revised=revised).encode()
    site.pages[f"/{serial}"] = [Reply(text, headers=headers, etag=f'"{serial}-{revised}"')]


def _refresh(home: Path, site: Site) -> Run:
    done = run([sys.executable, "-m", f"{__package__}.{_MODULE}", "refresh", str(home), str(site.port)])
    if done.status:
        raise SystemExit(f"corpus refresh ended with {done.status}: {done.output}")
    return done


def _yanxiu(home: Path, *arguments: str) -> Run:
    done = run([sys.executable, "-m", "bot", *arguments], environ={"YANXIU_HOME": str(home)})
    if done.status not in (0, 3):  # 3: refused, which is an answer as well
        raise SystemExit(f"yanxiu {' '.join(arguments)} ended with {done.status}: {done.output}")
    return done


def _row(title: str, done: Run) -> tuple[str, ...]:
    return title, f"{done.wall:.1f}", f"{done.user:.1f}", f"{done.peak:.0f}"


def _told(built: Mapping[str, Any], disk: Mapping[str, float], asked: Mapping[str, Any]) -> str:
    named = ", ".join(f"{name} {taken:.0f} MB" for name, taken in disk.items() if taken >= 1)
    taken = asked["milliseconds"]
    times = " and ".join(f"{report.percentile(taken, share):.0f}" for share in (0.5, 0.95))
    return (
        f"{built['passages']:,} passages of {PROVISIONS} provisions a document and what surrounds them; "
        f"{built['vectors']:,} vectors of passages, sentences and words, {built['vector_cpu']:,.0f} s of processor "
        f"time, extrapolated from {_SAMPLE} of each 4,096; texts, catalogue, lexical and dense index "
        f"{built['cpu']:.0f} s of processor time. On disk {sum(disk.values()):.0f} MB a generation ({named}). In the "
        f"process that answers: opening {asked['open']:.2f} s, first question {asked['first']:.0f} ms, then p50 and "
        f"p95 {times} ms."
    )


def _live(home: Path) -> Path:
    live = generation.current(home)
    assert live is not None
    return live


def build(home: str) -> dict[str, Any]:
    """Build the index of the corpus in `home`."""
    corpus, embedding = Corpus(Path(home)), StandIns(default_embedding())
    begun, documents = time.process_time(), corpus.documents()
    folder = generation.build(
        home=Path(home),
        documents=documents,
        corpus_hash=corpus.content_hash(),
        embedding=embedding,
        progress=lambda stage, done, total: None,
    )
    vectors = sum(call.texts for call in embedding.calls)
    return {
        "cpu": time.process_time() - begun - embedding.sampled,
        "vectors": vectors,
        "vector_cpu": sum(call.cpu for call in embedding.calls),
        "passages": generation.manifest(folder).passages,
    }


def again(home: str) -> dict[str, Any]:
    """Build it once more after one sentence was added to one document; what is live then is built for nobody."""
    embedding = StandIns(default_embedding())
    generation.build(
        home=Path(home),
        documents=changed(Corpus(Path(home)).documents()),
        corpus_hash="changed",
        embedding=embedding,
        progress=lambda stage, done, total: None,
    )
    return {"made": sum(call.texts for call in embedding.calls)}


def ask(home: str) -> dict[str, Any]:
    """Answer some questions."""
    begun = time.perf_counter()
    assistant = open_assistant(corpus=Corpus(Path(home)), home=Path(home), embedding=default_embedding())
    return {"open": time.perf_counter() - begun, **ask_all(assistant, questions_for(DIGESTS)[::9])}


def register(home: str, port: str, documents: str) -> dict[str, Any]:
    """Register so many pages of the site."""
    base = Corpus(Path(home)).base
    for serial in range(int(documents)):
        registry.register(base, f"http://127.0.0.1:{port}/{serial}", name=f"{serial}", given=NONE, now=None)
    return {}


def refresh(home: str, port: str) -> int:
    """The real command, allowed to fetch from this machine without delay."""

    def opened(settings: Settings) -> Refreshing:
        app = Refreshing(settings)
        app.shipped, app.site = SHIPPED, f"127.0.0.1:{port}"
        return app

    return yanxiu(("corpus", "refresh", "--yes", "--anyway", "--json"), {"YANXIU_HOME": home}, open_app=opened)


_WORK: Mapping[str, Callable[..., dict[str, Any]]] = {"build": build, "again": again, "ask": ask, "register": register}


def main(argv: Sequence[str]) -> int:
    """The worker."""
    step, *given = argv
    if step == "refresh":
        return refresh(*given)
    print(json.dumps(_WORK[step](*given)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
