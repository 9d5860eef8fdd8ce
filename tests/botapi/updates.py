"""How updates reach the bot: long polling, or delivery to its webhook."""

import asyncio
import re
import time

import aiohttp

from tests.botapi.entities import Json
from tests.botapi.errors import bad_request, conflict
from tests.botapi.parameters import Parameters
from tests.botapi.state import Late, Webhook, World

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?")
_LONGEST_POLL = 50
_TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Poller:
    """`getUpdates`: one waits at a time, a later one ends the earlier."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: object = None

    async def get_updates(self, parameters: Parameters) -> list[Json]:
        """Confirm what is before `offset`, then the next updates, waiting up to `timeout` s (at most 50) for one."""
        world = self._world
        limit = min(max(parameters.integer("limit", 100), 1), 100)
        timeout = min(max(parameters.integer("timeout"), 0), _LONGEST_POLL)
        ticket = object()
        with world.changing():
            if world.webhook is not None:
                raise conflict(_WEBHOOK_ACTIVE)
            _remember_allowed(world, parameters)
            world.confirm(parameters.integer("offset"))
            if world.updates or not timeout:
                return self._next(limit)
            self._waiting = ticket
        try:
            await world.until(lambda: world.updates or world.webhook or self._waiting is not ticket, timeout=timeout)
        except Late:
            return []
        if world.webhook is not None:
            raise conflict("terminated by setWebhook request")
        if self._waiting is not ticket:
            raise conflict(_TERMINATED)
        return self._next(limit)

    def _next(self, limit: int) -> list[Json]:
        with self._world.lock:
            return list(self._world.updates)[:limit]


def _remember_allowed(world: World, parameters: Parameters) -> None:
    """A list replaces the kinds that are queued from now on; without one the former list stays."""
    allowed = parameters.loose_json("allowed_updates")
    if isinstance(allowed, list):
        world.allowed_updates = [kind for kind in allowed if isinstance(kind, str)]


def set_webhook(world: World, parameters: Parameters) -> bool:
    """`setWebhook`: an empty URL removes it; plain HTTP is taken, as a local server does."""
    url, secret = parameters.text("url"), parameters.text("secret_token")
    if not url:
        return delete_webhook(world, parameters)
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not _ADDRESS.fullmatch(url):
        raise bad_request("invalid webhook URL specified")
    _drop_pending(world, parameters)
    _remember_allowed(world, parameters)
    world.webhook = Webhook(url, secret, min(max(parameters.integer("max_connections", 40), 1), 100))
    return True


def delete_webhook(world: World, parameters: Parameters) -> bool:
    """`deleteWebhook`."""
    _drop_pending(world, parameters)
    world.webhook = None
    return True


def _drop_pending(world: World, parameters: Parameters) -> None:
    if parameters.boolean("drop_pending_updates"):
        world.updates.clear()


def get_webhook_info(world: World, _parameters: Parameters) -> Json:
    """`getWebhookInfo`."""
    webhook = world.webhook
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
        if webhook.last_error:
            info |= {"last_error_date": webhook.last_error_date, "last_error_message": webhook.last_error}
    if world.allowed_updates:
        info["allowed_updates"] = world.allowed_updates
    return info


class Courier:
    """Delivers updates to the webhook, one after the other, each until it is taken with 2xx."""

    def __init__(self, world: World, *, first_pause: float = 0.05, longest_pause: float = 1.0) -> None:
        """Pauses in seconds between tries; they double (the public server waits longer)."""
        self._world = world
        self._first_pause = first_pause
        self._longest_pause = longest_pause

    async def run(self) -> None:
        """Deliver until cancelled."""
        world, pause = self._world, self._first_pause
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                await world.until(lambda: world.webhook and world.updates, timeout=None)
                with world.lock:
                    webhook, update = world.webhook, next(iter(world.updates), None)
                if webhook is None or update is None:
                    continue
                error = await self._deliver(session, webhook, update)
                if error is None:
                    pause = self._first_pause
                    with world.changing():
                        world.confirm(update["update_id"] + 1)
                else:
                    with world.changing():
                        webhook.last_error, webhook.last_error_date = error, int(time.time())
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, self._longest_pause)

    async def _deliver(self, session: aiohttp.ClientSession, webhook: Webhook, update: Json) -> str | None:
        """Post one update; what went wrong, or None."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update, headers=headers) as answer:
                if answer.status // 100 == 2:
                    return None
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"
