"""What is kept about a person, taken away in full."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Integer, Table, insert
from sqlalchemy.ext.asyncio import AsyncSession

from records import accounts, export
from records.columns import Moment
from records.database import Database
from records.export_words import FIELDS
from records.ledger_schema import Hours
from records.model import Actor, Person, Role, Scope
from records.permissions import NotPermitted
from records.schema import Base
from tests.records.roster import COUNTY, NOW, SCHOOL, add, administrator, again, invite, kept, staff

WITHHELD = {
    "codes": {"id", "person_id", "issued_by", "selector", "salt", "digest", "failures"},
    "accounts": {"person_id"},
    "grants": {"id", "person_id", "granted_by"},
    "account_changes": {"id", "person_id", "decided_by"},
    "audit": {"id", "actor_id", "subject_id"},
    "people": {"id"},
    "attempts": {"account"},
    "conversations": {"chat", "account"},
    "replies": {"id", "chat", "account"},
    "tickets": {"id", "reply_id", "person_id", "taken_by", "answered_by", "closed_by"},
    "faqs": {"id", "ticket_id", "folded", "approved_by"},
    "entries": {"person_id", "source_key", "batch_id", "recorded_by"},
    "former_facts": {"id", "person_id", "batch_id", "recorded_at"},
    "roster_changes": {"id", "batch_id", "person_id"},
    "leaves": {"id", "person_id", "recorded_by"},
    "batches": {"digest", "opened_by", "undone_by"},
    "centre_settings": {"id", "set_by"},
    "transcripts": {"id", "person_id", "issued_by", "digest"},
    "reminder_messages": {"id", "person_id", "outbox_key"},
    "reminders": {"id", "message_id", "person_id", "about_id"},
    "reminder_wishes": {"id", "person_id"},
    "reminder_settings": {"id", "set_by"},
    "campaigns": {
        "approved_by",
        "audience",
        "author_id",
        "confirmed_by",
        "content",
        "corrected_at",
        "correction_id",
        "edition",
        "finished_at",
        "follows",
        "mailing_id",
        "receipt",
        "scheduled_for",
        "started_at",
        "urgent",
    },
    "campaign_recipients": {"person_id", "outbox_id", "read_edition"},
    "updates": {"id", "chat", "worker", "claimed_at", "attempts", "incident"},
    "outbox": {
        "id",
        "mailing",
        "key",
        "chat",
        "bulk",
        "worker",
        "attempts",
        "not_before",
        "claimed_at",
        "message",
        "error",
    },
}
"""Columns that are not shown: the program's own ids, marks and secrets, other people, and what is shown elsewhere."""


def refers(column: Column[Any]) -> bool:
    """Whether a column says whom a row is about."""
    of_person = any(key.column.table.name == "people" for key in column.foreign_keys)
    return of_person or column.name in ("account", "chat")


REFERRING = [(table.name, c.name) for table in Base.metadata.sorted_tables for c in table.columns if refers(c)]


def test_every_table_about_people_is_in_the_export() -> None:
    """A column that refers to a person, an account or a chat is followed; a new one cannot be forgotten."""
    followed = {(s.table.__tablename__, column.key) for s in export.SECTIONS for column in s.refers}
    assert set(REFERRING) <= followed
    assert ("people", "id") in followed


def test_every_column_is_shown_or_withheld_on_purpose() -> None:
    """A new column of such a table has to be shown, or named above with the reason."""
    for name in {section.table.__tablename__ for section in export.SECTIONS}:
        shown = {c.key for s in export.SECTIONS if s.table.__tablename__ == name for c in s.shown}
        columns = {column.name for column in Base.metadata.tables[name].columns}
        assert columns - shown == WITHHELD[name], name


def test_every_field_has_a_name() -> None:
    """Nothing is shown under the name of a column; headings and keys differ."""
    assert {column.key for section in export.SECTIONS for column in section.shown} <= set(FIELDS)
    for attribute in ("key", "title"):
        assert len({getattr(section, attribute) for section in export.SECTIONS}) == len(export.SECTIONS)


async def test_a_row_that_refers_to_a_person_is_exported(database: Database) -> None:
    """A row that refers to the person in one way, and to somebody else in every other, is in their export."""
    async with database.write() as session:
        mine, other = await add(session, "T1", account=1001), await add(session, "T2", account=1002)
        before = await _export(session, mine)
        for table, column in REFERRING:
            if table == "accounts":  # both have theirs, and cannot have a second
                continue
            row = await session.begin_nested()
            await _refer(session, Base.metadata.tables[table], column, mine, other)
            assert _count(await _export(session, mine), table) == _count(before, table) + 1, f"{table}.{column}"
            await row.rollback()


