"""已阅: those who got an announcement say that they have read it."""

from collections.abc import Mapping
from typing import Any

from bot import texts
from bot.reception.announce_show import payload_of
from bot.reception.visit import Handler, Visit
from records import outbox
from records.campaigns import messages, receipts, store
from records.campaigns.model import Campaign
from records.campaigns.receipts import Receipt
from records.model import COMMAND_LINE

READ = "read"
"""First letters of what the button carries, as `records.campaigns.messages` writes it."""


class Receipts:
    """The button under an announcement."""

    def __init__(self) -> None:
        self.buttons: Mapping[str, Handler] = {READ: self._pressed}

    async def _pressed(self, visit: Visit, _: str) -> None:
        carried = messages.read_button(visit.incoming.button)
        if carried is None or not visit.incoming.private:
            visit.toast = texts.OLD_BUTTON
            return
        campaign, edition = carried
        if not campaign:
            visit.toast = texts.READ_PREVIEW
            return
        session = await visit.session()
        account = visit.incoming.account
        noted = await receipts.mark_read(session, campaign, account=account, edition=edition, now=visit.now)
        if noted is Receipt.NOT_ADDRESSED:
            visit.toast = texts.READ_NOT_YOURS
            return
        # Whoever got it may see it: the right to deal with it is another.
        found = await store.get(session, campaign, actor=COMMAND_LINE)
        if edition < found.edition:
            await _show_present(visit, found)
        else:
            visit.toast = texts.READ_NOTED if noted is Receipt.NOTED else texts.READ_ALREADY
            await _tick(visit, found)


async def _show_present(visit: Visit, found: Campaign) -> None:
    """Tell that it was corrected since; the correction itself may be on its way, or never find the message."""
    visit.toast = texts.READ_OLD_TOAST
    session, chat = await visit.session(), visit.incoming.chat
    key = f"{READ}:{found.id}:{found.edition}:{chat}"
    said: dict[str, Any] = {"html": texts.READ_OLD, "buttons": []}
    await outbox.put(session, key=f"{key}:told", chat=chat, method="send", payload=said, now=visit.now)
    method = messages.method(found.content)
    await outbox.put(session, key=f"{key}:shown", chat=chat, method=method, payload=payload_of(found), now=visit.now)


async def _tick(visit: Visit, found: Campaign) -> None:
    """The button says that it was pressed. The text stays as it is: a correction may be changing it right now."""
    chat, message = visit.incoming.chat, visit.incoming.message
    ticked = [[{"text": texts.BUTTON_HAS_READ, "callback_data": visit.incoming.button}]]
    await outbox.put(
        await visit.session(),
        key=f"{READ}:{found.id}:{found.edition}:{chat}:{message}",
        chat=chat,
        method="edit_buttons",
        payload={"message": message, "buttons": ticked},
        now=visit.now,
        bulk=True,  # nobody needs to be asked whether this arrived
    )
