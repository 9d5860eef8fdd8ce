"""The text of a .doc of Word 97 to 2003 ([MS-DOC]) without a word processor.

Only the piece table is followed, so automatic numbers and the marks of revisions would be lost. A file that has
any is refused (`AutomaticNumbers`): a text without its numbers would be cited wrongly.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from policy_corpus.formats.model import Job
from policy_corpus.formats.writing import Block, as_blocks

_MAGIC = 0xA5EC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_OLDEST = 0xC1
"""nFib of Word 97."""
_TEXT_LENGTH, _STYLES, _CHARACTERS, _PARAGRAPHS, _PIECES = 0x4C, 0xA2, 0xFA, 0x102, 0x1A2
"""Where the FIB keeps ccpText, and (offset, length) of STSH, PlcfBteChpx, PlcfBtePapx and Clx."""
_COMPRESSED = 1 << 30
_PAGE = 512
_LIST, _DELETED, _INSERTED, _HIDDEN = 0x460B, 0x0800, 0x0801, 0x083C
"""sprmPIlfo, sprmCFRMarkDel, sprmCFRMarkIns, sprmCFVanish"""
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
"""Bytes of an operand, by the three highest bits of a sprm."""
_NO_BASE = 0xFFF
_CHAIN = 20
"""How far styles may lean on each other."""
_LONG_TABLE = 0xD608
_FIELD = re.compile("\x13[^\x13\x14\x15]*\x14([^\x13\x14\x15]*)\x15|\x13[^\x13\x14\x15]*\x15")
_DEEPEST_FIELD = 10
_UNSEEN = re.compile(r"[\x00-\x06\x08\x0e-\x1d\x1f]")
_CELL = re.compile(r"[^\r\x07\x0c]*\x07")
_MOST_COLUMNS = 30


class AutomaticNumbers(Exception):
    """The file numbers its paragraphs automatically or holds revisions: its bare text is not what it shows."""


def read_word97(content: bytes, job: Job) -> list[Block]:
    """Paragraphs and tables. Raises `NotReadable`, and `AutomaticNumbers`."""
    damaged = job.refuse("不完整或已损坏，打不开。请用 Word 或 WPS 打开，另存为 .docx 再添加。")
    try:
        with olefile.OleFileIO(BytesIO(content)) as container:
            main = container.openstream("WordDocument").read()
            magic, version = struct.unpack_from("<HH", main)
            flags = struct.unpack_from("<H", main, 0x0A)[0]
            if flags & _ENCRYPTED:
                raise job.refuse("设了打开密码。请在 Word 或 WPS 里取消密码，保存后再添加。")
            if magic != _MAGIC or version < _OLDEST:
                raise job.refuse("是很旧的 Word 格式，读不了。请用 Word 或 WPS 打开，另存为 .docx 再添加。")
            table = container.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
            _refuse_marks(main, table)
            text = _text(main, table)
    except (OSError, struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
        raise damaged from error
    return list(_blocks(_visible(text)))


def _at(main: bytes, table: bytes, place: int) -> bytes:
    offset, length = struct.unpack_from("<II", main, place)
    return table[offset : offset + length]


def _text(main: bytes, table: bytes) -> str:
    """The main text, joined from its pieces."""
    pieces = _at(main, table, _PIECES)
    at = 0
    while pieces[at] == 1:
        at += 3 + struct.unpack_from("<H", pieces, at + 1)[0]
    length = struct.unpack_from("<I", pieces, at + 1)[0]
    plc = pieces[at + 5 : at + 5 + length]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    wanted = struct.unpack_from("<I", main, _TEXT_LENGTH)[0]
    found = []
    for number in range(count):
        start, end = ends[number], min(ends[number + 1], wanted)
        if end <= start:
            continue
        offset = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        if offset & _COMPRESSED:
            first = (offset & (_COMPRESSED - 1)) // 2
            found.append(main[first : first + end - start].decode("cp1252", "replace"))
        else:
            found.append(main[offset : offset + 2 * (end - start)].decode("utf-16-le", "replace"))
    return "".join(found)


def _refuse_marks(main: bytes, table: bytes) -> None:
    """Raise `AutomaticNumbers` when a paragraph, character or style has what the bare text does not show."""
    paragraphs = [item for page in _pages(main, _at(main, table, _PARAGRAPHS)) for item in _paragraph_properties(page)]
    characters = [item for page in _pages(main, _at(main, table, _CHARACTERS)) for item in _character_properties(page)]
    # The first two bytes of a paragraph's properties name its style; 0 is the usual one.
    used = {0} | {struct.unpack_from("<H", item)[0] for item in paragraphs if len(item) >= 2}
    properties = [*(item[2:] for item in paragraphs), *characters]
    marks = {sprm for item in properties for sprm, operand in _sprms(item) if any(operand)}
    if marks & {_LIST, _DELETED, _INSERTED, _HIDDEN} or used & _numbered_styles(_at(main, table, _STYLES)):
        raise AutomaticNumbers


def _numbered_styles(sheet: bytes) -> set[int]:
    """Styles that number their paragraphs, or are based on one that does."""
    at = 2 + struct.unpack_from("<H", sheet)[0]
    bases: list[int] = []
    numbered: set[int] = set()
    while at + 2 <= len(sheet):
        size = struct.unpack_from("<H", sheet, at)[0]
        style = sheet[at + 2 : at + 2 + size]
        if any(style[m.end() : m.end() + 2] != b"\0\0" for m in re.finditer(struct.pack("<H", _LIST), style)):
            numbered.add(len(bases))
        bases.append(struct.unpack_from("<H", style, 2)[0] >> 4 if size >= 4 else _NO_BASE)
        at += 2 + size + size % 2
    for _ in range(_CHAIN):
        numbered |= {style for style, base in enumerate(bases) if base in numbered}
    return numbered


def _pages(main: bytes, plc: bytes) -> Iterator[bytes]:
    count = (len(plc) - 4) // 8
    for number in range(count):
        page = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        yield main[page * _PAGE : (page + 1) * _PAGE]


def _paragraph_properties(page: bytes) -> Iterator[bytes]:
    count = page[-1]
    for number in range(count):
        at = page[4 * (count + 1) + 13 * number] * 2
        if at:
            words = page[at] or page[at + 1]
            start = at + 1 if page[at] else at + 2
            yield page[start : start + 2 * words - (1 if page[at] else 0)]


def _character_properties(page: bytes) -> Iterator[bytes]:
    count = page[-1]
    for number in range(count):
        at = page[4 * (count + 1) + number] * 2
        if at:
            yield page[at + 1 : at + 1 + page[at]]


def _sprms(properties: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 3 <= len(properties):
        sprm = struct.unpack_from("<H", properties, at)[0]
        at += 2
        if sprm >> 13 in _OPERAND:
            size = _OPERAND[sprm >> 13]
        elif sprm == _LONG_TABLE:
            size = 1 + struct.unpack_from("<H", properties + b"\0", at)[0]
        else:
            size = 1 + properties[at]
        yield sprm, properties[at : at + size]
        at += size


def _visible(text: str) -> str:
    """Results of fields instead of their codes, no signs for pictures and notes."""
    for _ in range(_DEEPEST_FIELD):
        text, count = _FIELD.subn(lambda match: match[1] or "", text)
        if not count:
            break
    return _UNSEEN.sub("", text).replace("\x0b", "\n").replace("\x1e", "-").replace("\xa0", " ")


def _blocks(text: str) -> Iterator[Block]:
    cells: list[str] = []
    at = 0
    while at < len(text):
        if match := _CELL.match(text, at):
            cells.append(match[0][:-1].strip())
            at = match.end()
            continue
        yield from _table(cells)
        cells = []
        end = min((place for sign in "\r\x0c" if (place := text.find(sign, at)) >= 0), default=len(text))
        if line := text[at:end].strip():
            yield line
        at = end + 1
    yield from _table(cells)


def _table(cells: list[str]) -> list[Block]:
    """Cells as they follow each other; every row ends with a cell that is empty.

    A table with merged cells, or with several paragraphs in one, comes out as paragraphs: which belongs where is
    said in properties that are not read here.
    """
    for columns in range(1, _MOST_COLUMNS + 1):
        step = columns + 1
        if cells and len(cells) % step == 0 and not any(cells[columns::step]):
            return as_blocks(tuple(tuple(cells[at : at + columns]) for at in range(0, len(cells), step)))
    return [cell for cell in cells if cell]
