"""A Bot API server on the loopback interface, strict where Telegram's is; for tests only.

In the test's own loop: `async with BotApiServer() as server: …`. For the tests of a process, in a thread of its own:
`with running(BotApiServer()) as address: …`. People (`user.py`) and weather (`faults.py`) work from either side.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.botapi.entities import Json
from tests.botapi.errors import ApiError
from tests.botapi.faults import Weather
from tests.botapi.methods import METHODS, Method, method_name
from tests.botapi.parameters import Parameters, read_parameters
from tests.botapi.state import Call, Limits, World
from tests.botapi.updates import Courier, Poller, delete_webhook, get_webhook_info, set_webhook

TOKEN = "4200000001:TEST-token_of-the-local-server00000"
"""The token that the server takes unless told otherwise; it opens nothing anywhere else."""

_Result = TypeVar("_Result")
_METHODS: dict[str, Method] = METHODS | {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
_FORM_OVERHEAD = 2**20


class BotApiServer:
    """The server: `address` for settings, `world` for what it knows, `weather` for what goes wrong."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        bot_username: str = "yanxiu_bot",
        bot_name: str = "研修助手",
        weather: Weather | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Nothing listens before `start`."""
        self.token = token
        self.weather = weather or Weather()
        bot_id = int(token.partition(":")[0])
        self.world = World(bot_name=bot_name, bot_username=bot_username, bot_id=bot_id, limits=limits or Limits())
        self._poller = Poller(self.world)
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._courier: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def address(self) -> str:
        """`http://127.0.0.1:<port>`, the same after `go_away` and `come_back`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """For `telegram.Bot(base_url=…)`."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """For `telegram.Bot(base_file_url=…)`."""
        return f"{self.address}/file/bot"

    async def start(self) -> None:
        """Listen on a free port (the former one after a stop)."""
        self._loop = asyncio.get_running_loop()
        app = web.Application(client_max_size=self.world.limits.upload + _FORM_OVERHEAD)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._handle)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        app.router.add_route("*", "/{rest:.*}", self._elsewhere)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._courier = asyncio.create_task(Courier(self.world).run())

    async def stop(self) -> None:
        """Close every connection and stop listening; the state stays."""
        if self._courier is not None:
            self._courier.cancel()
            await asyncio.gather(self._courier, return_exceptions=True)
            self._courier = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def go_away(self) -> None:
        """The server is gone: connections break, new ones are refused. Works from any loop."""
        await self._in_own_loop(self.stop())

    async def come_back(self) -> None:
        """It is there again on the same port, with everything it knew."""
        await self._in_own_loop(self.start())

    async def _in_own_loop(self, work: Coroutine[Any, Any, None]) -> None:
        if self._loop is None:
            raise RuntimeError("the server was never started")
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def calls(self, method: str | None = None, *, chat_id: int | None = None, ok: bool | None = None) -> list[Call]:
        """Answered calls in their order; `ok` picks those that were carried out (True) or refused (False)."""
        with self.world.lock:
            return [
                call
                for call in self.world.calls
                if method in (None, call.method) and chat_id in (None, call.chat_id) and ok in (None, call.code == 200)
            ]

    async def until(
        self, condition: Callable[[], _Result], *, timeout: float = 30.0, what: str = "the condition"
    ) -> _Result:
        """Wait for the first truthy value of `condition`; raises `Late` (an AssertionError) after `timeout` s."""
        return await self.world.until(condition, timeout=timeout, what=what)

    async def called(self, method: str, *, times: int = 1, timeout: float = 30.0) -> list[Call]:
        """Wait until `method` was carried out `times` times; those calls. A long poll counts when it is answered."""
        await self.until(lambda: self.world.done[method] >= times, timeout=timeout, what=f"{times} × {method}")
        return self.calls(method, ok=True)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        """One call: token, parameters, weather, method, log, answer."""
        parameters = Parameters()
        name = method_name(request.match_info["method"])
        try:
            self._check_token(request.match_info["token"])
            parameters = await read_parameters(request)
            if name is None:
                raise ApiError(404, "Not Found: method not found")
            result, lost = await self._carry_out(request, name, parameters)
        except ApiError as error:
            self._log(name or request.match_info["method"], parameters, error)
            return _refusal(error)
        except ConnectionResetError:
            self._log(name or "", parameters, ApiError(0, "connection dropped"))
            return _hang_up(request)
        if lost == "hang":
            await self.world.until(lambda: False, timeout=None)
        return _hang_up(request) if lost else web.json_response({"ok": True, "result": result})

    async def _carry_out(self, request: web.Request, name: str, parameters: Parameters) -> tuple[Any, str | None]:
        """The result and whether its answer gets lost."""
        with self.world.lock:
            verdict = self.weather.judge(name, _chat_id(parameters), now=time.monotonic())
        if verdict.delay:
            await asyncio.sleep(verdict.delay)
        if verdict.error is not None:
            raise verdict.error
        if verdict.dropped:
            raise ConnectionResetError
        if name == "getUpdates":
            result: Any = await self._poller.get_updates(parameters)
            self._log(name, parameters)
            return result, verdict.lost
        with self.world.changing():
            result = _METHODS[name](self.world, parameters)
            self._log(name, parameters, result=result, lost=verdict.lost is not None)
        return result, verdict.lost

    def _log(
        self,
        name: str,
        parameters: Parameters,
        error: ApiError | None = None,
        *,
        result: Any = None,
        lost: bool = False,
    ) -> None:
        call = Call(name, _chat_id(parameters), time.monotonic(), 200, parameters=parameters.plain(), lost=lost)
        if error is not None:
            call = replace(call, code=error.code, description=error.description)
        elif isinstance(result, dict):
            call = replace(call, message_id=result.get("message_id"))
        with self.world.changing():
            self.world.calls.append(call)
            self.world.done[name] += call.code == 200

    def _check_token(self, token: str) -> None:
        if token != self.token:
            well_formed = token.partition(":")[0].isdigit() and ":" in token
            raise ApiError(401, "Unauthorized" if well_formed else "Unauthorized: invalid token specified")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
        except ApiError as error:
            return _refusal(error)
        for stored in list(self.world.files.values()):
            if stored.path == request.match_info["path"] and stored.size <= self.world.limits.download:
                return web.Response(body=stored.content, content_type="application/octet-stream")
        return _refusal(ApiError(404, "Not Found"))

    async def _elsewhere(self, _request: web.Request) -> web.StreamResponse:
        return _refusal(ApiError(404, "Not Found"))


def _chat_id(parameters: Parameters) -> int | None:
    return parameters.integer("chat_id") or None


def _refusal(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
        headers["Retry-After"] = str(error.retry_after)
    return web.json_response(body, status=error.code, headers=headers)


def _hang_up(request: web.Request) -> web.Response:
    """Close the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cancel_rest() -> None:
    """End what connections of killed programs have left in the loop."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


@contextmanager
def running(server: BotApiServer) -> Iterator[str]:
    """Run `server` in a thread with a loop of its own; its address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="bot-api-server", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.start(), loop).result(timeout=10)
        yield server.address
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(timeout=10)
        asyncio.run_coroutine_threadsafe(_cancel_rest(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()
