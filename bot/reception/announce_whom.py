"""Whom an announcement is for: chosen by buttons or said in words, one condition after another."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot import texts
from bot.announce_render import audience_text as in_words
from bot.messages import Button, Reply, SentFile, Text, plain
from bot.reception import announce_words
from bot.reception.announce_draft import Draft, Step, draft_button, keep, with_more
from bot.reception.visit import Visit
from policy_corpus import regions
from records import lookup
from records.campaigns import resolve, store
from records.campaigns.audience import Audience, Listed, read_list
from records.china import day_of
from records.database import Session
from records.model import Scope
from records.permissions import covers
from records.standing import RuleBook

_COLUMNS = 3
"""Buttons in a row."""
_SCHOOLS = 8
"""Schools on a page."""
_LONGEST = 20_000
_LARGEST = 1_000_000
"""工号 of a list, and bytes of its file."""
_LISTS = (".txt", ".csv")
_ASKED = {
    "s": (Step.SCHOOL, texts.ANNOUNCE_ASK_SCHOOL),
    "g": (Step.STAGE, texts.ANNOUNCE_ASK_STAGE),
    "r": (Step.ROLE, texts.ANNOUNCE_ASK_ROLE),
    "h": (Step.HOURS, texts.ANNOUNCE_ASK_HOURS),
    "l": (Step.LIST, texts.ANNOUNCE_ASK_LIST),
}
_OFFERED = {"g": texts.STAGES_OFFERED, "r": texts.ROLES_OFFERED, "h": texts.HOURS_OFFERED}


OnDraft = Callable[[Visit, Draft, str], Awaitable[None]]
"""Sees to a button of the draft that the person is at; gets what stands behind its number."""


class Whom:
    """The conversation about the audience."""

    def __init__(self, *, rules: Callable[[], RuleBook]) -> None:
        self._rules = rules
        self.buttons: Mapping[str, OnDraft] = {
            "k": self._ask,
            "o": self._chosen,
            "m": self._more_schools,
            "a": self._to_all,
            "z": self._clear,
        }

    async def _to_all(self, visit: Visit, draft: Draft, number: str) -> None:
        """Everybody of one of the person's places."""
        scopes = _scopes(visit)
        if not number.isdecimal() or int(number) >= len(scopes):
            visit.toast = texts.OLD_BUTTON
            return
        draft = replace(draft, audience=with_more(draft.audience, _of_scope(scopes[int(number)])))
        show(visit, draft, replaces=visit.incoming.message)

    async def _clear(self, visit: Visit, draft: Draft, _: str) -> None:
        """From the beginning."""
        show(visit, replace(draft, audience=Audience()), replaces=visit.incoming.message)

    async def _ask(self, visit: Visit, draft: Draft, kind: str) -> None:
        """Ask for one kind of condition."""
        if kind not in _ASKED:
            visit.toast = texts.OLD_BUTTON
            return
        step, asked = _ASKED[kind]
        draft = replace(draft, step=step)
        if kind == "s":
            await self._offer_schools(visit, draft, 0)
            return
        _offer(visit, draft, asked, _OFFERED.get(kind, ()))

    async def _more_schools(self, visit: Visit, draft: Draft, page: str) -> None:
        """Another page of schools."""
        if draft.step is Step.SCHOOL and page.isdecimal():
            await self._offer_schools(visit, draft, int(page))
        else:
            visit.toast = texts.OLD_BUTTON

    async def _offer_schools(self, visit: Visit, draft: Draft, page: int) -> None:
        """The schools of the roster that the person may write to."""
        names: list[str] = []
        for scope in _scopes(visit):
            async with visit.reading() as session:
                found = await resolve.resolve(
                    session,
                    actor=visit.actor,
                    audience=_of_scope(scope),
                    rules=self._rules(),
                    as_of=day_of(visit.now),
                )
            names += [school for school, *_ in found.schools if school and school not in names]
        names = names[_SCHOOLS * page :]
        if not names:
            visit.toast = texts.ANNOUNCE_NO_SCHOOLS
            return
        turning = [draft_button(visit, texts.BUTTON_LIST_BACK, "m", str(page - 1))] if page else []
        turning += [draft_button(visit, texts.BUTTON_NEXT_PAGE, "m", str(page + 1))] if len(names) > _SCHOOLS else []
        _offer(visit, draft, texts.ANNOUNCE_ASK_SCHOOL, names[:_SCHOOLS], tuple(turning), columns=1)

    async def _chosen(self, visit: Visit, draft: Draft, number: str) -> None:
        """One of the options shown."""
        if not number.isdecimal() or int(number) >= len(draft.shown):
            visit.toast = texts.OLD_BUTTON
            return
        option = draft.shown[int(number)]
        match draft.step:
            case Step.SCHOOL:
                more: Audience | None = await _named(visit, (option,))
            case Step.STAGE:
                more = Audience(stages=(option,))
            case Step.ROLE:
                more = Audience(roles=(option,))
            case _:
                more = Audience(short_by=Decimal(option))
        if more is not None:
            _add(visit, draft, more, replaces=visit.incoming.message)

    async def written(self, visit: Visit, draft: Draft, text: str) -> None:
        """Conditions in words; what was asked for just before may be said alone."""
        if draft.step is Step.LIST:
            _take_list(visit, draft, read_list(text))
            return
        if draft.step is Step.HOURS and (hours := announce_words.hours_of(text)) is not None:
            _add(visit, draft, Audience(short_by=hours))
            return
        said = announce_words.read(text)
        if draft.step is Step.HOURS and said.audience.short_by is None:
            visit.say(plain(texts.ANNOUNCE_BAD_HOURS))
            return
        if draft.step is Step.ROLE and said.names:
            _add(visit, draft, with_more(said.audience, Audience(roles=said.names)))
            return
        named = await _named(visit, said.names)
        if named is None:
            return
        _add(visit, draft, with_more(said.audience, named))

    async def listed(self, visit: Visit, draft: Draft, file: SentFile) -> None:
        """A file of 工号."""
        if not file.name.lower().endswith(_LISTS):
            visit.say(plain(texts.ANNOUNCE_LIST_FILE_KIND))
        elif file.size > _LARGEST:
            visit.say(plain(texts.ANNOUNCE_LIST_TOO_LONG))
        else:
            _take_list(visit, draft, announce_words.list_of(await visit.line.fetch(file.id)))


