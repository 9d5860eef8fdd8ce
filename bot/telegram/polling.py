"""Long polling: updates are stored first and confirmed by the next poll, so that a kill at any moment loses none."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot
from telegram.error import Conflict, RetryAfter, TelegramError

from bot import texts
from bot.telegram.client import ANSWER_S, POLL_S, TelegramUnusable, reason, refused, seconds
from bot.telegram.incoming import KINDS

logger = logging.getLogger(__name__)

Store = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]
"""Keeps updates for good; returns when they are safe."""

_PATIENCE_S = 60.0
"""How long another poller may hold the token before this one gives up: an old process may still be leaving."""
_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0


async def poll(
    bot: Bot, store: Store, *, poll_s: int = POLL_S, patience_s: float = _PATIENCE_S, pause_s: float = _PAUSE_S
) -> None:
    """Fetch and store updates until cancelled; after a failure the first pause is `pause_s`, then they double.

    Raises `TelegramUnusable` when the token stops being valid or another program uses it for good.
    """
    loop = asyncio.get_running_loop()
    offset: int | None = None
    pause, taken_since = pause_s, None
    while True:
        try:
            updates = await bot.get_updates(
                offset=offset, timeout=poll_s, allowed_updates=list(KINDS), read_timeout=ANSWER_S
            )
        except Conflict as error:
            taken_since = taken_since or loop.time()
            if loop.time() - taken_since > patience_s:
                raise TelegramUnusable(texts.TELEGRAM_TOKEN_TAKEN) from error
            await asyncio.sleep(pause_s)
            continue
        except RetryAfter as error:
            await asyncio.sleep(seconds(error))
            continue
        except TelegramError as error:
            if refused(error):
                raise TelegramUnusable(texts.TELEGRAM_TOKEN_REFUSED) from error
            logger.warning("polling failed, next try in %.0f s: %s", pause, reason(error))
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)
            continue
        pause, taken_since = pause_s, None
        if updates:
            await store([update.to_dict() for update in updates])
            offset = updates[-1].update_id + 1
