"""停止: an administrator ends a preview that is under way, over HTTP."""

import threading
from pathlib import Path

from bot.change import prepare
from bot.reception.corpus_work import Editing
from policy_corpus.corrections import NONE
from policy_corpus.formats import Cancelled
from policy_corpus.refresh import registry
from policy_corpus.refresh.fetch import Fetcher
from records.model import Role
from tests.bot.memory import TODAY
from tests.bot.telegram.house import House
from tests.bot.telegram.keeping import ASKED, FETCHING, READING, sends, site
from tests.botapi.dialog import verify_dialog
from tests.policy_corpus import notices
from tests.policy_corpus.web import Site, fetcher

__all__ = ["site"]

STOPPED, ENDED = "已停止，什么也没有改，也没有留下什么。", "(提示) 这一步已经结束了。"


async def test_a_preview_is_stopped(closed_house: House, site: Site, tmp_path: Path) -> None:
    """A site that never answers: the button ends the preview, nothing waits or is left, and the next one goes on.

    Pressed when all is over it says so.
    """
    gate = threading.Event()

    def silent() -> Fetcher:
        gate.wait()
        return fetcher(site)

    closed_house.editing = Editing(corpus=notices.corpus(tmp_path), home=tmp_path, fetcher=silent)
    url = site.put("/8", notices.text(8))
    async with closed_house.open():
        administrator = await closed_house.bound("A0001", "管理员001", role=Role.ADMINISTRATOR)
        try:
            await verify_dialog(
                administrator,
                [
                    (url, FETCHING + "…\n[停止]"),
                    ("[停止]", [STOPPED, ENDED]),
                    (sends(notices.text(8), "通知.txt"), [READING + "…\n[停止]", ASKED]),
                ],
            )
        finally:
            gate.set()
        under = next(m for m in administrator.messages if m.get("text", "").startswith(STOPPED))
        assert "reply_markup" not in under
        await verify_dialog(administrator, [("[放弃]", "放弃了，文件库没有变化。")])
    assert site.asked == []
    assert not list(tmp_path.glob(".candidate-*"))


async def test_what_waited_before_waits_still(closed_house: House, site: Site, tmp_path: Path) -> None:
    """Looking again is stopped: the preview before holds, and can be looked at again or given up."""
    gate = threading.Event()
    gate.set()

    def gated() -> Fetcher:
        gate.wait()
        return fetcher(site)

    corpus = notices.corpus(tmp_path)
    closed_house.editing = Editing(corpus=corpus, home=tmp_path, fetcher=gated)
    url = site.put("/8", notices.text(8))
    async with closed_house.open():
        administrator = await closed_house.bound("A0001", "管理员001", role=Role.ADMINISTRATOR)
        await verify_dialog(administrator, [(url, [FETCHING + "…", ASKED])])
    # Another process has to fetch the page again.
    gate.clear()
    async with closed_house.open():
        try:
            await verify_dialog(
                administrator,
                [("[✅ 收入]", "正在收入 …"), ("[停止]", [STOPPED + "\n[再试一次] [放弃]", ENDED])],
            )
        finally:
            gate.set()
        await verify_dialog(administrator, [("[再试一次]", ["正在收入 …", "✅ 已收入，第 1 次改动：…"])])
    assert corpus.revision().number == 1


async def test_a_refresh_is_stopped(closed_house: House, site: Site, tmp_path: Path) -> None:
    """The registered addresses are as they were, also what was noted of them."""
    gate = threading.Event()
    corpus = notices.corpus(tmp_path)
    registry.register(corpus.base, site.put("/8", notices.text(8)), name="省厅", given=NONE, now=None)

    def silent() -> Fetcher:
        gate.wait()
        return fetcher(site)

    closed_house.editing = Editing(corpus=corpus, home=tmp_path, fetcher=silent)
    async with closed_house.open():
        administrator = await closed_house.bound("A0001", "管理员001", role=Role.ADMINISTRATOR)
        try:
            await verify_dialog(
                administrator,
                [("/refresh", "正在看登记的网址 …\n[停止]"), ("[停止]", [STOPPED, ENDED])],
            )
        finally:
            gate.set()
    assert registry.load(corpus.base)[0].checked is None


async def test_another_chat_stops_nothing(closed_house: House, site: Site, tmp_path: Path) -> None:
    """The same press from somebody else ends nobody's preview."""
    gate = threading.Event()

    def gated() -> Fetcher:
        gate.wait()
        return fetcher(site)

    closed_house.editing = Editing(corpus=notices.corpus(tmp_path), home=tmp_path, fetcher=gated)
    url = site.put("/8", notices.text(8))
    async with closed_house.open():
        first = await closed_house.bound("A0001", "管理员001", role=Role.ADMINISTRATOR)
        second = await closed_house.bound("A0002", "管理员002", role=Role.ADMINISTRATOR)
        try:
            await verify_dialog(first, [(url, FETCHING + "…\n[停止]")])
            await verify_dialog(second, [(url, FETCHING + "…\n[停止]"), ("[停止]", [STOPPED, ENDED])])
        finally:
            gate.set()
        await verify_dialog(first, [(None, ASKED)])


def test_a_stopped_preparation_leaves_nothing(tmp_path: Path) -> None:
    """Stopped at any of its steps, neither a candidate nor a revision is left."""
    corpus = notices.corpus(tmp_path)
    steps = 0
    while True:
        left = steps

        def check() -> None:
            nonlocal left
            if left == 0:
                raise Cancelled("已停止")
            left -= 1

        try:
            prepare(corpus, [notices.came(notices.text(8))], home=tmp_path, today=TODAY, check=check)
        except Cancelled:
            assert not list(tmp_path.glob(".candidate-*"))
            steps += 1
        else:
            break
    assert steps > 1
    assert corpus.revision().number == 0
