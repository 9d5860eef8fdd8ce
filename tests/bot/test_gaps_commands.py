"""`yanxiu corpus gaps`: what nobody could answer, by topic, over a real database."""

import asyncio
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.gaps import gather
from bot.main import main
from bot.settings import Settings
from bot.streams import Streams
from records import replies
from records.replies import Unanswered
from tests.bot.memory import Clocked, Outcome

HENAN, SHAXIAN = "410000", "350405"
LONG_AGO = 400
ASKED = (
    (1, HENAN, "产假期间的培训怎么补"),
    (2, SHAXIAN, "休产假要不要补学时"),
    (3, "", "食堂几点开门"),
    (LONG_AGO, HENAN, "校长任期多长"),
)
"""Days ago, region, question."""


def gaps(home: Path, *argv: str) -> Outcome:
    """Run the command on 2026-03-02."""
    out, err = io.StringIO(), io.StringIO()
    streams = Streams(io.StringIO(), out, err)
    environ = {"YANXIU_HOME": str(home)}
    status = main(("corpus", "gaps", *argv), environ, streams=streams, cwd=home, open_app=Clocked)
    return Outcome(status, out.getvalue(), err.getvalue())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data directory in which questions were refused."""

    async def put() -> None:
        app = Clocked(Settings(home=tmp_path))
        async with app.records() as database, database.write() as session:
            for days, region, question in ASKED:
                await replies.keep(
                    session,
                    chat=7654321,
                    account=7654321,
                    question=question,
                    region=region,
                    answered=False,
                    text="没有写。",
                    citations=(),
                    now=app.now() - timedelta(days=days),
                )
            await session.commit()

    asyncio.run(put())
    return tmp_path


def test_topics_with_count_regions_and_examples(home: Path) -> None:
    """The last thirty days, the topic asked about most first, what shares nothing last; nobody is shown."""
    done = gaps(home)
    assert (done.status, done.out.splitlines()) == (
        0,
        [
            "2026-01-31 以来，有 3 次提问没人答得上来：",
            "【产假】2 次：河南省 1、福建省三明市沙县区 1",
            "　“产假期间的培训怎么补”",
            "　“休产假要不要补学时”",
            "【其他】1 次：未说明地区 1",
            "　“食堂几点开门”",
        ],
    )
    assert "7654321" not in gaps(home, "--json").out


def test_a_region_and_a_day(home: Path) -> None:
    """Only what was asked there, or since then; JSON says the same as the text."""
    value = json.loads(gaps(home, "--region", "福建省", "--json").out)
    assert (value["since"], value["until"], value["times"]) == ("2026-01-31", "2026-03-02", 1)
    (topic,) = value["topics"]
    assert topic["regions"] == [{"code": SHAXIAN, "name": "福建省三明市沙县区", "times": 1}]
    assert topic["examples"] == ["休产假要不要补学时"]
    assert json.loads(gaps(home, "--since", "2024-01-01", "--json").out)["times"] == len(ASKED)


@pytest.mark.parametrize("wrong", [("--since", "上周"), ("--since", "2026-03-03"), ("--region", "没有这个地方")])
def test_wrong_options_are_said(home: Path, wrong: tuple[str, str]) -> None:
    """A day that is none or lies ahead, and an unknown region: a sentence and status 2."""
    done = gaps(home, *wrong)
    assert (done.status, done.out) == (2, "")
    assert done.err


def test_nothing_is_missing(tmp_path: Path) -> None:
    """An empty list is said."""
    assert gaps(tmp_path).out.strip() == "这段时间里没有答不上来的问题。"


def test_at_most_three_examples_each_once() -> None:
    """The most frequent come first; one question from two regions is one example."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    found = [Unanswered(f"产假第{n}问", HENAN, n, at) for n in range(1, 6)] + [Unanswered("产假第5问", SHAXIAN, 1, at)]
    (gap,) = gather(found)
    assert (gap.topic, gap.times) == ("产假", 16)
    assert gap.examples == ("产假第5问", "产假第4问", "产假第3问")
    assert gap.regions == ((HENAN, 15), (SHAXIAN, 1))
