"""PDFs with and without text, and pictures: what has no text is recognised when the extra `[ocr]` is there."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from policy_corpus.formats.lines import Page, blocks_of
from policy_corpus.formats.model import Job, Note
from policy_corpus.formats.recognition import Recognised, Recogniser, make_recogniser
from policy_corpus.formats.writing import write

Read = tuple[str, str, list[Note]]
"""Text, kind, notes."""

MakeRecogniser = Callable[[], Recogniser | None]

_DPI = 200
_LONGEST_SIDE = 4000
"""Pixels; a larger picture gains nothing and takes longer."""
_INSTALL = "请安装文字识别附加包（pip install 'yanxiu[ocr]'）后重新添加，或添加有文字的 .pdf、.docx"


def read_pdf(content: bytes, job: Job, make: MakeRecogniser = make_recogniser) -> Read:
    """The text of a PDF; `make` gives the recogniser, if there is one. Raises `NotReadable`."""
    from policy_corpus.formats.pdf import read_pages

    pages = read_pages(content, job, lambda done, total: job.step("读取 PDF", done, total))
    scanned = [number for number, page in enumerate(pages) if page is None]
    recognised: dict[int, Recognised] = {}
    notes: list[Note] = []
    if scanned:
        if len(scanned) > job.limits.scanned_pages:
            raise job.refuse(
                f"有 {len(scanned)} 页是扫描图，一次最多识别 {job.limits.scanned_pages} 页。请拆成几个文件再添加。"
            )
        recogniser = make()
        if recogniser is None:
            if len(scanned) == len(pages):
                raise job.refuse(f"是扫描件，只有图片没有文字。{_INSTALL}。")
            notes = [
                Note(f"第{number + 1}页", f"这一页没有可读的文字（扫描图，或已损坏），没有读取。{_INSTALL}。")
                for number in scanned
            ]
        else:
            recognised = _recognise(content, scanned, recogniser, job)
            notes = [note for number, found in recognised.items() for note in _doubts(found, f"第{number + 1}页")]
    known = [page or _page(recognised.get(number)) for number, page in enumerate(pages)]
    text = write(blocks_of(known), job)
    if not text:
        raise job.refuse("里没有文字。请检查是否选对了文件。")
    if recognised:
        whose = "全文" if len(scanned) == len(pages) else "、".join(f"第{number + 1}页" for number in scanned[:20])
        notes.insert(0, Note("", f"{whose}由扫描图识别得来，可能有错字，请与原件核对。"))
    return text, "scan" if len(scanned) == len(pages) else "pdf", notes


def read_picture(content: bytes, job: Job, make: MakeRecogniser = make_recogniser) -> Read:
    """The text of a photo or screenshot, like `read_pdf`."""
    image = _opened(content, job)
    recogniser = make()
    if recogniser is None:
        raise job.refuse(f"是图片。{_INSTALL}。")
    job.step("识别文字", 0, 1)
    found = recogniser.recognise(image)
    text = write(blocks_of([found.page]), job)
    if not text:
        raise job.refuse("里没有认出文字。请换一张更清楚、更端正的图片。")
    notes = [Note("", "全文由图片识别得来，可能有错字，请与原件核对。"), *_doubts(found, "")]
    return text, "picture", notes


def _opened(content: bytes, job: Job) -> Any:
    """The picture, upright, in a size that can be handled. Its size is looked at before it is unpacked."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        image = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
        if image.width * image.height > job.limits.pixels:
            raise Image.DecompressionBombError
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except Image.DecompressionBombError as error:
        raise job.refuse(f"的像素超过 {job.limits.pixels // 10_000} 万，太大了。请缩小后再添加。") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise job.refuse("不完整或已损坏，打不开。请重新拍摄或重新保存为 .jpg、.png。") from error
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return upright


def _recognise(content: bytes, numbers: Sequence[int], recogniser: Recogniser, job: Job) -> dict[int, Recognised]:
    import pypdfium2

    found: dict[int, Recognised] = {}
    document = pypdfium2.PdfDocument(content)
    try:
        for done, number in enumerate(numbers):
            job.step("识别扫描页", done, len(numbers))
            page = document[number]
            width, height = page.get_size()
            scale = min(_DPI / 72, _LONGEST_SIDE / max(width, height, 1))
            found[number] = recogniser.recognise(page.render(scale=scale).to_pil().convert("RGB"))
            page.close()
    finally:
        document.close()
    return found


def _page(recognised: Recognised | None) -> Page:
    return recognised.page if recognised else Page(1, 1, ())


def _doubts(found: Recognised, place: str) -> list[Note]:
    notes = []
    if not found.page.items:
        notes.append(Note(place, "没有认出文字。请检查这一页是否空白或太模糊。"))
    if found.doubtful:
        shown = "、".join(f"“{text[:30]}”" for text in found.doubtful[:5])
        more = "等" if len(found.doubtful) > 5 else ""
        notes.append(Note(place, f"有 {len(found.doubtful)} 行识别把握不大，请核对：{shown}{more}。"))
    if found.tabular:
        notes.append(Note(place, "看起来有表格，识别后只按行保留了文字，请核对，必要时改用 .docx 添加。"))
    return notes
