"""What SQLite and PostgreSQL do differently comes to the same."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from records import dialects
from records.database import Database
from records.schema import EntryRow, OutboxRow, PersonRow

CHINA = timezone(timedelta(hours=8))


async def test_rows_come_out_as_they_were_put_in(database: Database, now: datetime) -> None:
    """Texts with signs of all kinds, days, moments of any time zone, hours, documents and what is empty."""
    people: list[dict[str, Any]] = [
        {"number": "T1", "name": '教师"001"', "born": date(1980, 2, 29), "created_at": now.astimezone(CHINA)},
        {"number": "T2", "name": "教师\\002, {}'", "born": None, "created_at": now},
    ]
    async with database.write() as session:
        made = await dialects.insert_new(
            session,
            PersonRow,
            people,
            common={"region": "350402", "entered": date(2001, 9, 1)},
            returning=("number", "id"),
        )
        ids = {row[0]: row[1] for row in made}
        entries: list[dict[str, Any]] = [
            {"person_id": ids["T1"], "hours": Decimal("12.345"), "completed": date(2025, 1, 2), "source_key": "a"},
            {"person_id": ids["T2"], "hours": Decimal(-8), "completed": None, "source_key": "b"},
        ]
        common = {"kind": "posting", "source": "省平台", "unit": "学时", "recorded_at": now}
        assert await dialects.insert_new(session, EntryRow, entries, common=common) == ()
        await session.commit()
    async with database.read() as session:
        one, two = (await session.scalars(select(PersonRow).order_by(PersonRow.number))).all()
        first, second = (await session.scalars(select(EntryRow).order_by(EntryRow.source_key))).all()
    assert (one.name, one.born, one.region, one.entered) == ('教师"001"', date(1980, 2, 29), "350402", date(2001, 9, 1))
    assert (two.name, two.born, two.sex, two.school) == ("教师\\002, {}'", None, "", "")
    assert one.created_at == two.created_at == now
    assert one.created_at.tzinfo is UTC
    assert (first.hours, first.completed, first.recorded_at) == (Decimal("12.345"), date(2025, 1, 2), now)
    assert (second.hours, second.completed) == (Decimal(-8), None)


async def test_only_what_is_not_there_yet_is_put_in(database: Database, now: datetime) -> None:
    """The others stay as they are, and only the new ones are told."""

    async def put(*keys: str, method: str) -> list[str]:
        rows = [{"key": key, "chat": 1, "payload": {"html": ["甲", None, {"ok": True}]}} for key in keys]
        common = {"method": method, "due_at": now, "not_before": now, "created_at": now}
        async with database.write() as session:
            made = await dialects.insert_new(session, OutboxRow, rows, common=common, returning=("key",))
            await session.commit()
        return sorted(row[0] for row in made)

    assert await put(method="send") == []
    assert await put("a", "b", method="send") == ["a", "b"]
    assert await put("b", "c", "d", method="edit") == ["c", "d"]
    async with database.read() as session:
        kept = (await session.scalars(select(OutboxRow).order_by(OutboxRow.key))).all()
    assert [(row.key, row.method, row.state) for row in kept] == [
        ("a", "send", "waiting"),
        ("b", "send", "waiting"),
        ("c", "edit", "waiting"),
        ("d", "edit", "waiting"),
    ]
    assert kept[0].payload == {"html": ["甲", None, {"ok": True}]}
