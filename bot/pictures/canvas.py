"""A picture that grows downwards: what is drawn is remembered, and painted once the height is known. In pixels."""

import io
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.pictures.palette import CARD, FONT, INK, MARGIN, PAGE, TRACK, Part

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

    Paint = Callable[[Image.Image, ImageDraw.ImageDraw], None]

LEADING = 1.42
"""Height of a line in sizes of its type."""
_ATOMS = re.compile(r"[0-9A-Za-z.,%/\-]+|.", re.DOTALL)
"""Numbers and Latin words are never broken, unless one alone is longer than a line."""
_HANGING = frozenset("，。、；：？！）》】〕”’…％%)·")
"""Signs that never begin a line; they may stand a little over its end."""
_SMOOTH = 4
"""How much finer corners are drawn than shown."""
_STRIPE = 14
_DOT = 28


@lru_cache(maxsize=32)
def font(size: int) -> "ImageFont.FreeTypeFont":
    """The shipped font in a size."""
    from PIL import ImageFont

    # Basic layout: there are no layout tables to shape with, and it is there on every system.
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


def width_of(text: str, size: int) -> float:
    """How wide the text is."""
    return font(size).getlength(text)


def wrapped(text: str, size: int, width: float, most: int = 100) -> list[str]:
    """The text in lines of at most `width`; what does not fit into `most` lines ends in …"""
    lines = [""]
    taken = 0.0
    for atom in _atoms(" ".join(text.split()), size, width):
        wide = width_of(atom, size)
        if lines[-1] and taken + wide > width and atom not in _HANGING:
            lines.append("")
            taken = 0.0
            if atom == " ":
                continue
        lines[-1] += atom
        taken += wide
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(lines[most - 1] + lines[most], size, width)]


def shortened(text: str, size: int, width: float) -> str:
    """The text in one line, its end cut off where it is too long."""
    if width_of(text, size) <= width:
        return text
    kept = bisect_right(range(len(text)), width, key=lambda length: width_of(f"{text[:length]}…", size))
    return f"{text[: max(kept - 1, 0)]}…"


def _atoms(text: str, size: int, width: float) -> list[str]:
    found: list[str] = []
    for atom in _ATOMS.findall(text):
        found += list(atom) if width_of(atom, size) > width else [atom]
    return found


class Canvas:
    """Draws below the last thing drawn: `y` is where."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.y = 0
        self._paints: list[Paint] = []

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: str = INK,
        *,
        bold: bool = False,
        right: bool = False,
    ) -> None:
        """One line of text whose box begins at `y`; with `right`, it ends at `x`."""
        middle = y + size * LEADING / 2
        # The font has one weight; a thin outline makes it bolder.
        stroke = 1 if bold else 0

        def paint(_: "Image.Image", draw: "ImageDraw.ImageDraw") -> None:
            anchor = "rm" if right else "lm"
            draw.text((x, middle), text, fill=colour, font=font(size), anchor=anchor, stroke_width=stroke)

        self._paints.append(paint)

    def lines(self, x: float, lines: Sequence[str], size: int, colour: str = INK, *, bold: bool = False) -> None:
        """Lines of text, the first at `y`, which moves below the last."""
        for line in lines:
            self.text(x, self.y, line, size, colour, bold=bold)
            self.y += round(size * LEADING)

    def paragraph(self, x: float, text: str, size: int, width: float, colour: str = INK, *, most: int = 100) -> None:
        """A text over as many lines as it needs, at `y`, which moves below it."""
        self.lines(x, wrapped(text, size, width, most), size, colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str, radius: int = 0) -> None:
        """A filled rectangle with round corners."""

        def paint(image: "Image.Image", _: "ImageDraw.ImageDraw") -> None:
            shape = (round(width), round(height))
            if min(shape) > 0:
                image.paste(colour, (round(x), round(y)), _rounded(shape, min(radius, *(side // 2 for side in shape))))

        self._paints.append(paint)

    @contextmanager
    def panel(self, colour: str = CARD, margin: int = MARGIN, radius: int = 28) -> "Iterator[None]":
        """A panel under what the block draws, from where `y` is to where the block leaves it."""
        place, top = len(self._paints), self.y
        yield
        self.box(margin, top, self.width - 2 * margin, self.y - top, colour, radius)
        self._paints.insert(place, self._paints.pop())

    def bar(self, x: float, y: float, width: float, height: int, parts: Sequence[Part], track: str = TRACK) -> None:
        """A bar with round ends, filled from the left."""

        def paint(image: "Image.Image", _: "ImageDraw.ImageDraw") -> None:
            shape = (round(width), height)
            image.paste(_filled(shape, parts, track), (round(x), round(y)), _rounded(shape, height // 2))

        self._paints.append(paint)

    def legend(self, x: float, shown: Sequence[tuple[Part, str]], size: int, colour: str, width: float) -> None:
        """A dot and words for each part, in a row or in several, at `y`, which moves below them."""
        place, height = x, round(size * LEADING)
        for part, text in shown:
            wide = _DOT + 12 + width_of(text, size)
            if place > x and place + wide > x + width:
                place, self.y = x, self.y + height
            self.bar(place, self.y + (height - _DOT) / 2, _DOT, _DOT, [part])
            self.text(place + _DOT + 12, self.y, text, size, colour)
            place += wide + 36
        self.y += height

    def png(self) -> bytes:
        """The picture, as high as what was drawn."""
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (self.width, round(self.y)), PAGE)
        draw = ImageDraw.Draw(image)
        for paint in self._paints:
            paint(image, draw)
        made = io.BytesIO()
        image.save(made, "PNG", compress_level=6)
        return made.getvalue()


def _rounded(shape: tuple[int, int], radius: int) -> "Image.Image":
    """A mask with smooth round corners."""
    from PIL import Image

    mask = Image.new("L", shape, 255)
    if radius:
        corner = _corner(radius)
        width, height = shape
        for turn, place in enumerate(
            ((0, 0), (0, height - radius), (width - radius, height - radius), (width - radius, 0))
        ):
            mask.paste(corner.rotate(90 * turn), place)
    return mask


@lru_cache(maxsize=16)
def _corner(radius: int) -> "Image.Image":
    """The upper left quarter of a disc."""
    from PIL import Image, ImageDraw

    fine = Image.new("L", (radius * _SMOOTH, radius * _SMOOTH), 0)
    edge = 2 * radius * _SMOOTH - 1
    ImageDraw.Draw(fine).ellipse((0, 0, edge, edge), fill=255)
    return fine.resize((radius, radius), Image.Resampling.LANCZOS)


def _filled(shape: tuple[int, int], parts: Sequence[Part], track: str) -> "Image.Image":
    from PIL import Image, ImageDraw

    made = Image.new("RGB", shape, track)
    draw = ImageDraw.Draw(made)
    start, height = 0.0, shape[1]
    for part in parts:
        end = min(start + part.share * shape[0], shape[0])
        if round(end) > round(start):
            piece = Image.new("RGB", (round(end) - round(start), height), part.colour)
            if part.hatched:
                stripes = ImageDraw.Draw(piece)
                for left in range(-height, piece.width, 2 * _STRIPE):
                    stripes.line((left, height, left + height, 0), fill=CARD, width=_STRIPE // 2)
            made.paste(piece, (round(start), 0))
            if end < shape[0]:
                draw.rectangle((round(end) - 3, 0, round(end) - 1, height), fill=CARD)
        start = end
    return made
