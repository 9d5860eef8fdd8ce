"""Scripted people who do one thing after the other, wait for the answer each time, and ask again when it is lost."""

import asyncio
import contextlib
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import texts
from tests.botapi import Late, Person, Seen
from tests.botapi.state import buttons

_THINKS_S = 0.3
_PATIENCE_S = 120.0
"""After so long without a word an answer counts as lost."""
_REPLY = re.compile(r"s:(\d+)")
"""What the button 转人工 below every answer carries: the number under which the answer is kept."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a person does, and how many messages that has to bring."""

    said: tuple[str, ...] = ()
    """Texts, one right after the other."""
    pressed: str = ""
    """A button of the newest message with buttons; without it the person says `said` instead."""
    replies: int = 1
    """Messages that answer the press; each text is answered by one."""


class Visitor:
    """A person with a script. `heard`: the bot's messages to them, questions about lost ones apart."""

    def __init__(self, person: Person, steps: Sequence[Step], *, seed: int) -> None:
        self.person = person
        self.heard: list[Seen] = []
        self.asked: list[str] = []
        """The questions of the script that were said, by which answers are found again."""
        self.updates = 0
        """Things done so far, presses of 再发一次 apart."""
        self.expected = 0
        """Messages that these have to bring."""
        self.offers = 0
        self.sent_again = 0
        """Presses of 再发一次."""
        self._steps = steps
        self._random = random.Random(seed)
        self._said: dict[int, int] = {}
        """Number of the step in which a message was said."""
        self._step = 0
        self._begun = 0
        """How much had been heard when the present step began."""

    async def live(self, ended: asyncio.Event, done: Callable[[], None]) -> None:
        """Play the script, call `done`, and go on listening until `ended`."""
        for step in self._steps:
            await asyncio.sleep(self._random.uniform(0, _THINKS_S))
            self._step, self._begun = self._step + 1, len(self.heard)
            self._do(step)
            while len(self.heard) < self.expected:
                self._take(await self.person.hears(timeout=_PATIENCE_S))
        done()
        while not ended.is_set():
            with contextlib.suppress(Late):
                self._take(await self.person.hears(timeout=1))
        for seen in self.person.unheard:
            self._take(seen)

    def _do(self, step: Step) -> None:
        if step.pressed and step.pressed in self.person.buttons:
            self.person.press(step.pressed)
            self.updates += 1
            self.expected += step.replies
            return
        for text in step.said:
            self._said[self.person.say(text)["message_id"]] = self._step
            self.asked.append(text)
        self.updates += len(step.said)
        self.expected += len(step.said)

    def _take(self, seen: Seen) -> None:
        if seen.message is None:  # words over the chat, gone in a moment
            return
        if texts.BUTTON_SEND_AGAIN not in [button["text"] for row in buttons(seen.message) for button in row]:
            self.heard.append(seen)
            return
        self.offers += 1
        if not self._has_arrived(seen):
            self.person.press(texts.BUTTON_SEND_AGAIN, seen.message)
            self.sent_again += 1

    def _has_arrived(self, offer: Seen) -> bool:
        """Whether the message that `offer` asks about is there: it shows what was said, and how the answer begins."""
        about = (offer.message or {}).get("reply_to_message", {}).get("message_id")
        if about is not None and self._said[about] != self._step:
            return True  # otherwise this person would still be waiting for it
        # An answer to a press or a notice is told by its words alone, which the scripts bring about only once.
        since = self._begun if about is not None else 0
        begins = _tidy(offer.text.partition("\n")[2]).removesuffix("…")
        return any(_tidy(one.text).startswith(begins) for one in self.heard[since:])

    def answers(self) -> list[int]:
        """Numbers of the answers and refusals that were shown, each as often as it was shown."""
        return [number for seen in self.heard for number in _numbers(seen)]


def _numbers(seen: Seen) -> list[int]:
    rows = buttons(seen.message) if seen.message else []
    found = [_REPLY.fullmatch(button.get("callback_data", "")) for row in rows for button in row]
    return [int(match[1]) for match in found if match]


def _tidy(text: str) -> str:
    return " ".join(text.split())