async def test_the_whole_of_a_teacher(database: Database) -> None:
    """Particulars, account, roles, codes without secrets and deeds; as plain values and as text in Chinese."""
    async with database.write() as session:
        admin = await administrator(session)
        scope = Scope(COUNTY, SCHOOL)
        person = await add(session, "T1", school=SCHOOL, role=Role.STAFF, scope=scope, account=1001)
        code = await invite(session, person, actor=Actor(admin))
        made = await export.collect(session, actor=Actor(person), person=person, now=NOW)
    value = made.as_json()
    assert json.loads(json.dumps(value)) == value
    assert value["exported_at"] == NOW.isoformat()
    assert value["person"][0]["number"] == "T1"
    assert value["account"][0]["account"] == 1001
    assert [grant["role"] for grant in value["grants"]] == ["staff"]
    assert [bool(one["used_at"]) for one in value["codes"]] == [True, False]
    assert [deed["action"] for deed in value["audit_about"]] == [
        "people.add",
        "people.grant",
        "codes.issue",
        "account.bind",
        "codes.issue",
    ]
    text = made.as_text()
    for part in (
        "【名册资料】",
        "工号：T1",
        "甘肃省张掖市甘州区",
        "工作人员",
        "绑定时间：2026-03-02 10:00",
        "发绑定码",
    ):
        assert part in text
    assert "None" not in text
    for shown in (text, json.dumps(value)):
        assert code.replace("-", "")[4:] not in shown
        assert "digest" not in shown


async def test_others_words_are_not_taken_away(database: Database) -> None:
    """Staff take away their answers, not the question, the account or the name of who asked."""
    async with database.write() as session:
        teacher, clerk = await add(session, "T1", account=1001), await staff(session, "S1", Scope(COUNTY))
        tickets = Base.metadata.tables["tickets"]
        values = _values(tickets, person_id=teacher.id, question="我的私事", answer="某答复")
        await session.execute(insert(tickets).values(**values, answered_by=clerk.id))
        by_clerk = (await export.collect(session, actor=Actor(clerk), person=clerk, now=NOW)).as_text()
        by_teacher = (await export.collect(session, actor=Actor(teacher), person=teacher, now=NOW)).as_text()
    assert "某答复" in by_clerk
    for word in ("我的私事", "1001", "教师T1"):
        assert word not in by_clerk
        assert word in by_teacher


async def test_an_export_for_others_is_for_administrators_and_noted(database: Database) -> None:
    """Staff may not take away a teacher's chats; administrators may, which the teacher can see."""
    async with database.write() as session:
        teacher = await add(session, "T1")
        clerk, admin = Actor(await staff(session, "S1", Scope(COUNTY))), Actor(await administrator(session))
        with pytest.raises(NotPermitted):
            await export.collect(session, actor=clerk, person=teacher, now=NOW)
        await export.collect(session, actor=Actor(teacher), person=teacher, now=NOW)
        await export.collect(session, actor=admin, person=teacher, now=NOW)
        await session.commit()
    assert [row[3] for row in (await kept(database))["audit"]].count("people.export") == 1


async def test_an_account_that_nobody_bound(database: Database) -> None:
    """Who only asked questions can take those away, and have them forgotten."""
    async with database.write() as session:
        await add(session, "T1", account=1001)
        for table in ("conversations", "replies"):
            values = _values(Base.metadata.tables[table], account=7, chat=7)
            await session.execute(insert(Base.metadata.tables[table]).values(**values))
        made = (await export.of_account(session, 7, now=NOW)).as_json()
        assert (len(made["conversations"]), len(made["replies"]), made["person"]) == (1, 1, [])
        await accounts.forget(session, 7)
        made = (await export.of_account(session, 7, now=NOW)).as_json()
        assert not any(rows for key, rows in made.items() if key != "exported_at")


async def _export(session: AsyncSession, person: Person) -> Mapping[str, Any]:
    person = await again(session, person)
    return (await export.collect(session, actor=Actor(person), person=person, now=NOW)).as_json()


def _count(made: Mapping[str, Any], table: str) -> int:
    return sum(len(made[section.key]) for section in export.SECTIONS if section.table.__tablename__ == table)


async def _refer(session: AsyncSession, table: Table, column: str, mine: Person, other: Person) -> None:
    """A row of the table that concerns `mine` in this column and `other` in all that must be filled."""
    values = _values(table)
    for one in table.columns:
        whom = mine if one.name == column else other
        if one.name in values and refers(one):
            values[one.name] = whom.account if one.name in ("account", "chat") else whom.id
    values[column] = mine.account if column in ("account", "chat") else mine.id
    for one in table.columns:
        for key in one.foreign_keys:
            above = key.column.table
            if one.name in values and above.name != "people":
                theirs = {c.name: other.id for c in above.columns if refers(c) and not c.nullable}
                made = insert(above).values(**_values(above, **theirs)).returning(key.column)
                values[one.name] = (await session.execute(made)).scalar_one()
    await session.execute(insert(table).values(**values))


def _values(table: Table, **given: object) -> dict[str, Any]:
    """Something for every column that cannot be empty."""
    made: dict[str, Any] = {}
    for column in table.columns:
        numbered = column.primary_key and column.autoincrement is not False and not column.foreign_keys
        if column.nullable or numbered:
            continue
        made[column.name] = _something(column)
    return made | given


def _something(column: Column[Any]) -> object:
    match column.type:
        case Moment():
            return NOW
        case Boolean():
            return False
        case Hours():
            return Decimal("7.5")
        case BigInteger() | Integer():
            return 7
        case Date():
            return date(2026, 3, 2)
        case JSON():
            return {"某": "事"}
        case _:
            return {"region": COUNTY, "role": Role.STAFF.value}.get(column.name, "某")
