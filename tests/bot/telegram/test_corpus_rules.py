"""An administrator decides about rules in the chat, one after another, over HTTP."""

from pathlib import Path

import pytest

from policy_corpus.store import Corpus
from records.model import Role
from tests.bot.telegram.house import House
from tests.bot.telegram.keeping import (
    READING,
    TAKING,
    WEIGHING,
    administrator,
    corpus,
    forge,
    kept,
    sends,
    site,
    take_in_with_rules,
)  # fmt: skip
from tests.bot.test_changes import TWO_RULES
from tests.botapi.dialog import verify_dialog
from tests.botapi.user import Person
from tests.policy_corpus import notices

__all__ = ["administrator", "corpus", "kept", "site"]

SPLIT = (
    notices.text(8, effective="2027年1月1日")
    .replace("完成360学时培训", "完成300学时（小学）或400学时（中学）的培训")
    .replace("完成120学时", "完成100学时")
)
"""Two numbers for one, which is asked; the other rule follows by itself."""
CYCLE = (
    "{begin}规则 1 / 2：在职教师每五年360学时\nlocal-cycle，依据 东教师〔2020〕8号 一(一)\n"
    "原来：\n…360学时…新文件 一(一)：\n…300学时（小学）或400学时（中学）…请决定：学时（现为 360）：…\n"
    "照目前的决定：{so_far}\n影响（2027-01-01，2 人在册）：{touched} 人受影响；…"
)


@pytest.fixture
async def ruled(kept: House, corpus: Corpus, administrator: Person, tmp_path: Path) -> Corpus:
    """A county's notice with two rules, and two teachers."""
    await take_in_with_rules(kept, corpus, administrator, TWO_RULES, tmp_path)
    return corpus


def hours(corpus: Corpus) -> dict[str, str]:
    """The rules and what they ask for."""
    return {rule.id: str(rule.hours) for rule in corpus.rules()}


def cycle(touched: int, so_far: str, begin: str = "") -> str:
    """The page of the rule about which something is asked."""
    return CYCLE.format(begin=f"{begin}\n\n" if begin else "", so_far=so_far, touched=touched)


async def test_an_open_question_is_answered_with_a_button(ruled: Corpus, administrator: Person) -> None:
    """The provision stands beside the question; after each decision the impact is that of what would go live; the
    preview says when all is decided, and just that is taken in."""
    asked = "…牵动的规则：1 条可以一起改，1 条拿不准\n…拿不准的规则要您来定：…规则要不要一起改？…\n" + (
        "[✅ 连同规则一起改] [只收文件]\n[定规则（1 条待定）]\n[更正] [放弃]"
    )
    open_one = "1 条规则一起改，还有 1 条等您定（不定就不改）。"
    buttons = "\n[学时 300] [学时 400] [不变，仍为 360]\n[规则到此为止]\n[这条不改]\n[下一条 ▶]\n[回到预览]"
    await verify_dialog(
        administrator,
        [
            (sends(SPLIT, "新.txt"), [READING + "…", asked]),
            ("[定规则（1 条待定）]", cycle(2, open_one) + buttons),
            (
                "[学时 400]",
                [
                    WEIGHING,
                    "规则都定好了。\n\n…牵动的规则：2 条可以一起改\n…学时：360 → 400\n…学时：120 → 100\n…"
                    "规则要不要一起改？…\n[✅ 连同规则一起改] [只收文件]\n[逐条看规则] [报告和图片]\n[更正] [放弃]",
                ],
            ),
            (
                "[✅ 连同规则一起改]",
                [
                    TAKING,
                    "✅ 已收入，第 3 次改动：…，规则一并改了。…",
                    "2 位教师的应修学时变了。…学时由 360 改为 400…",
                    "[文件 受影响人员的工号.txt]…",
                ],
            ),
        ],
    )
    assert hours(ruled) == {
        "local-cycle": "360",
        "local-cycle@2027-01-01": "400",
        "local-new": "120",
        "local-new@2027-01-01": "100",
    }


