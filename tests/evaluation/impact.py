"""Three documents with changed numbers over 20,000 invented teachers: `python -m tests.evaluation.impact FOLDER`.

The texts of `../shared` are taken in as they are, then once more with other numbers, through the command line of the
product, over a database of teachers with ten ledger entries each. Pages, pictures, lists and drafts are left in FOLDER;
times are printed.
"""

import argparse
import asyncio
import io
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.app import App
from bot.main import main as yanxiu
from bot.streams import Streams
from policy_corpus.store import Corpus
from records import replies, settings_store
from records.database import Database, open_database
from records.model import COMMAND_LINE
from tests.evaluation.bench.standings_fill import CYCLE_START, fill
from tests.evaluation.corpus import SHARED

TEACHERS = 20_000
DAY = date(2026, 3, 1)
_NOW = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
_RULES = """[[rule]]
id = "demo-cycle"
name = "在职教师每五年岗位培训"
label = "第二条"
roles = ["在职教师"]
hours = "360"
period = "cycle"
cycle_years = 5

[[rule]]
id = "demo-trainers"
name = "培训团队成员每年研修"
label = "第十七条"
roles = ["培训者"]
hours = "72"
period = "year"
year = "calendar"
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """A document, what becomes of it, and where the teachers are."""

    file: str
    county: str
    replaced: tuple[tuple[str, str], ...]
    asked: tuple[str, ...]
    posts: tuple[str, ...] = ("教师",)
    particulars: tuple[str, ...] = ()
    before: tuple[tuple[str, str], ...] = ()
    """What is replaced in the first text already."""
    rules: str = ""
    """Rules that are added for it."""


SCENES = (
    Scene(
        "jiangxi-ganjiaoshizi-2014-36.txt",
        "360102",
        (("360学时", "450学时"),),
        ("江西教师五年一周期要完成多少学时？", "培训经费从哪里出？", "哪些教师参加补训？"),
    ),
    Scene(
        "henan-yujiaoshi-2021-66.txt",
        "410105",
        (
            ("五年一周期360学时", "三年一周期240学时"),
            ("教师线上研修、专家线上指导等按规定计入教师继续教育学时。", ""),
        ),
        ("县级教师发展中心专任教师多少学时？", "教师线上研修计入继续教育学时吗？"),
        ("教师", "教师", "教师", "县级教师发展中心专任教师"),
    ),
    Scene(
        "gansu-ganzhou-draft.txt",
        "620702",
        (("360学时", "300学时"), ("72学时", "90学时")),
        ("在职教师每五年要多少学时的培训？", "培训团队每年研修多少学时？"),
        ("教师", "教师", "教师", "教师", "培训者"),
        ("--number", "区教发〔2025〕9号", "--title", "甘州区教师培训管理办法", "--region", "甘州区",
         "--issued", "2025-01-10", "--effective", "2025-02-01", "--status", "有效"),
        (("(征求意见稿)", ""), ("征求意见稿", "")),
        _RULES,
    ),
)  # fmt: skip


class _Fixed(App):
    """The product at a fixed moment."""

    def now(self) -> datetime:
        return _NOW


@dataclass(frozen=True, slots=True)
class House:
    """A data directory with its command line."""

    home: Path

    @property
    def url(self) -> str:
        """Of the database that the product would use by itself."""
        return f"sqlite:///{self.home / 'records.db'}"

    def run(self, *argv: str) -> tuple[float, str, str]:
        """Seconds, what was printed, and what was said beside; a failure ends the demonstration."""
        out, err = io.StringIO(), io.StringIO()
        begun = time.perf_counter()
        environ = {"YANXIU_HOME": str(self.home), "YANXIU_DATABASE_URL": self.url}
        status = yanxiu(argv, environ, streams=Streams(io.StringIO(), out, err), cwd=self.home, open_app=_Fixed)
        if status not in (0, 3):
            raise SystemExit(f"{' '.join(argv)}: {status}\n{out.getvalue()}{err.getvalue()}")
        return time.perf_counter() - begun, out.getvalue(), err.getvalue()


def main(argv: Sequence[str] | None = None) -> int:
    """Run every scene and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--teachers", type=int, default=TEACHERS)
    given = parser.parse_args(argv)
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        house = House(Path(temporary) / "home")
        house.home.mkdir()
        print(f"fill: {asyncio.run(_fill(house.url, given.teachers)):.1f} s for {given.teachers:,} teachers")
        house.run("ask", "培训经费从哪里出")
        for scene in SCENES:
            _play(scene, house, given.folder)
    return 0


