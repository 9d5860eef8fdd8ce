"""`yanxiu chat` through a pipe and on a terminal, and how text is laid out there."""

import contextlib
import os
import pty
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

from bot import render
from tests.bot.memory import CommandLine

ROOT = Path(__file__).resolve().parents[2]


def test_piped_conversation_reads_as_one(yanxiu: CommandLine) -> None:
    """Through a pipe the questions are echoed, and the end of input is a goodbye."""
    done = yanxiu("chat", "--region", "河南", stdin="多少学时\n\n/原文\n")
    assert done.status == 0
    assert "您好" in done.out
    assert "您问> 多少学时\n\n每五年360学时（410000）。" in done.out
    assert done.out.rstrip().endswith("再见。")


def test_quit_ends(yanxiu: CommandLine) -> None:
    """What follows /quit is not read."""
    done = yanxiu("chat", stdin="/quit\n多少学时\n")
    assert (done.status, yanxiu.assistant.asked) == (0, [])


def test_failure_costs_one_message(yanxiu: CommandLine) -> None:
    """A message whose handling fails gets a reference number, and the conversation goes on."""
    done = yanxiu("chat", stdin="出错\n多少学时\n")
    assert done.status == 0
    assert "编号" in done.out
    assert "360学时" in done.out
    assert "secret detail" not in done.out + done.err


def test_interruption_ends_calmly(yanxiu: CommandLine) -> None:
    """Ctrl-C in a conversation ends it with 130."""
    assert yanxiu("chat", stdin="停\n").status == 130


def test_unknown_region_is_refused_before_the_greeting(yanxiu: CommandLine) -> None:
    """A region that does not exist is bad input."""
    done = yanxiu("chat", "--region", "火星", stdin="")
    assert (done.status, done.out) == (2, "")


def test_lines_are_wrapped_by_columns() -> None:
    """Chinese characters take two columns, no line is too wide or begins with closing punctuation, nothing is lost."""
    text = "教师五年累计不少于三百六十学时，其中新教师岗前培训一百二十学时。" * 5
    wrapped = render.wrap(text, 40)
    assert wrapped.replace("\n", "") == text
    for line in wrapped.split("\n"):
        assert render.width(line) <= 40
        assert line[0] not in "，。"


def test_links_are_not_broken() -> None:
    """A link stays whole, so that it can be clicked."""
    link = "https://example.org/" + "a" * 60
    assert link in render.wrap(f"见 {link} 第二条", 40)


def test_table_columns_line_up() -> None:
    """Columns are padded by the width on the screen."""
    lines = render.table(("甲", "b"), [("xy", "1"), ("中文", "2")]).split("\n")
    assert lines == ["甲    b", "xy    1", "中文  2"]


_ON_A_TERMINAL = """
import fcntl, sys, termios
from bot.main import main
from tests.bot.memory import MemoryApp, MemoryAssistant

fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C arrives as a signal
sys.exit(main(["chat"], {"YANXIU_HOME": sys.argv[1]}, open_app=lambda settings: MemoryApp(settings, MemoryAssistant())))
"""


def talk(home: Path, keys: list[bytes]) -> tuple[int, str]:
    """Type `keys` on a real terminal of 40 columns, each after a prompt; the exit status and what the screen got."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 40))
    command = [sys.executable, "-c", _ON_A_TERMINAL, str(home)]
    process = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm"},
        start_new_session=True,
    )
    os.close(slave)
    screen = b""
    typed = 0
    deadline = time.monotonic() + 60
    with contextlib.suppress(OSError):  # Linux reports the end of a terminal as an error
        while time.monotonic() < deadline:
            if select.select([master], [], [], 2)[0]:
                chunk = os.read(master, 4096)
                if not chunk:
                    break
                screen += chunk
                if screen.count("您问>".encode()) > typed and typed < len(keys):
                    os.write(master, keys[typed])
                    typed += 1
            elif typed:
                # A signal between the prompt and the first look at the keyboard is noticed with the next key.
                os.write(master, keys[typed - 1])
    os.close(master)  # a program that is still there hangs up
    return process.wait(60), screen.decode()


def test_conversation_on_a_terminal(tmp_path: Path) -> None:
    """On a terminal there is a prompt, Ctrl-D says goodbye, and questions are recalled, for their owner alone."""
    status, screen = talk(tmp_path, ["五年多少学时？\n".encode(), b"\x04"])
    assert status == 0
    assert "360学时" in screen
    assert "再见" in screen
    history = tmp_path / "chat_history"
    assert "五年多少学时" in history.read_text(encoding="utf-8")
    assert history.stat().st_mode & 0o077 == 0


def test_interruption_on_a_terminal(tmp_path: Path) -> None:
    """Ctrl-C at the prompt ends with 130 and without a traceback."""
    status, screen = talk(tmp_path, [b"\x03"])
    assert (status, "Traceback" in screen) == (130, False)
    assert "已停止" in screen
