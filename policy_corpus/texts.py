"""What was extracted from a file, and the documents in it."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from policy_corpus.errors import NotAPolicyDocument
from policy_corpus.formats import Extracted, Link, Missing, Note, extract
from policy_corpus.formats.model import Progress
from policy_corpus.model import Document, TextKind
from policy_corpus.parser.gathering import Fate, Gathered, Paper, gather

PAGE = "page"
"""Kind of a web page with its attachments."""
_RECOGNISED = ("scan", "picture")
_FROM_DISK = "没有打开网页上的链接（只有用网址收录时才打开）。请添加网页的网址，或把附件和网页一起压缩成 .zip 添加。"
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Text:
    """What was extracted from a file."""

    kind: str
    """As in `Extracted`."""
    papers: tuple[Paper, ...]
    """Several for a ZIP, and for a page with its attachments."""
    notes: tuple[str, ...] = ()
    """What could not be read, or has to be looked at."""
    address: str = ""
    """The address that a page gives as its own."""
    missing: tuple[Missing, ...] = ()
    """Files that belong to it, and could not be had or read."""
    recognised: bool = False
    """Whether it took minutes to recognise: then it is kept when the program changes."""

    def encode(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def decode(value: Mapping[str, Any]) -> Text:
    """What `Text.encode` made, or an earlier version, which knew only names and words."""
    papers = [Paper(**p) for p in value["papers"]] if "papers" in value else [Paper(*p) for p in value["texts"]]
    return Text(
        value["kind"],
        tuple(replace(paper, notes=tuple(paper.notes)) for paper in papers),
        tuple(value["notes"]),
        value["address"],
        tuple(Missing(**missing) for missing in value.get("missing", ())),
        value.get("recognised", value["kind"] in _RECOGNISED),
    )


def text_of(
    content: bytes, name: str, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> Text:
    """The text in a file's bytes; `CorpusError` with the reason when it cannot be had."""
    found = extract(content, name, progress=progress, cancelled=cancelled)
    named = _named(found) if found.kind != PAGE else {}
    papers = [
        Paper(
            part.name,
            part.extracted.text,
            part.address,
            tuple(_told(part.extracted.notes, _file(found, place))),
            named[part.name].title if part.name in named else "",
        )
        for place, part in enumerate(found.parts)
    ]
    read = [part.extracted for part in found.parts] or [found]
    return Text(
        found.kind,
        tuple(papers) or (Paper(name, found.text),),
        tuple(_told(found.notes)),
        found.hints.address,
        (*map(_plain, found.missing), *_unopened(read if found.kind != PAGE else read[1:], set(named.values()))),
        any(one.kind in _RECOGNISED for one in read),
    )


def _file(found: Extracted, place: int) -> str:
    """What a file among others is called in notes; a page needs no name beside its attachments."""
    return "" if found.kind == PAGE and not place else f"“{found.parts[place].name}”"


def _plain(missing: Missing) -> Missing:
    """Without the file's name at the start of the sentence."""
    return replace(missing, sentence=missing.sentence.removeprefix(f"“{missing.name}”"))


def _told(notes: Sequence[Note], file: str = "") -> Iterator[str]:
    """The notes as sentences, those about a file among others with its name."""
    for note in notes:
        place = file + note.place
        yield f"{place}：{note.sentence}" if place else note.sentence


def _named(found: Extracted) -> dict[str, Link]:
    """The files of a ZIP that a page in it offers as its attachments, by the file names that the links end with."""
    links = {
        PurePosixPath(unquote(link.address.partition("?")[0])).name: link
        for part in found.parts
        for link in part.extracted.links
    }
    lying = {part.name: PurePosixPath(part.name).name for part in found.parts}
    return {name: links[last] for name, last in lying.items() if last in links}


def _unopened(pages: Sequence[Extracted], lying: Container[Link]) -> Iterator[Missing]:
    """The attachments of pages that did not come with them: nothing is looked for on the disk."""
    for page in pages:
        for link in page.links:
            if link not in lying:
                yield Missing(link.title or link.address, _FROM_DISK, link.address, fetched=False)


@lru_cache(maxsize=2)
def gathered(text: Text) -> tuple[Gathered, ...]:
    """What became of each of the papers."""
    return gather(text.papers, page=text.kind == PAGE)


def documents_in(text: Text, sha256: str) -> tuple[Document, ...]:
    """The documents in the text of a file with that hash; `CorpusError` with the reason when there are none.

    What is neither a document nor an annex of one is left out, with a note on the document that has annexes, or on
    the first.
    """
    found = gathered(text)
    count = sum(len(one.documents) for one in found)
    told = (*text.notes, *(sentence_of(missing) for missing in text.missing))
    if not count:
        whys = [one.said for one in found if one.fate is Fate.LEFT] or ["没有找到政策文件的标题和正文。"]
        raise NotAPolicyDocument("".join((whys[0], *told[:_MOST_TOLD])))
    told = (*told, *_left(found, page=text.kind == PAGE))
    bearer = next((one for one in found if one.annexes), None) or next(one for one in found if one.documents)
    documents: list[Document] = []
    for one in found:
        noted = [*one.paper.notes, *(note for annex, _ in one.annexes for note in annex.notes)]
        for document in one.documents:
            documents.append(
                replace(
                    document,
                    text_kind=TextKind.ORIGINAL,
                    sha256=sha256,
                    notes=tuple(dict.fromkeys((*document.notes, *noted, *(told if one is bearer else ())))),
                    source_url=document.source_url or one.paper.address or (text.address if count == 1 else ""),
                )
            )
    return tuple(documents)


def _left(found: Sequence[Gathered], *, page: bool) -> Iterator[str]:
    for place, one in enumerate(found):
        if one.fate is Fate.LEFT:
            yield one.said if page and not place else f"没有收录“{one.paper.name}”：{one.said}"


def sentence_of(missing: Missing) -> str:
    """What is said of a file whose text is not there."""
    attached = "附件" if missing.address or not missing.fetched else ""
    return f"没有收录{attached}“{missing.name}”：{missing.sentence}"
