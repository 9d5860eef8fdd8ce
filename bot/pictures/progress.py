"""The progress picture: what a teacher has and still owes, a card for each requirement. To be seen on a phone."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

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
    PADDING,
    PALE,
    SKY,
    SOFT,
    TRACK,
    VERMILION,
    WIDTH,
    Part,
)
from bot.texts import pictures as picture_texts
from bot.texts import records as records_texts
from records.centre import SETTING_NAMES
from records.standing import texts as standing_texts
from records.standing.model import CategoryLine, Line, Standing, hours_text

_BAR, _THIN = 38, 16
_NAME, _TEXT, _SMALL = 44, 36, 32
_HIGHEST = 7000
"""Pixels after which no further card begins: Telegram takes pictures whose sides together are below 10,000."""
_LEFT = MARGIN + PADDING
_RIGHT = WIDTH - _LEFT
_INSIDE = _RIGHT - _LEFT
_CHIP = 60


def progress_png(found: Standing, *, name: str = "", unset: Sequence[str] = ()) -> bytes:
    """The picture, as PNG. `name` stands on it when given; `unset` names fields of `CentreSettings`."""
    canvas = Canvas(WIDTH)
    _head(canvas, found, name)
    for position, line in enumerate(found.lines):
        if canvas.y > _HIGHEST:
            left = len(found.lines) - position
            canvas.paragraph(_LEFT, picture_texts.lines_left_out(left), _TEXT, _INSIDE, SOFT)
            break
        _card(canvas, line, found.as_of)
    if found.duties and canvas.y <= _HIGHEST:
        _duties(canvas, found)
    _foot(canvas, found, unset)
    return canvas.png()


def _head(canvas: Canvas, found: Standing, name: str) -> None:
    """A dark band: the day, whose, and how many requirements are not fulfilled."""
    with canvas.panel(DEEP, margin=0, radius=0):
        canvas.y += 44
        canvas.text(_LEFT, canvas.y, picture_texts.PROGRESS_TITLE, _TEXT, PALE)
        canvas.text(_RIGHT, canvas.y, picture_texts.as_of(found.as_of.isoformat()), _TEXT, PALE, right=True)
        canvas.y += 64
        if name:
            canvas.lines(_LEFT, [shortened(name, _NAME, _INSIDE)], _NAME, CARD)
        binding = [line for line in found.lines if line.binding]
        short = sum(line.remaining > 0 for line in binding)
        if short:
            said = picture_texts.still_owed(short)
        else:
            said = picture_texts.PROGRESS_DONE if binding else records_texts.NO_REQUIREMENT
        size = 60 if width_of(said, 60) <= _INSIDE else 48
        canvas.lines(_LEFT, wrapped(said, size, _INSIDE), size, CARD, bold=True)
        canvas.y += 36
    canvas.y += GAP


def _card(canvas: Canvas, line: Line, day: date) -> None:
    """One requirement."""
    with canvas.panel():
        canvas.y += PADDING - 8
        canvas.lines(_LEFT, wrapped(line.name, _NAME, _INSIDE, 4), _NAME, bold=True)
        canvas.y += 12
        chip, colour = _verdict(line, day)
        wide = width_of(chip, _TEXT) + 52
        canvas.box(_LEFT, canvas.y, wide, _CHIP, colour, _CHIP // 2)
        canvas.text(_LEFT + 26, canvas.y + (_CHIP - _TEXT * LEADING) / 2, chip, _TEXT, CARD, bold=True)
        required = picture_texts.of_required(hours_text(line.required))
        canvas.text(_RIGHT, canvas.y + (_CHIP - _TEXT * LEADING) / 2, required, _TEXT, SOFT, right=True)
        canvas.y += _CHIP + 22
        canvas.bar(_LEFT, canvas.y, _INSIDE, _BAR, _parts(line))
        canvas.y += _BAR + 14
        _legend(canvas, line)
        canvas.y += 8
        for category in line.categories:
            _category(canvas, category)
        for text, shade in _when(line, day):
            canvas.paragraph(_LEFT, text, _TEXT, _INSIDE, shade)
        said = picture_texts.provision(line.document_number, line.label)
        canvas.paragraph(_LEFT, said, _SMALL, _INSIDE, FAINT, most=3)
        canvas.y += PADDING - 8
    canvas.y += GAP


def _verdict(line: Line, day: date) -> tuple[str, str]:
    """What is missing, and the colour for it."""
    if not line.binding:
        return picture_texts.CHIP_DRAFT, SOFT
    if not line.remaining:
        return picture_texts.CHIP_DONE, GREEN
    over = line.deadline is not None and day > line.deadline
    return picture_texts.chip_remaining(hours_text(line.remaining)), VERMILION if over else DEEP


def _counted_already(line: Line) -> bool:
    """Whether the centre has decided that what is pending counts: it is part of `counted` then."""
    return standing_texts.pending(line.pending, counts=True) in line.notes


def _parts(line: Line) -> list[Part]:
    """What is sure, and what is pending; the rest of the bar is what is missing."""
    whole = max(line.required, line.counted)
    if not whole:
        return [Part(1.0, BLUE)]
    inside = _counted_already(line)
    sure = max(line.counted - line.pending, Decimal(0)) if inside else line.counted
    waiting = min(line.pending, line.counted if inside else line.remaining)
    return [Part(float(sure / whole), BLUE), Part(float(waiting / whole), SKY, hatched=True)]


def _legend(canvas: Canvas, line: Line) -> None:
    """What the parts of the bar are, in a row or more."""
    shown = [(Part(1.0, BLUE), picture_texts.counted_hours(hours_text(line.counted)))]
    if line.pending:
        said = picture_texts.pending_hours(hours_text(line.pending), counted=_counted_already(line))
        shown.append((Part(1.0, SKY, hatched=True), said))
    if line.remaining:
        shown.append((Part(1.0, TRACK), picture_texts.chip_remaining(hours_text(line.remaining))))
    canvas.legend(_LEFT, shown, _SMALL, SOFT, _INSIDE)


def _category(canvas: Canvas, category: CategoryLine) -> None:
    """A thin bar towards the floor of a category, or towards its ceiling."""
    counted, maximum = hours_text(category.counted), category.maximum
    if category.required:
        figures, whole = picture_texts.category_floor(counted, hours_text(category.required)), category.required
    elif maximum:
        figures, whole = picture_texts.category_ceiling(counted, hours_text(maximum)), maximum
    else:
        figures, whole = picture_texts.category_hours(counted), category.counted
    room = _INSIDE - width_of(figures, _SMALL) - 24
    canvas.y += 6
    canvas.text(_LEFT, canvas.y, shortened(category.name, _SMALL, room), _SMALL, SOFT)
    canvas.text(_RIGHT, canvas.y, figures, _SMALL, VERMILION if category.remaining else SOFT, right=True)
    canvas.y += round(_SMALL * LEADING) + 4
    if category.required or maximum:
        share = min(float(category.counted / whole), 1.0)
        canvas.bar(_LEFT, canvas.y, _INSIDE, _THIN, [Part(share, BLUE)])
        canvas.y += _THIN + 10


def _when(line: Line, day: date) -> list[tuple[str, str]]:
    """The cycle and the deadline, each with its colour."""
    start, end, deadline = line.cycle_start, line.cycle_end, line.deadline
    found = [(picture_texts.cycle(start.isoformat(), end.isoformat()), SOFT)] if start and end else []
    if deadline is None:
        return [*found, (picture_texts.NO_DEADLINE, SOFT)]
    if not line.remaining or not line.binding:
        return [*found, (picture_texts.due_on(deadline.isoformat()), SOFT)]
    left = (deadline - day).days
    return [*found, (picture_texts.due(deadline.isoformat(), left), VERMILION if left < 0 else INK)]


def _duties(canvas: Canvas, found: Standing) -> None:
    """What is asked for but not counted in hours."""
    with canvas.panel():
        canvas.y += PADDING - 8
        canvas.lines(_LEFT, [picture_texts.DUTIES], _NAME, bold=True)
        for duty in found.duties:
            canvas.y += 10
            canvas.paragraph(_LEFT, duty.name, _TEXT, _INSIDE, most=3)
            said = picture_texts.provision(duty.document_number, duty.label)
            canvas.paragraph(_LEFT, said, _SMALL, _INSIDE, FAINT, most=2)
        canvas.y += PADDING - 8
    canvas.y += GAP


def _foot(canvas: Canvas, found: Standing, unset: Sequence[str]) -> None:
    """What the centre has not decided, what could not be followed, where the figures come from."""
    if unset:
        names = "、".join(SETTING_NAMES[field] for field in unset)
        canvas.paragraph(_LEFT, picture_texts.undecided(names), _SMALL, _INSIDE, SOFT)
    if found.problems:
        canvas.paragraph(_LEFT, picture_texts.not_followed(len(found.problems)), _SMALL, _INSIDE, VERMILION)
    canvas.paragraph(_LEFT, picture_texts.PICTURE_SOURCE, _SMALL, _INSIDE, FAINT)
    canvas.y += 36
