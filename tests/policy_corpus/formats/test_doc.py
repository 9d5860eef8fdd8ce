"""DOC and RTF: through LibreOffice, and without it."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from policy_corpus.formats import Cancelled, Limits, NotReadable
from policy_corpus.formats.detect import Kind, detect
from policy_corpus.formats.doc import read_doc
from policy_corpus.formats.model import Job
from tests.policy_corpus.formats.makers import abstract, docx, level, listed, num, p
from tests.policy_corpus.formats.word97_maker import word97

TEXT = "No. 1\r第一条\u3000教师应当参加培训。\r\x13 PAGE \x143\x15页\r项目\x07学时\x07\x07省级\x0790\x07\x07附注\r"
LISTED, DELETED = struct.pack("<HH", 0x460B, 1), struct.pack("<HB", 0x0800, 1)


def _job(limits: Limits | None = None, cancelled: Callable[[], bool] | None = None) -> Job:
    return Job.start("a.doc", limits or Limits(), cancelled=cancelled)


def _nowhere(_: str) -> None:
    return None


def _program(folder: Path, script: str) -> Callable[[str], str]:
    """A program that stands in for LibreOffice; its arguments are those that LibreOffice gets."""
    path = folder / "soffice"
    path.write_text("#!/bin/sh\n" + script, encoding="utf-8")
    path.chmod(0o755)
    return lambda _: str(path)


def test_a_doc_is_told_by_its_content() -> None:
    """The container of Word 97 is a DOC under any name, such as .wps."""
    assert detect(word97(TEXT), _job()) is Kind.DOC


def test_the_text_of_a_doc_is_read_without_any_program() -> None:
    """Pieces in both encodings, results of fields and tables, when nothing is numbered automatically."""
    found = read_doc(word97(TEXT), Kind.DOC, _job(), _nowhere)
    assert found.kind == "doc"
    assert found.text.split("\n\n") == [
        "No. 1", "第一条\u3000教师应当参加培训。", "3页", "| 项目 | 学时 |\n| --- | --- |\n| 省级 | 90 |", "附注",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [word97(TEXT, paragraph=LISTED), word97(TEXT, style=LISTED), word97(TEXT, paragraph=DELETED)],
    ids=["numbered", "numbered by its style", "revised"],
)
def test_a_doc_whose_numbers_would_be_lost_is_refused(content: bytes) -> None:
    """Automatic numbers and revisions are not in the bare text: the person is told how to go on."""
    with pytest.raises(NotReadable, match=r"条款序号.*另存为 \.docx.*LibreOffice"):
        read_doc(content, Kind.DOC, _job(), _nowhere)


@pytest.mark.parametrize(
    ("content", "said"),
    [(word97(TEXT, flags=0x0300), "密码"), (word97(TEXT)[:6000], "损坏"), (word97(TEXT)[:600], "损坏")],
)
def test_a_locked_or_damaged_doc(content: bytes, said: str) -> None:
    """A password and damage are told apart."""
    with pytest.raises(NotReadable, match=said):
        read_doc(content, Kind.DOC, _job(), _nowhere)


def test_rtf_needs_the_program() -> None:
    """RTF is refused with what to do when LibreOffice is not there."""
    with pytest.raises(NotReadable, match="RTF"):
        read_doc(b"{\\rtf1}", Kind.RTF, _job(), _nowhere)


def test_libreoffice_converts_without_macros(tmp_path: Path) -> None:
    """It gets a profile of its own that forbids macros; converted numbers are to be checked, and that is said."""
    made = tmp_path / "made.docx"
    made.write_bytes(docx(p("正文", listed(1)), numbering=abstract(0, level(0, "decimal", "%1.")) + num(1, 0)))
    script = (
        'folder=${1#-env:UserInstallation=file://}\ncp -r "$folder" "' + str(tmp_path) + '/seen"\n'
        'while [ "$1" != --outdir ]; do shift; done\ncp "' + str(made) + '" "$2/source.docx"\n'
    )
    found = read_doc(word97(TEXT), Kind.DOC, _job(), _program(tmp_path, script))
    assert (found.kind, found.text) == ("doc", "1.正文")
    assert "LibreOffice" in found.notes[0].sentence
    profile = (tmp_path / "seen" / "user" / "registrymodifications.xcu").read_text(encoding="utf-8")
    assert 'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true<' in profile


def test_a_conversion_that_fails_hangs_or_is_stopped(tmp_path: Path) -> None:
    """Each ends with a sentence, and the program is ended with it."""
    with pytest.raises(NotReadable, match="打不开"):
        read_doc(b"", Kind.DOC, _job(), _program(tmp_path, "exit 1\n"))
    hanging = _program(tmp_path, f'echo $$ > "{tmp_path}/pid"\nsleep 100\n')
    with pytest.raises(NotReadable, match="已停止"):
        read_doc(b"", Kind.DOC, _job(Limits(seconds_to_convert=0.3)), hanging)
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}").exists()
    with pytest.raises(Cancelled):
        read_doc(b"", Kind.DOC, _job(cancelled=iter([False, True]).__next__), hanging)
