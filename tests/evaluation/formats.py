"""The table of formats × documents: `python -m tests.evaluation.formats`.

The texts of `../shared` are made into web pages, DOCX with automatic numbers, DOC (through LibreOffice, when it is
there), PDF and scans (when a Chinese font and the extra `[ocr]` are there), read again and compared with the text that
they were made from: characters (1 − edit distance ÷ length, white space aside) and provisions (label and text equal).
In brackets: the same with full-width and half-width signs taken for one, where that makes a difference; recognition
does not tell them apart, and the parser reads both.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path

import pypdfium2

from policy_corpus.formats import NotReadable, extract
from policy_corpus.formats.plain import decode_text
from policy_corpus.formats.recognition import make_recogniser
from policy_corpus.parser import normalise, parse_originals
from policy_corpus.parser.text import paragraphs
from tests.evaluation.corpus import SHARED
from tests.policy_corpus.formats.makers import editor_page, frame_page, numbered_docx, plain_lines
from tests.policy_corpus.formats.pdf_maker import pdf

LAWS = ("教师法(2009", "教师资格条例", "学前教育法", "河南省专业技术人员", "上海市教育督导", "职业教育法(2022")
_DPI = 150


@dataclass(frozen=True, slots=True)
class Result:
    """One document in one format."""

    characters: float
    right: int
    of: int
    """Provisions that are equal, and of how many."""
    folded: tuple[float, int]
    """Both again, with full-width and half-width signs taken for the same."""
    seconds: float
    error: str = ""


def sources(shared: Path) -> Iterator[tuple[Path, str, list[str]]]:
    """Files with their text and its paragraphs: lines broken by the width of a page are joined first."""
    laws = [path for name in LAWS for path in sorted((shared / "law_documents").glob(f"{name}*"))]
    for path in [*sorted((shared / "policy_documents").glob("*.txt")), *laws]:
        text = decode_text(path.read_bytes()) or ""
        found = paragraphs(normalise("\n".join(plain_lines(text))))
        yield path, text, [para.text for para in found if para.text and not para.comment]


def compare(lines: Sequence[str], found: str, seconds: float) -> Result:
    """`found` against the paragraphs that the file was made from."""
    text = "\n".join(lines)
    right, of = _equal(text, found)
    folded = (accuracy(_folded(text), _folded(found)), _equal(_folded(text), _folded(found))[0])
    return Result(accuracy(text, found), right, of, folded, seconds)


def _equal(expected: str, found: str) -> tuple[int, int]:
    """How many provisions of `expected` stand in `found` with the same label and text, and of how many."""
    wanted, got = _provisions(expected), dict(_provisions(found))
    return sum(got.get(label) == text for label, text in wanted), len(wanted)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def accuracy(expected: str, found: str) -> float:
    """1 − edit distance ÷ length of `expected`, white space and Markdown escapes aside."""
    a, b = "".join(expected.split()), "".join(found.replace("\\", "").split())
    edits = sum(
        max(j - i, n - m) for tag, i, j, m, n in SequenceMatcher(None, a, b, False).get_opcodes() if tag != "equal"
    )
    return max(0.0, 1 - edits / max(len(a), 1))


def _provisions(text: str) -> list[tuple[str, str]]:
    documents = parse_originals(text, name="file.txt")
    several = len(documents) > 1
    return [
        (f"{at} {provision.label}" if several else provision.label, "".join(provision.text.split()))
        for at, document in enumerate(documents)
        for provision in document.provisions
    ]


def scan(content: bytes, dpi: int = _DPI) -> bytes:
    """Each page of a PDF as a grey picture, in a PDF."""
    document = pypdfium2.PdfDocument(content)
    images = [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    buffer = BytesIO()
    images[0].save(buffer, "PDF", save_all=True, append_images=images[1:], resolution=dpi, quality=75)
    return buffer.getvalue()


def doc(content: bytes) -> bytes:
    """A .docx as a .doc, made by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "made.docx"
        source.write_bytes(content)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        return source.with_suffix(".doc").read_bytes()


def _font() -> Path | None:
    folders = (
        Path("/usr/share/fonts"),
        Path("/Library/Fonts"),
        Path("/System/Library/Fonts"),
        Path("C:/Windows/Fonts"),
    )
    names = ("simfang.ttf", "FZFSK.TTF", "wqy-zenhei.ttc", "simsun.ttc")
    return next((path for folder in folders for name in names for path in folder.rglob(name)), None)


def makers(scans: bool) -> dict[str, tuple[str, Callable[[list[str]], bytes]]]:
    """Formats that this machine can make: name of the file, and its maker from paragraphs."""
    font = _font()
    found: dict[str, tuple[str, Callable[[list[str]], bytes]]] = {
        "HTML, editor, GBK": ("a.html", lambda lines: editor_page(lines).encode("gb18030", "xmlcharrefreplace")),
        "HTML, tables, UTF-8": ("b.html", lambda lines: frame_page(lines).encode()),
        "DOCX, automatic numbers": ("c.docx", numbered_docx),
        "PDF with text": ("d.pdf", lambda lines: pdf(lines, font_file=font)),
    }
    if shutil.which("soffice"):
        found["DOC"] = ("e.doc", lambda lines: doc(numbered_docx(lines)))
    if scans and font and make_recogniser() is not None:
        found["scan, 150 dpi"] = ("f.pdf", lambda lines: scan(pdf(lines, font_file=font)))
    return found


def evaluate(lines: list[str], name: str, make: Callable[[list[str]], bytes]) -> Result:
    """Make a file, read it, compare."""
    content = make(lines)
    start = time.perf_counter()
    try:
        found = extract(content, name)
    except NotReadable as error:
        return Result(0, 0, 0, (0, 0), time.perf_counter() - start, str(error))
    return compare(lines, found.text, time.perf_counter() - start)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.formats", description=__doc__)
    parser.add_argument("--no-scans", action="store_true", help="leave out what takes minutes")
    parser.add_argument("--only", default="", help="documents whose file name contains this")
    parser.add_argument("--keep", type=Path, help="folder for the made files and the texts read from them")
    options = parser.parse_args(argv)
    formats = makers(not options.no_scans)
    print("| document | " + " | ".join(formats) + " |\n" + "|---" * (len(formats) + 1) + "|")
    for path, _, lines in sources(SHARED):
        if options.only not in path.name:
            continue
        cells = []
        for name, make in formats.values():
            result = evaluate(lines, name, make)
            cell = f"{result.characters:.4f}, {result.right}/{result.of}"
            if result.folded != (result.characters, result.right):
                cell += f" ({result.folded[0]:.4f}, {result.folded[1]}/{result.of})"
            cells.append(f"{cell}, {result.seconds:.1f} s {result.error}".strip())
            if options.keep:
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / f"{path.stem}-{name}").write_bytes(make(lines))
        print(f"| {path.stem} | " + " | ".join(cells) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
