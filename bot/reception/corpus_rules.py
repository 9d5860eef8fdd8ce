"""An administrator decides about the rules that a new text touches: one after another, with the provision beside it.

Everything stands in one message, the preview's own. After each decision the impact is that of what would go live.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import change_render, texts
from bot.batch import InputError
from bot.change import Change
from bot.messages import Button, Part, Quote, Reply, Text
from bot.reception.corpus_draft import PREVIEW, RULE, SINCE, Waiting, button, day_of, waiting, with_decision
from bot.reception.corpus_table import Table, begin
from bot.reception.visit import Handler, Visit
from bot.texts import change as change_texts
from policy_corpus.model import Document, Provision
from policy_corpus.rule_answers import ENDS, LABEL, LEAVE, READ, RuleAnswer, decided
from policy_corpus.rule_changes import Doubt, Question, RuleProposal
from policy_corpus.rule_figures import figures, text_of, value_of, written

_FOLDED_FROM = 200
_LABELS = 40
_LABEL_TEXT = 16
_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """What a button under a rule decides."""

    label: str
    about: str
    value: str = ""
    rule: str = ""
    """Empty for all rules."""


class Deciding:
    """Conversations about the rules of what waits."""

    def __init__(self, *, table: Table) -> None:
        self._table = table
        self.buttons: dict[str, Handler] = {
            "q": self._open,
            "Q": self._turn,
            "w": self._choose,
            "z": self._undo,
            "l": self._again,
        }
        """By what follows the letters of the corpus: q:<message>, Q:<message>:<turn>:<rule>,
        w:<message>:<turn>:<choice>, z:<message>:<turn>, l:<message>:<turn>."""

    def shows(self, draft: Waiting, change: Change) -> Waiting:
        """Where to go on once `change` is worked out: at the rule shown while it is open, the next open one, or the
        preview."""
        if draft.place == PREVIEW or not change.rules:
            return replace(draft, place=PREVIEW)
        place = min(draft.place, len(change.rules) - 1)
        return replace(draft, place=place if change.rules[place].open else _first_open(change, place))

    def page(self, visit: Visit, draft: Waiting, change: Change, message: int | None, said: str = "") -> None:
        """Show the rule at the draft's place."""
        draft = replace(draft, turn=draft.turn + 1, asking=RULE)
        visit.remember(corpus=draft.to_text())
        parts = (*((Text(f"{said}\n\n", bold=True),) if said else ()), *page_parts(draft, change))
        visit.say(Reply(parts, page_rows(draft, change), replaces=message))

    async def typed(self, visit: Visit, draft: Waiting, text: str, message: int | None) -> None:
        """Decide by what was typed about the rule that is shown. Raises `YanxiuError` for what cannot be."""
        if (change := await self._table.known(visit, draft, message)) is None:
            return
        made = _read(text, change, draft.place)
        if made.about not in (SINCE, LEAVE):
            proposal = change.rules[draft.place]
            decided(proposal, RuleAnswer(made.rule, made.about, made.value), _document(change, proposal))
        await self._table.look(visit, with_decision(draft, made.rule, made.about, made.value), message)

    async def _open(self, visit: Visit, about: str) -> None:
        """The first rule about which something is open, or the first."""
        if (draft := waiting(visit, about)) is None:
            return
        change = await self._table.known(visit, draft, visit.incoming.message)
        if change is not None and change.rules:
            self.page(visit, replace(draft, place=max(_first_open(change, -1), 0)), change, visit.incoming.message)

    async def _turn(self, visit: Visit, about: str) -> None:
        if (found := _at(visit, about)) is None:
            return
        draft, place = found
        if (change := await self._table.known(visit, draft, visit.incoming.message)) is None:
            return
        draft = replace(draft, place=place if place < len(change.rules) else PREVIEW)
        if draft.place == PREVIEW:
            await self._table.preview(visit, draft, change, visit.incoming.message)
        else:
            self.page(visit, draft, change, visit.incoming.message)

    async def _choose(self, visit: Visit, about: str) -> None:
        if (found := _at(visit, about)) is None:
            return
        draft, chosen = found
        if (change := await self._table.known(visit, draft, visit.incoming.message)) is None:
            return
        offered = choices(change, draft.place)
        if chosen < len(offered):
            made = offered[chosen]
            draft = with_decision(draft, made.rule, made.about, made.value)
            await self._look(visit, draft)

    async def _undo(self, visit: Visit, about: str) -> None:
        """Take the last decision back, and go to the rule that it was about."""
        if (found := _at(visit, about)) is None or not found[0].decisions:
            return
        draft, last = found[0], found[0].decisions[-1]
        if (change := await self._table.known(visit, draft, visit.incoming.message)) is None:
            return
        place = next((at for at, one in enumerate(change.rules) if one.rule.id == last[0]), max(draft.place, 0))
        draft = replace(draft, decisions=draft.decisions[:-1], place=place)
        await self._look(visit, draft, texts.RULE_UNDONE)

    async def _again(self, visit: Visit, about: str) -> None:
        """The rule that was to stay as it is follows the text after all."""
        if (found := _at(visit, about)) is None:
            return
        draft = found[0]
        if (change := await self._table.known(visit, draft, visit.incoming.message)) is None:
            return
        rule = change.rules[draft.place].rule.id
        kept = [one for one in draft.decisions if (one[0], one[1]) != (rule, LEAVE)]
        await self._look(visit, replace(draft, decisions=kept))

    async def _look(self, visit: Visit, draft: Waiting, said: str = "") -> None:
        """Work it out anew under other decisions."""
        message = visit.incoming.message
        await begin(visit, texts.CORPUS_WEIGHING, message)
        await self._table.look(visit, draft, message, said)


def _at(visit: Visit, about: str) -> tuple[Waiting, int] | None:
    """What waits and the number in the button, if nothing was shown since; else the reason is the toast."""
    message, _, rest = about.partition(":")
    turn, _, number = rest.partition(":")
    if (draft := waiting(visit, message)) is None:
        return None
    if turn != str(draft.turn):
        visit.toast = texts.RULE_MOVED
        return None
    return draft, int(number) if number.lstrip("-").isdecimal() else 0


def _first_open(change: Change, after: int) -> int:
    """Place of the next rule about which something is open, from the beginning behind the last; else `PREVIEW`."""
    places = [*range(after + 1, len(change.rules)), *range(after + 1)]
    return next((place for place in places if change.rules[place].open), PREVIEW)


def _asked(proposal: RuleProposal) -> Question | None:
    """What is asked about a rule next."""
    return next(iter(proposal.questions), None) if not proposal.left else None


def _lacks_day(proposal: RuleProposal) -> bool:
    return not proposal.left and not proposal.questions and proposal.changing and proposal.since is None


def _document(change: Change, proposal: RuleProposal) -> Document:
    return next(document for document in change.documents if document.id == proposal.document)


def choices(change: Change, place: int) -> Sequence[Choice]:
    """What the buttons under a rule decide, in their order."""
    proposal = change.rules[place]
    rule, asked = proposal.rule.id, _asked(proposal)
    if proposal.left:
        return ()
    offered: list[Choice] = []
    if asked is not None and asked.path:
        name, others = change_texts.figure_name(asked.path), [one for one in asked.candidates if one != asked.value]
        offered += [Choice(texts.rule_value(name, value), asked.path, value, rule) for value in others]
        offered.append(Choice(texts.rule_keeps(asked.value), asked.path, asked.value, rule))
    elif asked is not None and asked.doubt is Doubt.REWORDED:
        offered.append(Choice(texts.BUTTON_RULE_READ, READ, "", rule))
    elif _lacks_day(proposal):
        offered += [Choice(texts.rule_from(day.isoformat()), SINCE, day.isoformat()) for day in _days(change, proposal)]
    if asked is not None and not proposal.ends:
        offered.append(Choice(texts.BUTTON_RULE_ENDS, ENDS, "", rule))
    return (*offered, Choice(texts.BUTTON_RULE_LEAVE, LEAVE, "", rule))


def _days(change: Change, proposal: RuleProposal) -> tuple[date, ...]:
    """First days that the new text itself suggests."""
    document = _document(change, proposal)
    return tuple(dict.fromkeys(day for day in (document.effective, document.issued) if day is not None))


def page_parts(draft: Waiting, change: Change) -> Iterator[Part]:
    """A rule, what the text says, what is asked, and the impact of what would go live by now."""
    proposal = change.rules[draft.place]
    yield Text(f"{texts.rule_page(draft.place + 1, len(change.rules), proposal.rule.name)}\n", bold=True)
    source = (proposal.document, proposal.label) if proposal.placed else (proposal.rule.document, proposal.rule.label)
    yield Text(f"{texts.rule_source(proposal.rule.id, *source)}\n")
    for line in change_render.rule_outcome(proposal):
        yield Text(f"{line.strip()}\n")
    yield from _evidence(change, proposal)
    if proposal.left:
        said = texts.RULE_STAYS
    elif (asked := _asked(proposal)) is not None:
        said = _question(asked, proposal)
    else:
        said = texts.RULE_ASK_DAY if _lacks_day(proposal) else texts.RULE_SETTLED
    yield Text(f"{said}\n\n")
    yield Text(f"{texts.rules_so_far(len(change.amendments), len(change.open))}\n")
    impact = change.impact
    yield Text(change_render.impact_sentence(impact) if impact is not None else change_texts.IMPACT_NOT_WORKED_OUT)


def _question(asked: Question, proposal: RuleProposal) -> str:
    name = change_texts.figure_name(asked.path) if asked.path else ""
    said = change_texts.question(asked.doubt.value, name, asked.value, asked.candidates).strip()
    if asked.path:
        return f"{said}。{texts.rule_write_value(name)}"
    if asked.doubt is Doubt.NOT_FOUND:
        return f"{said}。{texts.RULE_WRITE_LABEL}"
    names = [change_texts.figure_name(figure.path) for figure in figures(proposal.rule)]
    return f"{said}。{texts.rule_write_figure(names)}"


def _evidence(change: Change, proposal: RuleProposal) -> Iterator[Part]:
    """The provision in both wordings, or, where there is none, what the new text has instead."""
    asked, document = _asked(proposal), _document(change, proposal)
    shown = asked or next(iter(proposal.changes), None)
    old = shown.old_sentence if shown is not None else ""
    label = asked.label if asked is not None and asked.label else proposal.label
    if old:
        yield Quote(f"{texts.RULE_BEFORE}{old}", folded=len(old) > _FOLDED_FROM)
    if not proposal.placed:
        yield Quote("\n".join(_label_line(one) for one in document.provisions[:_LABELS]), folded=True)
        return
    there = next((one for one in document.provisions if one.label == label), None)
    if there is not None:
        yield Quote(texts.rule_now(label, there.text), folded=len(there.text) > _FOLDED_FROM)


def _label_line(provision: Provision) -> str:
    text = " ".join(provision.text.split())
    return f"{provision.label}　{text[:_LABEL_TEXT]}{'…' if len(text) > _LABEL_TEXT else ''}"


def page_rows(draft: Waiting, change: Change) -> tuple[tuple[Button, ...], ...]:
    """The buttons under a rule."""
    here = f"{draft.message}:{draft.turn}"
    made = [button(one.label, "w", f"{here}:{n}") for n, one in enumerate(choices(change, draft.place))]
    values, rest = made[:-1], made[-1:]
    rows = [tuple(values[at : at + _IN_A_ROW]) for at in range(0, len(values), _IN_A_ROW)]
    left = change.rules[draft.place].left and draft.rules
    rows.append((button(texts.BUTTON_RULE_FOLLOWS, "l", here),) if left else tuple(rest))
    pages = []
    if draft.place:
        pages.append(button(texts.BUTTON_RULE_BEFORE, "Q", f"{here}:{draft.place - 1}"))
    if draft.place + 1 < len(change.rules):
        pages.append(button(texts.BUTTON_RULE_NEXT, "Q", f"{here}:{draft.place + 1}"))
    rows.append(tuple(pages))
    undo = (button(texts.BUTTON_RULE_UNDO, "z", here),) if draft.decisions else ()
    rows.append((*undo, button(texts.BUTTON_RULES_PREVIEW, "Q", f"{here}:{PREVIEW}")))
    return tuple(row for row in rows if row)


def _read(text: str, change: Change, place: int) -> Choice:
    """What was typed about a rule. Raises `InputError`, saying what may be written, and `CorpusError`."""
    proposal = change.rules[place]
    rule, asked, said = proposal.rule.id, _asked(proposal), text.strip().rstrip("。")
    if said in texts.RULE_LEAVE_WORDS:
        return Choice("", LEAVE, "", rule)
    if said in texts.RULE_KEEP_WORDS and asked is not None and asked.doubt is not Doubt.NOT_FOUND:
        return Choice("", *((asked.path, asked.value) if asked.path else (READ, "")), rule)
    if said in texts.RULE_ENDS_WORDS:
        return Choice("", ENDS, "", rule)
    name, _, value = (part.strip() for part in said.replace("：", " ").replace(":", " ").partition(" "))
    paths = {change_texts.figure_name(figure.path): figure.path for figure in figures(proposal.rule)}
    if value and name in paths:
        return Choice("", paths[name], _value(proposal, paths[name], value), rule)
    if value and name == texts.RULE_LABEL_WORD:
        return Choice("", LABEL, value, rule)
    if value and name == texts.CORPUS_RULES_FROM:
        return Choice("", SINCE, day_of(value).isoformat())
    if asked is not None and asked.path:
        return Choice("", asked.path, _value(proposal, asked.path, said), rule)
    if asked is not None and asked.doubt is Doubt.NOT_FOUND:
        return Choice("", LABEL, said, rule)
    if _lacks_day(proposal):
        return Choice("", SINCE, day_of(said).isoformat())
    raise InputError(texts.rule_not_understood(list(paths)))


def _value(proposal: RuleProposal, path: str, text: str) -> str:
    """A figure as it is written in a rule file: 400, 400学时 and 四百学时 are the same."""
    unit = next(figure.unit for figure in figures(proposal.rule) if figure.path == path)
    found = [one for one in written(text) if one.unit is unit]
    return text_of(found[0].value if len(found) == 1 else value_of(path, text))
