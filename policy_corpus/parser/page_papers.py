"""A web page and its attachments: which of them are documents, which annexes, which the same text once more.

An attachment belongs to the page's document, unless it shows itself to be a document in its own right: by a number of
its own, a letterhead, or lines about its adoption.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from policy_corpus.merging import number_key, title_key
from policy_corpus.model import Document
from policy_corpus.parser.papers import (
    Fate,
    Gathered,
    Paper,
    Tried,
    enclosures_of,
    stands_alone,
    tried,
    with_annexes,
)
from policy_corpus.parser.reading import Parsed

_RICHER = 1.2
"""A file that has so many times the page's text holds more than the page shows."""
_SENTENCE_END = re.compile(r"[。；\n]")
_SIGNS = re.compile(r"[\s|\\#*-]")
_TELLING = 60
"""Characters from which sentences tell one text from another; a shorter one has to be the same."""
_COVERED = 0.9
_EMPTY = "网页本身没有文件的正文。"
_WHOLE = "网页上只有标题，全文在这个附件里"
_FULLER = "和网页是同一份文件，内容比网页全，取它的文字"


def of_page(every: Sequence[Tried]) -> dict[int, Gathered]:
    """What became of each file by its place; the first is the page."""
    page = every[0]
    made: dict[int, Gathered] = {}
    enclosed: list[int] = []
    said = [_sentences(one.paper.words) for one in every]
    for place, one in enumerate(every[1:], 1):
        same = next((other for other in range(place) if _repeats(said[place], said[other])), None)
        if (found := _attached(one, page, every[same].paper if same is not None else None)) is not None:
            made[place] = found
        else:
            enclosed.append(place)
    enclosures = enclosures_of([every[place].paper for place in enclosed])
    for main in _mains(every, made):
        whole = tried(every[main].paper, enclosures) if enclosures else every[main]
        if whole.parsed and (main or page.parsed or _is_notice(whole.last)):
            break
    else:
        return made | _without_main(every, enclosed)
    if main and made[main].fate is Fate.SAME:
        made[main] = replace(made[main], said=_FULLER)
        whole = replace(whole, parsed=(*whole.parsed[:-1], _filled(whole.parsed[-1], page)))
    if main:
        made[0] = Gathered(page.paper, Fate.LEFT, said=f"网页上没有全文，正文取自附件“{every[main].paper.name}”。")
    return made | with_annexes(every, main, whole, enclosed, enclosures, made[main].said if main else "")


def _attached(one: Tried, page: Tried, same: Paper | None) -> Gathered | None:
    """What becomes of an attachment that is no annex; None for one that is. `same` is a file with its text."""
    if not one.paper.words.strip():
        return Gathered(one.paper, Fate.LEFT, said="里面没有文字。请打开看看。")
    if page.parsed and one.parsed and _same_text(one.last, page.last):
        return Gathered(one.paper, Fate.SAME, said=page.paper.name)
    if same is not None:
        return Gathered(one.paper, Fate.SAME, said=same.name)
    why = stands_alone(one.parsed, page.last.number if page.parsed else "")
    if not page.parsed and one.parsed and _is_headed(page.paper, one.last):
        why = _WHOLE
    return Gathered(one.paper, Fate.DOCUMENT, one.documents, said=why) if why else None


def _is_headed(page: Paper, document: Document) -> bool:
    """Whether a page has the title of the document in a line of its own."""
    return title_key(document.title) in {title_key(line) for line in page.words.splitlines()}


def _mains(every: Sequence[Tried], made: Mapping[int, Gathered]) -> Iterator[int]:
    """The files that the annexes may belong to, the likeliest first: the page, unless an attachment has more of it."""
    page = every[0]
    if page.parsed:
        same = [place for place, it in made.items() if it.fate is Fate.SAME and it.said == page.paper.name]
        yield from (p for p in same if every[p].parsed and _length(every[p].last) > _RICHER * _length(page.last))
    yield from (place for place, it in made.items() if it.said == _WHOLE)
    yield 0
    alone = [place for place, it in made.items() if it.fate is Fate.DOCUMENT]
    if not page.parsed and len(alone) == 1:
        yield alone[0]


def _is_notice(document: Document) -> bool:
    """Whether a page with nothing but a head is one: not the title of a list of files."""
    return bool(document.number) or "关于" in document.title


def _without_main(every: Sequence[Tried], enclosed: Sequence[int]) -> dict[int, Gathered]:
    """A page without a document: attachments that are one by themselves are taken, others belong nowhere."""
    some = any(every[place].parsed for place in enclosed)
    made = {0: Gathered(every[0].paper, Fate.LEFT, said=_EMPTY if some else every[0].why)}
    for place in enclosed:
        one = every[place]
        fate, said = (Fate.DOCUMENT, _EMPTY) if one.parsed else (Fate.LEFT, one.why)
        made[place] = Gathered(one.paper, fate, one.documents, said=said)
    return made


def _repeats(mine: Sequence[str], other: Sequence[str]) -> bool:
    """Whether nearly all sentences stand in the `other` text: the same annex as .doc and as .pdf."""
    whole = sum(map(len, mine))
    if whole < _TELLING:
        return "".join(mine) == "".join(other)
    theirs = set(other)
    return sum(len(piece) for piece in mine if piece in theirs) >= _COVERED * whole


def _sentences(words: str) -> list[str]:
    """Without white space and the signs of tables."""
    return [plain for piece in _SENTENCE_END.split(words) if (plain := _SIGNS.sub("", piece))]


def _same_text(one: Document, page: Document) -> bool:
    """Whether an attachment is the page's own document in another form."""
    numbers = bool(one.number and page.number) and number_key(one.number) != number_key(page.number)
    return title_key(one.title) == title_key(page.title) and not numbers


def _length(document: Document) -> int:
    return sum(len(provision.text) for provision in document.provisions)


def _filled(one: Parsed, page: Tried) -> Parsed:
    """The document of a file with the particulars that only its page states."""
    document, shown = one.document, page.last
    filled = replace(
        document,
        number=document.number or shown.number,
        issuers=document.issuers or shown.issuers,
        issued=document.issued or shown.issued,
        source_url=document.source_url or shown.source_url or page.paper.address,
        source=document.source or shown.source,
    )
    return replace(one, document=filled)
