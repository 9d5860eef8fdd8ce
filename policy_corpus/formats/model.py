"""What comes out of a file, what must not come in, and the errors that a person sees."""

from collections.abc import Callable
from dataclasses import dataclass, field

from policy_corpus.errors import CorpusError

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and of how many."""


class NotReadable(CorpusError):
    """A file whose text cannot be had; the sentence says what is wrong, where, and what to do."""


class Cancelled(CorpusError):
    """The person stopped the reading; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds within which a file is read; beyond them it is refused with a sentence."""

    largest: int = 50_000_000
    """Bytes of the file as it came."""
    largest_page: int = 20_000_000
    """Bytes of a web page or of a text file."""
    unpacked: int = 300_000_000
    """Bytes that a ZIP or DOCX may unpack to, all parts together."""
    largest_part: int = 60_000_000
    """Bytes of one part of a DOCX, or of one file in a ZIP."""
    ratio: int = 200
    """How many times its packed size a part of more than a megabyte may have."""
    members: int = 2_000
    """Parts of a DOCX, or entries of a ZIP."""
    files: int = 200
    """Files in a ZIP that are read."""
    characters: int = 5_000_000
    """Of the text that comes out."""
    cells: int = 300_000
    """Of all tables together, merged ones counted in every place that they cover."""
    pages: int = 1_000
    """Of a PDF."""
    scanned_pages: int = 300
    """Pages that have to be recognised from a picture, at 2 to 3 seconds each."""
    pixels: int = 60_000_000
    """Of a picture."""
    seconds_a_page: float = 60
    """A page of a PDF or scan that takes longer is taken for hostile."""
    seconds_to_start: float = 60
    """For the process that reads a PDF, picture or spreadsheet to start and load its libraries, on a busy machine."""
    seconds_to_convert: float = 120
    """For LibreOffice to convert a .doc."""
    memory: int = 3 << 30
    """Address space, in bytes, of the process that reads a PDF, picture or sheet (where the system can bound it)."""


@dataclass(frozen=True, slots=True)
class Note:
    """What could not be read, or has to be looked at."""

    place: str
    """第3页, a file name in a ZIP; empty for the whole file."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Link:
    """An attachment (附件) that a page offers for download."""

    address: str
    """As the page gives it: perhaps relative to the page's own address."""
    title: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A file that belongs to what was read, but whose text is not there."""

    name: str
    """Title of the link, or name of the file in a ZIP."""
    sentence: str
    """Why, and what to do."""
    address: str = ""
    """Of an attachment of a page."""
    fetched: bool = True
    """False when its bytes are not there either."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page or file says about itself; not checked."""

    title: str = ""
    published: str = ""
    """Day or time as it is written there."""
    source: str = ""
    number: str = ""
    """发文字号"""
    address: str = ""
    """The page's own address."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file as the parser of originals reads it."""

    text: str
    """Paragraphs set apart by an empty line, tables as Markdown tables; empty where there are parts."""
    kind: str
    """txt, html, docx, doc, rtf, pdf, scan, picture, sheet, zip, or page for a web page with its attachments: by
    content, not by name."""
    notes: tuple[Note, ...] = ()
    parts: tuple["Part", ...] = ()
    """Of a ZIP the files in it; of a page the page itself, then its attachments."""
    missing: tuple[Missing, ...] = ()
    links: tuple[Link, ...] = ()
    """Of a page alone: its attachments, which are not read here."""
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside a ZIP, a page, or an attachment of it."""

    name: str
    """In a ZIP with its folders: 附件/附件1.docx; of an attachment the title of its link."""
    extracted: Extracted
    address: str = ""
    """Of a page and its attachments: where it was fetched."""


@dataclass(slots=True)
class Budget:
    """What is left of the bounds that hold for a file together with all files inside it."""

    unpacked: int
    characters: int


@dataclass(frozen=True, slots=True)
class Job:
    """One reading: the name for messages, the bounds, and the ways to tell and to stop."""

    name: str
    limits: Limits
    budget: Budget
    progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None

    @classmethod
    def start(
        cls, name: str, limits: Limits, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
    ) -> "Job":
        """A job with nothing spent yet."""
        return cls(name, limits, Budget(limits.unpacked, limits.characters), progress, cancelled)

    def check(self) -> None:
        """Raises `Cancelled` when the person has stopped it."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled(f"已停止读取“{self.name}”，没有保留任何内容。")

    def step(self, what: str, done: int, total: int) -> None:
        """Tell how far it is; raises `Cancelled` when the person has stopped it."""
        self.check()
        if self.progress is not None:
            self.progress(what, done, total)

    def check_cells(self, cells: int) -> None:
        """Raises `NotReadable` when tables have grown beyond the bound."""
        if cells > self.limits.cells:
            raise self.refuse("里的表格大得不正常，没有读取。请只保留需要的部分，另存后再添加。")

    def refuse(self, sentence: str) -> NotReadable:
        """The error for this file: its name in front of `sentence`."""
        return NotReadable(f"“{self.name}”{sentence}")
