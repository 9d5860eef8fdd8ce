"""Hold the fast standing against the slow one: `python -m tests.records.standing.compare 10000`."""

import sys
from datetime import date
from fractions import Fraction
from typing import Any

from records.standing import RuleBook, Standing, standing
from tests.records.standing.scenarios import Scenario, scenario
from tests.records.standing.slow import Figures, slow_standing


def figures(found: Standing) -> Figures:
    """The figures of a standing in the form of the slow one."""
    rows: Figures = {}
    for line in found.lines:
        rows[line.rule, line.cycle_start, line.cycle_end] = {
            "required": Fraction(line.required),
            "earned": Fraction(line.earned),
            "counted": Fraction(line.counted),
            "pending": Fraction(line.pending),
            "remaining": Fraction(line.remaining),
            "deadline": line.deadline,
            "carried": Fraction(line.carried),
            "categories": [Fraction(category.counted) for category in line.categories],
        }
    return rows


def both(made: Scenario) -> tuple[Figures, Figures]:
    """Fast and slow figures of one scenario."""
    fast = standing(RuleBook(made.rules, ()), made.facts, made.entries, made.day, made.settings)
    return figures(fast), slow_standing(made.rules, made.facts, made.entries, made.day, made.settings)


def differences(made: Scenario) -> list[str]:
    """Where the two disagree, one sentence a figure; empty when they agree."""
    fast, slow = both(made)
    found: list[str] = []
    for key in sorted(fast.keys() | slow.keys(), key=_order):
        one, other = fast.get(key, {}), slow.get(key, {})
        found.extend(
            f"{key} {name}: fast {_shown(one.get(name))}, slow {_shown(other.get(name))}"
            for name in sorted(one.keys() | other.keys())
            if one.get(name) != other.get(name)
        )
    return found


def _order(key: tuple[str, date | None, date | None]) -> tuple[str, date, date]:
    return key[0], key[1] or date.min, key[2] or date.min


def _shown(value: Any) -> str:
    return f"[{', '.join(map(_shown, value))}]" if isinstance(value, list) else str(value)


def main(count: int) -> int:
    """Compare scenarios 0 to `count` − 1; 1 when any differs."""
    different = 0
    for seed in range(count):
        if found := differences(scenario(seed)):
            different += 1
            sys.stdout.write(f"scenario {seed}: " + "; ".join(found) + "\n")
    sys.stdout.write(f"{count} ledgers, {different} differ\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
