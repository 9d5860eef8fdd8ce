"""STARD from the build to the table; what is measured stands in `stard_build` and `stard_figures`."""

import os
import sys
from pathlib import Path
from typing import Any

from tests.evaluation.bench import report, stard
from tests.evaluation.bench.machine import run, worker
from tests.evaluation.bench.stard_build import RETRIEVAL_ONLY, built, home_of
from tests.evaluation.bench.stard_figures import CUTS


def markdown(stard_home: Path, provisions: int, questions: int, *, threads: int, retrieval_only: bool) -> str:
    """Build what is not there yet, then ask the questions."""
    if not stard.FOLDER.is_dir():
        return "Not measured: `../shared/benchmarks/stard` is not there."
    stard_home = stard_home.resolve()
    home = home_of(stard_home, provisions, retrieval_only)
    build = [sys.executable, "-m", f"{__package__}.stard_build", "--stard-home", str(stard_home)]
    build += ["--provisions", str(provisions), "--threads", str(threads)]
    done = run([*build, RETRIEVAL_ONLY] if retrieval_only else build)
    if done.status:
        raise SystemExit(f"the index of STARD could not be built: {done.output}")
    arguments = (str(home), str(provisions), str(min(4, os.cpu_count() or 1)), str(questions))
    found, _ = worker("stard_figures", "retrieval", *arguments)
    record = built(home)
    texts = [_introduction(record, provisions, found["questions"]), _retrieval(found["figures"])]
    if retrieval_only:
        texts.append(
            "Built without the vectors of sentences, which the retrieval does not use; no answers were asked for."
        )
    else:
        replies, process = worker("stard_figures", "answers", *arguments)
        texts.append(_answers(replies, process.peak))
    return "\n\n".join([*texts, _build(record)])


def _introduction(record: dict[str, Any], provisions: int, questions: int) -> str:
    which = "all" if provisions >= stard.SIZE else f"{provisions:,} (every relevant one, the others evenly spaced) of"
    return (
        f"Over {which} {stard.SIZE:,} provisions: {record['passages']:,} passages "
        f"in {record['documents']:,} laws; {questions:,} questions, on which nothing was trained."
    )


def _retrieval(figures: dict[str, Any]) -> str:
    rows = []
    for name, values in figures.items():
        ranks = [f"{values[f'R@{cut}']:.3f}" for cut in CUTS]
        times = [f"{report.percentile(values['milliseconds'], share):.0f}" for share in (0.5, 0.95)]
        if name.startswith("fused,"):
            ranks[-1] = "–"
        if name == "fused":
            # The words of every question are known by now, from the row before.
            times = ["–", "–"]
        rows.append((name, *ranks, f"{values['MRR@10']:.3f}", *times))
    return report.table(("search", *(f"R@{cut}" for cut in CUTS), "MRR@10", "p50, ms", "p95, ms"), rows)


def _answers(replies: dict[str, Any], peak: float) -> str:
    figures = replies["figures"]
    taken = figures["milliseconds"]
    times = (report.percentile(taken, share) for share in (0.5, 0.95, 1.0))
    rows = [
        ("whole answer, p50 / p95 / max", " / ".join(f"{value:.0f} ms" for value in times)),
        ("opening the index", f"{replies['open']:.1f} s"),
        ("peak memory of the process that answers", f"{peak:.0f} MB"),
        ("questions answered, the others refused", report.share(figures["answered"], len(taken))),
        ("answers that cite a provision marked relevant", report.share(figures["right"], figures["answered"])),
    ]
    return report.table(("answers", "measured"), rows)


def _build(record: dict[str, Any]) -> str:
    parts = record["parts"]
    rows = [(name, f"{taken:,.0f}") for name, taken in parts.items()]
    rows.append(("**whole build**", f"**{sum(parts.values()):,.0f}**"))
    rows.append(("of which processor time of the vectors", f"{record['vector_cpu_s']:,.0f}"))
    head = (f"build, threads for the vectors: {record['threads']}", "s")
    disk = ", ".join(f"{name} {weight:.0f} MB" for name, weight in record["disk_mb"].items() if weight >= 1)
    return (
        f"{report.table(head, rows)}\n\n"
        f"Built: {record['machine']}. Peak memory of the building process {record['peak_mb']:.0f} MB; "
        f"on disk {sum(record['disk_mb'].values()):.0f} MB ({disk})."
    )
