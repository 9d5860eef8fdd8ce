"""Tables, and the places in docs/benchmarks.md where they go."""

import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.evaluation.bench.machine import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is aligned to the right."""
    lines = [head, [":---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of `values` do not exceed."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def spread(values: Sequence[float], digits: int = 2) -> tuple[str, str, str]:
    """Least, middle and greatest."""
    return tuple(f"{percentile(values, share):.{digits}f}" for share in (0.0, 0.5, 1.0))  # type: ignore[return-value]


def share(good: int, of: int) -> str:
    """A count with its percentage, so that a small sample shows."""
    return f"{good}/{of} = {100 * good / of:.1f} %" if of else "–"


def put(name: str, text: str, page: Path = PAGE) -> None:
    """Replace what stands between the markers of `name` in `page`."""
    before = page.read_text(encoding="utf-8")
    begin, end = f"<!-- bench:{name} -->", f"<!-- end:{name} -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(before):
        raise ValueError(f"{page}: the markers {begin} … {end} are missing")
    after = pattern.sub(lambda _: f"{begin}\n{text.strip()}\n{end}", before)
    page.write_text(after, encoding="utf-8")
