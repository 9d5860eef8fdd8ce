"""Finding the document that a person names."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from policy_corpus.errors import CorpusError
from policy_corpus.merging import number_key, starts, title_key
from policy_corpus.model import Document, Status


def find(documents: Sequence[Document], reference: str, on: date | None = None) -> Document:
    """The document with this id, number or title, or whose number or title alone contains `reference`.

    Of several versions of one title the one in force `on` a day, else the latest. Raises `CorpusError` when there
    is none or several.
    """
    number, title = number_key(reference), title_key(reference)
    if not title:
        raise CorpusError("请写出文件的文号或标题。")
    tests: tuple[Callable[[Document], bool], ...] = (
        lambda d: d.id == reference.strip(),
        lambda d: bool(d.number) and number_key(d.number) == number,
        lambda d: title_key(d.title) in (title, f"中华人民共和国{title}"),
        lambda d: bool(d.number) and _abbreviates(reference, d.number),
        lambda d: title in title_key(d.title),
    )
    for test in tests:
        found = [document for document in documents if test(document)]
        if found:
            return _one(found, reference, on)
    raise CorpusError(f"没有找到“{reference}”。请用 yanxiu corpus list 查看有哪些文件。")


def _abbreviates(reference: str, number: str) -> bool:
    """Whether `reference` gives parts of `number` in order, the serial among them: 豫教师66号, 66号."""
    said = re.fullmatch(r"([一-鿿]*)\D?(\d{4})?\D*?(\d+)号文?件?", number_key(reference))
    whole = re.fullmatch(r"([一-鿿]*)\((\d{4})\)(\d+)号", number_key(number))
    if said is None or whole is None:
        return False
    return whole[1].startswith(said[1]) and said[2] in (None, whole[2]) and said[3] == whole[3]


def _one(found: list[Document], reference: str, on: date | None) -> Document:
    """The only document, or the version of the only title for the day, among `found`."""
    if len({title_key(document.title) for document in found}) == 1:
        found = [d for d in found if on is not None and d.status_on(on) is Status.IN_FORCE] or found
        return max(found, key=lambda document: (starts(document) is not None, starts(document) or 0))
    names = "；".join(f"《{document.title}》" for document in found[:5])
    more = f"等{len(found)}个" if len(found) > 5 else ""
    raise CorpusError(f"“{reference}”可以指{names}{more}。请写完整的文号或标题。")
