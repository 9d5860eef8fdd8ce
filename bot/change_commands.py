"""What `corpus add` and `corpus refresh` share: preparing a change, showing it, asking, writing what is asked for."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot import records_work
from bot.app import App, Progress
from bot.batch import InputError, parse_day
from bot.corpus_choices import confirmed
from bot.streams import Streams, progress_on
from bot.texts import change as change_texts
from bot.texts import people as people_texts

if TYPE_CHECKING:
    from datetime import date

    from bot.change import Answers, Change
    from policy_corpus.rule_answers import RuleAnswer
    from policy_corpus.sources import Arrival
    from records.impact import Impact
    from records.standing import RuleBook


@dataclass(frozen=True, slots=True)
class Decision:
    """What the administrator decided."""

    take: bool
    change: "Change"
    """As it was shown last: what goes live when it is taken."""
    sentence: str = ""
    """Why not, when it is not taken."""


def prepared(arguments: argparse.Namespace, arrivals: "Sequence[Arrival]", app: App, streams: Streams) -> "Change":
    """The change that the arrivals would make, by the options about rules.

    Rules are in it when they are accepted already, may be accepted on the terminal, or are only looked at.
    """
    from bot import change_trial
    from bot.change import prepare
    from records.model import COMMAND_LINE

    taken = arguments.accept_rules or arguments.dry_run or _asks(arguments, streams)
    with progress_on(streams) as progress:
        return prepare(
            app.corpus,
            arrivals,
            home=app.settings.home,
            today=app.today(),
            answers=_answers(arguments, rules=taken),
            assess=partial(_impact, app, progress),
            trial=partial(
                change_trial.tried,
                app.corpus,
                home=app.settings.home,
                embedding=lambda: app.embedding,
                read=partial(records_work.read, app),
                actor=COMMAND_LINE,
                as_of=app.today(),
                progress=progress,
            ),
        )


def decide(arguments: argparse.Namespace, change: "Change", app: App, streams: Streams, *, question: str) -> Decision:
    """Ask on a terminal what the options leave open; `question` is empty when the documents were decided on before."""
    asking = streams.stdin.isatty()
    if question and _asks(arguments, streams) and not confirmed(question, streams):
        return Decision(False, change)
    if change.worse and not arguments.anyway and not (asking and _anyway(streams)):
        return Decision(False, change, change_texts.WORSE_DECLINED)
    if change.amendments and not arguments.accept_rules:
        return _about_rules(arguments, change, app, streams)
    return Decision(True, change)


def _asks(arguments: argparse.Namespace, streams: Streams) -> bool:
    return streams.stdin.isatty() and not arguments.yes


def _about_rules(arguments: argparse.Namespace, change: "Change", app: App, streams: Streams) -> Decision:
    """Ask which rules go with the documents; whatever is left out, the impact of the rest is shown before a yes."""
    from bot.change import UnknownRule, reconsidered
    from bot.change_render import impact_text

    left: tuple[str, ...] = ()
    while change.amendments:
        streams.stderr.write(change_texts.ASK_RULES)
        streams.stderr.flush()
        said = streams.stdin.readline().strip()
        if said.lower() in people_texts.YES_WORDS:
            return Decision(True, change)
        named = (
            () if said.lower() in change_texts.NO_WORDS else tuple(said.replace("，", " ").replace(",", " ").split())
        )
        answers = _answers(arguments, rules=bool(named), left=(*left, *named))
        try:
            with progress_on(streams) as progress:
                change = reconsidered(
                    change,
                    app.corpus,
                    home=app.settings.home,
                    today=app.today(),
                    answers=answers,
                    assess=partial(_impact, app, progress),
                )
        except UnknownRule as error:
            streams.warn(str(error))
            continue
        left = (*left, *named)
        streams.warn(impact_text(change))
    return Decision(confirmed(change_texts.ASK_WITHOUT_RULES, streams), change)


def _anyway(streams: Streams) -> bool:
    streams.stderr.write(change_texts.ASK_ANYWAY)
    streams.stderr.flush()
    return streams.stdin.readline().strip() in change_texts.ANYWAY_WORDS


def write_reports(arguments: argparse.Namespace, change: "Change", app: App, streams: Streams) -> None:
    """The page and the picture, where they are asked for."""
    if arguments.report is not None:
        from bot.change_page import page

        _write(arguments.report, page(change, app).encode(), change_texts.REPORT, streams)
    if arguments.picture is not None:
        from bot.pictures.change import change_png

        _write(arguments.picture, change_png(change, today=app.today()), change_texts.PICTURE, streams)


def write_followup(arguments: argparse.Namespace, change: "Change", streams: Streams) -> None:
    """The list of those touched and the draft of an announcement to just them, where they are asked for."""
    from bot.change_render import draft_text

    if arguments.touched is None and arguments.draft is None:
        return
    if not change.touched:
        streams.warn(change_texts.NOBODY_TOUCHED)
        return
    if arguments.touched is not None:
        listed = "".join(f"{number}\n" for number in change.touched)
        _write(arguments.touched, listed.encode(), change_texts.TOUCHED, streams)
    if arguments.draft is not None:
        _write(arguments.draft, f"{draft_text(change)}\n".encode(), change_texts.DRAFT, streams)
    if arguments.touched is not None and arguments.draft is not None:
        streams.warn(change_texts.announce_hint(str(arguments.draft), str(arguments.touched)))


def _write(path: Path, content: bytes, what: str, streams: Streams) -> None:
    try:
        path.expanduser().write_bytes(content)
    except OSError as error:
        raise InputError(change_texts.cannot_write(str(path), error.strerror or str(error))) from error
    streams.warn(change_texts.written_to(what, str(path)))


def _answers(arguments: argparse.Namespace, *, rules: bool, left: "Sequence[str]" = ()) -> "Answers":
    """What the options say about rules, and which of them are `left` as they are besides. Raises `InputError`."""
    from bot.change import Answers
    from policy_corpus.rule_answers import LEAVE, RuleAnswer

    since = parse_day(arguments.rules_from.strip()) if arguments.rules_from.strip() else None
    leaving = [rule.strip() for rule in (*arguments.leave, *left)]
    if any(rule.lower() in change_texts.ALL_WORDS for rule in leaving):
        leaving, rules = [], False
    decisions = [_answer(given) for given in arguments.answer]
    decisions += [RuleAnswer(rule, LEAVE) for rule in leaving]
    return Answers(since, tuple(decisions), rules)


def _answer(given: str) -> "RuleAnswer":
    """rule:field=value. Raises `InputError`."""
    from policy_corpus.rule_answers import ENDS, LEAVE, READ, RuleAnswer

    place, separator, value = given.partition("=")
    rule, colon, about = place.partition(":")
    made = RuleAnswer(rule.strip(), about.strip(), value.strip())
    unsaid = made.about in (ENDS, READ) and made.value.lower() not in people_texts.YES_WORDS
    if not (separator and colon and made.rule and made.about and made.value) or unsaid or made.about == LEAVE:
        raise InputError(change_texts.bad_answer(given))
    return made


def _impact(app: App, progress: Progress, before: "RuleBook", after: "RuleBook", day: "date") -> "Impact":
    from records.impact import assess
    from records.model import COMMAND_LINE

    heard = partial(progress, change_texts.ASSESSING)
    return records_work.read(
        app,
        lambda session: assess(session, actor=COMMAND_LINE, before=before, after=after, as_of=day, progress=heard),
    )
