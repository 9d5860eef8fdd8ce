"""What the bot looks like: dialogues with the real process, as HTML pages and, where Chromium is, as pictures.

`python -m tests.soak.pictures FOLDER`
"""

import argparse
import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from records.model import Role
from tests.botapi import BotApiServer, Group, Person, page
from tests.botapi import running as serving
from tests.soak.place import Entry, bot_process, enrol, make_home, running

_HENAN = "410000"
_PATIENCE_S = 30.0
_QUIET_S = 0.7
"""So long after a message nothing more is expected to follow it."""
_BUTTON = re.compile(r"\[(.+)\]")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_HEIGHTS = {
    "stranger": 4300,
    "staff": 1300,
    "kept": 900,
    "binding": 1650,
    "administrator": 1900,
    "group": 1200,
}
_HEIGHT = 1150
"""Pixels; the pages are as wide as a phone."""
_UNANSWERED = "外省的继续教育证书能不能折算成学时？"


async def talk(person: Person, *said: str) -> None:
    """Say each text, or press the button `[text]`, and hear out what comes."""
    for text in said:
        pressed = _BUTTON.fullmatch(text)
        if pressed:
            person.press(pressed[1])
        else:
            person.say(text)
        await listen(person)


async def listen(person: Person) -> None:
    """Hear at least one thing, and what follows it closely."""
    await person.hears(timeout=_PATIENCE_S)
    while True:
        await asyncio.sleep(_QUIET_S)
        if not person.unheard:
            return
        while person.unheard:
            await person.hears()


async def stranger(server: BotApiServer) -> Person:
    """Somebody who never used a bot asks about the rules and reads the sources."""
    teacher = Person(server, "教师004")
    await talk(
        teacher, "/start", "我在河南", "五年要修满多少学时？", "[📄 看原文]", "新教师岗前培训要多少学时？", "[👍]"
    )
    await talk(teacher, "那校长呢？", "食堂几点开门？", "[🙋 转人工]", "/help")
    return teacher


async def bound(server: BotApiServer, code: str) -> Person:
    """A teacher follows the link of an invitation and passes a question on to the staff."""
    teacher = Person(server, "教师001")
    await talk(teacher, f"/start {code.replace('-', '')}", "/me", _UNANSWERED, "[🙋 转人工]", "转人工")
    return teacher


async def staff(clerk: Person, teacher: Person, colleague: Person) -> dict[str, str]:
    """Staff answer what was passed on and keep the answer for others; pages of what is replaced later."""
    await listen(clerk)
    await talk(clerk, "/queue", "[✍️ 回答]")
    pages = {}
    await talk(clerk, "可以折算。请把证书交到中心审核，一次最多折算 30 学时，审核结果十个工作日内告诉您。")
    pages["preview"] = page(clerk, last=3)
    await talk(clerk, "[✅ 发送]")
    pages["keeping"] = page(clerk, last=3)
    keeping = [label for label in clerk.buttons if label.startswith("存为常见问题")]
    if keeping:
        await talk(clerk, f"[{keeping[0]}]")
    await talk(clerk, "/queue")
    await listen(teacher)
    await talk(colleague, _UNANSWERED)
    await talk(teacher, "/unbind")
    pages["leaving"] = page(teacher, last=3)
    await talk(teacher, "[不解除]")
    return pages


async def group(server: BotApiServer, teacher: Person) -> Person:
    """In a group the bot answers when it is addressed, and says nothing personal."""
    there = teacher.in_group(Group(server, "第一小学教师群"))
    there.say("大家中午吃什么？")
    await talk(there, "@yanxiu_bot 教师培训经费怎么保障？", "/me@yanxiu_bot", "/help@yanxiu_bot")
    return there


async def administrator(server: BotApiServer, code: str) -> Person:
    """An administrator invites a teacher with link and picture."""
    admin = Person(server, "管理员")
    await talk(admin, code, "/help", "/invite", "/invite T0003", "/changes")
    return admin


async def interruption(server: BotApiServer) -> Person:
    """An answer that may have been lost is offered again."""
    teacher = Person(server, "教师005")
    server.weather.dropped(method="sendMessage", chat=teacher.chat_id)
    await talk(teacher, "我在河北，校长每年要培训多少学时？", "[再发一次]")
    return teacher


async def play() -> dict[str, str]:
    """Play all dialogues; the pages by their names."""
    with tempfile.TemporaryDirectory() as place, serving(server := BotApiServer()):
        home = make_home(Path(place) / "home")
        codes = await enrol(
            home,
            [
                Entry("A0001", "管理员001", "", role=Role.ADMINISTRATOR),
                Entry("S0001", "职员001", _HENAN, role=Role.STAFF),
                Entry("T0001", "教师001", _HENAN, "第一小学"),
                Entry("T0002", "教师002", _HENAN, "第二小学"),
                Entry("T0003", "教师003", _HENAN, "第一小学"),
            ],
        )
        clerk, colleague = Person(server, "职员001"), Person(server, "教师002")
        with bot_process(server, home) as process:
            await running(process)
            seen = {"stranger": await stranger(server)}
            await talk(clerk, codes["S0001"])
            await talk(colleague, codes["T0002"])
            teacher = await bound(server, codes["T0001"])
            pages = await staff(clerk, teacher, colleague)
            seen |= {"binding": teacher, "staff": clerk, "kept": colleague}
            seen |= {"group": await group(server, teacher)}
            seen |= {"administrator": await administrator(server, codes["A0001"])}
            seen |= {"interruption": await interruption(server)}
            await asyncio.to_thread(process.terminate, timeout=30)
        return {name: page(person) for name, person in seen.items()} | pages


def photograph(html: Path, browser: str) -> None:
    """Make a picture of a page beside it."""
    size = f"--window-size=390,{_HEIGHTS.get(html.stem, _HEIGHT)}"
    command = [browser, *_OPTIONS, size, f"--screenshot={html.with_suffix('.png')}", html.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def main(argv: Sequence[str] | None = None) -> int:
    """Write pages and pictures into the folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(argv).folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    for name, html in asyncio.run(play()).items():
        path = folder / f"{name}.html"
        path.write_text(html, encoding="utf-8")
        if browser:
            photograph(path, browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
