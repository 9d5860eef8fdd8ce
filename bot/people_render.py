"""People and their binding codes as JSON values and as text for a screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app import App
from bot.texts import people as people_texts
from records.china import clock
from records.model import Person

if TYPE_CHECKING:
    from records.binding import Invitation


def invitation_text(one: "Invitation", bot_name: str) -> str:
    """One line to hand to the person; without the bot's name it says what to send to the bot."""
    from records import binding

    way = binding.link(bot_name, one.code) if bot_name else people_texts.way_by_start(one.code.plain)
    named = one.person.particulars
    return people_texts.invitation(named.number, named.name, str(one.code), way, clock(one.expires_at))


def invitation_json(one: "Invitation", bot_name: str, picture: Path | None) -> dict[str, Any]:
    """The JSON object of `people invite --json`."""
    from records import binding

    return {
        "number": one.person.particulars.number,
        "name": one.person.particulars.name,
        "code": str(one.code),
        "link": binding.link(bot_name, one.code) if bot_name else None,
        "expires_at": one.expires_at.isoformat(),
        "picture": str(picture) if picture else None,
    }


def roles_held(person: Person, app: App) -> str:
    """Which roles the person has now, in a sentence."""
    return people_texts.role_held(person.particulars.number, person.particulars.name, _roles(person, app))


def row(person: Person, app: App) -> tuple[str, ...]:
    """The line of `people list`, a cell for each of its headings."""
    given = person.particulars
    return (
        given.number,
        given.name,
        app.region_name(given.region) if given.region else "",
        given.school,
        _roles(person, app),
        people_texts.UNBOUND if person.account is None else people_texts.BOUND,
    )


def person_json(person: Person, app: App) -> dict[str, Any]:
    """The JSON object of `people list --json`; that there is an account, not which."""
    given = person.particulars
    return {
        "number": given.number,
        "name": given.name,
        "sex": given.sex,
        "born": given.born.isoformat() if given.born else None,
        "region": given.region,
        "region_name": app.region_name(given.region) if given.region else "",
        "school": given.school,
        "stage": given.stage,
        "subject": given.subject,
        "post": given.post,
        "entered": given.entered.isoformat() if given.entered else None,
        "bound": person.account is not None,
        "roles": [
            {
                "role": held.role.value,
                "region": held.scope.region if held.scope else "",
                "school": held.scope.school if held.scope else "",
            }
            for held in person.grants
        ],
    }


def _roles(person: Person, app: App) -> str:
    return people_texts.roles_in_row(
        [
            people_texts.role_in_words(
                held.role.value,
                app.region_name(held.scope.region) if held.scope else "",
                held.scope.school if held.scope else "",
            )
            for held in person.grants
        ]
    )
