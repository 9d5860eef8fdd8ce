"""Binding an account with a one-time code: issuing codes, typing them in, links and pictures of them. Services.

A wrong code is counted in the caller's transaction: **commit also when `bind` refuses** (as a bot does that marks the
message as handled), or the count is lost and guessing costs nothing.
"""

import asyncio
import io
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import segno
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records import accounts, attempts, audit, codes
from records.accounts import AccountChange
from records.attempts import TRIES
from records.attempts import Paused as Paused
from records.china import clock
from records.codes import COST, Below, Code, Sealed
from records.errors import RecordsError
from records.lookup import by_account, by_id, locked
from records.model import Actor, Person
from records.people import NotOnRoster
from records.permissions import Action, require
from records.schema import AttemptRow, CodeRow

VALID_FOR = timedelta(days=14)
_SELECTOR_DRAWS = 50
_NO_SALT = "00"
_PIXELS = 8
"""Edge of one module of a QR picture, which is then some 300 pixels wide."""


class NotACode(RecordsError):
    """What was typed in does not look like a code."""


class WrongCode(RecordsError):
    """No code that can be used is like this."""


class CodeSpent(RecordsError):
    """The code was right and is of no use any more: expired, used or replaced."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that was just issued; its secret is nowhere else."""

    person: Person
    code: Code
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """What a code typed in is worth, found out before the transaction that uses it."""

    code_id: int | None
    right: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """The account is bound now."""

    person: Person


@dataclass(frozen=True, slots=True)
class AlreadyBound:
    """The account was bound to this person before."""

    person: Person


@dataclass(frozen=True, slots=True)
class ChangeRequested:
    """The person has another account, which works until staff approve the new one."""

    person: Person
    """With the old account."""
    change: AccountChange


async def seal(*, below: Below = secrets.randbelow, cost: int = COST) -> Sealed:
    """A new code for `issue`, hashed in a thread: about 50 ms that need no transaction."""
    return await asyncio.to_thread(codes.seal, codes.draw(below), cost=cost)


async def issue(
    session: AsyncSession,
    *,
    actor: Actor,
    person: Person,
    now: datetime,
    sealed: Sealed | None = None,
    below: Below = secrets.randbelow,
) -> Invitation:
    """Issue a code, valid for 14 days; an earlier one of the person is withdrawn.

    `sealed` is what `seal` made before this transaction, which otherwise waits for it. Raises `NotOnRoster`,
    `NotPermitted`, `UnknownPerson`.
    """
    _, fresh = await locked(session, person)
    require(actor, Action.INVITE, fresh)
    if fresh.left is not None:
        raise NotOnRoster("这位人员已离岗，不能发绑定码。请先恢复在册。")
    await accounts.withdraw_codes(session, fresh, now=now)
    sealed = await _with_free_selector(session, sealed or await seal(below=below), below)
    row = CodeRow(
        person_id=fresh.id,
        selector=sealed.code.selector,
        salt=sealed.salt,
        digest=sealed.digest,
        issued_at=now,
        issued_by=actor.id,
        expires_at=now + VALID_FOR,
    )
    session.add(row)
    await session.flush()
    audit.record(session, actor=actor, action="codes.issue", subject=fresh.id, detail={"code": row.id}, now=now)
    await session.flush()
    return Invitation(fresh, sealed.code, row.expires_at)


async def prove(session: AsyncSession, text: str, *, cost: int = COST) -> Proof:
    """Find out, in a thread and about 50 ms, whether `text` holds a code that we issued. Raises `NotACode`.

    It takes as long when we issued none like it, so that the time tells nothing.
    """
    return await _prove(session, _recognised(text), cost)


async def bind(
    session: AsyncSession, *, account: int, code: str | Proof, now: datetime, cost: int = COST
) -> Bound | ChangeRequested | AlreadyBound:
    """Bind the account to the roster entry of the code, or ask staff when that entry has another account.

    `code` is what the person wrote, or the `Proof` of it worked out before this transaction. Raises `Paused`,
    `NotACode`, `WrongCode`, `CodeSpent`, `AccountTaken`; commit then too.
    """
    given = _recognised(code) if isinstance(code, str) else code
    tries = await attempts.locked(session, account, now=now)
    proof = await _prove(session, given, cost) if isinstance(given, Code) else given
    row, person = await _locked_code(session, proof.code_id)
    if row is None or person is None or not proof.right:
        raise await _failed(session, tries, row, now)
    if person.account == account:
        row.used_at = row.used_at or now
        await session.flush()
        return AlreadyBound(person)
    _require_usable(row, now)
    if await by_account(session, account):
        raise accounts.taken()
    # Only a code that could be used wipes the slate: a spent one would let its owner guess for ever.
    await session.delete(tries)
    return await _use(session, row, person, account, now)


