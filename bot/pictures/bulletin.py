"""The 学情通报 as a picture: the figures of a region or a school, the rates of its schools, who lacks most."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from bot.pictures.canvas import LEADING, Canvas, shortened, width_of, wrapped
from bot.pictures.palette import (
    BLUE,
    CARD,
    DEEP,
    FAINT,
    GAP,
    INK,
    MARGIN,
    ORANGE,
    PADDING,
    PALE,
    SKY,
    SOFT,
    TILE,
    VERMILION,
    WIDTH,
    Part,
)
from bot.texts import pictures as picture_texts
from bot.texts import records as records_texts
from bot.texts import workbooks as workbook_texts
from records.centre import SETTING_NAMES
from records.standing.model import hours_text

if TYPE_CHECKING:
    from records.risk import AtRisk, Bulletin, Figures

_HEADING, _TEXT, _SMALL = 44, 36, 32
_BAR, _THIN = 44, 18
_MOST = 30
"""Schools, and people: more of both and the picture is higher than Telegram takes."""
_LEFT = MARGIN + PADDING
_RIGHT = WIDTH - _LEFT
_INSIDE = _RIGHT - _LEFT
_PACES = (
    ("done", Part(1.0, BLUE)),
    ("on_course", Part(1.0, SKY, hatched=True)),
    ("behind", Part(1.0, ORANGE)),
    ("overdue", Part(1.0, VERMILION, hatched=True)),
    ("unknown", Part(1.0, FAINT)),
)
"""The fields of `Figures` from left to right; neighbours differ in brightness and in stripes as well."""


def bulletin_png(
    found: "Bulletin",
    *,
    place: str,
    titles: Mapping[str, str],
    named: int = 0,
    schools: int = 20,
) -> bytes:
    """The picture, as PNG.

    `place` is the name of the region. The first `named` of those at risk stand on it with their names, which is for
    staff only; so many `schools` at most, the highest rate first.
    """
    canvas = Canvas(WIDTH)
    _head(canvas, found, f"{place} {found.school}".strip())
    _figures(canvas, found)
    if len(found.schools) > 1:
        _schools(canvas, found.schools, min(schools, _MOST))
    if named and found.at_risk:
        _people(canvas, found.at_risk, min(named, _MOST))
    _foot(canvas, found, titles)
    return canvas.png()


def _head(canvas: Canvas, found: "Bulletin", place: str) -> None:
    with canvas.panel(DEEP, margin=0, radius=0):
        canvas.y += 44
        canvas.text(_LEFT, canvas.y, workbook_texts.BULLETIN_TITLE, _TEXT, PALE)
        canvas.text(_RIGHT, canvas.y, picture_texts.as_of(found.as_of.isoformat()), _TEXT, PALE, right=True)
        canvas.y += 64
        size = 56 if width_of(place, 56) <= _INSIDE else _HEADING
        canvas.lines(_LEFT, wrapped(place, size, _INSIDE, 3), size, CARD, bold=True)
        canvas.y += 36
    canvas.y += GAP


def _figures(canvas: Canvas, found: "Bulletin") -> None:
    """The rate, how everybody stands, and the other headline figures."""
    total = found.total
    with canvas.panel():
        canvas.y += PADDING - 8
        if total.rate is None:
            canvas.paragraph(_LEFT, records_texts.NO_REQUIREMENT, _TEXT, _INSIDE, SOFT)
        else:
            rate = records_texts.bulletin_percent(float(total.rate))
            canvas.text(_LEFT, canvas.y, rate, 104, DEEP, bold=True)
            beside = _LEFT + width_of(rate, 104) + 32
            canvas.text(beside, canvas.y + 24, picture_texts.BULLETIN_RATE, _TEXT, INK)
            said = picture_texts.bulletin_done(total.done, total.teachers)
            canvas.text(beside, canvas.y + 78, shortened(said, _SMALL, _RIGHT - beside), _SMALL, SOFT)
            canvas.y += 160
            shares = [(getattr(total, field) / total.teachers, part) for field, part in _PACES]
            parts = [Part(share, part.colour, part.hatched) for share, part in shares]
            canvas.bar(_LEFT, canvas.y, _INSIDE, _BAR, parts)
            canvas.y += _BAR + 18
            _legend(canvas, total)
        canvas.y += 20
        _tiles(canvas, found)
        canvas.y += PADDING - 8
    canvas.y += GAP


def _legend(canvas: Canvas, total: "Figures") -> None:
    shown = [
        (part, picture_texts.people_of(records_texts.PACES[field], getattr(total, field)))
        for field, part in _PACES
        if getattr(total, field)
    ]
    canvas.legend(_LEFT, shown, _SMALL, SOFT, _INSIDE)


def _tiles(canvas: Canvas, found: "Bulletin") -> None:
    """Three figures side by side."""
    tiles = (
        (picture_texts.TILE_EVERYBODY, str(found.everybody)),
        (picture_texts.TILE_TEACHERS, str(found.total.teachers)),
        (picture_texts.TILE_REMAINING, hours_text(found.total.remaining)),
    )
    room = (_INSIDE - 2 * 20) / len(tiles)
    for position, (word, figure) in enumerate(tiles):
        x = _LEFT + position * (room + 20)
        canvas.box(x, canvas.y, room, 132, TILE, 18)
        canvas.text(x + 24, canvas.y + 12, word, _SMALL, SOFT)
        canvas.text(x + 24, canvas.y + 58, shortened(figure, _HEADING, room - 32), _HEADING, INK, bold=True)
    canvas.y += 132


def _schools(canvas: Canvas, schools: Sequence["Figures"], most: int) -> None:
    """A bar for each school, the highest rate first; those without anybody whom a rule binds last."""
    ordered = sorted(schools, key=lambda one: (one.rate is None, -(one.rate or Fraction(0)), one.school))
    with canvas.panel():
        canvas.y += PADDING - 8
        canvas.lines(_LEFT, [picture_texts.BULLETIN_SCHOOLS], _HEADING, bold=True)
        for one in ordered[:most]:
            _school(canvas, one)
        if len(ordered) > most:
            canvas.y += 16
            canvas.lines(_LEFT, [picture_texts.schools_left_out(len(ordered) - most)], _SMALL, SOFT)
        canvas.y += PADDING - 8
    canvas.y += GAP


def _school(canvas: Canvas, one: "Figures") -> None:
    name = one.school or records_texts.NO_SCHOOL
    rate = picture_texts.NOBODY_BOUND if one.rate is None else records_texts.bulletin_percent(float(one.rate))
    canvas.y += 18
    room = _INSIDE - width_of(rate, _TEXT) - 24
    canvas.text(_LEFT, canvas.y, shortened(name, _TEXT, room), _TEXT)
    canvas.text(_RIGHT, canvas.y, rate, _TEXT, SOFT if one.rate is None else INK, right=True)
    canvas.y += round(_TEXT * LEADING) + 4
    if one.rate is not None:
        canvas.bar(_LEFT, canvas.y, _INSIDE, _THIN, [Part(float(one.rate), BLUE)])
        canvas.y += _THIN + 6
        said = picture_texts.school_figures(one.done, one.teachers, hours_text(one.remaining))
        canvas.lines(_LEFT, [shortened(said, 28, _INSIDE)], 28, FAINT)


def _people(canvas: Canvas, at_risk: Sequence["AtRisk"], most: int) -> None:
    """Who lacks most, by name."""
    with canvas.panel():
        canvas.y += PADDING - 8
        canvas.lines(_LEFT, [picture_texts.BULLETIN_SHORT], _HEADING, bold=True)
        canvas.paragraph(_LEFT, picture_texts.FOR_STAFF, 28, _INSIDE, VERMILION)
        for one in at_risk[:most]:
            canvas.y += 16
            place = one.school or records_texts.NO_SCHOOL
            room = _INSIDE * 0.45
            canvas.text(_LEFT, canvas.y, shortened(f"{one.name} {one.number}", _TEXT, room), _TEXT)
            canvas.text(_RIGHT, canvas.y, shortened(place, _SMALL, _INSIDE - room - 24), _SMALL, SOFT, right=True)
            canvas.y += round(_TEXT * LEADING)
            deadline = one.deadline.isoformat() if one.deadline else ""
            pace = records_texts.PACES[one.pace.value]
            said = picture_texts.person_short(pace, hours_text(one.remaining), deadline)
            canvas.lines(_LEFT, [said], _SMALL, VERMILION if pace == records_texts.PACES["overdue"] else SOFT)
        if len(at_risk) > most:
            canvas.y += 16
            canvas.lines(_LEFT, [picture_texts.people_left_out(len(at_risk) - most)], _SMALL, SOFT)
        canvas.y += PADDING - 8
    canvas.y += GAP


def _foot(canvas: Canvas, found: "Bulletin", titles: Mapping[str, str]) -> None:
    """What nobody has decided, what could not be followed, what the figures rest on."""
    if found.unset:
        names = "、".join(records_texts.bulletin_unset(SETTING_NAMES[field], count) for field, count in found.unset)
        canvas.paragraph(_LEFT, picture_texts.undecided(names), _SMALL, _INSIDE, SOFT)
    if found.problems:
        canvas.paragraph(_LEFT, picture_texts.problems_in(found.problems), _SMALL, _INSIDE, VERMILION)
    if found.basis:
        rules = [workbook_texts.workbook_rule(titles.get(n, ""), n, label) for n, label in found.basis]
        canvas.paragraph(_LEFT, workbook_texts.worked_out_by(rules), 28, _INSIDE, FAINT, most=8)
    canvas.paragraph(_LEFT, picture_texts.PICTURE_SOURCE, 28, _INSIDE, FAINT)
    canvas.y += 36
