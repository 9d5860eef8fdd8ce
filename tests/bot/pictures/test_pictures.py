"""The progress picture and the picture of the 学情通报."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures.bulletin import bulletin_png
from bot.pictures.canvas import shortened, width_of, wrapped
from bot.pictures.palette import BLUE, SKY, TRACK, VERMILION, WIDTH
from bot.pictures.progress import progress_png
from records.ledger import LedgerProblem
from records.risk import Bulletin
from records.standing import Standing, texts
from records.standing.model import CategoryLine, Duty
from tests.bot.pictures.papers import DAY, bulletin, figures, line, of

LONG = "很长的名称" * 60


def opened(png: bytes) -> Image.Image:
    """The picture, which has to be one that Telegram takes."""
    image = Image.open(BytesIO(png))
    assert (image.format, image.mode, image.width) == ("PNG", "RGB", WIDTH)
    assert image.width + image.height < 10_000
    assert image.height < 20 * image.width
    assert len(png) < 5_000_000
    return image


def stretch(image: Image.Image, colour: str) -> int:
    """Pixels of the colour in the row that has most of them."""
    same = (np.asarray(image) == tuple(bytes.fromhex(colour[1:]))).all(axis=2)
    return int(same.sum(axis=1).max())


def test_a_bar_is_as_long_as_its_hours() -> None:
    """Three quarters counted fill three quarters; what is pending is striped in another colour; the rest is missing."""
    image = opened(progress_png(of(line("360", "270"))))
    whole = WIDTH - 160
    assert stretch(image, BLUE) == pytest.approx(whole * 0.75, abs=4)
    assert stretch(image, TRACK) == pytest.approx(whole * 0.25, abs=4)
    assert stretch(image, SKY) == 0
    waiting = opened(progress_png(of(line("360", "180", pending=Decimal(90)))))
    assert stretch(waiting, BLUE) == pytest.approx(whole / 2, abs=4)
    assert whole / 12 < stretch(waiting, SKY) < whole / 4


def test_pending_hours_that_count_are_not_drawn_twice() -> None:
    """Where the centre counts them they are a part of what is counted."""
    pending = Decimal(90)
    found = line("360", "180", pending=pending, notes=(texts.pending(pending, counts=True),))
    image = opened(progress_png(of(found)))
    assert stretch(image, BLUE) == pytest.approx((WIDTH - 160) / 4, abs=4)
    assert stretch(image, TRACK) == pytest.approx((WIDTH - 160) / 2, abs=4)


def test_what_is_overdue_stands_out() -> None:
    """After the deadline, while hours are missing: not before, nor once they are there, nor for a draft."""
    late: dict[str, Any] = {"deadline": DAY.replace(day=1, month=2)}
    assert stretch(opened(progress_png(of(line(**late)))), VERMILION) > 100
    for other in (line(), line("360", "360", **late), line(binding=False, **late)):
        assert stretch(opened(progress_png(of(other))), VERMILION) == 0


def test_the_name_stands_there_only_when_asked_for() -> None:
    """Without it the picture is of nobody."""
    assert progress_png(of(line())) == progress_png(replace(of(line()), teacher="T9"))
    assert progress_png(of(line()), name="教师001") != progress_png(of(line()), name="教师002")


@pytest.mark.parametrize(
    "found",
    [
        of(),
        of(line("360", "360")),
        of(line("0", "0"), line("0", "12")),
        of(*(line(name=f"第{number}项") for number in range(24))),
        of(line("123456.125", "0.125", name=LONG, document_number=LONG, label=LONG)),
        of(line(name="A" * 400 + " \U0001f600\u200b\n" + "B" * 400)),
        of(line(cycle_start=None, cycle_end=None, deadline=None)),
        replace(
            of(line(categories=(CategoryLine(LONG, Decimal(9), None, Decimal(1), Decimal(1), Decimal(8)),))),
            duties=(Duty("d", LONG, "测教〔2020〕1号", "第三条", binding=True),),
            problems=(LedgerProblem("1", "记录1没有采用。"),),
        ),
    ],
    ids=["nothing", "done", "zero", "two dozen", "long", "unbroken", "no cycle", "everything"],
)
def test_every_standing_can_be_drawn(found: Standing) -> None:
    """Also what no teacher is likely to have; it stays a picture that can be sent."""
    opened(progress_png(found, name=LONG, unset=("cycle_starts", "leaves")))


def test_a_bulletin_shows_the_rate_of_everybody() -> None:
    """The long bar is as full as the county is done; the bars of the schools follow."""
    image = opened(_bulletin(bulletin([figures("第一小学", 30, 10), figures("第二小学", 10, 10)])))
    assert stretch(image, BLUE) == pytest.approx(WIDTH - 160, abs=4)
    alone = opened(_bulletin(bulletin([figures("第一小学", 40, 10)])))
    assert stretch(alone, BLUE) == pytest.approx((WIDTH - 160) / 4, abs=4)


def test_nobody_is_named_unless_asked() -> None:
    """A picture for everybody does not depend on who is behind; for staff so many stand on it as are asked for."""
    schools = [figures("第一小学", 10, 5)]
    one, other = bulletin(schools, ["教师001", "教师002"]), bulletin(schools, ["教师003", "教师004"])
    assert _bulletin(one) == _bulletin(other)
    assert _bulletin(one, named=1) != _bulletin(other, named=1)
    last = bulletin(schools, ["教师001", "教师004"])
    assert _bulletin(one, named=1) == _bulletin(last, named=1)
    assert _bulletin(one, named=2) != _bulletin(last, named=2)


def test_many_schools_and_people_are_cut_off() -> None:
    """What does not fit is said to stand in the workbook; the picture can still be sent."""
    schools = [figures(f"第{number}小学", 20, number % 21) for number in range(300)]
    crowd = bulletin(schools, [f"教师{number:03}" for number in range(300)])
    opened(_bulletin(crowd, named=300, schools=300))
    few = opened(_bulletin(crowd, schools=2))
    assert few.height < opened(_bulletin(crowd, schools=3)).height


def test_a_bulletin_of_nobody_can_be_drawn() -> None:
    """No teachers, a school without a name, names that are longer than the picture is wide."""
    opened(_bulletin(bulletin([])))
    opened(_bulletin(bulletin([figures("", 0, 0), figures(LONG, 3, 1)], [LONG]), place=LONG, named=1))


def _bulletin(found: Bulletin, *, place: str = "甘肃省张掖市甘州区", named: int = 0, schools: int = 20) -> bytes:
    return bulletin_png(found, place=place, titles={}, named=named, schools=schools)


@given(st.text(alphabet="学时，。123ABC （）", max_size=60), st.integers(120, 400))
@settings(max_examples=50, deadline=None)
def test_wrapping_loses_nothing_and_fits(words: str, width: int) -> None:
    """Every character is there but for blanks at the breaks; lines fit, but for a sign that hangs over the end."""
    lines = wrapped(words, 32, width)
    assert "".join(lines).replace(" ", "") == "".join(words.split())
    for one in lines:
        assert width_of(one.rstrip("，。） "), 32) <= width
        assert width_of(shortened(one, 32, width), 32) <= width
