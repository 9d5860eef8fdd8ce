"""A Telegram Bot API server for tests, with scripted people, scripted weather and dialogue tests."""

from tests.botapi.dialog import verify_dialog
from tests.botapi.faults import RateLimits, Weather
from tests.botapi.process import Process
from tests.botapi.render import page
from tests.botapi.server import TOKEN, BotApiServer, running
from tests.botapi.state import Call, Late, Limits, Seen
from tests.botapi.user import Group, Person

__all__ = [
    "TOKEN",
    "BotApiServer",
    "Call",
    "Group",
    "Late",
    "Limits",
    "Person",
    "Process",
    "RateLimits",
    "Seen",
    "Weather",
    "page",
    "running",
    "verify_dialog",
]
