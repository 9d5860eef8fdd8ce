"""Originals (原文) in the data directory: files that an administrator added, with what the parser read in them.

Layout under the data directory::

    corpus/lock                       held while files are added
    corpus/sources/<key>.txt|.md      the bytes as they came, <key> being the start of their SHA-256
    corpus/sources/<key>.json         written last: name, order of arrival, parser version, documents
    corpus/replaced/…                 the same for files that a later one replaced

A file without its `.json` is no part of the corpus, so a crash leaves nothing half-added.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from policy_corpus.codec import decode, encode
from policy_corpus.errors import CorpusError, NotAPolicyDocument
from policy_corpus.model import Document, TextKind
from policy_corpus.parser import parse_originals

SUFFIXES = (".txt", ".md")
LARGEST = 20 * 1024 * 1024
"""Bytes of the largest file taken."""
_CONTROL_SHARE = 0.01
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was added."""

    path: Path
    """Its bytes, in the data directory."""
    name: str
    """File name under which it came."""
    sha256: str
    sequence: int
    """Order of arrival, from 1; a later source wins."""
    documents: tuple[Document, ...]
    note: str = ""
    """Why the documents are those of an earlier parser, if they are."""


def read_bytes(path: Path) -> bytes:
    """The content of `path`, or `CorpusError` with the reason why it cannot be taken."""
    if path.suffix.lower() not in SUFFIXES:
        kinds = "、".join(SUFFIXES)
        raise CorpusError(f"暂不支持“{path.suffix or '没有后缀'}”这种文件。请另存为 {kinds} 再添加。")
    try:
        if path.stat().st_size > LARGEST:
            raise CorpusError(f"文件超过{LARGEST // 1024 // 1024} MB。请只保留文件正文，或拆成几个文件。")
        content = path.read_bytes()
    except FileNotFoundError:
        raise CorpusError("文件不存在。请检查路径。") from None
    except OSError as error:
        raise CorpusError(f"文件无法读取（{error.strerror or error}）。请检查文件权限。") from error
    if not content.strip():
        raise CorpusError("文件是空的。")
    return content


def decode_text(content: bytes) -> str:
    """Text in UTF-8 (with or without mark), UTF-16 (with mark) or GB18030; `CorpusError` when it is none."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_ODD.findall(text)) <= len(text) * _CONTROL_SHARE and "\0" not in text:
            return text
    raise CorpusError("文件不是文本，或编码不是 UTF-8、GB18030。请用文本编辑器另存为 UTF-8 再添加。")


def parse(content: bytes, name: str) -> tuple[Document, ...]:
    """The documents in a file's bytes, each with the hash of the bytes; `CorpusError` with the reason when none."""
    documents = parse_originals(decode_text(content), name=name)
    if not documents:
        raise NotAPolicyDocument("没有找到政策文件的标题和正文。")
    digest = hashlib.sha256(content).hexdigest()
    return tuple(replace(document, text_kind=TextKind.ORIGINAL, sha256=digest) for document in documents)


def parser_version() -> str:
    """Fingerprint of the code that makes documents out of text; another one re-parses what is cached."""
    return fingerprint("codec.py", "model.py", "parser")


@lru_cache(maxsize=8)
def fingerprint(*names: str) -> str:
    """Hash of modules and packages of `policy_corpus`."""
    package = files("policy_corpus")
    found = hashlib.sha256()
    for name in names:
        part = package / name
        modules = sorted(part.iterdir(), key=lambda module: module.name) if part.is_dir() else [part]
        for module in modules:
            if module.name.endswith(".py"):
                found.update(module.name.encode() + b"\0" + module.read_bytes())
    return found.hexdigest()[:16]


def key_of(sha256: str) -> str:
    """Stem of a source's files."""
    return sha256[:24]


def load(folder: Path) -> tuple[tuple[Source, ...], tuple[tuple[Path, str], ...]]:
    """Sources in `folder` in order of arrival, and the files that cannot be read, each with the reason."""
    sources: list[Source] = []
    damaged: list[tuple[Path, str]] = []
    for record in sorted(folder.glob("*.json")):
        try:
            sources.append(_load(record))
        except (CorpusError, OSError, ValueError, KeyError, TypeError, StopIteration) as error:
            damaged.append((record, str(error) or type(error).__name__))
    return tuple(sorted(sources, key=lambda source: source.sequence)), tuple(damaged)


def _load(record: Path) -> Source:
    value = json.loads(record.read_text(encoding="utf-8"))
    path = next(p for p in (record.with_suffix(suffix) for suffix in SUFFIXES) if p.is_file())
    source = Source(
        path, value["name"], value["sha256"], value["sequence"], tuple(decode(d) for d in value["documents"])
    )
    if value["parser"] == parser_version():
        return source
    try:
        fresh = replace(source, documents=parse(path.read_bytes(), source.name))
    except CorpusError as error:
        # What an earlier version accepted stays: an upgrade must not take documents away in silence.
        return replace(source, note=f"新版本不再认得这个文件（{error}）")
    write_record(fresh)
    return fresh


def write(folder: Path, content: bytes, name: str, sequence: int, documents: Iterable[Document]) -> Source:
    """Keep a new source: first its bytes, then, in one step, the record that makes it count."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = folder / f"{key_of(sha256)}{Path(name).suffix.lower()}"
    source = Source(path, name, sha256, sequence, tuple(documents))
    write_atomically(path, content)
    write_record(source)
    return source


def write_record(source: Source) -> None:
    """Write the record of `source` beside its bytes, in one step."""
    value: dict[str, Any] = {
        "name": source.name,
        "sha256": source.sha256,
        "sequence": source.sequence,
        "parser": parser_version(),
        "documents": [encode(document) for document in source.documents],
    }
    content = json.dumps(value, ensure_ascii=False, indent=1).encode()
    write_atomically(source.path.with_suffix(".json"), content)


def write_atomically(path: Path, content: bytes) -> None:
    """Write `path` so that a reader or a crash sees the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def set_aside(source: Source, folder: Path) -> None:
    """Move a replaced source to `folder`; its record goes first, so that it stops counting at once."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (source.path.with_suffix(".json"), source.path):
        path.replace(folder / f"{source.sequence:06d}-{path.name}")
