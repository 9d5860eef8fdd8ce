"""Two texts of a document compared provision by provision."""

import string

from hypothesis import given
from hypothesis import strategies as st

from policy_corpus.diff import Sort, marked, pieces, provisions
from policy_corpus.model import Provision

_words = st.text(
    alphabet="学时教师培训每年完成不少于，。0123一二三五十" + string.ascii_lowercase[:3], min_size=1, max_size=30
)
_texts = st.lists(_words, max_size=8)


def made(*texts: str, first: int = 1) -> tuple[Provision, ...]:
    """Articles 第1条, 第2条 … with these texts."""
    return tuple(Provision(f"第{n}条", (), text, n - first) for n, text in enumerate(texts, start=first))


@given(_texts)
def test_a_text_does_not_differ_from_itself(texts: list[str]) -> None:
    """Every provision stays as it was."""
    assert {change.sort for change in provisions(made(*texts), made(*texts))} <= {Sort.SAME}


@given(_texts, _texts)
def test_every_provision_is_in_exactly_one_change(old: list[str], new: list[str]) -> None:
    """Nothing is lost and nothing is counted twice; the new text keeps its order."""
    before, after = made(*old), made(*new)
    changes = provisions(before, after)
    assert sorted(c.old.order for c in changes if c.old) == list(range(len(before)))
    assert [c.new.order for c in changes if c.new] == list(range(len(after)))
    for change in changes:
        assert (change.old is None) == (change.sort is Sort.ADDED)
        assert (change.new is None) == (change.sort is Sort.REMOVED)


@given(st.lists(_words, min_size=1, max_size=6, unique=True), st.integers(0, 6))
def test_renumbering_is_found_when_texts_are_equal(texts: list[str], place: int) -> None:
    """A provision put in between renumbers those after it, and changes none of them."""
    place = min(place, len(texts))
    fresh = "全新的一条，与别处都不相像：关于校园绿化管理"
    changes = provisions(made(*texts), made(*texts[:place], fresh, *texts[place:]))
    assert [c.sort for c in changes] == [
        *[Sort.SAME] * place,
        Sort.ADDED,
        *[Sort.RENUMBERED] * (len(texts) - place),
    ]


@given(_words, _words)
def test_pieces_hold_both_wordings(old: str, new: str) -> None:
    """Joined, the pieces give the old and the new text; equal texts have no changed piece."""
    found = pieces(old, new)
    assert ("".join(p.old for p in found), "".join(p.new for p in found)) == (old, new)
    assert (old == new) == all(piece.same for piece in found)


def test_a_changed_number_is_whole_and_marked() -> None:
    """A number changes as a number, not digit by digit, in digits and in Chinese; other words are not numbers."""
    (change,) = provisions(
        made("每五年完成360学时，每年不少于七十二学时，由县组织。"),
        made("每五年完成400学时，每年不少于八十学时，由市组织。"),
    )
    assert marked(change.pieces) == "每五年完成【360→400】学时，每年不少于【七十二→八十】学时，由【县→市】组织。"
    assert [(p.old, p.new) for p in change.numbers] == [("360", "400"), ("七十二", "八十")]


def test_a_moved_provision_is_moved_and_not_rewritten() -> None:
    """The same label and text at another place has moved; what it passed has stayed."""
    a, b, c = made("甲的全部内容。", "乙的全部内容。", "丙的全部内容。")
    assert [(x.sort, x.new and x.new.label) for x in provisions((a, b, c), (b, c, a))] == [
        (Sort.SAME, "第2条"),
        (Sort.SAME, "第3条"),
        (Sort.MOVED, "第1条"),
    ]


def test_a_reworded_and_renumbered_provision_is_one_change() -> None:
    """A provision that keeps most of its words is found under its new label."""
    old = made("为了加强管理，制定本办法。", "教师每五年完成不少于360学时的培训，由县级教育行政部门组织。")
    new = made(
        "为了加强管理，制定本办法。",
        "本办法所称教师，是指在编在岗人员。",
        "教师每五年完成不少于400学时的培训，由县级教育行政部门组织。",
    )
    same, added, changed = provisions(old, new)
    assert (same.sort, added.sort, changed.sort, changed.renumbered) == (Sort.SAME, Sort.ADDED, Sort.REWORDED, True)


def test_a_long_table_is_compared_by_its_sentences_first() -> None:
    """Texts of tens of thousands of characters are compared, and the change is found."""
    rows = [f"第{n}行，{n * 7}学时；\n" for n in range(4000)]
    changed = [*rows[:2000], "第2000行，1学时；\n", *rows[2001:]]
    found = [piece for piece in pieces("".join(rows), "".join(changed)) if not piece.same]
    assert [(piece.old, piece.new) for piece in found] == [("14000", "1")]
