"""A minimal .doc of Word 97: a compound file with the streams WordDocument and 1Table."""

import struct

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_TEXT_AT = 0x800
_FKP_PAGE = 7


def word97(text: str, *, paragraph: bytes = b"", style: bytes = b"", flags: int = 0x0200) -> bytes:
    """A .doc with `text` (paragraphs end with \\r, cells with \\x07), its beginning in Windows-1252.

    `paragraph` are the properties (sprms) of its paragraphs, `style` those in the definition of the usual style.
    """
    first, rest = _split(text)
    main = bytearray(4096 * 4)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, flags)
    struct.pack_into("<I", main, 0x4C, len(text))
    main[_TEXT_AT : _TEXT_AT + len(first)] = first
    wide = rest.encode("utf-16-le")
    wide_at = 8192
    main[wide_at : wide_at + len(wide)] = wide
    places = struct.pack("<3I", 0, len(first), len(text))
    pieces = struct.pack("<HIH", 0, (_TEXT_AT * 2) | (1 << 30), 0) + struct.pack("<HIH", 0, wide_at, 0)
    clx = b"\x01" + struct.pack("<H", 2) + b"\0\0" + b"\x02" + struct.pack("<I", len(places + pieces)) + places + pieces
    definition = struct.pack("<HH", 0, 0xFFF0) + b"\0" * 6 + style
    sheet = struct.pack("<H", 4) + b"\0" * 4 + struct.pack("<H", len(definition)) + definition
    papx = struct.pack("<III", 0, wide_at, _FKP_PAGE)
    main[_FKP_PAGE * _SECTOR : (_FKP_PAGE + 1) * _SECTOR] = _formatted_page(paragraph)
    table = b""
    for place, content in ((0x1A2, clx), (0xA2, sheet), (0x102, papx)):
        struct.pack_into("<II", main, place, len(table), len(content))
        table += content
    return _compound({"WordDocument": bytes(main), "1Table": table.ljust(4096, b"\0")})


def _split(text: str) -> tuple[bytes, str]:
    """The longest beginning that Windows-1252 can write, and the rest."""
    end = next((at for at, char in enumerate(text) if ord(char) > 0x7F), len(text))
    return text[:end].encode("cp1252"), text[end:]


def _formatted_page(properties: bytes) -> bytes:
    """A page with the properties of one paragraph."""
    page = bytearray(_SECTOR)
    at = 100
    content = struct.pack("<H", 0) + properties
    content += b"\0" * (len(content) % 2 == 0)
    page[8] = at // 2
    page[at] = (len(content) + 1) // 2
    page[at + 1 : at + 1 + len(content)] = content
    page[-1] = 1
    return bytes(page)


def _compound(streams: dict[str, bytes]) -> bytes:
    """A compound file; every stream is at least 4,096 bytes long, so that none lies in the mini stream."""
    sectors = [b"", b""]
    table = [_FAT, _END]
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for at, (name, content) in enumerate(streams.items(), 1):
        start = len(sectors)
        pieces = [content[place : place + _SECTOR].ljust(_SECTOR, b"\0") for place in range(0, len(content), _SECTOR)]
        sectors += pieces
        table += [*range(start + 1, start + len(pieces)), _END]
        entries.append(_entry(name, 2, start, len(content), right=at + 1 if at < len(streams) else _FREE))
    sectors[1] = b"".join(entries).ljust(_SECTOR, b"\0")
    sectors[0] = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    return head.ljust(_SECTOR, b"\xff") + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, right, child)
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)
