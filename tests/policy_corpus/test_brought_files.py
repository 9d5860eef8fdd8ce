"""Pages and files from the disk: nothing is opened that was not given; what was packed together belongs together."""

from pathlib import Path

from policy_corpus.store import Corpus
from tests.policy_corpus import notices
from tests.policy_corpus.formats.makers import numbered_docx, packed
from tests.policy_corpus.formats.pdf_maker import pdf
from tests.policy_corpus.test_attachments import NUMBER, RULES, TABLE, corpus, rules, text_of

__all__ = ["corpus"]


def test_a_page_from_the_disk_does_not_read_what_lies_beside_it(corpus: Corpus, tmp_path: Path) -> None:
    """Relative links and ways out of the folder are said, not opened, also in a ZIP."""
    (tmp_path / "1.docx").write_bytes(rules().body)
    content = notices.issuing_page(("1.docx", "附件1.docx"), ("../../etc/passwd.doc", "附件2.doc"))
    saved = tmp_path / "网页.html"
    saved.write_bytes(content)
    zipped = tmp_path / "网页.zip"
    zipped.write_bytes(packed({"网页.html": content}))
    for path in (saved, zipped):
        (result,) = corpus.add([path])
        notes = corpus.get(NUMBER).notes
        assert sum("没有打开网页上的链接" in note for note in notes) == 2, result
        assert [provision.label for provision in corpus.get(NUMBER).provisions] == ["正文"]


def test_a_page_and_its_files_in_a_zip(corpus: Corpus, tmp_path: Path) -> None:
    """What a page offers and a person downloaded becomes its annex when both are packed together."""
    zipped = tmp_path / "来件.zip"
    links = (("https://example.org/f/P0203.docx?id=3", RULES[1]), ("/f/8.docx", "省厅通知.docx"))
    files: dict[str, str | bytes] = {
        "网页.html": notices.issuing_page(*links),
        "P0203.docx": rules().body,
        "8.docx": numbered_docx(notices.text(8).split("\n")),
        "附件2.pdf": pdf(TABLE),
        "附件/3.docx": b"PK\x03\x04 cut off",
    }
    zipped.write_bytes(packed(files))
    corpus.add([zipped])
    assert notices.number(8) in {document.number for document in corpus.documents()}
    document = corpus.get(NUMBER)
    assert text_of(document, "附件1 第二条") == "在职教师每五年完成360学时培训。"
    assert not any("没有打开" in note for note in document.notes)
    assert "| 集中培训 | 每天8学时 |" in text_of(document, "附件2 表1")
    assert any(note.startswith("没有收录“附件/3.docx”：不完整") for note in document.notes)


def test_notes_about_a_part_name_it(corpus: Corpus, tmp_path: Path) -> None:
    """What is to be looked at in one of several files is said with the file's name."""
    zipped = tmp_path / "来件.zip"
    picture = '<p><img src="a.jpg"></p>'
    zipped.write_bytes(packed({"网页.html": notices.issuing_page(more=picture), "办法.docx": rules().body}))
    corpus.add([zipped])
    assert any(note.startswith("“网页.html”：正文里有 1 张图片") for note in corpus.get(NUMBER).notes)
