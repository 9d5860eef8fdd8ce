"""The process in which PDFs, pictures and spreadsheets are read: see `guarded`."""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from policy_corpus.formats.model import Job, Limits, NotReadable


def main() -> None:
    """Read one task from standard input, answer on standard output."""
    # Libraries that print must not disturb the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    task = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**task["limits"])
    _bound(limits.memory)
    job = Job.start(task["name"], limits, lambda what, done, total: _tell(answers, {"progress": (what, done, total)}))
    try:
        _tell(answers, _read(sys.stdin.buffer.read(), task["kind"], job))
    except NotReadable as error:
        _tell(answers, {"refused": str(error)})
    except MemoryError:
        _tell(
            answers,
            {"refused": str(job.refuse("占用内存过多，没有读取。请打开后打印为新的 PDF，或拆成几个文件再添加。"))},
        )
    except RecursionError:
        _tell(answers, {"refused": str(job.refuse("的内部结构不正常，没有读取。请打开后打印为新的 PDF 再添加。"))})


def _read(content: bytes, kind: str, job: Job) -> dict[str, Any]:
    # Loaded here: only after the bound on memory holds.
    from policy_corpus.formats.scanned import Read, read_pdf, read_picture
    from policy_corpus.formats.sheet import read_sheets

    readers: dict[str, Callable[[bytes, Job], Read]]
    readers = {"pdf": read_pdf, "picture": read_picture, "sheet": read_sheets}
    text, found, notes = readers[kind](content, job)
    return {"text": text, "kind": found, "notes": [(note.place, note.sentence) for note in notes]}


def _tell(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def _bound(memory: int) -> None:
    """Bound the address space, where the system knows such bounds (Windows does not)."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard))
