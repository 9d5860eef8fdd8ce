"""A chat as a page."""

from html.parser import HTMLParser

from telegram import Bot, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram import InlineKeyboardButton as Button

from tests.botapi import Group, Person, page
from tests.botapi.entities import parse_html
from tests.botapi.render import marked
from tests.botapi.test_files import png


class _Balance(HTMLParser):
    """Counts open tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_marked_text() -> None:
    """Entities become tags, also where they overlap; text is escaped."""
    text, entities = parse_html("<b>甲<i>乙</b></i>".replace("</b></i>", "</i></b>") + "&lt;x&gt;")
    assert marked(text, entities) == "<b>甲<i>乙</i></b>&lt;x&gt;"
    crossing = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 2}]
    assert marked("甲乙丙", crossing) == "<b>甲<i>乙</i></b><i>丙</i>"


async def test_page(bot: Bot, teacher: Person) -> None:
    """The page shows both sides, quotes, buttons, files, pictures and the reply keyboard, and is well formed."""
    teacher.say("还差多少 <学时>")
    await bot.send_message(
        teacher.chat_id,
        "还差 84 学时<blockquote expandable>第二条</blockquote>",
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup([[Button("看原文", callback_data="x"), Button("官网", url="example.org")]]),
    )
    await bot.send_document(teacher.chat_id, b"x" * 2048, filename="证明.pdf")
    await bot.send_photo(teacher.chat_id, png(), caption="二维码")
    await bot.send_message(teacher.chat_id, "选一个", reply_markup=ReplyKeyboardMarkup([["学时", "政策"]]))
    html = page(teacher)
    for part in ("还差多少 &lt;学时&gt;", "class=folded>第二条", "<span>看原文</span>", "证明.pdf", "2.0 KB", "政策"):
        assert part in html
    assert html.count("class='message own'") == 2
    assert "还差多少" not in page(teacher, last=1)
    balance = _Balance()
    balance.feed(html)
    assert balance.open == []


async def test_page_of_a_group(bot: Bot, teacher: Person) -> None:
    """In a group the senders are named and replies show what they reply to."""
    group = Group(teacher.server, "一中教师群")
    there = teacher.in_group(group)
    there.say("第一个问题")
    Person(teacher.server, "教师002").in_group(group).say("我也想问", reply_to=there.messages[0])
    html = page(there)
    assert "一中教师群" in html
    assert "<div class=sender>教师002</div>" in html
    assert "<div class=reply><b>教师001</b>第一个问题</div>" in html
