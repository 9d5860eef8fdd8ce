"""The outbox's promise, held through any order of events: nothing is lost, nothing is sent twice deliberately."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from records import outbox
from records.database import Database
from records.outbox import Outgoing, State
from records.schema import OutboxRow
from tests.properties import examples
from tests.records.databases import Templates, each_kind

MINUTE = timedelta(minutes=1)


class Sending(RuleBasedStateMachine):
    """Any order of putting, claiming, delivering, failing, crashing and recovering, beside a chat that remembers."""

    claimed = Bundle("claimed")

    def __init__(self, runner: asyncio.Runner, database: Database, now: datetime) -> None:
        super().__init__()
        self.runner, self.database, self.now = runner, database, now
        self.accepted: set[str] = set()
        self.delivered: list[Outgoing] = []
        self.in_flight: dict[int, str] = {}
        """Messages that a living worker is sending, with that worker."""
        self.do(lambda session: session.execute(delete(OutboxRow)))

    def do(self, deed: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """One transaction."""

        async def transaction() -> Any:
            async with self.database.write() as session:
                result = await deed(session, *args, **more)
                await session.commit()
            return result

        return self.runner.run(transaction())

    @initialize()
    def begin(self) -> None:
        """Some messages for each of three chats."""
        for name in range(6):
            self.put(name, 1 + name % 3, 0, name > 3)

    @rule(name=st.integers(0, 30), chat=st.integers(1, 3), delay=st.sampled_from([0, 0, 90]), bulk=st.booleans())
    def put(self, name: int, chat: int, delay: int, bulk: bool) -> None:
        """Accept a message; a key that was used is refused."""
        later = {"bulk": bulk, "not_before": self.now + timedelta(seconds=delay)}
        message = {"key": str(name), "chat": chat, "method": "send", "payload": {}}
        new = self.do(outbox.put, now=self.now, **message, **later)
        assert new == (str(name) not in self.accepted)
        self.accepted.add(str(name))

    @rule(target=claimed, worker=st.sampled_from("ab"), limit=st.integers(1, 4))
    def claim(self, worker: str, limit: int) -> Any:
        """Claim; nothing is handed out beside or before an earlier message of its chat."""
        taken = self.do(outbox.claim, now=self.now, worker=worker, limit=limit)
        for one in taken:
            assert not self._passed_over(one)
            self.in_flight[one.id] = worker
        return multiple(*taken)

    @rule(
        one=consumes(claimed), outcome=st.sampled_from(["sent", "failed", "retry", "time-out", "time-out, delivered"])
    )
    def settle(self, one: Outgoing, outcome: str) -> None:
        """What the channel says, unless the worker has died meanwhile."""
        if self.in_flight.pop(one.id, None) is None:
            return
        if outcome == "sent" or outcome.endswith("delivered"):
            self.delivered.append(one)
        if outcome == "sent":
            assert self.do(outbox.sent, one.id, message=1, now=self.now)
        elif outcome == "failed":
            assert self.do(outbox.failed, one.id, error="403")
        elif outcome == "retry":
            assert self.do(outbox.retry, one.id, not_before=self.now + MINUTE, error="429")
        else:
            assert self.do(outbox.uncertain, one.id, error="time-out")

    @rule(worker=st.sampled_from("ab"), delivered=st.booleans())
    @precondition(lambda self: self.in_flight)
    def crash(self, worker: str, delivered: bool) -> None:
        """A worker dies, perhaps just after its messages went out; the next start recovers."""
        lost = {number for number, own in self.in_flight.items() if own == worker}
        found = self.do(outbox.recover, worker=worker)
        assert {one.id for one in found} == lost
        self.delivered += found if delivered else ()
        self.in_flight = {number: own for number, own in self.in_flight.items() if number not in lost}

    @rule(chat=st.integers(1, 3), event=st.sampled_from(["a second", "a minute", "a minute", "paused", "blocked"]))
    def weather(self, chat: int, event: str) -> None:
        """Time goes by, a chat has had enough for a minute, or somebody blocks the bot."""
        if event == "paused":
            self.do(outbox.pause_chat, chat=chat, until=self.now + MINUTE)
        elif event == "blocked":
            self.do(outbox.cancel_waiting, chat=chat)
        else:
            self.now += MINUTE if event == "a minute" else timedelta(seconds=1)

    @invariant()
    def nothing_is_delivered_twice(self) -> None:
        """One deliberate send for each key."""
        keys = [one.key for one in self.delivered]
        assert len(keys) == len(set(keys))

    def teardown(self) -> None:
        """Whatever happened, the rest goes out, and every accepted message has come to an end."""
        for number in self.in_flight:
            self.do(outbox.uncertain, number, error="time-out")
        self.now += timedelta(days=1)
        while taken := self.do(outbox.claim, now=self.now, worker="a", limit=9):
            for one in taken:
                self.delivered.append(one)
                self.do(outbox.sent, one.id, message=1, now=self.now)
        self.nothing_is_delivered_twice()
        states = {row.key: row.state for row in self._rows()}
        assert set(states) == self.accepted
        assert set(states.values()) <= {State.SENT, State.FAILED, State.UNCERTAIN, State.CANCELLED}
        arrived = {one.key for one in self.delivered}
        assert {key for key, state in states.items() if state == State.SENT} <= arrived
        assert arrived <= {key for key, state in states.items() if state in (State.SENT, State.UNCERTAIN)}

    def _rows(self) -> list[OutboxRow]:
        return list(self.do(lambda session: session.scalars(select(OutboxRow))))

    def _passed_over(self, one: Outgoing) -> list[str]:
        """Keys of messages to the chat that are under way, or should have gone before this one."""
        others = [r for r in self._rows() if r.chat == one.chat and r.id != one.id]
        due = [r for r in others if r.state == State.WAITING and r.due_at <= self.now]
        place = (one.bulk, one.due_at, one.id)
        earlier = [r.key for r in due if (r.bulk, r.due_at, r.id) < place]
        return earlier + [r.key for r in others if r.state == State.SENDING]


@pytest.mark.hypothesis
@pytest.mark.parametrize("kind", each_kind())
def test_whatever_happens_nothing_is_lost_or_sent_twice(
    kind: str, templates: Templates, tmp_path: Path, now: datetime
) -> None:
    """Random interleavings with crashes: each accepted message ends in one state and was delivered at most once."""

    class Here(Sending):
        def __init__(self) -> None:
            super().__init__(runner, database, now)

    with asyncio.Runner() as runner:
        opened = templates.database(kind, tmp_path)
        database = runner.run(opened.__aenter__())
        try:
            bounds = settings(max_examples=examples(10), stateful_step_count=25, database=None)
            run_state_machine_as_test(Here, settings=bounds)
        finally:
            runner.run(opened.__aexit__(None, None, None))
