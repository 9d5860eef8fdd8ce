"""No order of events loses a recipient of an announcement or queues one twice."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, insert, select

from records import outbox
from records.campaigns import advance, control, doubts
from records.campaigns.content import Content
from records.campaigns.model import CampaignError, Stage, State
from records.database import Database
from records.model import COMMAND_LINE
from records.outbox import Outgoing
from records.schema import AccountRow, AuditRow, CampaignRow, MailingRow, OutboxRow, PersonRow, RecipientRow
from tests.properties import examples
from tests.records.databases import Templates, each_kind
from tests.records.roster import COUNTY, NOW

MINUTE = timedelta(minutes=1)
PEOPLE = 5
KINDS = ("sent", "failed", "retry", "uncertain")


class Announcing(RuleBasedStateMachine):
    """Steps, kills, pauses, cancellations and corrections in any order, beside a sender; chats remember."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.runner, self.database, self.now = runner, database, NOW
        self.flying: list[Outgoing] = []
        self.arrived: Counter[str] = Counter()
        self.again = 0
        self.campaign = self.do(self.furnish)

    def do(self, deed: Callable[..., Any], *args: Any, kill: bool = False, **more: Any) -> Any:
        """One transaction; a kill comes before it is kept."""

        async def transaction() -> Any:
            async with self.database.write() as session:
                result = await deed(session, *args, **more)
                if not kill:
                    await session.commit()
            return result

        return self.runner.run(transaction())

    async def furnish(self, session: Any) -> int:
        """A confirmed announcement to five people with accounts."""
        for table in (RecipientRow, CampaignRow, OutboxRow, MailingRow, AccountRow, AuditRow, PersonRow):
            await session.execute(delete(table))
        ids = range(1, PEOPLE + 1)
        people = [{"id": n, "number": f"T{n}", "name": "某", "region": COUNTY, "created_at": NOW} for n in ids]
        await session.execute(insert(PersonRow), people)
        await session.execute(insert(AccountRow), [{"account": n, "person_id": n, "bound_at": NOW} for n in ids])
        audience = {"region": COUNTY} | dict.fromkeys(("short_by", "listed", "people"))
        audience |= dict.fromkeys(("schools", "stages", "subjects", "roles", "paces"), ())
        row = CampaignRow(
            region=COUNTY, content=Content("通知0").to_json(), audience=audience, state=State.SCHEDULED, created_at=NOW
        )
        session.add(row)
        await session.flush()
        recipients = [{"campaign_id": row.id, "person_id": n, "stage": Stage.PENDING} for n in ids]
        await session.execute(insert(RecipientRow), recipients)
        return row.id

    @rule(limit=st.integers(1, 3), kill=st.sampled_from([False, False, True]))
    def step(self, limit: int, kill: bool) -> None:
        """The work goes on, or is cut off before it is kept."""
        self.do(advance.advance, self.campaign, now=self.now, limit=limit, kill=kill)

    @rule(deed=st.sampled_from([control.pause, control.resume, control.pause, control.resume, control.cancel]))
    def staff(self, deed: Callable[..., Any]) -> None:
        """Somebody holds it, lets it go or cancels it, where that can be done."""
        try:
            self.do(deed, self.campaign, actor=COMMAND_LINE, now=self.now)
        except CampaignError:
            return

    @rule(number=st.integers(1, 99))
    def correct(self, number: int) -> None:
        """Another text."""
        try:
            self.do(control.correct, self.campaign, actor=COMMAND_LINE, html=f"通知{number}", now=self.now)
        except CampaignError:
            return

    @rule(limit=st.integers(1, 4))
    def claim(self, limit: int) -> None:
        """A sender takes what may go out; nothing while the announcement is held."""
        state, _, _ = self.look()
        taken = self.do(outbox.claim, worker="w", now=self.now, limit=limit)
        assert state not in (State.PAUSED, State.SCHEDULED) or not taken
        assert state != State.CANCELLED or all(":edit:" in one.key for one in taken)
        self.flying += taken

    @rule(outcome=st.sampled_from(KINDS))
    @precondition(lambda self: self.flying)
    def settle(self, outcome: str) -> None:
        """What the channel says of the first message on its way."""
        one = self.flying.pop(0)
        if outcome in ("sent", "uncertain"):
            self.arrived[one.key] += 1
        if outcome == "sent":
            self.do(outbox.sent, one.id, message=one.id, now=self.now)
        elif outcome == "retry":
            self.do(outbox.retry, one.id, not_before=self.now + MINUTE, error="429")
        else:
            self.do(getattr(outbox, outcome), one.id, error="x")

    @rule(person=st.integers(1, PEOPLE), deed=st.sampled_from([doubts.take_as_sent, doubts.send_again]))
    def decide(self, person: int, deed: Callable[..., Any]) -> None:
        """Staff see to a message in doubt."""
        try:
            self.do(deed, self.campaign, actor=COMMAND_LINE, person=person, now=self.now)
        except CampaignError:
            return
        self.again += deed is doubts.send_again

    @rule()
    def later(self) -> None:
        """A minute goes by."""
        self.now += MINUTE

    @invariant()
    def nobody_is_lost_or_queued_twice(self) -> None:
        """One line a person; a message exactly for those who are queued; one send for each key."""
        state, recipients, messages = self.look()
        assert len(recipients) == PEOPLE
        for person, (stage, number) in recipients.items():
            first = [key for key in messages if key == f"campaign:{self.campaign}:{person}"]
            queued = stage in (Stage.QUEUED, Stage.OUTDATED)
            assert (len(first), number is not None) == (queued, queued)
        assert len([key for key in messages if ":again:" in key]) == self.again
        assert not self.arrived or max(self.arrived.values()) == 1
        if state in (State.DONE, State.CANCELLED):
            assert Stage.PENDING not in {stage for stage, _ in recipients.values()}

    def look(self) -> tuple[str, dict[int, tuple[str, int | None]], dict[str, str]]:
        """State, recipients and messages."""

        async def read(session: Any) -> Any:
            states = await session.scalars(select(CampaignRow.state))
            recipients = await session.execute(
                select(RecipientRow.person_id, RecipientRow.stage, RecipientRow.outbox_id)
            )
            rows = await session.execute(select(OutboxRow.key, OutboxRow.state))
            return states.one(), {p: (s, n) for p, s, n in recipients}, {row.key: row.state for row in rows}

        found: tuple[str, dict[int, tuple[str, int | None]], dict[str, str]] = self.do(read)
        return found

    def teardown(self) -> None:
        """Let go and left to itself, it comes to an end, and every message to one."""
        self.do(outbox.recover)
        self.flying.clear()
        self.staff(control.resume)
        for _ in range(9):
            self.now += MINUTE
            while self.do(advance.advance, self.campaign, now=self.now, limit=2).more:
                pass
            for one in self.do(outbox.claim, worker="w", now=self.now, limit=99):
                self.arrived[one.key] += 1
                self.do(outbox.sent, one.id, message=one.id, now=self.now)
        self.nobody_is_lost_or_queued_twice()
        state, recipients, messages = self.look()
        assert state in (State.DONE, State.CANCELLED)
        assert not {outbox.State.WAITING, outbox.State.SENDING} & set(messages.values())
        assert state == State.CANCELLED or {stage for stage, _ in recipients.values()} <= {Stage.QUEUED, Stage.OUTDATED}


@pytest.mark.hypothesis
@pytest.mark.parametrize("kind", each_kind())
def test_whatever_happens_nobody_is_lost_or_queued_twice(kind: str, templates: Templates, tmp_path: Path) -> None:
    """Random interleavings with kills: every recipient has one message or a reason, and every message an end."""

    class Here(Announcing):
        def __init__(self) -> None:
            super().__init__(runner, database)

    with asyncio.Runner() as runner:
        opened = templates.database(kind, tmp_path)
        database = runner.run(opened.__aenter__())
        try:
            bounds = settings(max_examples=examples(5), stateful_step_count=15, database=None)
            run_state_machine_as_test(Here, settings=bounds)
        finally:
            runner.run(opened.__aexit__(None, None, None))
