"""Questions that nobody could answer, by what they are about: which document is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot import texts
from policy_corpus import regions
from records.china import CHINA
from records.replies import Unanswered

DAYS = 30
"""So far back it goes when nobody says otherwise."""
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """A topic on which questions stayed without an answer."""

    topic: str
    """What they share; empty for those that share nothing with others."""
    times: int
    regions: tuple[tuple[str, int], ...]
    """GB/T 2260 code (empty when unknown) and how often from there, the most first."""
    examples: tuple[str, ...] = field(repr=False)
    """At most three, the most frequent first."""


def gather(found: Sequence[Unanswered]) -> tuple[Gap, ...]:
    """What was `found`, by topic, the topic asked about most first. Loads a dictionary: not for the event loop."""
    from indexer.topics import topics

    made = [
        _gap(topic.word, [found[place] for place in topic.questions])
        for topic in topics([one.question for one in found], common=texts.GAPS_COMMON)
    ]
    return tuple(sorted(made, key=lambda gap: (not gap.topic, -gap.times, gap.topic)))


def first_day(today: date) -> date:
    """The first of the last `DAYS` days."""
    return today - timedelta(days=DAYS)


def beginning(day: date) -> datetime:
    """The moment at which a day begins in China."""
    return datetime.combine(day, time(), CHINA)


def gaps_text(found: Sequence[Gap], since: date, most: int | None = None) -> str:
    """Topics with count, regions and examples; `most` topics, or all."""
    if not found:
        return texts.GAPS_NONE
    lines = [texts.gaps_heading(sum(gap.times for gap in found), since.isoformat())]
    for gap in found[:most]:
        places = [texts.gap_region(region_of(code), times) for code, times in gap.regions]
        lines.append(texts.gap_line(gap.topic or texts.GAPS_OTHER, gap.times, places))
        lines += [texts.gap_example(" ".join(question.split())) for question in gap.examples]
    if most is not None and len(found) > most:
        lines.append(texts.gaps_more(len(found) - most))
    return "\n".join(lines)


def region_of(code: str) -> str:
    """Full name of a region, or that none was named."""
    return regions.get(code).full_name if code else texts.GAPS_NO_REGION


def _gap(word: str, of: Sequence[Unanswered]) -> Gap:
    places: Counter[str] = Counter()
    for one in of:
        places[one.region] += one.times
    # One question from two regions is one example.
    examples = dict.fromkeys(one.question for one in sorted(of, key=lambda one: -one.times))
    return Gap(
        word,
        sum(one.times for one in of),
        tuple(places.most_common()),
        tuple(examples)[:_EXAMPLES],
    )
