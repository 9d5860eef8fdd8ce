"""The conversation as plain code: (what they said, state) → (replies, new state). Channels carry it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Protocol

from bot import render, texts
from bot.app import Assistant, Library
from indexer.model import Answer, Citation, Question, Refusal
from policy_corpus import regions
from policy_corpus.model import Status, TextKind

_REMEMBERED = 6
"""Earlier questions that a follow-up may refer to."""

_WHO = r"(?:我们?|本人|咱们?)(?:的?(?:学校|单位|地区|家))?(?:现在|目前)?"
_BEFORE_PLACE = re.compile(rf"(?:{_WHO}(?:是|就?在|来自|属于|位于)|(?:我的)?地区(?:是|为)?[:：]?)?\s*")
_ROLE = r"[^，。,；;？?！!\s]{0,10}(?:老师|教师|校长|园长|教研员|人)|工作|上班|教书|任教"
_AFTER_PLACE = re.compile(rf"(?:的?(?:{_ROLE})|那边|这边|这里)?(?:[\s。.，,；;！!~～]+(?P<rest>\S.*)?)?", re.DOTALL)

_LONGEST_PLACE = 24
"""Characters; 新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿合奇县 has 23."""

_HELP = frozenset({"/help", "/帮助", "/start", "帮助", "help"})
_QUIT = frozenset({"/quit", "/exit", "/q", "/退出", "退出", "再见"})
_ORIGINAL = frozenset({"/原文", "/全文", "原文", "全文", "看原文"})
_STAFF = frozenset({"/人工", "转人工", "人工"})
_NO_REGION = frozenset({"无", "不限", "全国", "清除"})


@dataclass(frozen=True, slots=True)
class State:
    """What a conversation remembers between two messages; `to_json` makes it fit for a database."""

    region: str = ""
    """GB/T 2260 code of the person's region, empty when unknown."""
    history: tuple[str, ...] = ()
    """Their questions so far, oldest first, the last few only."""
    citations: tuple[Citation, ...] = ()
    """What the last reply cited: /原文 shows these provisions in full."""
    unplaced: bool = False
    """The last question was answered without knowing their region: naming it asks that question again."""

    def asked(self, question: str, cited: tuple[Citation, ...]) -> "State":
        """The state after `question` was answered from what is `cited`."""
        history = (*self.history, question)[-_REMEMBERED:]
        return State(region=self.region, history=history, citations=cited, unplaced=not self.region)

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "State":
        """The state that `to_json` wrote."""
        return cls(
            region=value["region"],
            history=tuple(value["history"]),
            citations=tuple(citation_from_json(c) for c in value["citations"]),
            unplaced=value["unplaced"],
        )


def citation_from_json(value: Mapping[str, Any]) -> Citation:
    """The citation that `dataclasses.asdict` made into plain values."""
    kinds = {"text_kind": TextKind(value["text_kind"]), "document_status": Status(value["document_status"])}
    return Citation(**{**value, **kinds})


@dataclass(frozen=True, slots=True)
class Turn:
    """What to say, what to remember, and whether the person has taken leave."""

    replies: tuple[str, ...]
    state: State
    ended: bool = False
    question: str = ""
    """The question that was answered or refused with the last of `replies`; empty when nothing was asked."""
    result: Answer | Refusal | None = None


class Answering(Protocol):
    """What a channel needs of a conversation."""

    def greeting(self, state: State) -> str: ...

    def respond(self, said: str, state: State) -> Turn: ...


_STATEMENT = "我在"
"""What a statement of one's region begins with in the history."""


