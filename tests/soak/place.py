"""The real bot as a process on a data directory of its own, with people on its roster."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from records import binding, people
from records.database import open_database
from records.model import COMMAND_LINE, Particulars, Role, Scope
from tests.botapi import BotApiServer, Late, Process
from tests.evaluation.questions import cases

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
"""A start takes some seconds; a busy machine takes longer."""
_RUNNING = "正在接收消息"
_QUICK = 2**4
"""Cost of hashing a code: the tests need no safety."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody to put on the roster."""

    number: str
    name: str
    region: str
    """GB/T 2260 code."""
    school: str = ""
    role: Role | None = None
    account: int | None = None
    """The account to bind at once; None for somebody who still has to do it."""


def questions() -> list[str]:
    """Everyday questions about the rules, each once, each to be understood alone; none about one's own hours."""
    asked = [case for case in cases() if case.set == "policy" and case.values["category"] != "personal"]
    return list(dict.fromkeys(case.question.text for case in asked if not case.question.history))


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a `yanxiu` on `home`, without settings of whoever runs this."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YANXIU_")}
    return kept | {"YANXIU_HOME": str(home), **(extra or {})}


def make_home(home: Path, index: Path | None = None) -> Path:
    """A data directory with an index: that of the data directory `index`, or built by a first question."""
    if index is not None:
        shutil.copytree(index, home, ignore=shutil.ignore_patterns("records.db*", "*.log", "*.lock"))
    else:
        ask(home, ["教师五年要修满多少学时？"])
    return home


def ask(home: Path, asked: Sequence[str]) -> list[str]:
    """What `yanxiu ask` says to each question."""
    lines = [json.dumps({"id": number, "question": text}) for number, text in enumerate(asked)]
    command = [sys.executable, "-m", "bot", "ask", "--batch", "-", "--json"]
    done = subprocess.run(
        command,
        input="\n".join(lines).encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=environment(home),
        check=True,
        timeout=300,
    )
    return [json.loads(line)["text"] for line in done.stdout.decode().splitlines()]


def bot_process(server: BotApiServer, home: Path) -> Process:
    """`yanxiu bot` on `home` and `server`, not started yet."""
    settings = {"YANXIU_TELEGRAM_TOKEN": server.token, "YANXIU_TELEGRAM_API": server.address}
    command = [sys.executable, "-m", "bot", "bot"]
    return Process(command, env=environment(home, settings), log=home / "output.log", cwd=ROOT)


def starts(process: Process) -> int:
    """How often it has said so far that it receives messages."""
    return process.output.count(_RUNNING)


async def running(process: Process, *, before: int = 0, timeout: float = START_S) -> None:
    """Wait until it says once more than `before` that it receives messages. Raises `Late` with its output."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    while starts(process) <= before:
        if process.child.poll() is not None or loop.time() - begun > timeout:
            raise Late(f"the bot does not run:\n{process.output}")
        await asyncio.sleep(0.05)


async def enrol(home: Path, entries: Sequence[Entry]) -> dict[str, str]:
    """Put people on the roster before the bot starts; codes of those who still have to bind, by 工号."""
    database = open_database("", home)
    codes: dict[str, str] = {}
    with suppress(FileExistsError):
        home.mkdir(parents=True)
    try:
        await database.upgrade()
        for entry in entries:
            now = datetime.now(UTC)
            sealed = await binding.seal(cost=_QUICK)
            async with database.write() as session:
                particulars = Particulars(entry.number, entry.name, region=entry.region, school=entry.school)
                person = await people.add(session, actor=COMMAND_LINE, particulars=particulars, now=now)
                if entry.role is not None:
                    scope = Scope(entry.region, "") if entry.role is Role.STAFF else None
                    person = await people.grant(
                        session, actor=COMMAND_LINE, person=person, role=entry.role, scope=scope, now=now
                    )
                made = await binding.issue(session, actor=COMMAND_LINE, person=person, sealed=sealed, now=now)
                if entry.account is None:
                    codes[entry.number] = str(made.code)
                else:
                    await binding.bind(session, account=entry.account, code=str(made.code), now=now)
                await session.commit()
    finally:
        await database.close()
    return codes
