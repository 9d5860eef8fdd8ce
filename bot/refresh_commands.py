"""The commands `corpus refresh` and `corpus source …`: (arguments, app, streams) → exit status."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot import render
from bot.app import App
from bot.batch import InputError
from bot.corpus_choices import confirmed, corrections_of
from bot.streams import Streams, progress_on
from bot.texts import change as change_texts
from bot.texts import corpus as corpus_texts
from records.china import day_of

if TYPE_CHECKING:
    from bot.change import Change
    from policy_corpus.intake import Result
    from policy_corpus.refresh.plan import Outcome
    from policy_corpus.refresh.registry import Registered

_DONE, _TROUBLE, _NOT_DONE = 0, 2, 3


def source_add(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Register an address."""
    from policy_corpus.refresh import registry

    given = corrections_of(arguments, app)
    made = registry.register(
        app.corpus.base, arguments.address.strip(), name=arguments.name.strip(), given=given, now=app.now()
    )
    streams.say(_json(_source_json(made)) if arguments.json else corpus_texts.source_added(made.name, made.url))
    return _DONE


def source_list(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """The registered addresses and what came of each."""
    from policy_corpus.refresh import registry

    held = registry.load(app.corpus.base)
    if arguments.json:
        streams.say(_json([_source_json(source) for source in held]))
    elif not held:
        streams.say(corpus_texts.NO_SOURCES)
    else:
        rows = [
            (s.name, s.url, day_of(s.checked).isoformat() if s.checked else corpus_texts.NEVER_CHECKED, s.result)
            for s in held
        ]
        streams.say(render.table(corpus_texts.SOURCE_HEADINGS, rows))
    return _DONE


def source_remove(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Forget an address; what was fetched stays."""
    from policy_corpus.refresh import registry

    gone = registry.remove(app.corpus.base, arguments.name.strip())
    streams.say(_json(_source_json(gone)) if arguments.json else corpus_texts.source_removed(gone.name))
    return _DONE


def refresh(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Fetch the registered addresses, show what changed and take in what is confirmed.

    Exits with 2 when an address could not be fetched or read, with 3 when a change still waits for a yes.
    """
    from policy_corpus.refresh import plan, registry

    corpus, delay = app.corpus, _delay(arguments.delay)
    held = registry.named(registry.load(corpus.base), arguments.name)
    if not held:
        streams.say(_json(_refresh_json((), _Made())) if arguments.json else corpus_texts.NO_SOURCES)
        return _DONE
    base = corpus.revision().number
    with progress_on(streams) as progress, app.fetcher(delay) as fetcher:
        outcomes = plan.look(corpus, held, fetcher, progress)
    if not arguments.json:
        for outcome in outcomes:
            streams.say(_outcome_text(outcome, app))
    waiting = [outcome for outcome in outcomes if outcome.proposal is not None]
    chosen = [] if arguments.dry_run else [o for o in waiting if arguments.yes or _agreed(o, arguments, app, streams)]
    made = _taken(arguments, chosen or (waiting if arguments.dry_run else []), base, app, streams)
    if not arguments.dry_run:
        sentences = [(o.source, plan.sentence_after(o, made.results.get(o.source.url))) for o in outcomes]
        registry.note(corpus.base, sentences, app.now())
    if arguments.json:
        streams.say(_json(_refresh_json(outcomes, made)))
    else:
        streams.say(made.declined or _ending(arguments, len(waiting), len(made.results), app))
    if len(made.results) < len(waiting) and not arguments.dry_run:
        return _NOT_DONE
    return _TROUBLE if any(outcome.troubled for outcome in outcomes) else _DONE


@dataclass(frozen=True, slots=True)
class _Made:
    """What came of the outcomes that were chosen."""

    results: "Mapping[str, Result]" = field(default_factory=dict)
    """By address, of those that were taken in."""
    change: "Change | None" = None
    """None when there was nothing to prepare."""
    rules: bool = False
    """Whether rules went live with it."""
    declined: str = ""
    """Why nothing was taken in."""


def _taken(arguments: argparse.Namespace, chosen: "Sequence[Outcome]", base: int, app: App, streams: Streams) -> _Made:
    """Take in the outcomes that were chosen, with the rules that are accepted."""
    from bot import change_commands, change_render
    from bot.change import apply
    from policy_corpus.history.revisions import Action

    arrivals = [outcome.proposal.arrival for outcome in chosen if outcome.proposal is not None]
    if not arrivals:
        return _Made()
    change = change_commands.prepared(arguments, arrivals, app, streams)
    if said := change_render.change_text(change):
        streams.warn(said)
    change_commands.write_reports(arguments, change, app, streams)
    if arguments.dry_run:
        change_commands.write_followup(arguments, change, streams)
        return _Made(change=change)
    decision = change_commands.decide(arguments, change, app, streams, question="")
    if not decision.take:
        return _Made(change=decision.change, declined=decision.sentence)
    if decision.change is not change:
        change = decision.change
        change_commands.write_reports(arguments, change, app, streams)
    seen = replace(change, base=base)  # as it was when the pages were compared
    results = apply(seen, app.corpus, now=app.now(), action=Action.REFRESH)
    change_commands.write_followup(arguments, change, streams)
    if change.rules:
        said = change_texts.rules_changed(len(change.amendments)) if change.amendments else change_texts.RULES_LEFT
        streams.warn(said)
    by_address = {outcome.source.url: result for outcome, result in zip(chosen, results, strict=True)}
    return _Made(by_address, change, bool(change.amendments))


def _agreed(outcome: "Outcome", arguments: argparse.Namespace, app: App, streams: Streams) -> bool:
    """On a terminal the person decides for each; elsewhere nothing goes live without --yes."""
    if not streams.stdin.isatty():
        return False
    if arguments.json:
        streams.warn(_outcome_text(outcome, app))
    return confirmed(corpus_texts.ask_refresh(outcome.source.name), streams)


def _outcome_text(outcome: "Outcome", app: App) -> str:
    from bot import corpus_render

    line = corpus_texts.outcome(outcome.source.name, outcome.became.value, outcome.sentence)
    return f"{line}\n{corpus_render.proposal_text(outcome.proposal, app)}" if outcome.proposal is not None else line


def _refresh_json(outcomes: "Sequence[Outcome]", made: _Made) -> dict[str, Any]:
    """The object that `corpus refresh --json` prints."""
    from bot.change_render import change_json

    return {
        "results": [_outcome_json(outcome, outcome.source.url in made.results) for outcome in outcomes],
        "change": change_json(made.change, accepted=made.rules) if made.change is not None else None,
        "declined": made.declined or None,
    }


def _outcome_json(outcome: "Outcome", taken: bool) -> dict[str, Any]:
    from bot import corpus_render

    proposal = outcome.proposal
    return {
        "name": outcome.source.name,
        "url": outcome.source.url,
        "result": outcome.became.value,
        "sentence": outcome.sentence,
        "attachments": [
            {"name": told.title, "address": told.address or None, "result": told.lack.value, "reason": told.reason}
            for told in outcome.told
        ],
        "taken": taken,
        "proposal": corpus_render.proposal_json(proposal, outcome.source.url) if proposal is not None else None,
    }


def _ending(arguments: argparse.Namespace, waiting: int, taken: int, app: App) -> str:
    if arguments.dry_run:
        return corpus_texts.REFRESH_DRY
    if taken:
        return corpus_texts.refreshed(taken, app.corpus.revision().number)
    return corpus_texts.REFRESH_NEEDS_YES if waiting else corpus_texts.REFRESH_NONE


def _delay(given: str) -> float:
    """Seconds between two requests to one host."""
    if not given.strip():
        return 1.0
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 600:
        raise InputError(corpus_texts.bad_delay(given))
    return seconds


def _source_json(source: "Registered") -> dict[str, Any]:
    return {
        "name": source.name,
        "url": source.url,
        "corrections": source.corrections.encode(),
        "checked": source.checked.isoformat() if source.checked else None,
        "result": source.result,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
