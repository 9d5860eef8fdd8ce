"""The parameters of a call, whichever way they came: query string, form, multipart or JSON."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from tests.botapi.entities import Json
from tests.botapi.errors import ApiError, bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """Named values; text for everything that did not come as JSON."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value as text; empty when it is not there."""
        value = self.values.get(name)
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None else str(value)

    def required(self, name: str) -> str:
        """The value as text, refused when it is not there."""
        value = self.text(name)
        if not value:
            raise bad_request(f'parameter "{name}" is required')
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """The value as a whole number; what is none counts as 0, as on the published server."""
        value = self.text(name)
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            return 0

    def boolean(self, name: str) -> bool:
        """True for true, yes and 1."""
        return self.text(name).lower() in ("true", "yes", "1")

    def json(self, name: str, what: str) -> Any:
        """The value as JSON, or None when it is not there; `what` names it in the refusal."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def loose_json(self, name: str) -> Any:
        """The value as JSON, or None when it cannot be read: some parameters are ignored then."""
        try:
            return self.json(name, name)
        except ApiError:
            return None

    def plain(self) -> Json:
        """For the log: the values, files by name."""
        return {**self.values, **{name: upload.name for name, upload in self.uploads.items()}}


async def read_parameters(request: web.Request) -> Parameters:
    """Parameters of `request`; raises `ApiError` 413 when the body is too large."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            body = await request.text()
            values |= _object(body) if body.strip() else {}
        elif request.method == "POST":
            for name, value in (await request.post()).items():
                if isinstance(value, FileField):
                    uploads[name] = Upload(value.filename, value.content_type, value.file.read())
                    value.file.close()
                else:
                    values[name] = value if isinstance(value, str) else bytes(value).decode()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    return Parameters(values, uploads)


def _object(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise bad_request("can't parse request: invalid JSON") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse request: expected an Object")
    return value
