"""The sentences of a provision: nothing lost, each item of a list with the line that introduces it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.units import units_of

ALPHABET = "教师学时一二（）()、：:。！？；;\n \t\r\u3000“”」1.2．①㈠是要abc，《》\x0b\x1c\x85\xa0\u200b\u2028\ufeff😀é"
texts = st.text(st.sampled_from(ALPHABET), max_size=100)


def sentences(text: str) -> list[str]:
    """The sentences of `text`, stripped."""
    return [text[u.start : u.end].strip() for u in units_of(text)]


def leads(text: str) -> list[str]:
    """The introducing line of each sentence of `text`, empty where there is none."""
    return [text[slice(*u.lead)].strip() if u.lead else "" for u in units_of(text)]


@given(texts)
def test_no_character_is_lost_or_doubled(text: str) -> None:
    """The sentences of any text are in order, do not overlap, and hold every character but white space."""
    at = 0
    for unit in units_of(text):
        assert at <= unit.start < unit.end <= len(text)
        assert not text[at : unit.start].strip()
        assert text[unit.start : unit.end].strip()
        at = unit.end
    assert not text[at:].strip()


@given(texts)
def test_leads_stand_before_their_items(text: str) -> None:
    """A lead is a span before its sentence; a list ends at the end of one of the sentences."""
    ends = {unit.end for unit in units_of(text)}
    for unit in units_of(text):
        if unit.lead is not None:
            assert 0 <= unit.lead[0] < unit.lead[1] <= unit.start
        if unit.introduces:
            assert unit.introduces in ends
            assert unit.introduces >= unit.end


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲乙。丙丁！戊己？", ["甲乙。", "丙丁！", "戊己？"]),
        ("甲乙；丙丁。", ["甲乙；", "丙丁。"]),
        ("他说：“可以。”随后登记。", ["他说：“可以。”", "随后登记。"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("没有句号", ["没有句号"]),
        ("不低于1.8%，每年3.5次。", ["不低于1.8%，每年3.5次。"]),
        (" \n\t", []),
        ("", []),
    ],
)
def test_where_sentences_end(text: str, found: list[str]) -> None:
    """Full stops, semicolons and line ends end a sentence; closing quotes belong to it; decimal points do not."""
    assert sentences(text) == found


@pytest.mark.parametrize(
    "items",
    [
        ("（一）有章程；", "（二）有场所。"),
        ("(1)有章程；", "(2)有场所。"),
        ("一、有章程；", "二、有场所。"),
        ("1.有章程；", "2.有场所。"),
        ("①有章程；", "②有场所。"),
        ("㈠有章程；", "㈡有场所。"),
    ],
)
def test_items_on_their_own_lines(items: tuple[str, ...]) -> None:
    """Each item has the introducing line as its lead; that line knows where the list ends."""
    text = "\n".join(("应当具备下列条件：", *items, "设立办法另行制定。"))
    assert sentences(text) == ["应当具备下列条件：", *items, "设立办法另行制定。"]
    assert leads(text) == ["", *["应当具备下列条件："] * len(items), ""]
    assert text[: units_of(text)[0].introduces].endswith(items[-1])


def test_items_of_several_sentences() -> None:
    """A second sentence in an item's line belongs to the list."""
    text = "应当具备下列条件：\n（一）有章程。章程要公开。\n（二）有场所。"
    assert leads(text)[1:] == ["应当具备下列条件："] * 3
    assert units_of(text)[0].introduces == len(text)


def test_items_in_the_line_itself() -> None:
    """Items that follow the colon in one line have what stands before the colon as their lead."""
    text = "研修分三类：（一）岗前培训；（二）岗位培训；（三）骨干培训。"
    assert sentences(text) == ["研修分三类：（一）岗前培训；", "（二）岗位培训；", "（三）骨干培训。"]
    assert leads(text) == ["", "研修分三类：", "研修分三类："]


def test_a_new_line_without_number_ends_a_list() -> None:
    """What stands after a list on a line of its own has no lead."""
    text = "下列人员参加：\n（一）校长；\n（二）教师。\n其他人员自愿参加。"
    assert leads(text)[-1] == ""
    assert leads("普通的一句。\n（一）没有引导句的一项。") == ["", ""]
