"""`yanxiu records transcript`, `verify` and `picture` over a real database."""

import argparse
import asyncio
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image
from sqlalchemy import func, select

from bot import transcript_commands
from bot.batch import InputError
from bot.commands import Command
from bot.grammar import group
from bot.main import main
from bot.settings import Settings
from bot.streams import Streams
from bot.transcript_arguments import add_transcripts
from records.errors import RecordsError
from records.schema import TranscriptRow
from tests.bot.test_records_commands import Clocked

COMMANDS: Mapping[str, Command] = {
    "records transcript": transcript_commands.transcript,
    "records verify": transcript_commands.verify,
    "records picture": transcript_commands.picture,
}


class Desk:
    """Runs the commands in a data directory of its own."""

    def __init__(self, home: Path) -> None:
        self._settings = Settings(home=home, telegram_bot="some_bot")

    def __call__(self, *argv: str) -> str:
        """What the command says."""
        parser = argparse.ArgumentParser()
        add_transcripts(group(parser))
        arguments = parser.parse_args(argv)
        out = io.StringIO()
        app = Clocked(self._settings)
        assert COMMANDS[arguments.command](arguments, app, Streams(io.StringIO(), out, io.StringIO())) == 0
        return out.getvalue()

    def issued(self) -> int:
        """How many transcripts there are."""

        async def count() -> int:
            async with Clocked(self._settings).records() as database, database.read() as session:
                return await session.scalar(select(func.count()).select_from(TranscriptRow)) or 0

        return asyncio.run(count())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A teacher in 江西 with some hours."""
    home = tmp_path / "数据"
    for argv in (
        ("people", "add", "T0001", "教师001", "--region", "江西省赣州市章贡区", "--school", "示例小学",
         "--stage", "小学", "--post", "教师", "--sex", "女", "--born", "1985-03-01", "--entered", "2010-09-01"),
        ("records", "post", "T0001", "276", "2024-07-20", "--project", "暑期研修"),
        ("records", "cycle", "set", "--region", "江西", "--start", "2021-01-01"),
    ):  # fmt: skip
        streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())
        assert main(argv, {"YANXIU_HOME": str(home)}, streams=streams, cwd=tmp_path, open_app=Clocked) == 0
    return Desk(home)


def test_from_the_document_to_its_verification(desk: Desk, tmp_path: Path) -> None:
    """The code that stands in the file is the one that was said, and it vouches for the hours in the file."""
    file = tmp_path / "学习档案.pdf"
    said = desk("transcript", "T0001", "--output", str(file))
    assert str(file) in said
    code = said.rstrip("。\n").rsplit(" ", 1)[1]
    with pdfplumber.open(file) as opened:
        text = opened.pages[0].extract_text()
    for part in (code, "T0001", "还差 84", "（赣教师字〔2014〕36号）一", "或扫码打开机器人"):
        assert part in text
    shown = desk("verify", *code.lower().split("-"))
    for part in (
        code,
        "教***1",
        "***01",
        "应修 360，计入 276，还差 84",
        "没有被改动",
        "没有新的记录",
        "2025-11-10 10:00",
    ):
        assert part in shown
    assert "教师001" not in shown
    value = json.loads(desk("verify", code, "--json"))
    assert (value["intact"], value["lines"][0]["counted"], value["teacher"]) == (True, "276", "***01")


def test_a_picture_of_the_progress(desk: Desk, tmp_path: Path) -> None:
    """A PNG; of another day, or with the name, it is another picture."""
    made = []
    for number, options in enumerate(((), ("--name",), ("--as-of", "2024-01-01"))):
        file = tmp_path / f"{number}.png"
        assert str(file) in desk("picture", "T0001", *options, "--output", str(file))
        with Image.open(file) as image:
            assert image.width == 1080
        made.append(file.read_bytes())
    assert len(set(made)) == 3


def test_what_cannot_be_written_is_not_issued(desk: Desk, tmp_path: Path) -> None:
    """A wrong ending, a folder, a folder that is not there: said, and no code is given out."""
    (tmp_path / "folder.pdf").mkdir()
    for name in ("a.doc", "folder.pdf", "none/a.pdf"):
        with pytest.raises(InputError, match=name):
            desk("transcript", "T0001", "--output", str(tmp_path / name))
    with pytest.raises(InputError, match=r"\.png"):
        desk("picture", "T0001", "--output", str(tmp_path / "a.pdf"))
    for argv in (("T9",), ("T0001", "--as-of", "2025-11-11")):
        with pytest.raises(RecordsError):
            desk("transcript", *argv, "--output", str(tmp_path / "a.pdf"))
    assert desk.issued() == 0
    with pytest.raises(RecordsError, match="没有这个核验码"):
        desk("verify", "2222-2222-2222-2222")


def test_what_changed_is_said_in_words() -> None:
    """Each finding has its sentence."""
    from bot.transcript_render import verified_text
    from records.transcripts import Verified
    from tests.bot.pictures.papers import DAY, transcript

    given = transcript()
    found = Verified(
        given.code, given.issued_at, DAY, "教**", "***1", (), given.fingerprint, True, False, later=3, touching=1
    )
    assert "新增 3 条记录，其中 1 条更正" in verified_text(found)
    broken = verified_text(replace(found, intact=False, roster_changed=True))
    assert "对不上" in broken
    assert "有过修改" in broken
    assert "新增" not in broken
