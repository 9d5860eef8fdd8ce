"""Colours and sizes that the pictures share. The hues are Okabe and Ito's, told apart with every colour vision."""

from dataclasses import dataclass
from pathlib import Path

FONT = Path(__file__).parent / "fonts" / "YanxiuSansSC.ttf"
"""Draws 〓 for what it lacks."""

INK = "#1B2733"
PALE = "#B9D3E6"
"""Words of less weight on DEEP."""
SOFT = "#52606D"
FAINT = "#7B8794"
PAGE = "#EEF2F6"
CARD = "#FFFFFF"
TILE = "#F3F6F9"
RULE = "#D5DCE4"
TRACK = "#CCD6E0"
"""What is still missing."""
BLUE = "#0072B2"
SKY = "#56B4E9"
GREEN = "#00795A"
"""A shade darker than Okabe and Ito's, so that words in it are readable on white."""
ORANGE = "#E69F00"
VERMILION = "#C04A00"
"""Darker for the same reason."""
DEEP = "#0B3C5D"

WIDTH = 1080
"""Pixels: a phone shows it from edge to edge."""
MARGIN = 40
PADDING = 40
GAP = 28


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar."""

    share: float
    """Of the whole bar, 0 to 1."""
    colour: str
    hatched: bool = False
    """Striped: told from its neighbour also without colour."""
