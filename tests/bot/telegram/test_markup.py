"""Replies as HTML messages: within Telegram's limits, complete, and accepted by a strict server."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Button, Part, Quote, Text
from bot.telegram.markup import LONGEST_CAPTION, LONGEST_TEXT, keyboard, messages, units
from tests.botapi.formatted import Formatted, caption_text, message_text

SENTENCE = "每五年累计不少于360学时，其中校本研修不超过五分之一。"

_runs = st.tuples(
    st.sampled_from(["教", "学时。", "，", "\n", " ", "　", "<b>", "&", "&amp;", '"', "😀", "𠮷", "a", "。”"]),
    st.integers(1, 900),
)
_texts = st.lists(_runs, max_size=6).map(lambda runs: "".join(piece * times for piece, times in runs))
_parts = st.lists(
    st.one_of(
        st.builds(Text, _texts, bold=st.booleans()),
        st.builds(Quote, _texts, folded=st.booleans()),
    ),
    max_size=4,
)


def shown(message: str) -> str:
    """What a person reads."""
    return html.unescape(re.sub(r"<[^>]*>", "", message))


def solid(text: str) -> str:
    """`text` without blanks."""
    return re.sub(r"\s", "", text)


def accepted(message: str, limit: int) -> Formatted:
    """What the server makes of it; raises when it refuses."""
    return (message_text if limit == LONGEST_TEXT else caption_text)(message, "HTML", None)


@settings(max_examples=60, deadline=None)
@given(_parts, st.sampled_from([LONGEST_TEXT, LONGEST_CAPTION]))
def test_every_message_fits_and_nothing_is_lost(parts: list[Part], first_limit: int) -> None:
    """Whatever the parts: messages are accepted, the first within its limit, and together they say it all, once."""
    made = messages(parts, first_limit)
    for number, message in enumerate(made):
        taken = accepted(message, LONGEST_TEXT if number else first_limit)
        assert solid(taken.text) == solid(shown(message)) != ""
        assert not re.search("[\ud800-\udfff]", taken.text)
    assert solid("".join(map(shown, made))) == solid("".join(part.text for part in parts))


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=["C"]), max_size=300))
def test_what_was_said_comes_back_as_it_was(said: str) -> None:
    """Any characters, those of the markup too, are shown as they are."""
    (message,) = messages((Text("问："), Text(said, bold=True), Quote(f"“{said}”"), Text("。")))
    assert solid(accepted(message, LONGEST_TEXT).text) == solid(f"问：{said}“{said}”。")


@pytest.mark.parametrize(("character", "most"), [("学", 4096), ("𠮷", 2048), ("👍🏽", 1024)])
def test_the_limit_counts_utf16_units(character: str, most: int) -> None:
    """As many as fit make one message, one more makes two; no surrogate pair is cut."""
    assert len(messages((Text(character * most),))) == 1
    first, second = messages((Text("一" + character * most),))
    assert units(first) in (LONGEST_TEXT, LONGEST_TEXT - 1)
    assert first + second == "一" + character * most


def test_the_markup_does_not_count() -> None:
    """A message full of characters that are escaped is not cut before its limit."""
    (message,) = messages((Text("<" * 4000, bold=True), Quote("&" * 96)))
    assert units(message) > LONGEST_TEXT
    assert units(accepted(message, LONGEST_TEXT).text) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("piece", "ending"),
    [
        (f"{SENTENCE}{SENTENCE}\n", "。"),
        (SENTENCE, "。"),
        ("他说：“这是规定。”", "。”"),
        ("培训、教研、讲座、", "、"),
        ("word ", "word"),
        ("没有停顿", ""),
    ],
)
def test_long_texts_are_cut_at_sensible_places(piece: str, ending: str) -> None:
    """At a line, else at a sentence with its closing marks, else at a comma or blank, else anywhere."""
    made = messages((Text(piece * (9000 // len(piece))),))
    assert len(made) == 3
    assert all(message.rstrip().endswith(ending) for message in made)
    assert all(units(message) > LONGEST_TEXT // 2 for message in made[:-1])


def test_what_fits_whole_is_not_torn_for_a_small_rest() -> None:
    """A quotation that would leave most of itself behind goes into the next message."""
    first, second = messages((Text("前" * 3500), Quote("条" * 1500, folded=True), Text("完")))
    assert shown(first) == "前" * 3500
    assert shown(second) == "条" * 1500 + "完"


def test_quotations_fold_in_every_piece() -> None:
    """A folded quotation that is cut stays a folded quotation; a short one stays open; blanks at its edges go."""
    made = messages((Quote(f"  {SENTENCE * 300}\n", folded=True),))
    kinds = [[one["type"] for one in accepted(message, LONGEST_TEXT).entities] for message in made]
    assert kinds == [["expandable_blockquote"]] * 3
    assert messages((Quote(" 短 "),)) == ("<blockquote>短</blockquote>",)


def test_the_first_message_of_a_file_is_a_caption() -> None:
    """A long text below a file: the caption takes what it can, also right from the start, the rest follows."""
    made = messages((Text("\n" * 2000 + "说" * 3000),), LONGEST_CAPTION)
    assert [units(message) for message in made] == [1024, 1976]
    made = messages((Text("头\n", bold=True), Text("说" * 1500)), LONGEST_CAPTION)
    assert shown(made[0]).rstrip() == "头"
    assert made[1] == "说" * 1500


def test_blanks_alone_are_no_message() -> None:
    """Nothing to say gives no message; blanks between parts do not either."""
    assert messages(()) == messages((Text(" \n"), Quote("\n"))) == ()
    assert messages((Text("\n\n"), Text("好"))) == ("好",)


def test_keyboards_carry_data_or_an_address() -> None:
    """Rows stay rows; a button with an address carries no data."""
    rows = ((Button("看原文", "o:1:0"), Button("👍", "u:1")), (Button("私聊我", url="https://t.me/yanxiu_bot"),))
    assert keyboard(rows) == [
        [{"text": "看原文", "callback_data": "o:1:0"}, {"text": "👍", "callback_data": "u:1"}],
        [{"text": "私聊我", "url": "https://t.me/yanxiu_bot"}],
    ]
