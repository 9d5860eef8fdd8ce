"""DOC and RTF: through LibreOffice when the machine has it, otherwise the text of a DOC without automatic numbers."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from policy_corpus.formats.detect import Kind
from policy_corpus.formats.docx import read_docx
from policy_corpus.formats.model import Extracted, Job, Note
from policy_corpus.formats.word97 import AutomaticNumbers, read_word97
from policy_corpus.formats.writing import write

_PROGRAMS = ("soffice", "libreoffice")
_POLL = 0.1
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)
"""No macro runs, nothing that the document links to is fetched."""
_SAVE_AS = "请用 Word 或 WPS 打开，另存为 .docx 再添加；或在运行本程序的机器上安装 LibreOffice"

_CONVERTED = (
    Note(
        "",
        "条款序号是自动编号，由 LibreOffice 换算而来，个别可能与 Word 显示的不同。请核对，或另存为 .docx 再添加。",
    ),
)


def read_doc(content: bytes, kind: Kind, job: Job, which: Callable[[str], str | None] = shutil.which) -> Extracted:
    """The text of a .doc or .rtf; `which` finds the program. Raises `NotReadable`."""
    program = next((found for name in _PROGRAMS if (found := which(name))), None)
    if program is not None:
        return replace(read_docx(_converted(program, content, kind, job), job, if_numbered=_CONVERTED), kind=kind.value)
    if kind is Kind.RTF:
        raise job.refuse(f"是 RTF 格式，这台机器读不了。{_SAVE_AS}。")
    try:
        return Extracted(write(read_word97(content, job), job), kind.value)
    except AutomaticNumbers:
        raise job.refuse(f"是旧的 .doc 格式，条款序号由 Word 自动生成，直接读取会丢掉序号。{_SAVE_AS}。") from None


def _converted(program: str, content: bytes, kind: Kind, job: Job) -> bytes:
    """The .docx that LibreOffice makes of it, in a profile of its own that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="yanxiu-") as folder:
        base = Path(folder)
        source = base / f"source.{kind.value}"
        source.write_bytes(content)
        profile = base / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
        command = [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
            "--nodefault", "--nolockcheck", "--convert-to", "docx", "--outdir", str(base), str(source),
        ]  # fmt: skip
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            _wait(child, job)
        finally:
            _end(child)
        made = base / "source.docx"
        if not made.is_file():
            raise job.refuse("LibreOffice 打不开，可能已损坏或设了密码。请用 Word 或 WPS 打开，另存为 .docx 再添加。")
        if made.stat().st_size > job.limits.largest:
            raise job.refuse("转换后大得不正常，没有读取。请用 Word 或 WPS 打开，另存为 .docx 再添加。")
        return made.read_bytes()


def _profile() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _wait(child: "subprocess.Popen[bytes]", job: Job) -> None:
    end = time.monotonic() + job.limits.seconds_to_convert
    job.step("转换 DOC", 0, 1)
    while child.poll() is None:
        job.check()
        if time.monotonic() > end:
            raise job.refuse(
                f"转换超过 {job.limits.seconds_to_convert:.0f} 秒，已停止。请用 Word 或 WPS 打开，另存为 .docx 再添加。"
            )
        time.sleep(_POLL)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End LibreOffice with the processes that it started."""
    if child.poll() is not None:
        return
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (AttributeError, ProcessLookupError):
        child.kill()
    child.wait()