def _play(scene: Scene, house: House, folder: Path) -> None:
    name = scene.file.removesuffix(".txt")
    _move(house, scene)
    text = (SHARED / "policy_documents" / scene.file).read_text(encoding="utf-8", errors="replace")
    first, second = _replaced(text, scene.before), _replaced(_replaced(text, scene.before), scene.replaced)
    original, changed = house.home / f"{name}.txt", house.home / f"{name}-2026.txt"
    original.write_text(first, encoding="utf-8")
    changed.write_text(second, encoding="utf-8")
    house.run("corpus", "add", str(original), "--yes", "--anyway", *scene.particulars)
    if scene.rules:
        rules = house.home / "demo.rules.toml"
        rules.write_text(scene.rules, encoding="utf-8")
        Corpus(house.home).add_rules(rules, scene.particulars[1], now=_NOW)
    house.run("ask", scene.asked[0])  # the live index follows
    asyncio.run(_asked(house.url, scene))
    common = (str(changed), *scene.particulars, "--rules-from", "2026-03-01")
    seconds, out, _ = house.run(
        "corpus", "add", *common, "--dry-run", "--json",
        "--report", str(folder / f"{name}.html"), "--picture", str(folder / f"{name}.png"),
    )  # fmt: skip
    found = json.loads(out)["change"]
    taken, said, beside = house.run(
        "corpus", "add", *common, "--yes", "--accept-rules", "--anyway",
        "--touched", str(folder / f"{name}-touched.txt"), "--draft", str(folder / f"{name}-draft.txt"),
    )  # fmt: skip
    print(f"\n{name}: looked at in {seconds:.1f} s, taken in in {taken:.1f} s")
    for rule in found["rules"]:
        moves = "; ".join(f"{c['field']} {c['old']} -> {c['new']}" for c in rule["changes"]) or "no change"
        print(f"  {rule['rule']}: {moves}; questions {len(rule['questions'])}, sure {rule['sure']}")
    shown = found["impact"] or {}
    print("  impact:", {k: v for k, v in shown.items() if k not in ("rules", "regions")})
    trial = found["evaluation"] or {}
    print("  answers:", {k: v for k, v in trial.items() if k != "lost"}, [one["question"] for one in trial["lost"]])
    print("  " + "\n  ".join((said + beside).strip().splitlines()[-6:]))


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for old, new in pairs:
        if old not in text:
            raise SystemExit(f"“{old}” is not in the text any more")
        text = text.replace(old, new)
    return text


async def _fill(url: str, teachers: int) -> float:
    database = await _open(url)
    async with database.write() as session:
        await settings_store.set_cycle(session, actor=COMMAND_LINE, region="100000", first_day=CYCLE_START, now=_NOW)
        await session.commit()
    await database.close()
    return fill(url, teachers)


def _move(house: House, scene: Scene) -> None:
    """Let everybody live and work where the document holds."""
    connection = sqlite3.connect(house.home / "records.db")
    with connection:
        connection.execute("DELETE FROM former_facts")
        for place, post in enumerate(scene.posts):
            connection.execute(
                "UPDATE people SET region = ?, post = ? WHERE id % ? = ?",
                (scene.county, post, len(scene.posts), place),
            )
    connection.close()


async def _asked(url: str, scene: Scene) -> None:
    """Questions that people asked and had answered."""
    database = await _open(url)
    async with database.write() as session:
        for place, question in enumerate(scene.asked):
            await replies.keep(
                session, chat=place, account=place, question=question, region=scene.county, answered=True, text="",
                citations=(), now=_NOW,
            )  # fmt: skip
        await session.commit()
    await database.close()


async def _open(url: str) -> Database:
    database = open_database(url, Path())
    await database.upgrade()
    return database


if __name__ == "__main__":
    sys.exit(main())
