"""The reception: who is there, what they want, and the part of the house that sees to it.

Channels call `Reception.receive` with a `Visit`; what it says, changes and remembers is kept in one transaction.
"""

from collections.abc import Mapping
from concurrent.futures import Executor

from bot import texts
from bot.app import Library
from bot.conversation import Answering
from bot.messages import Button, plain
from bot.reception.announce import Announce
from bot.reception.announce_draft import KINDS as ANNOUNCE_KINDS
from bot.reception.announce_receipt import Receipts
from bot.reception.answers import SOURCE, Answers
from bot.reception.claims import KINDS, Claims
from bot.reception.corpus import Keeping
from bot.reception.corpus_work import Editing
from bot.reception.desk import ANSWER, CLOSE, DROP, REWRITE, SEND, Desk
from bot.reception.faqs import Faqs
from bot.reception.gaps import Gaps
from bot.reception.hours import Hours, asks_own
from bot.reception.imports import Imports
from bot.reception.membership import Membership
from bot.reception.outputs import Outputs
from bot.reception.reminders import Reminders
from bot.reception.visit import Handler, Memory, Visit
from bot.reception.wishes import wish_of
from records import codes, transcripts

__all__ = ["MENUS", "Hours", "Memory", "Reception", "Visit"]

_CODE_ALONE = 40
"""A message up to so many characters with a binding code in it is somebody typing in their code."""
_VERIFICATION_ALONE = 80
"""The same of a verification code, which is longer and which people ask about in a sentence."""

MENUS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "": texts.MENU,
    "staff": tuple({**dict(texts.MENU), **dict(texts.MENU_STAFF)}.items()),
    "administrator": tuple({**dict(texts.MENU), **dict(texts.MENU_STAFF), **dict(texts.MENU_ADMINISTRATOR)}.items()),
    "group": texts.MENU_GROUP,
}
"""Commands with what they do, by the kind of chat and person."""

_WORDS = {
    "帮助": "help",
    "转人工": "staff",
    "人工": "staff",
    "原文": "original",
    "全文": "original",
    "看原文": "original",
    "我的资料": "me",
    "我是谁": "me",
    "绑定": "bind",
    "解绑": "unbind",
    "解除绑定": "unbind",
    "我的学时": "hours",
    "学时": "hours",
    "我的进度": "hours",
    "进度图": "picture",
    "看图": "picture",
    "学习档案": "transcript",
    "核验": "verify",
    "核验码": "verify",
    "学情通报": "bulletin",
    "恢复提醒": "reminders",
    "导出": "export",
    "导出我的资料": "export",
    "待答": "queue",
    "待答问题": "queue",
    "待审申报": "claims",
    "待审": "claims",
    "邀请": "invite",
    "发通知": "announce",
    "我发的通知": "announcements",
    "换号申请": "changes",
    "取消": "cancel",
    "文件库": "corpus",
    "刷新文件": "refresh",
    "登记的网页": "sources",
    "自动检查的网页": "sources",
    "答不上来的问题": "gaps",
}
"""What people say instead of a command."""


