"""What a conversation remembers is kept for each chat and account."""

from datetime import datetime, timedelta

from records import conversations
from records.database import Database


async def test_state_is_kept_for_each_account_in_each_chat(database: Database, now: datetime) -> None:
    """In a group everybody has a conversation of their own; saving again replaces; deleting forgets."""
    async with database.write() as session:
        for chat, account in ((-5, 1), (-5, 2), (1, 1)):
            await conversations.save(session, chat=chat, account=account, state={"n": [account, "学时"]}, now=now)
        await conversations.save(session, chat=1, account=1, state={"n": None}, now=now + timedelta(days=1))
        await session.commit()
    async with database.write() as session:
        assert await conversations.load(session, chat=-5, account=2) == {"n": [2, "学时"]}
        assert await conversations.load(session, chat=1, account=1) == {"n": None}
        assert await conversations.load(session, chat=1, account=2) is None
        assert await conversations.delete(session, account=1, chat=1) == 1
        assert await conversations.load(session, chat=1, account=1) is None
        assert await conversations.delete(session, account=1) == 1
        assert await conversations.load(session, chat=-5, account=1) is None


async def test_old_conversations_are_purged(database: Database, now: datetime) -> None:
    """What nobody has continued for long is forgotten, the rest stays."""
    async with database.write() as session:
        await conversations.save(session, chat=1, account=1, state={}, now=now)
        await conversations.save(session, chat=2, account=2, state={}, now=now + timedelta(days=2))
        assert await conversations.purge(session, before=now + timedelta(days=1)) == 1
        assert await conversations.load(session, chat=2, account=2) == {}
