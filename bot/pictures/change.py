"""A change of the corpus as a picture: documents, rules before and after, whom that touches, lost answers. No names."""

from datetime import date
from typing import TYPE_CHECKING

from bot.change_render import evaluation_sentence, signed
from bot.pictures.canvas import LEADING, Canvas, shortened, width_of, wrapped
from bot.pictures.palette import (
    BLUE,
    CARD,
    DEEP,
    FAINT,
    GAP,
    GREEN,
    INK,
    MARGIN,
    ORANGE,
    PADDING,
    PALE,
    SOFT,
    TILE,
    VERMILION,
    WIDTH,
    Part,
)
from bot.texts import change as change_texts
from bot.texts import pictures as picture_texts

if TYPE_CHECKING:
    from bot.change import Change
    from bot.change_trial import Evaluation
    from policy_corpus.rule_changes import RuleProposal
    from records.impact import Impact

_HEADING, _TEXT, _SMALL, _FIGURE = 44, 36, 32, 60
_LEFT = MARGIN + PADDING
_RIGHT = WIDTH - _LEFT
_INSIDE = _RIGHT - _LEFT
_MOST = 8
"""Rules, and lost questions: more and the picture is higher than Telegram takes."""


def change_png(change: "Change", *, today: date) -> bytes:
    """The picture, as PNG; `today` stands on it."""
    canvas = Canvas(WIDTH)
    _head(canvas, change, today)
    if change.rules:
        _rules(canvas, change)
    _impact(canvas, change.impact)
    if change.evaluation is not None:
        _evaluation(canvas, change.evaluation)
    canvas.y += 8
    return canvas.png()


def _head(canvas: Canvas, change: "Change", today: date) -> None:
    with canvas.panel(DEEP, margin=0, radius=0):
        canvas.y += 44
        canvas.text(_LEFT, canvas.y, change_texts.CHANGE_TITLE, _TEXT, PALE)
        canvas.text(_RIGHT, canvas.y, picture_texts.as_of(today.isoformat()), _TEXT, PALE, right=True)
        canvas.y += 64
        titles = [f"《{document.title}》" for document in change.documents]
        for title in titles[:3] or [change_texts.NOTHING_CHANGED]:
            canvas.lines(_LEFT, wrapped(title, _HEADING, _INSIDE, 3), _HEADING, CARD, bold=True)
        canvas.y += 36
    canvas.y += GAP


def _rules(canvas: Canvas, change: "Change") -> None:
    with canvas.panel():
        canvas.y += PADDING - 8
        canvas.lines(_LEFT, [change_texts.RULES_HEADING], _HEADING, bold=True)
        for proposal in change.rules[:_MOST]:
            _rule(canvas, proposal)
        canvas.y += PADDING - 8
    canvas.y += GAP


def _rule(canvas: Canvas, proposal: "RuleProposal") -> None:
    rule = proposal.rule
    canvas.y += 14
    canvas.lines(_LEFT, wrapped(rule.name, _TEXT, _INSIDE, 2), _TEXT, INK)
    canvas.lines(_LEFT, [shortened(f"{proposal.document} {proposal.label}", 28, _INSIDE)], 28, FAINT)
    if proposal.left:
        canvas.paragraph(_LEFT, change_texts.RULE_LEFT.strip(), _SMALL, _INSIDE, VERMILION)
        return
    if proposal.ends:
        canvas.paragraph(_LEFT, change_texts.rule_ends(rule.label).strip(), _SMALL, _INSIDE, VERMILION)
    for figure in proposal.changes:
        name = change_texts.figure_name(figure.path)
        height = round(_FIGURE * LEADING)
        canvas.text(_LEFT, canvas.y + (height - _SMALL * LEADING) / 2, name, _SMALL, SOFT)
        x = _LEFT + width_of(name, _SMALL) + 28
        old = f"{figure.old} → "
        canvas.text(x, canvas.y, old, _FIGURE, SOFT)
        canvas.text(x + width_of(old, _FIGURE), canvas.y, figure.new, _FIGURE, BLUE, bold=True)
        canvas.y += height
    if proposal.changing and proposal.since is not None:
        canvas.lines(_LEFT, [change_texts.rule_since(proposal.since.isoformat()).strip()], _SMALL, SOFT)
    for question in proposal.questions:
        path = change_texts.figure_name(question.path) if question.path else ""
        said = change_texts.question(question.doubt.value, path, question.value, question.candidates)
        canvas.paragraph(_LEFT, said.strip(), _SMALL, _INSIDE, VERMILION, most=4)


def _impact(canvas: Canvas, found: "Impact | None") -> None:
    with canvas.panel():
        canvas.y += PADDING - 8
        canvas.lines(_LEFT, [change_texts.IMPACT_HEADING], _HEADING, bold=True)
        if found is None or not found.changes:
            said = change_texts.IMPACT_NOT_WORKED_OUT if found is None else change_texts.IMPACT_NONE
            canvas.paragraph(_LEFT, said, _TEXT, _INSIDE, SOFT)
        else:
            said = change_texts.impact_day(found.as_of.isoformat(), found.everybody)
            canvas.paragraph(_LEFT, said, _SMALL, _INSIDE, SOFT)
            _figures(canvas, found)
        canvas.y += PADDING - 8
    canvas.y += GAP


def _figures(canvas: Canvas, found: "Impact") -> None:
    """How many are touched, as a bar and as tiles, and by which rules."""
    touched = change_texts.people(len(found.changes))
    canvas.y += 12
    canvas.text(_LEFT, canvas.y, touched, 92, DEEP, bold=True)
    canvas.text(_LEFT + width_of(touched, 92) + 28, canvas.y + 56, change_texts.TILE_TOUCHED, _TEXT, SOFT)
    canvas.y += round(92 * LEADING) + 8
    parts = (
        (found.becomes_short, change_texts.TILE_SHORT, Part(1.0, VERMILION)),
        (found.becomes_complete, change_texts.TILE_COMPLETE, Part(1.0, GREEN, hatched=True)),
        (len(found.changes) - found.becomes_short - found.becomes_complete, change_texts.TILE_OTHER, Part(1.0, ORANGE)),
    )
    of = max(found.everybody, 1)
    canvas.bar(_LEFT, canvas.y, _INSIDE, 40, [Part(n / of, part.colour, part.hatched) for n, _, part in parts])
    canvas.y += 40 + 16
    shown = [(part, f"{word} {n:,}") for n, word, part in parts if n]
    canvas.legend(_LEFT, shown, _SMALL, SOFT, _INSIDE)
    canvas.y += 16
    tiles = ((change_texts.TILE_MORE, found.owes_more), (change_texts.TILE_LESS, found.owes_less))
    room = (_INSIDE - 20) / 2
    for place, (word, count) in enumerate(tiles):
        x = _LEFT + place * (room + 20)
        canvas.box(x, canvas.y, room, 124, TILE, 18)
        canvas.text(x + 24, canvas.y + 10, word, _SMALL, SOFT)
        canvas.text(x + 24, canvas.y + 54, change_texts.people(count), _HEADING, INK, bold=True)
    canvas.y += 124 + 12
    for effect in found.effects[:_MOST]:
        said = change_texts.effect_line(effect.name, effect.label, effect.teachers, signed(effect.difference))
        canvas.paragraph(_LEFT, said.strip(), 28, _INSIDE, FAINT, most=2)


def _evaluation(canvas: Canvas, found: "Evaluation") -> None:
    with canvas.panel():
        canvas.y += PADDING - 8
        canvas.lines(_LEFT, [change_texts.TRIAL_HEADING], _HEADING, bold=True)
        canvas.paragraph(_LEFT, evaluation_sentence(found), _SMALL, _INSIDE, VERMILION if found.worse else SOFT)
        for one in found.lost[:_MOST]:
            canvas.y += 8
            canvas.paragraph(_LEFT, one.probe.text, _TEXT, _INSIDE, INK, most=2)
        canvas.y += PADDING - 8
    canvas.y += GAP