class Reception:
    """Takes what people say and press to answers, membership or the help desk."""

    def __init__(
        self,
        *,
        conversation: Answering,
        library: Library,
        hours: Hours,
        executor: Executor,
        bot_name: str,
        editing: Editing | None = None,
    ) -> None:
        """`editing`: what administrators keep the corpus with; None where the bot only answers from it."""
        self._hours = hours
        self._answers = Answers(conversation=conversation, library=library, executor=executor)
        self._membership = Membership(bot_name=bot_name)
        self._desk = Desk()
        self._claims = Claims(hours=hours)
        self._imports = Imports(executor=executor)
        self._faqs = Faqs()
        self._keeping = Keeping(editing=editing, executor=executor, as_claim=self._claims.sent)
        self._gaps = Gaps(executor=executor)
        self._announce = Announce(rules=hours.rules)
        self._receipts = Receipts()
        self._outputs = Outputs(hours=hours, executor=executor, bot_name=bot_name)
        self._reminders = Reminders()
        self._bot_name = bot_name
        self._commands = self._all_commands()
        self._buttons = self._all_buttons()

    def _all_commands(self) -> Mapping[str, Handler]:
        return {
            "start": self._start,
            "help": self._help,
            "staff": self._desk.ask,
            "original": self._answers.original,
            "cancel": self._cancel,
            "me": self._membership.me,
            "bind": self._membership.bind,
            "unbind": self._membership.unbind,
            "export": self._membership.export,
            "invite": self._membership.invite,
            "changes": self._membership.changes,
            "queue": self._desk.queue,
            "claims": self._claims.queue,
            "faq": self._faqs.show,
            "hours": self._hours.mine,
            "gaps": self._gaps.show,
            **self._keeping.commands,
            "announce": self._announce.begin,
            "announcements": self._announce.show_list,
            "picture": self._outputs.picture,
            "transcript": self._outputs.transcript,
            "verify": self._outputs.verify,
            "bulletin": self._outputs.bulletin,
            "reminders": self._reminders.again,
        }

    def _all_buttons(self) -> Mapping[str, Handler]:
        return {
            SOURCE: self._answers.source,
            **self._desk.buttons,
            **self._claims.buttons,
            **self._imports.buttons,
            **self._faqs.buttons,
            **self._keeping.buttons,
            **self._announce.buttons,
            **self._receipts.buttons,
            **self._membership.buttons,
            **self._hours.buttons,
            **self._outputs.buttons,
            **self._reminders.buttons,
        }

    async def receive(self, visit: Visit) -> None:
        """Handle one message or press. Errors that a person can act on are raised as `YanxiuError`."""
        self._see_to_menu(visit)
        if visit.incoming.button:
            await self._pressed(visit)
            return
        text = _tidy(visit.incoming.text)
        file = visit.incoming.file
        if file is not None and self._announce.takes(visit):
            await self._announce.sent(visit, file)
            return
        if file is not None and self._imports.takes_file(file):
            await self._imports.sent(visit, file, text)
            return
        if file is not None and self._keeping.takes_file(visit, file, text):
            await self._keeping.sent(visit, file, text)
            return
        if file is not None and self._claims.takes_file(file, text):
            await self._claims.sent(visit, file, text)
            return
        name, argument = self._command(text)
        if not visit.incoming.private and name not in ("", "help", "start", "original"):
            self._not_here(visit)
        elif name:
            await self._commands[name](visit, argument)
        elif self._keeping.takes_text(visit, text) and not self._announce.takes(visit):
            await self._keeping.said(visit, text)
        elif visit.incoming.private and text and not text.startswith("/") and self._writing(visit, text):
            await self._written(visit, text)
        else:
            await self._said(visit, text)

    async def _said(self, visit: Visit, text: str) -> None:
        """What is neither a command nor part of what the person is writing."""
        private = visit.incoming.private
        if (wish := wish_of(text)) is not None:
            name, argument = wish
            if private:
                await self._commands[name](visit, argument)
            else:
                self._not_here(visit)
        elif private and len(text) <= _VERIFICATION_ALONE and transcripts.recognise(text) is not None:
            # Before binding codes: the first three groups of a verification code look like one.
            await self._outputs.verify(visit, text)
        elif private and (code := codes.recognise(text)) is not None and len(text) <= _CODE_ALONE:
            await self._membership.bind(visit, code.plain)
        elif not await self._hours.follows(visit, text) and (
            asks_own(text) or not await self._answers.said(visit, text)
        ):
            await self._own(visit)

    def _writing(self, visit: Visit, text: str) -> bool:
        """Whether `text` belongs to what the person is writing."""
        pending = visit.memory.pending
        return pending is not None and (pending.kind not in KINDS or self._claims.takes_words(visit, text))

    async def _written(self, visit: Visit, text: str) -> None:
        pending = visit.memory.pending
        if self._announce.takes(visit):
            await self._announce.written(visit, text)
        elif pending is not None and pending.kind in KINDS:
            await self._claims.written(visit, text)
        else:
            await self._desk.written(visit, text)

    async def _own(self, visit: Visit) -> None:
        """A question about the person's own record."""
        if visit.incoming.private:
            await self._hours.mine(visit, "")
        else:
            self._not_here(visit)

    def _command(self, text: str) -> tuple[str, str]:
        """Name of the command and what follows it; empty for anything else said."""
        first, _, rest = text.partition(" ")
        if first.startswith("/"):
            name = first[1:].lower()
            return (name if name in self._commands else _WORDS.get(name, "")), rest.strip()
        name = _WORDS.get(first, "")
        # "绑定 K7MQ…" is a command, "导出 excel 怎么弄" is a question.
        return (name, rest.strip()) if name and (not rest or name in ("bind", "invite", "hours")) else ("", "")

    async def _pressed(self, visit: Visit) -> None:
        letter, _, rest = visit.incoming.button.partition(":")
        handler = self._buttons.get(letter)
        if handler is None:
            visit.toast = texts.OLD_BUTTON
            return
        pending = visit.memory.pending
        if letter in (ANSWER, CLOSE) and self._announce.takes(visit):
            visit.say(plain(texts.ANNOUNCE_FINISH_FIRST))  # the draft would be lost
            return
        if letter in (SEND, REWRITE, DROP) and pending is not None and pending.kind in KINDS | ANNOUNCE_KINDS:
            # Old buttons of the help desk must not take a claim for a ticket of the same number.
            visit.toast = texts.NOT_WAITING
            return
        await handler(visit, rest)

    async def _start(self, visit: Visit, argument: str) -> None:
        if argument and visit.incoming.private:
            verifying = transcripts.recognise(argument) is not None
            await (self._outputs.verify if verifying else self._membership.bind)(visit, argument)
            return
        visit.say(plain(self._answers.greeting(visit)))

    async def _help(self, visit: Visit, _: str) -> None:
        if not visit.incoming.private:
            visit.say(plain(texts.help_in_group(self._bot_name)))
            return
        visit.say(plain(texts.HELP_CHAT_FIRST))
        if _is_staff(visit):
            visit.say(plain(texts.HELP_CHAT_STAFF))
        if _is_administrator(visit):
            visit.say(plain(texts.HELP_CHAT_ADMINISTRATOR))

    async def _cancel(self, visit: Visit, _: str) -> None:
        pending = visit.memory.pending
        if pending is not None and pending.kind in KINDS | ANNOUNCE_KINDS:
            visit.remember(pending=None)
            had = True
        else:
            had = await self._desk.put_down(visit) or self._keeping.put_down(visit)
        visit.say(plain(texts.CANCELLED if had else texts.NOTHING_TO_CANCEL))

    def _not_here(self, visit: Visit) -> None:
        """In a group nothing personal is said; a button leads to the private chat."""
        link = Button(texts.BUTTON_PRIVATE, url=f"https://t.me/{self._bot_name}")
        visit.say(plain(texts.ONLY_IN_PRIVATE, (link,)))

    def _see_to_menu(self, visit: Visit) -> None:
        role = "administrator" if _is_administrator(visit) else "staff" if _is_staff(visit) else ""
        if visit.incoming.private and visit.memory.menu != role:
            visit.remember(menu=role)
            visit.menu_due = True


def _is_administrator(visit: Visit) -> bool:
    return visit.person is not None and visit.person.is_administrator


def _is_staff(visit: Visit) -> bool:
    return visit.person is not None and bool(visit.person.scopes or visit.person.is_administrator)


def _tidy(text: str) -> str:
    """`text` without blanks around it; a Chinese keyboard's slash counts as the plain one."""
    text = text.strip()
    return f"/{text[1:]}" if text.startswith("／") else text