async def test_decisions_are_taken_back_and_pages_turn(ruled: Corpus, administrator: Person) -> None:
    """A rule may stay as it is, follow after all, and the last step be undone; a button of an earlier state is void."""
    stays = "规则 2 / 2：新任教师120学时\n…这次不改，照旧计算\n…按您的决定，这条规则不改，照旧计算。\n\n"
    none = "照目前的决定：规则都不改，还有 1 条等您定（不定就不改）。\n影响（2027-01-01，2 人在册）：0 人受影响；…"
    sure = "规则 2 / 2：新任教师120学时\n…学时：120 → 100\n自 2027-01-01 起\n…这条没有要决定的了。…"
    one = "1 条规则一起改，还有 1 条等您定（不定就不改）。"
    await verify_dialog(
        administrator,
        [
            (sends(SPLIT, "新.txt"), [READING + "…", "…"]),
            ("[定规则（1 条待定）]", cycle(2, one)),
            ("[下一条 ▶]", sure + "\n[这条不改]\n[◀ 上一条]\n[回到预览]"),
            ("[这条不改]", [WEIGHING, cycle(0, "规则都不改，还有 1 条等您定（不定就不改）。")]),
            ("[下一条 ▶]", stays + none + "\n[这条还是照新文件改]\n[◀ 上一条]\n[↩ 撤销上一步] [回到预览]"),
            ("[这条还是照新文件改]", [WEIGHING, cycle(2, one)]),
            ("[这条不改]", [WEIGHING, "规则都定好了。\n\n…牵动的规则：1 条可以一起改，1 条不改\n…"]),
            ("[逐条看规则]", "规则 1 / 2：…按您的决定，这条规则不改，…\n[↩ 撤销上一步] [回到预览]"),
            ("[↩ 撤销上一步]", [WEIGHING, cycle(2, one, "上一步已撤销。")]),
            ("[回到预览]", "《…》，共 5 条，将取代现有的原文\n…[定规则（1 条待定）]\n[更正] [放弃]"),
            ("[✅ 连同规则一起改]", [TAKING, "✅ 已收入，第 3 次改动：…", "…", "…"]),
        ],
    )
    assert hours(ruled) == {"local-cycle": "360", "local-new": "120", "local-new@2027-01-01": "100"}


async def test_a_press_twice_decides_once(ruled: Corpus, administrator: Person) -> None:
    """The second press of a button that has done its work is told so."""
    await verify_dialog(administrator, [(sends(SPLIT, "新.txt"), [READING + "…", "…"]), ("[定规则（1 条待定）]", "…")])
    under = administrator.messages[-1]
    data = under["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    administrator.press(data, under)
    administrator.press(data, under)
    await verify_dialog(
        administrator,
        [(None, [WEIGHING, "规则都定好了。…学时：360 → 300…", "(提示) 这一步已经过了，请看现在的按钮。"])],
    )


async def test_answers_are_typed(ruled: Corpus, administrator: Person) -> None:
    """A number in any spelling, another figure by its name, that it stays; what cannot be is said, a question in
    between is answered."""
    await verify_dialog(
        administrator,
        [
            (sends(SPLIT, "新.txt"), [READING + "…", "…"]),
            ("[定规则（1 条待定）]", "规则 1 / 2：…"),
            ("很多", [WEIGHING, "“hours”不能写成“很多”。请写一个不小于0的数，例如 360。"]),
            ("五年要修多少学时？", "每五年360学时…"),
            ("四百二十学时", [WEIGHING, "规则都定好了。\n\n…学时：360 → 420\n…"]),
            ("[逐条看规则]", "规则 1 / 2：…"),
            ("周期年数 6", [WEIGHING, "规则都定好了。…学时：360 → 420\n  周期年数：5 → 6\n…"]),
            ("[逐条看规则]", "规则 1 / 2：…"),
            ("随便说说", [WEIGHING, "没有看懂。可以写：学时、周期年数和数（例如“学时 400”），…"]),
            ("不改", [WEIGHING, "规则都定好了。…这次不改，照旧计算…"]),
            ("[✅ 连同规则一起改]", [TAKING, "✅ 已收入，第 3 次改动：…", "…", "…"]),
        ],
    )
    assert hours(ruled) == {"local-cycle": "360", "local-new": "120", "local-new@2027-01-01": "100"}


async def test_the_day_is_asked_and_a_provision_named(
    kept: House, corpus: Corpus, ruled: Corpus, administrator: Person
) -> None:
    """A text of the same day asks from when; a successor without the provision asks where it stands now."""
    await verify_dialog(
        administrator,
        [
            (sends(notices.text(8, hours=400), "新.txt"), [READING + "…", "…[定规则（1 条待定）]\n…"]),
            (
                "[定规则（1 条待定）]",
                "规则 1 / 1：…请决定：文件没有写施行日期，规则从哪一天起改？…\n"
                "[自 2020-09-01 起] [自 2020-03-05 起]\n[这条不改]\n[回到预览]",
            ),
            ("明天", [WEIGHING, "…明天…"]),
            ("2026年10月1日", [WEIGHING, "规则都定好了。…自 2026-10-01 起…"]),
            ("[放弃]", "放弃了，文件库没有变化。"),
        ],
    )
    ends = f"《{corpus.get(notices.number(8)).title}》（{notices.number(8)}）同时废止。"
    words = notices.text(9, year=2026, effective="2027年1月1日", subject="第8类教师培训", end=ends)
    words = words.replace("（一）在职教师每五年完成360学时培训。\n\n（二）", "")
    await verify_dialog(
        administrator,
        [
            (sends(words, "新.txt"), [READING + "…", "…"]),
            ("[更正]", "…"),
            ("地区 沙县", [READING + "…", "…新文件里没有找到相应的条款，…\n[定规则（1 条待定）]\n…"]),
            (
                "[定规则（1 条待定）]",
                "规则 1 / 2：…依据 东教师〔2020〕8号 一(一)\n…一　新任教师…\n二　各地…请写上新文件里相应的条款，…\n"
                "[规则到此为止]\n[这条不改]\n[下一条 ▶]\n[回到预览]",
            ),
            ("九", [WEIGHING, "《…》里没有条款“九”。…"]),
            ("条款 二", [WEIGHING, "规则都定好了。…改由 东教师〔2026〕9号 二 规定…"]),
            ("[逐条看规则]", "规则 1 / 2：…"),
            ("[↩ 撤销上一步]", [WEIGHING, "上一步已撤销。\n\n规则 1 / 2：…"]),
            ("[规则到此为止]", [WEIGHING, "规则都定好了。…条款 一(一) 已删去，规则到此为止…"]),
        ],
    )


async def test_decisions_hold_when_the_corpus_changes(ruled: Corpus, administrator: Person) -> None:
    """They are in the memory of the chat; what was worked out is worked out again."""
    await verify_dialog(
        administrator, [(sends(SPLIT, "新.txt"), [READING + "…", "…"]), ("[定规则（1 条待定）]", "规则 1 / 2：…")]
    )
    ruled.take([notices.came(notices.text(9), "九.txt")])
    await verify_dialog(
        administrator,
        [
            ("[学时 400]", [WEIGHING, "规则都定好了。\n\n…学时：360 → 400…"]),
            ("[✅ 连同规则一起改]", [TAKING, "✅ 已收入，第 4 次改动：…", "…", "…"]),
        ],
    )
    assert hours(ruled)["local-cycle@2027-01-01"] == "400"


async def test_rules_are_decided_by_administrators_only(kept: House, ruled: Corpus, administrator: Person) -> None:
    """The buttons are of no use to a teacher or staff, nor to an administrator for whom nothing waits."""
    await verify_dialog(
        administrator, [(sends(SPLIT, "新.txt"), [READING + "…", "…"]), ("[定规则（1 条待定）]", "规则 1 / 2：…")]
    )
    rows = administrator.messages[-1]["reply_markup"]["inline_keyboard"]
    carried = [button["callback_data"] for row in rows for button in row]
    who = [
        (await kept.bound("T0009", "教师009"), "您没有权限修改文件库。…"),
        (await kept.bound("S0001", "职员001", role=Role.STAFF), "您没有权限修改文件库。…"),
        (await kept.bound("A0002", "管理员002", role=Role.ADMINISTRATOR), "(提示) 没有等待确认的文件。…"),
    ]
    for person, told in who:
        await forge(kept, person, carried)
        await verify_dialog(person, [(None, "伪造的按钮"), *((f"[{data}]", told) for data in carried)])
    assert hours(ruled) == {"local-cycle": "360", "local-new": "120"}
