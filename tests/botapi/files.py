"""Files: uploads, `file_id`s that work again, sizes, downloads."""

import base64
import binascii
import hashlib
import mimetypes
import struct

from tests.botapi.entities import Json
from tests.botapi.errors import ApiError, bad_request
from tests.botapi.parameters import Parameters
from tests.botapi.state import StoredFile, World

_PREFIX = {"document": b"\x05\x01", "photo": b"\x02\x01"}


def keep_file(
    world: World, content: bytes, *, kind: str, name: str, mime: str | None = None, size: int | None = None
) -> StoredFile:
    """Store a file; `size` in bytes when it shall count as larger than `content`."""
    number = world.number("file")
    digest = hashlib.sha256(content + struct.pack(">Q", number)).digest()
    unique_id = base64.urlsafe_b64encode(digest[:9]).decode()
    file_id = base64.urlsafe_b64encode(_PREFIX[kind] + digest[:28]).decode()
    suffix = "jpg" if kind == "photo" else name.rpartition(".")[2]
    stored = StoredFile(
        file_id=file_id,
        unique_id=unique_id,
        kind=kind,
        content=content,
        size=len(content) if size is None else size,
        name=name,
        mime=mime or mimetypes.guess_type(name)[0] or "application/octet-stream",
        path=f"{kind}s/file_{number}.{suffix}",
    )
    world.files[file_id] = stored
    return stored


def sent_file(world: World, parameters: Parameters, kind: str) -> StoredFile:
    """The file that a `sendDocument` or `sendPhoto` names: an upload or a `file_id`; raises the server's refusals."""
    value = parameters.text(kind)
    upload = parameters.uploads.get(value.removeprefix("attach://") if value else kind)
    if upload is None:
        if not value:
            raise bad_request(f"there is no {kind} in the request")
        return _known_file(world, value, kind)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > (world.limits.photo if kind == "photo" else world.limits.upload):
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo":
        check_photo(upload.content)
    return keep_file(world, upload.content, kind=kind, name=upload.name, mime=upload.mime)


def _known_file(world: World, file_id: str, kind: str) -> StoredFile:
    if file_id.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if file_id.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    if "." in file_id:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if (stored := world.files.get(file_id)) is None:
        raise bad_request(f"wrong remote file identifier specified: {_what_is_wrong(file_id)}")
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
    return stored


def _what_is_wrong(file_id: str) -> str:
    try:
        base64.b64decode(file_id, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return "Wrong character in the string"
    return "can't unserialize it"


def check_photo(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG; other content is refused as the server does."""
    size = _png_size(content) or _jpeg_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _png_size(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\xff\xd8"):
        return None
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return None


def document_json(stored: StoredFile) -> Json:
    """The fields of a message with a document."""
    return {
        "document": {
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "file_name": stored.name,
            "mime_type": stored.mime,
            "file_size": stored.size,
        }
    }


def photo_json(stored: StoredFile) -> Json:
    """The fields of a message with a photo, in one size."""
    width, height = check_photo(stored.content)
    size = {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_size": stored.size}
    return {"photo": [{**size, "width": width, "height": height}]}


def get_file(world: World, parameters: Parameters) -> Json:
    """`getFile`: where to download a file of at most 20 MB."""
    file_id = parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    if (stored := world.files.get(file_id)) is None:
        raise bad_request("invalid file_id")
    if stored.size > world.limits.download:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }
