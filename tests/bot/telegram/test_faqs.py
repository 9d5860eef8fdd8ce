"""Staff look through the approved questions and retire one: played over HTTP."""

from dataclasses import asdict

from records import faq, helpdesk
from records.model import COMMAND_LINE, Actor, Role
from records.people import by_number
from tests.bot.memory import CITED
from tests.bot.telegram.house import HEBEI, HENAN, House
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Person

CITATION = {**asdict(CITED), "text_kind": CITED.text_kind.value, "document_status": CITED.document_status.value}


async def keep(house: House, *questions: str) -> None:
    """Pairs that staff approved, answered in words that repeat the question."""
    async with house.database.write() as session:
        asker = await by_number(session, "T0001")
        for question in questions:
            ticket, _ = await helpdesk.open_ticket(session, actor=Actor(asker), question=question, now=house.now())
            await helpdesk.answer(session, ticket.id, actor=COMMAND_LINE, text=f"答：{question}", now=house.now())
            await faq.keep(
                session,
                actor=COMMAND_LINE,
                ticket_number=ticket.id,
                citation=CITATION,
                now=house.now(),
                region=HENAN,
            )
        await session.commit()


def card(number: int, question: str) -> str:
    """A pair as staff see it."""
    return (
        f"常见问题第 {number} 号（河南省）\n问：{question}\n答：{question}\n"
        "依据：《某某意见》（豫教师〔2021〕66号） 二(五)；… 核定\n[停用]"
    )


async def test_a_pair_is_retired(house: House) -> None:
    """After a confirmation nobody is served with it any more; thinking better of it leaves everything as it was."""
    await house.bound("T0001", "教师001")
    await keep(house, "食堂几点开门")
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    served = "答：食堂几点开门…"
    await verify_dialog(
        clerk,
        [
            ("食堂几点开门？", served),
            ("/faq", card(1, "食堂几点开门")),
            ("[停用]", "停用常见问题第 1 号？…\n[确定停用] [不停用]"),
            ("[不停用]", card(1, "食堂几点开门")),
            ("食堂几点开门？", served),
            ("[停用]", "停用常见问题第 1 号？…"),
            ("[确定停用]", "已停用常见问题第 1 号。…"),
            ("食堂几点开门？", "收录的文件没有写这件事。…"),
            ("/faq", "还没有存下的常见问题。…"),
            (_press_again, "(提示) 这条已经停用了。"),
        ],
    )


def _press_again(person: Person) -> None:
    """A button that an older message still had."""
    message = next(one for one in person.messages if "已停用常见问题" in one.get("text", ""))
    message["reply_markup"] = {"inline_keyboard": [[{"text": "旧", "callback_data": "fq:r:1"}]]}
    person.press("旧", message)


async def test_pairs_are_paged_within_the_scope(house: House) -> None:
    """The newest first, five at a time; staff of other regions see none, and teachers may not look."""
    await house.bound("T0001", "教师001")
    await keep(house, *(f"问题{number}" for number in range(1, 8)))
    clerk = await house.bound("S0001", "职员001", role=Role.STAFF)
    await verify_dialog(
        clerk,
        [
            (
                "/faq",
                [*(card(number, f"问题{number}") for number in range(7, 2, -1)), "还有更多常见问题。\n[下一页 ▶]"],
            ),
            ("[下一页 ▶]", [card(2, "问题2"), card(1, "问题1")]),
        ],
    )
    elsewhere = await house.bound("S0002", "职员002", region=HEBEI, role=Role.STAFF)
    teacher = await house.bound("T0002", "教师002")
    await verify_dialog(elsewhere, [("/faq", "还没有存下的常见问题。…")])
    await verify_dialog(teacher, [("/faq", "您没有权限…")])
