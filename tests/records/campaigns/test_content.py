"""What may be sent: the check agrees with the strict reading of Telegram's formatting in `tests.botapi`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.campaigns.content import Content, Kind, check, shown
from records.campaigns.markup import read_markup, units
from tests.botapi.entities import utf16_length
from tests.botapi.errors import ApiError
from tests.botapi.formatted import caption_text, message_text
from tests.properties import examples

PNG = b"\x89PNG\r\n\x1a\n"
PIECES = (
    "<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<pre>", "</pre>", "<blockquote>", "<blockquote expandable>",
    "</blockquote>", '<a href="https://example.org/a?b=1&amp;c">', "<a href='http://example.org'>", "<a>", "</a>",
    '<a href="javascript:x">', "<script>", "<B>", "</I >", "&lt;", "&amp;", "&#65;", "&#x4e2d;", "&#0;", "&copy;",
    "&", "<", ">",
    "通知", " ", "\n", "😀", "a", '"', "\x00", "<b", "</>", "&#xD800;", "&quot;",
)  # fmt: skip


def problems(html: str) -> list[tuple[int, int]]:
    """Places of what is wrong."""
    return [(one.line, one.column) for one in check(Content(html))]


@settings(max_examples=examples(300), database=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_passes_is_taken_and_means_what_was_counted(html: str) -> None:
    """Telegram's own reading refuses nothing that the check lets through, and finds the same text."""
    if not check(Content(html)):
        assert message_text(html.strip(), "HTML", None).text == read_markup(html).text.strip()
    if not check(Content(html, Kind.PICTURE, "图.png", PNG)):
        caption_text(html, "HTML", None)


@given(st.text(max_size=30))
@settings(max_examples=examples(100), database=None)
def test_lengths_are_telegrams(text: str) -> None:
    """UTF-16 units: an emoji is two."""
    assert units(text) == utf16_length(text)


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("成绩<60", (1, 3)),
        ("好\n<b>开会", (2, 1)),
        ("<b><i>开会</b></i>", (1, 9)),
        ("</b>", (1, 1)),
        ("<a href='ftp://x.org'>某</a>", (1, 1)),
        ("<a href='https://user@example.org'>某</a>", (1, 1)),
        ("<code><b>某</b></code>", (1, 7)),
        ("<b class='x'>某</b>", (1, 1)),
        ("&copy; 某", (1, 1)),
        ("某&#0;", (1, 2)),
        ("某\x07", (1, 2)),
    ],
)
def test_what_is_wrong_is_located(html: str, place: tuple[int, int]) -> None:
    """Line and character of the first thing, in a sentence that says what to write."""
    assert problems(html)[0] == place
    assert "请" in check(Content(html))[0].sentence()


def test_the_limits() -> None:
    """A text of 4,096 units passes and one more does not; captions have 1,024; what is put behind counts."""
    assert problems("a" * 4096) == []
    assert problems("<b>" + "a" * 4096 + "</b>") == []
    assert problems("😀" * 2049) == [(0, 0)]
    assert check(Content("a" * 4096), suffix="更正") != ()
    assert check(Content("a" * 1025, Kind.PICTURE, "图.png", PNG)) != ()
    assert check(Content("", Kind.PICTURE, "图.png", PNG)) == ()
    assert problems(" \n") == [(0, 0)]
    assert problems("<b>a</b> " * 101) == [(0, 0)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (Content("", Kind.PICTURE, "图.png", b"GIF89a"), "JPEG"),
        (Content("", Kind.PICTURE, "图.png", PNG + bytes(10 * 2**20)), "10 MB"),
        (Content("", Kind.FILE, "a.pdf", b""), "空"),
        (Content("", Kind.FILE, "a/b.pdf", b"x"), "名称"),
        (Content("", Kind.FILE, "", b"x"), "名称"),
        (Content("", Kind.FILE, "a\u202eb.pdf", b"x"), "名称"),
    ],
)
def test_files_have_limits_too(content: Content, said: str) -> None:
    """Size, name and kind; a file that the channel has already needs no contents."""
    assert said in "".join(one.sentence() for one in check(content))
    assert check(Content("说明", content.kind, content.name, b"", "AgAC")) == ()


def test_what_is_read_shows_addresses() -> None:
    """A link says where it leads; references are the signs they stand for."""
    html = '<b>开会</b> &lt;请看&gt; <a href="https://example.org/1">通知</a> <a href="https://a.cn">https://a.cn</a>'
    assert shown(html) == "开会 <请看> 通知（https://example.org/1） https://a.cn"


def test_contents_survive_the_database() -> None:
    """The way to plain values and back."""
    for content in (Content("某"), Content("某", Kind.FILE, "a.pdf", b"\x00\xff", "F1")):
        assert Content.from_json(content.to_json()) == content


def test_botapi_refuses_what_the_check_is_measured_against() -> None:
    """The measure itself refuses something."""
    with pytest.raises(ApiError):
        message_text("<b>", "HTML", None)
