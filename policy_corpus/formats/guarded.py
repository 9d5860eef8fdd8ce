"""Reads PDFs, pictures and spreadsheets in a process of its own: memory bounded, ended when it hangs.

Their readers are large and were not written against hostile files. The process gets the bytes and the bounds on
its input, and answers with lines of JSON: progress, and at last the text or the reason why there is none.
"""

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from policy_corpus.formats.detect import Kind
from policy_corpus.formats.model import Extracted, Job, Note, NotReadable

_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from policy_corpus.formats.worker import main; main()"
_POLL = 0.2
"""Seconds between two looks at whether the person has stopped it."""


def read_guarded(content: bytes, kind: Kind, job: Job) -> Extracted:
    """The text of a PDF, picture or spreadsheet. Raises `NotReadable` and `Cancelled`."""
    task = json.dumps({"name": job.name, "kind": kind.value, "limits": asdict(job.limits)}).encode()
    at = "文件开头"
    with _process(task + b"\n" + content) as answers:
        since, allowed = time.monotonic(), job.limits.seconds_to_start
        while True:
            job.check()
            left = since + allowed - time.monotonic()
            if left <= 0:
                raise job.refuse(f"读到{at}时太久没有结果，已停止。请把这一页另存，或打开后打印为新的 PDF 再添加。")
            try:
                answer = answers.get(timeout=min(left, _POLL))
            except queue.Empty:
                continue
            since = time.monotonic()
            if answer is None:
                raise job.refuse(f"读到{at}时中断：内容过于复杂，或占用内存过多。请打开后打印为新的 PDF 再添加。")
            if "refused" in answer:
                raise NotReadable(answer["refused"])
            if "text" in answer:
                return _extracted(answer, job)
            what, done, total = answer["progress"]
            job.step(what, done, total)
            at, allowed = f"第{done + 1}页", job.limits.seconds_a_page


def _extracted(answer: dict[str, Any], job: Job) -> Extracted:
    job.budget.characters -= len(answer["text"])
    if job.budget.characters < 0:
        raise job.refuse("里的文字太多，不像一份文件。请拆成几个文件再添加。")
    return Extracted(answer["text"], answer["kind"], tuple(Note(*note) for note in answer["notes"]))


@contextmanager
def _process(task: bytes) -> Iterator["queue.Queue[dict[str, Any] | None]"]:
    """The answers of a process that is given `task`, None after the last; it is ended when the block is left."""
    child = subprocess.Popen(
        [sys.executable, "-c", _BOOT, json.dumps(sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    source, sink = child.stdout, child.stdin
    answers: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def give() -> None:
        # The process may have ended before it read everything: its silence tells.
        try:
            with sink:
                sink.write(task)
        except OSError:
            return

    def listen() -> None:
        with source:
            for line in source:
                # A process that was ended in mid-line has not answered.
                if line.endswith(b"\n"):
                    answers.put(json.loads(line))
        answers.put(None)

    threads = [threading.Thread(target=give, daemon=True), threading.Thread(target=listen, daemon=True)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        child.kill()
        child.wait()
        for thread in threads:
            thread.join()
