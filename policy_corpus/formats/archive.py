"""A zip opened with care: its list of contents may lie, so every part is unpacked in pieces and counted."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from policy_corpus.formats.model import Job

_MEGABYTE = 1_000_000
_PIECE = 1 << 20
_FLAG_ENCRYPTED, _FLAG_UTF8 = 0x1, 0x800
_BOMB = "解开后大得不正常（可能是压缩炸弹），没有打开。请重新保存文件，或解压后逐个添加。"


class Archive:
    """The parts of one zip, within the bounds of `job`; the bound on the whole counts over all reads
    and all files inside."""

    def __init__(self, archive: zipfile.ZipFile, job: Job) -> None:
        self._archive, self._job = archive, job
        self.entries = archive.infolist()
        if len(self.entries) > job.limits.members:
            raise job.refuse(f"里有 {len(self.entries)} 个文件，超过 {job.limits.members} 个。请拆开再添加。")
        self._by_name = {entry.filename: entry for entry in self.entries}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def read(self, part: str | zipfile.ZipInfo) -> bytes:
        """The content of a part. Raises `NotReadable` for what is too large, encrypted or damaged."""
        limits = self._job.limits
        entry = self._by_name[part] if isinstance(part, str) else part
        if entry.flag_bits & _FLAG_ENCRYPTED:
            raise self._job.refuse("设了密码。请去掉密码再添加。")
        allowed = min(
            limits.largest_part, self._job.budget.unpacked, max(_MEGABYTE, entry.compress_size * limits.ratio)
        )
        pieces: list[bytes] = []
        size = 0
        try:
            with self._archive.open(entry) as file:
                while piece := file.read(_PIECE):
                    size += len(piece)
                    if size > allowed:
                        raise self._job.refuse(_BOMB)
                    pieces.append(piece)
        except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise self._job.refuse("不完整或已损坏，打不开。请重新下载或重新保存。") from error
        self._job.budget.unpacked -= size
        return b"".join(pieces)


@contextmanager
def opened(content: bytes, job: Job) -> Iterator[Archive]:
    """The zip in `content`. Raises `NotReadable` when it is damaged."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise job.refuse("不完整或已损坏，打不开。请重新下载或重新保存。") from error
    with archive:
        yield Archive(archive, job)


def shown_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry as the person gave it: Windows writes names in GBK and does not say so."""
    if entry.flag_bits & _FLAG_UTF8:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def is_odd(entry: zipfile.ZipInfo, name: str) -> bool:
    """Whether an entry plays tricks: a way out of its folder, an absolute path, a link instead of a file."""
    parts = name.replace("\\", "/").split("/")
    absolute = not parts[0] or ":" in parts[0]
    return absolute or ".." in parts or "\0" in name or stat.S_ISLNK(entry.external_attr >> 16)
