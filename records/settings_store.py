"""What the centres decided, by region: the nearest region that has decided wins. The caller commits.

Nothing is decided by default; a standing says what is unset.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from policy_corpus import regions
from policy_corpus.errors import CorpusError
from records import audit, dialects
from records.centre import SETTING_NAMES, Anchor, CentreSettings, CycleStart
from records.ledger_schema import SettingRow
from records.model import Actor, Particulars
from records.permissions import Action, require
from records.setting_codec import decode, encode
from records.setting_words import KINDS, BadSetting, field_of, typed

_MOST_YEARS = 20
_SETTINGS = cast("Table", SettingRow.__table__).c
_ALL = select(_SETTINGS.region, _SETTINGS.setting, _SETTINGS.value).order_by(_SETTINGS.region, _SETTINGS.setting)
_IN = _ALL.where(_SETTINGS.region.in_(bindparam("places", expanding=True)))


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as it holds in a region."""

    field: str
    name: str
    """Visible name."""
    value: str
    """In words; empty while it is unset."""
    region: str
    """Where it was decided; empty while it is unset."""
    hint: str
    """What may be typed."""


class Decisions:
    """All that was read of the settings, put together for each region once."""

    def __init__(self, rows: Iterable[tuple[str, str, Any]]) -> None:
        self._by_region: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for region, field, plain in rows:
            self._by_region[region][field] = decode(region, field, plain)
        self._known: dict[str, CentreSettings] = {}

    def settings(self, region: str) -> CentreSettings:
        """The settings that hold in the region; empty ones for a region that does not exist."""
        known = self._known.get(region)
        if known is None:
            values = {field: value for field, (value, _) in self.effective(region).items()}
            # Every region's own: a teacher who moved needs those of the earlier place too.
            values["cycle_starts"] = tuple(s for one in self._by_region.values() for s in one.get("cycle_starts", ()))
            known = self._known[region] = CentreSettings(**values)
        return known

    def effective(self, region: str) -> dict[str, tuple[Any, str]]:
        """Field → value and the region that decided it, the nearest first."""
        found: dict[str, tuple[Any, str]] = {}
        for code in chain(region):
            for field, value in self._by_region.get(code, {}).items():
                found.setdefault(field, (value, code))
        return found

    def of(self, region: str) -> Mapping[str, Any]:
        """What the region itself decided."""
        return self._by_region.get(region, {})


async def load(session: AsyncSession, places: Iterable[str] | None = None) -> Decisions:
    """What holds in these regions: theirs and what the regions above them decided; everything without `places`."""
    if places is None:
        rows = await session.execute(_ALL)
    else:
        rows = await session.execute(_IN, {"places": {code for place in places for code in chain(place)}})
    return Decisions((row[0], row[1], row[2]) for row in rows)


async def shown(session: AsyncSession, region: str) -> tuple[Shown, ...]:
    """Every setting as it holds in the region, with the region that it comes from."""
    held = (await load(session, [region])).effective(region)
    found = []
    for field, name in SETTING_NAMES.items():
        value, where = held.get(field, (None, ""))
        found.append(Shown(field, name, KINDS[field].shown(value) if where else "", where, KINDS[field].hint))
    return tuple(found)


async def choose(session: AsyncSession, *, actor: Actor, region: str, name: str, text: str, now: datetime) -> Shown:
    """Decide a setting by its visible name, in words. Raises `BadSetting`, `NotPermitted`."""
    field = field_of(name)
    _require(actor, region)
    value = typed(field, text)
    await _put(session, actor, region, field, value, now)
    return Shown(field, SETTING_NAMES[field], KINDS[field].shown(value), region, KINDS[field].hint)


async def unset(session: AsyncSession, *, actor: Actor, region: str, name: str, now: datetime) -> bool:
    """Take back what the region itself decided; False when it had not. Raises `BadSetting`, `NotPermitted`."""
    field = field_of(name)
    _require(actor, region)
    gone = delete(SettingRow).where(SettingRow.region == region, SettingRow.setting == field).returning(SettingRow.id)
    if not (await session.scalars(gone)).all():
        return False
    audit.record(session, actor=actor, action="centre.unset", detail={"setting": field, "region": region}, now=now)
    await session.flush()
    return True


async def set_cycle(
    session: AsyncSession,
    *,
    actor: Actor,
    region: str,
    first_day: date | None = None,
    anchor: Anchor | None = None,
    years: int | None = None,
    now: datetime,
) -> CycleStart:
    """Say where cycles begin: on a day, or with each teacher's service; for all cycles or for those of `years` only.

    Raises `BadSetting`, `NotPermitted`.
    """
    _require(actor, region)
    if (first_day is None) == (anchor is None):
        raise BadSetting("请写明周期从哪一天开始，或者按每人入职起算，两者写一个。")
    if years is not None and not 1 <= years <= _MOST_YEARS:
        raise BadSetting(f"周期的年数 {years} 不能用。请写 1 到 {_MOST_YEARS} 的整数。")
    made = CycleStart(region, first_day, anchor, years)
    own = (await load(session, [region])).of(region).get("cycle_starts", ())
    starts = (*(start for start in own if start.years != years), made)
    await _put(session, actor, region, "cycle_starts", starts, now)
    return made


def chain(region: str) -> tuple[str, ...]:
    """The region and those above it, nearest first; empty for one that does not exist."""
    try:
        found = regions.get(region)
    except CorpusError:
        return ()
    return (found.code, *reversed(found.ancestors))


def _require(actor: Actor, region: str) -> None:
    regions.get(region)
    require(actor, Action.SET_RULES_OF_CENTRE, Particulars(number="", name="", region=region))


async def _put(session: AsyncSession, actor: Actor, region: str, field: str, value: Any, now: datetime) -> None:
    kept = {"value": dialects.storable(encode(value)), "set_at": now, "set_by": actor.id}
    statement = dialects.insert(session, SettingRow).values(region=region, setting=field, **kept)
    await session.execute(statement.on_conflict_do_update(index_elements=["region", "setting"], set_=kept))
    audit.record(session, actor=actor, action="centre.set", detail={"setting": field, "region": region}, now=now)
    await session.flush()
