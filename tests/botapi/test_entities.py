"""Telegram's HTML: what becomes of each tag, and each refusal of the published parser."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.botapi.entities import Json, ParseError, parse_html, utf16_length, utf16_slice, web_address
from tests.botapi.formatted import detected, message_text


def _entity(kind: str, offset: int, length: int, **more: str) -> Json:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        ("两<br>行", 'Unsupported start tag "br" at byte offset 3'),
        ("3 < 5", 'Unsupported start tag "" at byte offset 2'),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        ("🏟 🏟&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("<b>没有结束", 'Can\'t find end tag corresponding to start tag "b"'),
        (
            "&#xDFDF;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_refusals(source: str, message: str) -> None:
    """Broken HTML is refused in the server's words, with the byte where it breaks."""
    with pytest.raises(ParseError) as refusal:
        parse_html(source)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("&lt;&gt;&amp;&quot;&laquo;&#12345678;&#x4e2d;", '<>&"&laquo;&#12345678;中', []),
        ("🏟<i>🏟 &lt🏟</i>", "🏟🏟 <🏟", [_entity("italic", 2, 6)]),
        ("<strong>甲</strong><b>乙</b>", "甲乙", [_entity("bold", 0, 2)]),
        ("<u>甲<s>乙</s></u>", "甲乙", [_entity("underline", 0, 2), _entity("strikethrough", 1, 1)]),
        ('<span class="tg-spoiler">谜</span>', "谜", [_entity("spoiler", 0, 1)]),
        ("<B>甲</>", "甲", [_entity("bold", 0, 1)]),
        ("<b></b>空", "空", []),
        ("<a href='example.org?&lt;'>甲</a>", "甲", [_entity("text_link", 0, 1, url="http://example.org?<")]),
        ("<a>example.org</a>", "example.org", [_entity("text_link", 0, 11, url="http://example.org/")]),
        ("<a href='无'>甲</a>", "甲", []),
        ('<pre><code class="language-py">x</code></pre>', "x", [_entity("pre", 0, 1, language="py")]),
        ("<pre>x</pre>", "x", [_entity("pre", 0, 1)]),
        ("<b>甲<code>乙</code>丙</b>", "甲乙丙", [_entity("bold", 0, 1), _entity("code", 1, 1), _entity("bold", 2, 1)]),
        (
            "<blockquote expandable>甲<b>乙</b></blockquote>",
            "甲乙",
            [_entity("expandable_blockquote", 0, 2), _entity("bold", 1, 1)],
        ),
        ("<blockquote>甲<blockquote>乙</blockquote></blockquote>", "甲乙", [_entity("blockquote", 0, 2)]),
    ],
)
def test_tags(source: str, text: str, entities: list[Json]) -> None:
    """Each documented tag becomes its entity, in UTF-16 units; code holds nothing else and quotes do not nest."""
    assert parse_html(source) == (text, entities)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="a中🏟<>&b/ ", max_size=30))
def test_escaped_text_survives(text: str) -> None:
    """Escaped text comes back as it was, and an entity around it covers exactly it."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain, entities = parse_html(f"前<b>{escaped}</b>")
    assert plain == f"前{text}"
    assert [utf16_slice(plain, one["offset"], one["length"]) for one in entities] == ([text] if text else [])
    assert utf16_length(plain) == len(plain.encode("utf-16-le")) // 2


def test_addresses() -> None:
    """Addresses are completed as the server does; what is none is no address."""
    assert web_address("https://example.org/a?b#c") == "https://example.org/a?b#c"
    assert web_address("example.org") == "http://example.org/"
    assert web_address("tg://user?id=1") == "tg://user?id=1"
    assert web_address("javascript:alert(1)") is None


def test_found_by_itself() -> None:
    """Commands, mentions and addresses are marked, but not inside of words or code."""
    text = "/help@yanxiu_bot 问 @yanxiu_bot 见 https://example.org/条。a/b"
    kinds = [(one["type"], utf16_slice(text, one["offset"], one["length"])) for one in detected(text, [])]
    assert kinds == [
        ("bot_command", "/help@yanxiu_bot"),
        ("mention", "@yanxiu_bot"),
        ("url", "https://example.org/条"),
    ]
    assert message_text("<code>/help</code>", "HTML", None).entities == [_entity("code", 0, 5)]
    assert detected("问@yanxiu_bot吧", []) == []


def test_white_space_around_goes() -> None:
    """White space at both ends is cut and the entities move with the text."""
    formatted = message_text("\n 甲 <b>乙\n</b> \n", "HTML", None)
    assert (formatted.text, formatted.entities) == ("甲 乙", [_entity("bold", 2, 1)])
