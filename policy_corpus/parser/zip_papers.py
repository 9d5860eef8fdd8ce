"""The files of a ZIP: every file that is a document by itself stays one, what is none may be an annex.

It is one when it is called so, when it lies in a folder that is, when its text begins so, or when the text of the
document names it. A file that a page in the ZIP offers as its attachment is treated as such.
"""

from collections.abc import Sequence
from pathlib import PurePosixPath

from policy_corpus.parser.enclosing import title_in
from policy_corpus.parser.papers import (
    Fate,
    Gathered,
    Paper,
    Tried,
    begins_as_annex,
    enclosures_of,
    stands_alone,
    tried,
    with_annexes,
)
from policy_corpus.parser.parts import bare

_MENTIONED = 4
"""Characters of a title that can be recognised in another text."""


def of_zip(every: Sequence[Tried]) -> dict[int, Gathered]:
    """What became of each file by its place."""
    made: dict[int, Gathered] = {}
    enclosed: dict[int, list[int]] = {}
    mains = {place: bare(one.paper.words) for place, one in enumerate(every) if one.parsed and not one.paper.title}
    for place, one in enumerate(every):
        if place in mains:
            continue
        main = _main_of(one.paper, every, mains)
        if main is not None and not stands_alone(one.parsed, every[main].last.number):
            enclosed.setdefault(main, []).append(place)
        else:
            fate = Fate.DOCUMENT if one.parsed else Fate.LEFT
            made[place] = Gathered(one.paper, fate, one.documents, said=one.why)
    for place in mains:
        below = enclosed.get(place, [])
        enclosures = enclosures_of([every[other].paper for other in below])
        whole = tried(every[place].paper, enclosures) if below else every[place]
        made |= with_annexes(every, place, whole, below, enclosures)
    return made


def _main_of(paper: Paper, every: Sequence[Tried], mains: dict[int, str]) -> int | None:
    """The file whose annex `paper` is: the only document in its folder or the nearest one above; else none.

    Of several, the only one that names it. `mains` are the texts of those that can be, without white space.
    """
    if not paper.words.strip():
        return None
    place = PurePosixPath(paper.name)
    called = paper.title or begins_as_annex(paper.words) or any(map(_annex_like, place.with_suffix("").parts))
    title = bare(title_in(paper.title or paper.name))
    for above in place.parents:
        near = [main for main in mains if PurePosixPath(every[main].paper.name).parent == above]
        naming = [main for main in near if len(title) >= _MENTIONED and title in mains[main]]
        if len(naming) == 1:
            return naming[0]
        if near:
            return near[0] if called and len(near) == 1 else None
    return None


def _annex_like(name: str) -> bool:
    """Whether a file or folder is called like an annex: 附件1, 附表."""
    return name.lstrip("0123456789.-_ 、").startswith(("附件", "附录", "附表"))
