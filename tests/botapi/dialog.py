"""Dialogue tests: `await verify_dialog(person, [("还差多少学时", "还差 120 学时…"), …])`."""

import difflib
import inspect
import re
from collections.abc import Callable, Sequence

from tests.botapi.state import Late, Seen, buttons
from tests.botapi.user import Person

Said = str | Callable[[Person], object] | None
"""What the person does: says a text, presses `[a button]`, does something, or (None) only listens."""
Answered = str | Sequence[str]
"""The message, or the messages in their order; `[]`: nothing."""

UNDER_WAY = "停止"
"""The button below what tells how far long work is: how often that is told depends on the machine."""

_BUTTON = re.compile(r"\[([^\[\]\n]+)\]")


async def verify_dialog(person: Person, turns: Sequence[tuple[Said, Answered]], *, timeout: float = 30.0) -> None:
    """Play `turns` as `person`; an AssertionError shows the dialogue so far and where it differs.

    Answers are plain text; `…` stands for anything. An edit counts as an answer, but what tells how far work is need
    not be expected; a toast reads `(提示) …`, an alert `(弹窗) …`, a file `[文件 name]` with its caption below. Last
    lines of buttons, `[看原文] [转人工]`, one line a row, are compared when the expected answer ends with them.
    `timeout` in seconds for each message.
    """
    played: list[str] = []
    for said, answered in turns:
        expected = [answered] if isinstance(answered, str) else list(answered)
        while person.unheard and _under_way(person.unheard[0]):
            await person.hears()
        if said is not None and person.unheard:
            raise AssertionError(_report(played, "（没有别的消息）", person.unheard[0]))
        played.append(f"{person.name}：{_do(person, said)}")
        for text in expected:
            seen = await _next(person, played, text, timeout)
            while not matches(text, seen) and _under_way(seen):
                seen = await _next(person, played, text, timeout)
            if not matches(text, seen):
                raise AssertionError(_report(played, text, seen))
            played.append(f"{person.server.world.bot['first_name']}：{with_buttons(seen)}")
    if person.unheard:
        raise AssertionError(_report(played, "（对话到此结束）", person.unheard[0]))


def _do(person: Person, said: Said) -> str:
    """Carry out the person's part; how it reads in a report."""
    if said is None:
        return "（听）"
    if callable(said):
        said(person)
        return f"（{getattr(said, '__name__', '做了一件事')}）"
    if pressed := _BUTTON.fullmatch(said):
        person.press(pressed[1])
    else:
        person.say(said)
    return said


async def _next(person: Person, played: list[str], expected: str, timeout: float) -> Seen:
    try:
        return await person.hears(timeout=timeout)
    except Late:
        raise AssertionError(_report(played, expected, None)) from None


def _under_way(seen: Seen) -> bool:
    rows = buttons(seen.message) if seen.message else []
    return any(button["text"] == UNDER_WAY for row in rows for button in row)


def with_buttons(seen: Seen) -> str:
    """Text and below it the buttons, one line a row."""
    rows = buttons(seen.message) if seen.message else []
    lines = [" ".join(f"[{button['text']}]" for button in row) for row in rows]
    return "\n".join([seen.text, *lines])


def matches(expected: str, seen: Seen) -> bool:
    """Whether `expected` describes `seen`, with or without its buttons."""
    parts = [re.escape(part) for part in _tidy(inspect.cleandoc(expected)).split("…")]
    pattern = re.compile(".*".join(parts), re.DOTALL)
    return any(pattern.fullmatch(_tidy(text)) for text in (seen.text, with_buttons(seen)))


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _report(played: list[str], expected: str, seen: Seen | None) -> str:
    got = with_buttons(seen) if seen else "（到时限也没有消息）"
    lines = ["对话与预期不符。", "", *played, "", "预期：", expected, "", "实际：", got]
    if "\n" in expected and seen:
        lines += ["", "差别：", *difflib.ndiff(inspect.cleandoc(expected).splitlines(), got.splitlines())]
    return "\n".join(lines)
