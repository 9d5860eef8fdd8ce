"""PDF with text, scans and photos."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from policy_corpus.formats import Cancelled, Limits, NotReadable, extract
from policy_corpus.formats.lines import Line
from policy_corpus.formats.model import Job
from policy_corpus.formats.pdf_columns import reading_order
from policy_corpus.formats.recognition import Recogniser
from policy_corpus.formats.scanned import read_pdf, read_picture
from tests.policy_corpus.formats.pdf_maker import pdf

LONG = "各级教师发展中心应当按照年度培训计划组织实施全员培训，逐人登记学时，并在每年十二月底前完成核对和公示工作。"
LINES = [
    "湖南省教育厅关于做好培训工作的通知",
    "湘教发〔2023〕1号",
    "各市州教育局：",
    *(f"{mark}、{LONG * 3}" for mark in "一二三四五六七八"),
    "湖南省教育厅",
    "2023年3月1日",
]
Read = Callable[..., tuple[str, str, list[Any]]]


def _job(limits: Limits | None = None) -> Job:
    return Job.start("a.pdf", limits or Limits())


def _paragraphs(content: bytes) -> list[str]:
    return read_pdf(content, _job())[0].split("\n\n")


class _Engine:
    """Stands in for RapidOCR: answers each picture with the lines that were given to it."""

    def __init__(self, *pages: list[tuple[str, float, tuple[float, float, float, float]]]) -> None:
        self._pages = list(pages)
        """Text, confidence and place of each line, on a page 600 wide."""

    def __call__(self, image: Any) -> Any:
        found = self._pages.pop(0)
        scale = image.shape[1] / 600
        boxes = [[scale * place for place in box] for _, _, box in found]
        self.boxes = [[(x0, y0), (x1, y0), (x1, y1), (x0, y1)] for x0, y0, x1, y1 in boxes] or None
        self.txts = tuple(text for text, _, _ in found) or None
        self.scores = tuple(score for _, score, _ in found) or None
        return self


def _scan(pages: int = 1, size: tuple[int, int] = (600, 800)) -> bytes:
    images = [Image.new("L", size, 255) for _ in range(pages)]
    buffer = BytesIO()
    images[0].save(buffer, "PDF", save_all=True, append_images=images[1:])
    return buffer.getvalue()


def test_lines_become_paragraphs_again() -> None:
    """Sentences broken by lines and pages are joined, page headers and numbers are gone, the table stays."""
    rows = [["项目", "学时"], ["省级", "90"], ["县级", "60"]]
    found = extract(pdf([*LINES, rows], header="湖南省教育厅文件 第3期"), "a.pdf")
    assert found.kind == "pdf"
    assert found.text.split("\n\n") == [*LINES, "| 项目 | 学时 |\n| --- | --- |\n| 省级 | 90 |\n| 县级 | 60 |"]


def test_a_table_over_two_pages_is_one() -> None:
    """Rows on the next page belong to the table, its head is not repeated."""
    rows = [["序号", "任务"], *([str(n), f"任务{n}"] for n in range(1, 60))]
    tables = [block for block in _paragraphs(pdf(["培训任务分解表", rows])) if block.startswith("|")]
    assert [len(table.splitlines()) for table in tables] == [61]


def test_two_columns_are_read_one_after_the_other() -> None:
    """Lines at both sides of an empty strip are columns; a line across both keeps its place."""
    left = [Line(f"左{n}", 50, 290, 100 + 20 * n, 112 + 20 * n, 12) for n in range(6)]
    right = [Line(f"右{n}", 310, 550, 100 + 20 * n, 112 + 20 * n, 12) for n in range(6)]
    title = Line("标题横跨两栏", 200, 400, 60, 80, 20)
    mixed = [title, *(line for pair in zip(left, right, strict=True) for line in pair)]
    assert [line.text for line in reading_order(mixed, [], 600) if isinstance(line, Line)] == [
        "标题横跨两栏", *(f"左{n}" for n in range(6)), *(f"右{n}" for n in range(6)),
    ]  # fmt: skip


@pytest.mark.parametrize("degrees", [90, 270])
def test_a_page_that_lies_on_its_side_is_read(degrees: int) -> None:
    """Text that runs upwards or downwards is turned."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    pdf(["先登记字体"])
    canvas.rotate(degrees)
    canvas.translate(*((100, -500) if degrees == 90 else (-700, 100)))
    canvas.setFont("STSong-Light", 14)
    for at, line in enumerate(("第一条 教师培训实行学分管理。", "第二条 每年登记学时。")):
        canvas.drawString(0, 300 - 30 * at, line)
    canvas.save()
    assert _paragraphs(buffer.getvalue()) == ["第一条 教师培训实行学分管理。", "第二条 每年登记学时。"]


