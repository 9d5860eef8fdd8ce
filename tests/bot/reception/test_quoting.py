"""Quotations set off from the text around them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Quote, Text
from bot.reception.quoting import with_quotes

_words = st.text("教师学时“”。\n", max_size=12)


@settings(max_examples=150, deadline=None)
@given(_words, st.lists(_words, max_size=3), st.lists(_words, max_size=4))
def test_nothing_is_lost_or_doubled(before: str, quotes: list[str], between: list[str]) -> None:
    """The parts together are the text, wherever the quotations stand, overlap or repeat."""
    text = before + "".join(f"“{quote}”{words}" for quote, words in zip(quotes, between, strict=False))
    parts = with_quotes(text, quotes)
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)
    assert all(part.text[1:-1] in quotes for part in parts if isinstance(part, Quote))


def test_only_what_is_quoted_is_set_off() -> None:
    """A cited sentence in quotation marks is set off, also the second time; without the marks it is not."""
    parts = with_quotes("不少于360学时：“不少于360学时”——二(五)，又见“不少于360学时”。", ["不少于360学时"])
    quote = Quote("“不少于360学时”")
    assert parts == (Text("不少于360学时："), quote, Text("——二(五)，又见"), quote, Text("。"))


def test_long_quotations_fold() -> None:
    """A few lines stay open; a whole paragraph folds."""
    assert with_quotes(f"“{'短' * 120}”", ["短" * 120]) == (Quote(f"“{'短' * 120}”"),)
    assert with_quotes(f"“{'长' * 121}”", ["长" * 121]) == (Quote(f"“{'长' * 121}”", folded=True),)


def test_the_longer_of_two_at_one_place_wins() -> None:
    """A quotation that begins like another is set off whole."""
    assert with_quotes("“甲”乙”", ["甲", "甲”乙"]) == (Quote("“甲”乙”"),)
