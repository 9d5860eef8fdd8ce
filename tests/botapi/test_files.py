"""Files up and down: what is stored, what works again, what is refused."""

import struct
import zlib

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError

from tests.botapi import BotApiServer, Limits, Person


def png(width: int = 2, height: int = 2) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def test_document_up_and_down(bot: Bot, teacher: Person) -> None:
    """A sent document has a name and a size, downloads as it was, and its identifier can be sent again."""
    sent = await bot.send_document(
        teacher.chat_id, b"a,b\n", filename="名单.csv", caption="<b>名单</b>", parse_mode="HTML"
    )
    assert sent.document
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == ("名单.csv", 4, "名单")
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"a,b\n"
    again = await bot.send_document(teacher.chat_id, sent.document.file_id)
    assert again.document == sent.document
    assert [seen.text for seen in teacher.seen] == ["[文件 名单.csv]\n名单", "[文件 名单.csv]"]


async def test_attached_document(bot: Bot, teacher: Person) -> None:
    """A file that is attached under another name is found."""
    attached = InputFile(b"x", filename="x.txt", attach=True)
    sent = await bot.send_document(teacher.chat_id, attached)
    assert sent.document
    assert sent.document.mime_type == "text/plain"


async def test_photo(bot: Bot, teacher: Person) -> None:
    """A photo has its measures; what is no picture or too narrow is refused."""
    sent = await bot.send_photo(teacher.chat_id, png(3, 2), caption="二维码")
    assert [(size.width, size.height) for size in sent.photo] == [(3, 2)]
    with pytest.raises(BadRequest, match=r"^Image_process_failed$"):
        await bot.send_photo(teacher.chat_id, b"GIF89a")
    with pytest.raises(BadRequest, match=r"^Photo_invalid_dimensions$"):
        await bot.send_photo(teacher.chat_id, png(41, 2))


async def test_received_files(bot: Bot, teacher: Person) -> None:
    """The bot downloads what a person sends."""
    teacher.send_document(b"PK", "学时.xlsx", caption="请导入")
    teacher.send_photo(png())
    document, photo = [update.message for update in await bot.get_updates()]
    assert document
    assert document.document
    assert photo
    assert (document.caption, document.document.file_name) == ("请导入", "学时.xlsx")
    for file_id, content in ((document.document.file_id, b"PK"), (photo.photo[-1].file_id, png())):
        assert bytes(await (await bot.get_file(file_id)).download_as_bytearray()) == content


@pytest.mark.parametrize(
    ("file_id", "refusal"),
    [
        ("not.a.file", "Wrong file identifier/http url specified"),
        ("文件", "Wrong remote file identifier specified: wrong character in the string"),
        ("AAAA", "Wrong remote file identifier specified: can't unserialize it"),
        ("https://example.org/a.pdf", "Failed to get http url content"),
    ],
)
async def test_refused_identifiers(bot: Bot, teacher: Person, file_id: str, refusal: str) -> None:
    """Identifiers that the server never gave are refused."""
    with pytest.raises(BadRequest, match=rf"^{refusal}$"):
        await bot.send_document(teacher.chat_id, file_id)


async def test_refused_files(bot: Bot, teacher: Person) -> None:
    """Empty files, long captions, a document as a photo and unknown downloads are refused."""
    with pytest.raises(BadRequest, match=r"^File must be non-empty$"):
        await bot.send_document(teacher.chat_id, b"", filename="空.txt")
    with pytest.raises(BadRequest, match=r"^Message caption is too long$"):
        await bot.send_document(teacher.chat_id, b"x", caption="字" * 1025)
    sent = await bot.send_document(teacher.chat_id, b"x", caption="字" * 1024)
    assert sent.document
    with pytest.raises(BadRequest, match=r"^Can't use file of type document as photo$"):
        await bot.send_photo(teacher.chat_id, sent.document.file_id)
    with pytest.raises(BadRequest, match=r"^Invalid file_id$"):
        await bot.get_file("AAAA")


async def test_sizes() -> None:
    """Uploads and downloads beyond the limits are refused; at the limit they pass."""
    async with BotApiServer(limits=Limits(upload=2000, photo=100, download=1000)) as server:
        teacher = Person(server)
        teacher.start()
        async with Bot(server.token, base_url=server.base_url, base_file_url=server.base_file_url) as bot:
            sent = await bot.send_document(teacher.chat_id, b"x" * 2000, filename="大.bin")
            assert sent.document
            with pytest.raises(BadRequest, match=r"^File is too big$"):
                await bot.get_file(sent.document.file_id)
            for size in (2001, 2**20 + 3000):
                with pytest.raises(NetworkError, match=r"^Request Entity Too Large$"):
                    await bot.send_document(teacher.chat_id, b"x" * size, filename="大.bin")
            with pytest.raises(NetworkError, match=r"^Request Entity Too Large$"):
                await bot.send_photo(teacher.chat_id, png(20, 20) + b"\0" * 100)
            received = teacher.send_document(b"x", "大.xlsx", size=1001)
            with pytest.raises(BadRequest, match=r"^File is too big$"):
                await bot.get_file(received["document"]["file_id"])