def show(visit: Visit, draft: Draft, *, replaces: int | None = None) -> None:
    """What was chosen so far, and what else can be."""
    draft = replace(draft, step=Step.AUDIENCE, shown=())
    keep(visit, draft)
    begun = draft.audience != Audience()
    rows: list[tuple[Button, ...]] = []
    if begun:
        rows.append((draft_button(visit, texts.BUTTON_TO_PREVIEW, "v"), draft_button(visit, texts.BUTTON_CLEAR, "z")))
    else:
        rows += _scope_rows(visit)
    kinds = (("s", texts.BUTTON_SCHOOLS), ("g", texts.BUTTON_STAGES), ("r", texts.BUTTON_ROLES))
    rows.append(tuple(draft_button(visit, label, "k", kind) for kind, label in kinds))
    kinds_more = (("h", texts.BUTTON_SHORT_BY), ("l", texts.BUTTON_NUMBERS))
    rows.append(
        (
            *(draft_button(visit, label, "k", kind) for kind, label in kinds_more),
            draft_button(visit, texts.BUTTON_GIVE_UP, "d"),
        )
    )
    said = texts.announce_to(in_words(draft.audience)) if begun else texts.ANNOUNCE_ASK_WHO
    visit.say(Reply((Text(said),), tuple(rows), replaces=replaces))


