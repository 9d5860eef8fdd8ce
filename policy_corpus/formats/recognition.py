"""Recognition of printed text in pictures with RapidOCR, whose models come with it: the extra `[ocr]`."""

import importlib.util
import os
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from policy_corpus.formats.lines import Line, Page, is_page_mark
from policy_corpus.formats.pdf_columns import reading_order

_DOUBT = 0.85
"""Below this confidence a line has to be looked at."""
_NOTHING = 0.5
"""Below this it is no text but a stamp or a stain."""
_TALL = 1.5
_THREADS = 4
_ONE_SIZE = 0.4
"""Heights of found lines differ this much although they are printed in one size."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised on one page."""

    page: Page
    doubtful: tuple[str, ...] = ()
    """Lines of low confidence."""
    tabular: bool = False
    """Whether it looks as if there were a table."""


class Recogniser:
    """Holds the loaded models."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def recognise(self, image: Any) -> Recognised:
        """The text of a picture (PIL, RGB); a page that lies on its side is turned."""
        found = self._found(image)
        tall = sum(line.bottom - line.top > _TALL * (line.right - line.left) for line, _ in found if len(line.text) > 1)
        if tall * 2 > len(found):
            turned = [
                (picture, self._found(picture))
                for picture in (image.rotate(90, expand=True), image.rotate(270, expand=True))
            ]
            image, found = max(turned, key=lambda pair: mean([score for _, score in pair[1]] or [0.0]))
        return _recognised(found, image.width, image.height)

    def _found(self, image: Any) -> list[tuple[Line, float]]:
        import numpy as np

        answer = self._engine(np.asarray(image)[:, :, ::-1])
        if answer.boxes is None or answer.txts is None or answer.scores is None:
            return []
        found = []
        for box, text, score in zip(answer.boxes, answer.txts, answer.scores, strict=True):
            xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
            line = Line(text.strip(), min(xs), max(xs), min(ys), max(ys), max(ys) - min(ys))
            if line.text and score >= _NOTHING:
                found.append((line, float(score)))
        return found


def make_recogniser() -> Recogniser | None:
    """A recogniser, or None when the extra is not installed."""
    if importlib.util.find_spec("rapidocr") is None:
        return None
    from rapidocr import RapidOCR

    return Recogniser(
        RapidOCR(
            params={
                "Global.log_level": "error",
                "EngineConfig.onnxruntime.intra_op_num_threads": min(_THREADS, os.cpu_count() or 1),
            }
        )
    )


def _recognised(found: list[tuple[Line, float]], width: int, height: int) -> Recognised:
    if not found:
        return Recognised(Page(width, height, ()))
    size = median(line.size for line, _ in found)
    rows: list[list[Line]] = []
    for line in sorted((_sized(line, size) for line, _ in found), key=lambda line: line.top + line.bottom):
        if rows and line.top + line.bottom < rows[-1][0].top + rows[-1][0].bottom + size:
            rows[-1].append(line)
        else:
            rows.append([line])
    lines = [line for row in rows for line in sorted(row, key=lambda line: line.left)]
    doubtful = tuple(line.text for line, score in found if score < _DOUBT and not is_page_mark(line, height))
    tabular = sum(len(row) >= 3 for row in rows) >= 3
    return Recognised(Page(width, height, tuple(reading_order(lines, [], width))), doubtful, tabular)


def _sized(line: Line, size: float) -> Line:
    """The line with the usual size of the page where it is near it."""
    near = abs(line.size - size) < _ONE_SIZE * size
    return Line(line.text, line.left, line.right, line.top, line.bottom, size if near else line.size)