def test_a_scan_without_the_extra_names_it() -> None:
    """A file of scans alone is refused with what to install; a photo as well."""
    with pytest.raises(NotReadable, match=r"yanxiu\[ocr\]"):
        read_pdf(_scan(), _job(), lambda: None)
    picture = BytesIO()
    Image.new("RGB", (60, 60)).save(picture, "PNG")
    with pytest.raises(NotReadable, match=r"yanxiu\[ocr\]"):
        read_picture(picture.getvalue(), _job(), lambda: None)


def test_scanned_pages_among_text_are_named_one_by_one() -> None:
    """Without the extra, the text is read and every page without text is noted; an empty page is not."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    pdf(["先登记字体"])
    for page in range(4):
        canvas.setFont("STSong-Light", 14)
        if page in (0, 3):
            canvas.drawString(60, 700, f"第{page + 1}页上有文字可以读出来。")
        elif page == 1:
            canvas.drawInlineImage(Image.new("L", (50, 50), 128), 0, 0, 600, 800)
        canvas.showPage()
    canvas.save()
    text, kind, notes = read_pdf(buffer.getvalue(), _job(), lambda: None)
    assert (text, kind) == ("第1页上有文字可以读出来。\n\n第4页上有文字可以读出来。", "pdf")
    assert [note.place for note in notes] == ["第2页"]


def test_a_scan_is_recognised_page_by_page() -> None:
    """Fragments of a line are put together in reading order, doubtful lines and page marks told apart."""
    engine = _Engine(
        [
            ("每五年不少于三百六十学时，其中", 0.99, (300, 200, 560, 222)),
            ("第一条 教师培训", 0.98, (80, 201, 280, 224)),
            ("省级培训不少于九十学时。", 0.7, (40, 240, 240, 262)),
            ("-1一", 0.6, (280, 770, 320, 790)),
            ("污点", 0.2, (10, 10, 30, 30)),
        ],
        [],
    )
    steps: list[tuple[str, int, int]] = []
    job = Job.start("a.pdf", Limits(), lambda *step: steps.append(step))
    text, kind, notes = read_pdf(_scan(2), job, lambda: Recogniser(engine))
    assert (text, kind) == ("第一条 教师培训 每五年不少于三百六十学时，其中省级培训不少于九十学时。", "scan")
    assert [(note.place, note.sentence[:12]) for note in notes] == [
        ("", "全文由扫描图识别得来，可"), ("第1页", "有 1 行识别把握不大，"), ("第2页", "没有认出文字。请检查这一"),
    ]  # fmt: skip
    assert [step for step in steps if step[0] == "识别扫描页"] == [("识别扫描页", 0, 2), ("识别扫描页", 1, 2)]


def test_a_photo_on_its_side_is_turned() -> None:
    """When the lines stand upright the picture is tried both ways, and the better reading is kept."""
    tall = [("第一条", 0.5, (10.0, 10.0, 30.0, 90.0))]
    engine = _Engine(tall, [("不对", 0.6, (10, 10, 90, 30))], [("第一条 登记学时。", 0.99, (10, 10, 90, 30))])
    picture = BytesIO()
    Image.new("RGB", (100, 200)).save(picture, "JPEG")
    assert read_picture(picture.getvalue(), _job(), lambda: Recogniser(engine))[0] == "第一条 登记学时。"


def test_too_many_pages_are_refused_before_anything_is_recognised() -> None:
    """More scanned pages, or pages at all, than the bound: refused with the numbers."""
    with pytest.raises(NotReadable, match="有 3 页是扫描图，一次最多识别 2 页"):
        read_pdf(_scan(3), _job(Limits(scanned_pages=2)), lambda: None)
    with pytest.raises(NotReadable, match="有 3 页，超过 2 页"):
        read_pdf(_scan(3), _job(Limits(pages=2)), lambda: None)


def test_reading_can_be_stopped() -> None:
    """Once the person has stopped it, the process is ended and nothing comes back."""
    with pytest.raises(Cancelled, match="已停止"):
        extract(_scan(2), "a.pdf", cancelled=iter([False, True]).__next__)


def test_a_process_that_does_not_answer_is_ended() -> None:
    """When no answer comes in the time allowed, the file is refused and the place is told."""
    with pytest.raises(NotReadable, match="读到文件开头时太久没有结果"):
        extract(_scan(), "a.pdf", limits=Limits(seconds_to_start=0))


def test_a_locked_pdf_says_so() -> None:
    """A PDF with a password is refused with what to do."""
    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt="secret")
    canvas.drawString(60, 700, "locked")
    canvas.save()
    with pytest.raises(NotReadable, match="密码"):
        read_pdf(buffer.getvalue(), _job())
