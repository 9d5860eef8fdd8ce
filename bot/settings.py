"""Settings from the environment and `yanxiu.toml`, checked once at the start.

The environment wins over `yanxiu.toml` in the current directory, which wins over the one in the data
directory. Every problem is a `SettingsError` whose sentence names the key, where it stands and what is allowed.
"""

import difflib
import math
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import platformdirs

from bot import texts
from policy_corpus.errors import YanxiuError

PREFIX = "YANXIU_"
FILE_NAME = "yanxiu.toml"
SECRETS = frozenset({"chat_api_key", "database_url", "telegram_token"})
"""Never read from a file, never shown."""

_LOG_LEVELS = ("debug", "info", "warning", "error")
_EMBEDDING = re.compile(r"bundled|(sentence-transformers|openai):\S.*")
_MOST_THREADS = 64
_LONGEST_WAIT = 600


class SettingsError(YanxiuError):
    """A setting is unknown or has a value that is not allowed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person running the program has chosen."""

    home: Path
    """Data directory: originals, index, log, input history."""
    embedding: str = "bundled"
    """`bundled`, `sentence-transformers:<path or hub id>` or `openai:<model>`."""
    chat_model: str = ""
    """Name of the model that phrases answers; empty for none."""
    chat_base_url: str = ""
    """Address of an OpenAI-compatible endpoint; empty for the client's own default."""
    chat_api_key: str = field(default="", repr=False)
    chat_timeout: float = 20.0
    """Seconds to wait for the model before the answer is given without it."""
    database_url: str = field(default="", repr=False)
    """Where people and messages are kept; empty for the SQLite file in the data directory. May hold a password."""
    telegram_token: str = field(default="", repr=False)
    """What BotFather gave; the key of the bot."""
    telegram_token_file: Path | None = None
    """A file that holds the token instead, as secret stores mount it."""
    telegram_api: str = ""
    """Address of a Bot API server; empty for Telegram's own."""
    telegram_bot: str = ""
    """The bot's name without @, for links in binding codes made on the command line."""
    telegram_webhook: str = ""
    """Address at which Telegram reaches this bot from outside, for `yanxiu bot --webhook`."""
    telegram_listen: str = "127.0.0.1:8080"
    """Where the webhook listens, behind the proxy that has the certificate."""
    region: str = ""
    """Region of the person, as they wrote it; empty when unknown."""
    threads: int = 2
    """Processor threads for the embedding model."""
    log_level: str = "warning"
    origins: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """For each setting that is not at its default, the variable or file that it comes from, in words."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str], *, cwd: Path) -> Self:
        """Read the settings from `environ` and the `yanxiu.toml` files.

        Raises `SettingsError` for an unknown key, a value that is not allowed, or a file that cannot be read.
        """
        from_environ = _environment(environ)
        from_cwd = _file(cwd / FILE_NAME)
        home_raw = from_environ.get("home") or from_cwd.get("home")
        home = _check("home", *home_raw) if home_raw else Path(platformdirs.user_data_dir("yanxiu", appauthor=False))
        home = cwd / home
        from_home = _file(home / FILE_NAME) if home.resolve() != cwd.resolve() else {}
        if "home" in from_home:
            raise SettingsError(texts.setting_not_here("home", from_home["home"][1]))
        raw = from_home | from_cwd | from_environ
        values: dict[str, Any] = {key: _check(key, *given) for key, given in raw.items()}
        values["home"] = home
        values.setdefault("threads", min(4, os.cpu_count() or 1))
        return cls(**values, origins={key: origin for key, (_, origin) in raw.items()})

    def effective(self) -> tuple[tuple[str, str, str], ...]:
        """Each setting as (key, value fit to be shown, origin)."""
        rows = []
        for name in KEYS:
            value = getattr(self, name)
            shown = texts.MASKED if name in SECRETS and value else str(value)
            origin = self.origins.get(name, texts.DEFAULT_VALUE)
            rows.append((name, shown, origin))
        return tuple(rows)


KEYS = tuple(f.name for f in fields(Settings) if f.name != "origins")

_Given = tuple[object, str]
"""A value as it stands in the environment or a file, and where that is."""


def variable(key: str) -> str:
    """Name of the environment variable of a setting."""
    return PREFIX + key.upper()


def _environment(environ: Mapping[str, str]) -> dict[str, _Given]:
    found: dict[str, _Given] = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX):
            continue
        key = name.removeprefix(PREFIX).lower()
        if key not in KEYS:
            raise SettingsError(texts.unknown_setting(name, "", _closest(key, variable), tuple(map(variable, KEYS))))
        # A variable that is set to nothing counts as not set: `YANXIU_REGION= yanxiu chat`.
        if value.strip():
            found[key] = (value.strip(), texts.environment_variable(name))
    return found


def _file(path: Path) -> dict[str, _Given]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(texts.settings_file_unreadable(str(path), str(error))) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(texts.settings_file_malformed(str(path), str(error))) from error
    for key in table:
        if key in SECRETS:
            raise SettingsError(texts.secret_in_file(key, str(path), variable(key)))
        if key not in KEYS:
            raise SettingsError(texts.unknown_setting(key, str(path), _closest(key, str), KEYS))
    return {key: (value, str(path)) for key, value in table.items()}


def _closest(key: str, shown: Callable[[str], str]) -> str:
    close = difflib.get_close_matches(key.lower(), KEYS, n=1, cutoff=0.6)
    return shown(close[0]) if close else ""


def _check(key: str, value: object, origin: str) -> Any:
    """The value in its own type; raises `SettingsError` when it is not allowed."""
    check, allowed = _CHECKS[key]
    checked = check(value)
    if checked is None:
        shown = texts.MASKED if key in SECRETS else str(value)
        raise SettingsError(texts.bad_setting(key, shown, origin, allowed))
    return checked


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and value.isprintable() else None


def _path(value: object) -> Path | None:
    text = _text(value)
    if not text:
        return None
    try:
        return Path(text).expanduser()
    except RuntimeError:  # "~nobody" names no home
        return None


def _embedding(value: object) -> str | None:
    text = _text(value)
    return text if text and _EMBEDDING.fullmatch(text) else None


def _url(value: object) -> str | None:
    text = _text(value)
    if text is None:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if not text or (parts.scheme in ("http", "https") and parts.hostname) else None


def _https(value: object) -> str | None:
    text = _url(value)
    # Telegram delivers to https only; a local Bot API server to http as well, on this machine.
    local = text is not None and urlsplit(text).hostname in ("127.0.0.1", "localhost", "::1")
    return text if text is not None and (local or not text or text.startswith("https://")) else None


def _listen(value: object) -> str | None:
    text = _text(value) or ""
    host, _, port = text.rpartition(":")
    return text if host and re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) < 1 << 16 else None


def _bot_name(value: object) -> str | None:
    text = (_text(value) or "").removeprefix("@")
    return text if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{4,31}", text) else None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 < number <= _LONGEST_WAIT else None


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,3}", value):
        return None
    return int(value) if 1 <= int(value) <= _MOST_THREADS else None


def _level(value: object) -> str | None:
    text = (_text(value) or "").lower()
    return text if text in _LOG_LEVELS else None


_CHECKS: Mapping[str, tuple[Callable[[object], object], str]] = {
    "home": (_path, texts.ALLOWED_PATH),
    "embedding": (_embedding, texts.ALLOWED_EMBEDDING),
    "chat_model": (_text, texts.ALLOWED_TEXT),
    "chat_base_url": (_url, texts.ALLOWED_URL),
    "chat_api_key": (_text, texts.ALLOWED_TEXT),
    "chat_timeout": (_seconds, texts.allowed_seconds(_LONGEST_WAIT)),
    "database_url": (_text, texts.ALLOWED_DATABASE),
    "telegram_token": (_text, texts.ALLOWED_TOKEN),
    "telegram_token_file": (_path, texts.ALLOWED_FILE),
    "telegram_api": (_url, texts.ALLOWED_URL),
    "telegram_bot": (_bot_name, texts.ALLOWED_BOT_NAME),
    "telegram_webhook": (_https, texts.ALLOWED_HTTPS),
    "telegram_listen": (_listen, texts.ALLOWED_LISTEN),
    "region": (_text, texts.ALLOWED_REGION),
    "threads": (_count, texts.allowed_count(_MOST_THREADS)),
    "log_level": (_level, texts.allowed_words(_LOG_LEVELS)),
}
