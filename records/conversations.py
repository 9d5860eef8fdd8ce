"""What a conversation remembers between two messages, so that any replica can go on with it."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records import dialects
from records.schema import ConversationRow


async def load(session: AsyncSession, *, chat: int, account: int) -> dict[str, Any] | None:
    """State of the conversation with `account` in `chat`; None when there is none."""
    statement = select(ConversationRow.state).where(ConversationRow.chat == chat, ConversationRow.account == account)
    return (await session.scalars(statement)).first()


async def save(session: AsyncSession, *, chat: int, account: int, state: dict[str, Any], now: datetime) -> None:
    """Keep `state` (plain values) in place of what was there."""
    values = {"state": dialects.storable(state), "updated_at": now}
    statement = dialects.insert(session, ConversationRow).values(chat=chat, account=account, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["chat", "account"], set_=values))


async def delete(session: AsyncSession, *, account: int, chat: int | None = None) -> int:
    """Forget the conversation with `account` in `chat` (None: in every chat). Returns how many those were."""
    statement = sql_delete(ConversationRow).where(ConversationRow.account == account)
    if chat is not None:
        statement = statement.where(ConversationRow.chat == chat)
    return len((await session.scalars(statement.returning(ConversationRow.chat))).all())


async def purge(session: AsyncSession, *, before: datetime) -> int:
    """Forget conversations that nobody has continued since `before`. Returns how many those were."""
    statement = sql_delete(ConversationRow).where(ConversationRow.updated_at < before)
    return len((await session.scalars(statement.returning(ConversationRow.chat))).all())
