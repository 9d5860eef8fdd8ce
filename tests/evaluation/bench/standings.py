"""Standings at the size of a province: one teacher's, and the at-risk scan of a county; SQLite and PostgreSQL.

Run as a module, it is the worker: `fill URL TEACHERS`, `one URL TEACHERS` and `scan URL REGION`.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from policy_corpus.store import Corpus
from records import risk, settings_store, standings
from records.database import Database, open_database
from records.model import COMMAND_LINE
from records.standing import RuleBook
from tests.evaluation.bench import report
from tests.evaluation.bench.machine import MB, peak, worker
from tests.evaluation.bench.standings_fill import (
    CITY,
    CYCLE_START,
    DAY,
    IN_COUNTY,
    PER_TEACHER,
    PROVINCE,
    counties,
    fill,
    number_of,
    size_of,
)
from tests.records.databases import Templates, kinds

TEACHERS = 1_000_000
_ASKED, _WARMING = 3_000, 200
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_TELL_S = 5.0
_Figures = Mapping[str, Any]
"""What the workers found of one database, by step."""


def markdown(teachers: int) -> str:
    """A column for each database; a sentence for one that is not there."""
    found = asyncio.run(_measured(teachers))
    columns = list(found.values())
    rows = [
        _row(f"{teachers:,} teachers, {teachers * PER_TEACHER:,} entries: written", columns, _fill),
        _row(
            f"standing of one teacher, p50 / p95 / p99 / max of {_ASKED:,}: by the clock",
            columns,
            lambda one: _spread(one["one"]["wall"]),
        ),
        _row("– processor time of our process", columns, lambda one: _spread(one["one"]["cpu"])),
        _row("– peak memory", columns, lambda one: f"{one['one']['peak']:.0f} MB"),
        *_scan_rows("county", columns),
        *(_scan_rows("city", columns) if teachers > IN_COUNTY else ()),
    ]
    largest = "city" if teachers > IN_COUNTY else "county"
    rows.append(_row(f"of {TEACHERS:,} teachers, *extrapolated* from that", columns, lambda one: _scaled(one[largest])))
    text = report.table(("", *(_NAMES[kind] for kind in found)), rows)
    missing = [name for kind, name in _NAMES.items() if kind not in found]
    return text + "".join(f"\n\n{name}: not measured, no server answers on 127.0.0.1." for name in missing)


async def _measured(teachers: int) -> dict[str, dict[str, Any]]:
    """For each database at hand what the workers found, in a database of its own that is dropped afterwards."""
    found: dict[str, dict[str, Any]] = {}
    for kind in kinds():
        with tempfile.TemporaryDirectory() as folder:
            templates = Templates(Path(folder))
            home = Path(folder) / "home"
            home.mkdir()
            with closing(templates):
                async with templates.database(kind, home) as database:
                    url = database.engine.url.render_as_string(hide_password=False)
                    found[kind] = _of_database(_NAMES[kind], url, teachers)
    return found


def _of_database(name: str, url: str, teachers: int) -> dict[str, Any]:
    _tell(f"{name}: writing {teachers:,} teachers")
    found = {"fill": worker("standings", "fill", url, str(teachers))[0]}
    _tell(f"{name}: standings of {_ASKED:,} teachers, then of whole regions")
    found["one"] = worker("standings", "one", url, str(teachers))[0]
    found["county"] = worker("standings", "scan", url, counties()[0])[0]
    if teachers > IN_COUNTY:
        found["city"] = worker("standings", "scan", url, CITY)[0]
    return found


def _row(title: str, columns: Iterable[_Figures], shown: Callable[[_Figures], str]) -> tuple[str, ...]:
    return title, *(shown(one) for one in columns)


def _fill(one: _Figures) -> str:
    return f"{one['fill']['seconds']:.0f} s, {one['fill']['size'] / MB:,.0f} MB"


def _spread(milliseconds: Sequence[float]) -> str:
    return " / ".join(f"{report.percentile(milliseconds, share):.1f}" for share in (0.5, 0.95, 0.99, 1.0)) + " ms"


def _scan_rows(name: str, columns: Sequence[_Figures]) -> list[tuple[str, ...]]:
    teachers = columns[0][name]["teachers"]
    return [
        _row(
            f"at-risk scan of a {name} of {teachers:,}: by the clock", columns, lambda one: f"{one[name]['wall']:.1f} s"
        ),
        _row("– processor time of our process", columns, lambda one: f"{one[name]['cpu']:.1f} s"),
        _row("– peak memory", columns, lambda one: f"{one[name]['peak']:.0f} MB"),
    ]


def _scaled(scan: _Figures) -> str:
    return f"{scan['wall'] * TEACHERS / scan['teachers']:.0f} s"


async def _filled(url: str, teachers: int) -> dict[str, Any]:
    """Write everything, and the one setting without which there is no deadline."""
    database = open_database(url, Path())
    async with database.write() as session:
        await settings_store.set_cycle(
            session, actor=COMMAND_LINE, region=PROVINCE, first_day=CYCLE_START, now=datetime.now(UTC)
        )
        await session.commit()
    await database.close()
    seconds = fill(url, teachers)
    return {"seconds": seconds, "size": size_of(url)}


async def _ask(database: Database, rules: RuleBook, teachers: int) -> dict[str, Any]:
    """Milliseconds of the public service for teachers drawn by chance, a transaction each, after some to warm up."""
    drawn = Random(20260301)
    walls, spent = [], []
    for _ in range(_WARMING + _ASKED):
        number = number_of(drawn.randint(1, teachers))
        begun, cpu = time.perf_counter(), time.process_time()
        async with database.read() as session:
            await standings.of(session, rules, number, DAY, actor=COMMAND_LINE)
        walls.append((time.perf_counter() - begun) * 1000)
        spent.append((time.process_time() - cpu) * 1000)
    return {"wall": walls[_WARMING:], "cpu": spent[_WARMING:], "peak": peak()}


async def _scan(database: Database, rules: RuleBook, region: str) -> dict[str, Any]:
    """Seconds of the scan of a region."""
    told = time.perf_counter()

    def progress(done: int, of: int) -> None:
        nonlocal told
        if done == of or time.perf_counter() - told > _TELL_S:
            told = time.perf_counter()
            _tell(f"  scan of {region}: {done:,} of {of:,}")

    begun, cpu = time.perf_counter(), time.process_time()
    async with database.read() as session:
        found = await risk.scan(session, actor=COMMAND_LINE, rules=rules, region=region, as_of=DAY, progress=progress)
    wall, spent = time.perf_counter() - begun, time.process_time() - cpu
    return {"wall": wall, "cpu": spent, "teachers": found.everybody, "peak": peak()}


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


async def _work(step: str, url: str, what: str) -> dict[str, Any]:
    if step == "fill":
        return await _filled(url, int(what))
    with tempfile.TemporaryDirectory() as folder:
        corpus = Corpus(Path(folder))
        rules = RuleBook(corpus.rules(), corpus.documents())
    database = open_database(url, Path())
    try:
        return await (_ask(database, rules, int(what)) if step == "one" else _scan(database, rules, what))
    finally:
        await database.close()


def main(argv: Sequence[str]) -> int:
    """The worker."""
    print(json.dumps(asyncio.run(_work(*argv))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