def _scope_rows(visit: Visit) -> list[tuple[Button, ...]]:
    """A button for each place that the person is in charge of."""
    return [
        (draft_button(visit, texts.announce_all_of(_place(scope)), "a", str(number)),)
        for number, scope in enumerate(_scopes(visit))
    ]


def _scopes(visit: Visit) -> tuple[Scope, ...]:
    """Where the person works; of an administrator without any, where the roster has them."""
    if visit.person is None:
        return ()
    own = visit.person.particulars.region
    return visit.person.scopes or ((Scope(own),) if own else ())


def _place(scope: Scope) -> str:
    return scope.school or regions.get(scope.region).full_name


def _of_scope(scope: Scope) -> Audience:
    return Audience(region=scope.region, schools=(scope.school,) if scope.school else ())


def _offer(
    visit: Visit,
    draft: Draft,
    asked: str,
    options: Sequence[str],
    turning: tuple[Button, ...] = (),
    *,
    columns: int = _COLUMNS,
) -> None:
    keep(visit, replace(draft, shown=tuple(options)))
    buttons = [draft_button(visit, option, "o", str(number)) for number, option in enumerate(options)]
    rows = [tuple(buttons[start : start + columns]) for start in range(0, len(buttons), columns)]
    rows += [turning] if turning else []
    visit.say(Reply((Text(asked),), tuple(rows), replaces=visit.incoming.message))


def _add(visit: Visit, draft: Draft, more: Audience, *, replaces: int | None = None) -> None:
    """Take in conditions; without a place or a list they are for the person's own."""
    audience = with_more(draft.audience, more)
    store.require_reach(visit.actor, audience)
    draft = replace(draft, audience=audience)
    scopes = _scopes(visit)
    if audience.region or audience.is_list:
        show(visit, draft, replaces=replaces)
    elif len(scopes) == 1:
        show(visit, replace(draft, audience=with_more(audience, _of_scope(scopes[0]))), replaces=replaces)
    else:
        _ask_place(visit, draft)


def _ask_place(visit: Visit, draft: Draft) -> None:
    keep(visit, replace(draft, step=Step.AUDIENCE))
    rows = _scope_rows(visit)
    visit.say(plain(texts.ANNOUNCE_WHICH_SCOPE if rows else texts.ANNOUNCE_ASK_REGION, *rows))


async def _named(visit: Visit, names: Sequence[str]) -> Audience | None:
    """Schools of the roster and regions that these words name; None when it was said that one is neither."""
    found, unknown = Audience(), []
    async with visit.reading() as session:
        for name in names:
            meant = [await _place_named(session, visit, shape) for shape in announce_words.shapes(name)]
            place = next((one for one in meant if one is not None), None)
            if place is None:
                unknown.append(name)
            else:
                found = with_more(found, place)
    if unknown:
        visit.say(plain(texts.announce_not_understood(unknown)))
        return None
    return found


async def _place_named(session: Session, visit: Visit, name: str) -> Audience | None:
    page = await lookup.search(session, actor=visit.actor, school=name, limit=1)
    if page.people:
        return Audience(region=_reached(visit, page.people[0].particulars.region, name), schools=(name,))
    region = _region(name)
    return Audience(region=region) if region else None


def _reached(visit: Visit, region: str, school: str) -> str:
    """Of the places that the person is in charge of the one with the school in it; otherwise where the school is."""
    return next((scope.region for scope in _scopes(visit) if covers(scope, region, school)), region)


def _region(name: str) -> str | None:
    found = regions.resolve(name)
    return found.code if found is not None and name in found.full_name else None


def _take_list(visit: Visit, draft: Draft, numbers: tuple[Listed, ...]) -> None:
    if not numbers:
        visit.say(plain(texts.ANNOUNCE_NO_LIST))
    elif len(numbers) > _LONGEST:
        visit.say(plain(texts.ANNOUNCE_LIST_TOO_LONG))
    else:
        show(visit, replace(draft, audience=replace(draft.audience, listed=numbers)))