def link(bot_username: str, code: Code) -> str:
    """Deep link that opens the bot and hands it the code."""
    return f"https://t.me/{bot_username}?start={code.plain}"


def qr_png(text: str) -> bytes:
    """QR picture of a link as PNG."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="png", scale=_PIXELS, border=4)
    return picture.getvalue()


def _recognised(text: str) -> Code:
    typed = codes.recognise(text)
    if typed is None:
        raise NotACode("没有看到绑定码。绑定码是 12 个字母和数字，形如 K7MQ-2XPN-8RTD，由您所在的教师发展中心发放。")
    return typed


async def _prove(session: AsyncSession, typed: Code, cost: int) -> Proof:
    row = (await session.scalars(select(CodeRow).where(CodeRow.selector == typed.selector))).first()
    salt, digest = (row.salt, row.digest) if row else (_NO_SALT, f"{cost}$")
    right = await asyncio.to_thread(codes.matches, typed.secret, salt=salt, digest=digest)
    return Proof(row.id if row else None, right)


async def _use(
    session: AsyncSession, row: CodeRow, person: Person, account: int, now: datetime
) -> Bound | ChangeRequested:
    me = Actor(person)
    if person.account is None:
        bound = await accounts.attach(session, person, account, now=now)
        row.used_at = now
        audit.record(session, actor=me, action="account.bind", subject=person.id, detail={"code": row.id}, now=now)
        await session.flush()
        return Bound(bound)
    row.used_at = now
    change = await accounts.ask_change(session, person, account, now=now)
    detail = {"code": row.id, "change": change.id}
    audit.record(session, actor=me, action="account.ask_change", subject=person.id, detail=detail, now=now)
    await session.flush()
    return ChangeRequested(person, change)


async def _with_free_selector(session: AsyncSession, sealed: Sealed, below: Below) -> Sealed:
    for _ in range(_SELECTOR_DRAWS):
        same = select(CodeRow.id).where(CodeRow.selector == sealed.code.selector)
        if (await session.scalars(same)).first() is None:
            return sealed
        sealed = codes.reselect(sealed, below)
    raise RecordsError("暂时发不出新的绑定码。请稍后再试；若一再发生，请清理过期的绑定码。")


async def _locked_code(session: AsyncSession, code_id: int | None) -> tuple[CodeRow | None, Person | None]:
    """The code and its person as they are now; the person is locked first, as everywhere."""
    row = await session.get(CodeRow, code_id) if code_id is not None else None
    person = await by_id(session, row.person_id) if row else None
    if row is None or person is None:
        return None, None
    person = (await locked(session, person))[1]
    return await session.get(CodeRow, row.id, with_for_update=True, populate_existing=True), person


async def _failed(session: AsyncSession, tries: AttemptRow, row: CodeRow | None, now: datetime) -> RecordsError:
    """Count the failure, and as many wrong secrets for one selector withdraw that code.

    What is returned says the same whether or not there is a code like it.
    """
    pause = attempts.count(tries, now=now)
    if row is not None:
        row.failures += 1
        if row.failures >= TRIES and row.used_at is None and row.withdrawn_at is None:
            row.withdrawn_at = now
    await session.flush()
    return pause or WrongCode(
        f"绑定码不对，或已经失效。请核对后再输入，还可以试 {attempts.left(tries)} 次；也可以请教师发展中心重新发一个。"
    )


def _require_usable(row: CodeRow, now: datetime) -> None:
    """Raises `CodeSpent`; only for who knows the secret, so that it gives nothing away."""
    if row.used_at is not None or row.withdrawn_at is not None:
        raise CodeSpent("这个绑定码已经用过，或已作废。请向教师发展中心要一个新的。")
    if row.expires_at <= now:
        raise CodeSpent(f"这个绑定码已于 {clock(row.expires_at)} 过期。请向教师发展中心要一个新的。")