class Conversation:
    """Questions, follow-ups, where the person is, and the full text of what was cited."""

    def __init__(self, *, assistant: Assistant, library: Library, today: Callable[[], date], hint: str) -> None:
        """`hint` ends the greeting: how to go on, on this channel."""
        self._hint = hint
        self._assistant = assistant
        self._library = library
        self._today = today

    def greeting(self, state: State) -> str:
        """The first message: what this can do and what it holds, with examples."""
        return texts.greeting(self._library.regions_held(), _name(state.region), self._hint)

    def respond(self, said: str, state: State) -> Turn:
        """Reply to one message."""
        said = said.strip()
        if said.startswith("／"):  # a Chinese keyboard's slash
            said = f"/{said[1:]}"
        word, _, rest = said.partition(" ")
        if not said:
            return Turn((texts.EMPTY_MESSAGE,), state)
        if said.lower() in _HELP:
            return Turn((texts.HELP_CONVERSATION,), state)
        if said.lower() in _QUIT:
            return Turn((texts.GOODBYE,), state, ended=True)
        if said in _STAFF:
            return Turn((texts.NO_STAFF_HERE,), state)
        if said in _ORIGINAL:
            return Turn(self._originals(state), state)
        if word.lower() in ("/region", "/地区"):
            return self._region_command(rest.strip(), state)
        if said.startswith("/"):
            return Turn((texts.unknown_command_said(word),), state)
        return self._statement(said, state) or self._ask(said, state)

    def _ask(self, said: str, state: State) -> Turn:
        question = Question(text=said, as_of=self._today(), region=state.region, history=state.history)
        result = self._assistant.ask(question)
        cited = result.citations if isinstance(result, Answer) else result.nearest
        return Turn((result.text,), state.asked(said, cited), question=said, result=result)

    def _statement(self, said: str, state: State) -> Turn | None:
        """Handle "我在河北" and "我在河北，新教师要…"; None when the message is no such thing."""
        stated = _stated_place(said)
        if stated is None:
            return None
        place, before, rest = stated
        if rest and not before:
            return None  # "河北 新教师…" is a question about 河北, no statement of where they are
        found = regions.candidates(place)
        if len(found) > 1:
            return Turn((_which(place, found),), state)
        if rest:
            # The whole message is asked: "我在河北，是新教师" may carry what the answer needs.
            return self._ask(said, replace(state, region=found[0].code))
        return self._placed(found[0], state, again=said == place or state.unplaced)

    def _region_command(self, given: str, state: State) -> Turn:
        if not given:
            name = _name(state.region)
            return Turn((texts.region_now(name) if name else texts.REGION_UNKNOWN_YET,), state)
        if given in _NO_REGION:
            return Turn((texts.REGION_CLEARED,), replace(state, region=""))
        found = regions.candidates(given)
        if not found:
            return Turn((texts.unknown_region(given, texts.YOUR_WORDS),), state)
        if len(found) > 1:
            return Turn((_which(given, found),), state)
        return self._placed(found[0], state, again=state.unplaced)

    def _placed(self, region: regions.Region, state: State, *, again: bool) -> Turn:
        """Remember where they are; when `again`, answer their last question once more, for that place."""
        said = texts.region_set(region.full_name)
        # Kept among what they said, so that a region named in an earlier question no longer counts.
        statement = f"{_STATEMENT}{region.full_name}"
        asked = next((text for text in reversed(state.history) if not text.startswith(_STATEMENT)), "")
        placed = replace(state, region=region.code, unplaced=False, history=(*state.history, statement)[-_REMEMBERED:])
        if not (again and asked):
            return Turn((said,), placed)
        rest = tuple(text for text in state.history if text != asked)
        turn = self._ask(asked, replace(placed, history=(*rest, statement)))
        return replace(turn, replies=(said, *turn.replies))

    def _originals(self, state: State) -> tuple[str, ...]:
        if not state.citations:
            return (texts.NOTHING_TO_SHOW,)
        shown: dict[tuple[str, str], str] = {}
        for citation in state.citations:
            key = (citation.document_number or citation.title, citation.label)
            if key not in shown:
                shown[key] = self._original(citation)
        return tuple(shown.values())

    def _original(self, citation: Citation) -> str:
        found = self._library.provision(citation)
        if found is None:
            return texts.PROVISION_GONE
        heading = texts.provision_heading(citation.title, citation.document_number, citation.label, citation.text_kind)
        return f"{heading}\n{render.provision_text(found)}"


def _stated_place(said: str) -> tuple[str, str, str] | None:
    """The place in "我在〈place〉教书，〈rest〉" with what stands before and the rest; None for any other message."""
    before = _BEFORE_PLACE.match(said)
    start = before.end() if before else 0
    # The longest name counts: 甘肃省张掖市甘州区 before 甘肃.
    for end in range(min(len(said), start + _LONGEST_PLACE), start + 1, -1):
        after = _AFTER_PLACE.fullmatch(said, end)
        if after and _is_place(said[start:end]):
            return said[start:end], said[:start], after["rest"] or ""
    return None


def _is_place(text: str) -> bool:
    """True when `text` is nothing but the name of a region, with or without those above it."""
    for region in regions.candidates(text):
        above = [regions.get(code) for code in (*region.ancestors, region.code)]
        begins = text.startswith(tuple(name for r in above for name in (r.name, r.short)))
        if begins and text.endswith((region.name, region.short)):
            return True
    return False


def _name(region: str) -> str:
    return regions.get(region).full_name if region else ""


def _which(said: str, found: tuple[regions.Region, ...]) -> str:
    return texts.ambiguous_region(said, texts.YOUR_WORDS, [region.full_name for region in found])
