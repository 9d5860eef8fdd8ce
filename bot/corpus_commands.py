"""The commands `corpus add`, `propose`, `correct`, `list`, `show`, `check`: (arguments, app, streams) → status."""

import argparse
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from bot import render, texts
from bot.app import App
from bot.batch import InputError, parse_day
from bot.corpus_choices import corrections_of
from bot.streams import Streams, progress_on
from bot.texts import change as change_texts
from bot.texts import corpus as corpus_texts
from policy_corpus.model import Document, Provision

if TYPE_CHECKING:
    from bot.change import Change
    from policy_corpus.intake import Added, Corrected, Refused, Result, Unchanged
    from policy_corpus.successors import Relation

_DONE, _BAD_INPUT, _NOT_DONE = 0, 2, 3
_MOST_SHOWN = 5
"""Of more files than these only the titles are shown before they are taken in."""


def add(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Take files, folders and web pages with their attachments into the corpus, with the rules that follow.

    Exits with 2 when a file was refused, 3 when the answer was no or questions would go unanswered.
    """
    from bot import change_commands
    from bot.corpus_arrivals import arrivals
    from policy_corpus.intake import Refused

    corpus, given = app.corpus, corrections_of(arguments, app)
    base = corpus.revision()
    known = {entry.sha256 for entry in base.entries}
    read = arrivals(arguments, given, known, app, streams)
    ready = [item for _, item in read if not isinstance(item, Refused)]
    fresh = [item for item in ready if item.sha256 not in known or item.corrections]
    change = change_commands.prepared(arguments, fresh, app, streams) if fresh else None
    if change is not None:
        if not arguments.json:
            _show(change, app, streams, whole=streams.stdin.isatty() or arguments.dry_run)
        change_commands.write_reports(arguments, change, app, streams)
        if not arguments.dry_run:
            question = corpus_texts.ASK_ADD if change.arrivals else ""
            decision = change_commands.decide(arguments, change, app, streams, question=question)
            if not decision.take:
                _say_declined(arguments, decision.change, decision.sentence or corpus_texts.ADD_DECLINED, streams)
                return _NOT_DONE
            if decision.change is not change:
                change = decision.change
                change_commands.write_reports(arguments, change, app, streams)
    if arguments.dry_run:
        return _looked(arguments, change, [(name, r) for name, r in read if isinstance(r, Refused)], streams)
    amendments = change.amendments if change is not None else ()
    taken = iter(corpus.take(ready, base=base.number, now=app.now(), amendments=amendments))
    results = [(name, item if isinstance(item, Refused) else next(taken)) for name, item in read]
    if arguments.json:
        streams.say(_json(_outcome_json(results, change, accepted=bool(amendments))))
    _say_results(arguments, results, app, streams)
    if change is not None:
        _say_rules(arguments, change, streams)
    return _BAD_INPUT if any(isinstance(result, Refused) for _, result in results) else _DONE


def _show(change: "Change", app: App, streams: Streams, *, whole: bool) -> None:
    """What the change is, in full where somebody decides on it; else what goes beyond the documents."""
    from bot import change_render, corpus_render

    brief = len(change.arrivals) > _MOST_SHOWN  # in full they would be pages
    for document in change.documents if whole and brief else ():
        streams.warn(corpus_texts.proposal_heading(document.title, len(document.provisions), ""))
    for proposal in change.proposals if whole and not brief else ():
        streams.warn(corpus_render.proposal_text(proposal, app))
    for name, why in change.refused if whole else ():
        streams.warn(corpus_texts.refused(name, why))
    if said := change_render.change_text(change):
        streams.warn(said)


def _say_declined(arguments: argparse.Namespace, change: "Change", sentence: str, streams: Streams) -> None:
    """Why nothing was taken in."""
    if arguments.json:
        streams.say(_json(_outcome_json((), change, accepted=False, declined=sentence)))
    else:
        streams.say(sentence)


def _looked(
    arguments: argparse.Namespace, change: "Change | None", refused: "list[tuple[str, Refused]]", streams: Streams
) -> int:
    """The end of `--dry-run`."""
    from bot import change_commands

    for name, result in refused:
        streams.warn(corpus_texts.refused(name, result.reason))
    if change is not None:
        change_commands.write_followup(arguments, change, streams)
    if arguments.json:
        streams.say(_json(_outcome_json(refused, change, accepted=False)))
    else:
        if change is not None and change.amendments and not arguments.accept_rules:
            streams.warn(change_texts.RULES_SHOWN_AS_TAKEN)
        streams.say(change_texts.DRY_RUN)
    return _BAD_INPUT if refused or (change is not None and change.refused) else _DONE


def _outcome_json(
    results: "Sequence[tuple[str, Result]]", change: "Change | None", *, accepted: bool, declined: str = ""
) -> dict[str, Any]:
    """The object that `corpus add --json` prints."""
    from bot.change_render import change_json

    return {
        "results": [_result_json(name, result) for name, result in results],
        "change": change_json(change, accepted=accepted) if change is not None else None,
        "declined": declined or None,
    }


def _say_results(
    arguments: argparse.Namespace, results: "Sequence[tuple[str, Result]]", app: App, streams: Streams
) -> None:
    from policy_corpus.intake import Added, Refused

    said = {} if arguments.json else _relations(app)
    for name, result in results:
        if isinstance(result, Refused):
            streams.warn(corpus_texts.refused(name, result.reason))
        elif not arguments.json:
            _say_result(name, result, said, streams)
    if any(isinstance(result, Added) for _, result in results) and not arguments.json:
        streams.say(corpus_texts.ADDED_HINT)


def _say_rules(arguments: argparse.Namespace, change: "Change", streams: Streams) -> None:
    """What became of the rules, and what was asked for besides."""
    from bot import change_commands

    if not arguments.json and change.amendments:
        streams.say(change_texts.rules_changed(len(change.amendments)))
    elif not arguments.json and change.rules:
        streams.say(change_texts.RULES_LEFT)
    change_commands.write_followup(arguments, change, streams)


def _relations(app: App) -> "dict[str, list[Relation]]":
    """What each document takes the place of."""
    from policy_corpus.successors import relations

    found: dict[str, list[Relation]] = {}
    for relation in relations(app.corpus.documents()):
        found.setdefault(relation.successor, []).append(relation)
    return found


def _say_result(
    name: str, result: "Added | Corrected | Unchanged", relations: "dict[str, list[Relation]]", streams: Streams
) -> None:
    """What became of a file, and what its documents take the place of."""
    from bot import corpus_render
    from policy_corpus.intake import Corrected, Unchanged

    titles = corpus_texts.joined([document.title for document in result.documents])
    if isinstance(result, Unchanged):
        streams.say(corpus_texts.unchanged(name, titles))
        return
    if isinstance(result, Corrected):
        streams.say(corpus_texts.corrected(name, titles))
    else:
        count = sum(len(document.provisions) for document in result.documents)
        streams.say(corpus_texts.added(name, titles, count, result.replaced))
    for document in result.documents:
        for relation in relations.get(document.id, ()):
            streams.say(corpus_render.relation_text(relation))


def _result_json(name: str, result: "Result") -> dict[str, Any]:
    from policy_corpus.intake import Refused

    value: dict[str, Any] = {"path": name, "result": type(result).__name__.lower()}
    if isinstance(result, Refused):
        return {**value, "documents": [], "reason": result.reason}
    named = [{"id": d.id, "title": d.title, "provisions": len(d.provisions)} for d in result.documents]
    return {**value, "documents": named, "reason": None}


def propose(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Show what taking in a file would do; changes nothing."""
    from bot import corpus_render
    from policy_corpus import sources
    from policy_corpus.proposal import propose as proposal_of

    given = corrections_of(arguments, app)
    path = arguments.path.expanduser()
    with progress_on(streams) as progress:
        arrival = sources.arrival(path, path.name, given=given, progress=progress)
        proposal = proposal_of(app.corpus, arrival)
    if arguments.json:
        streams.say(_json(corpus_render.proposal_json(proposal, str(path))))
    else:
        streams.say(corpus_render.proposal_text(proposal, app))
    return _DONE


def correct(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Correct particulars of an original in the corpus."""
    given = corrections_of(arguments, app)
    if not given:
        raise InputError(corpus_texts.NO_CORRECTIONS)
    document = app.corpus.correct(arguments.reference, given, now=app.now())
    if arguments.json:
        streams.say(_json(_document_json(document, app, app.today())))
    else:
        streams.say(corpus_texts.corrected(arguments.reference, corpus_texts.joined([document.title])))
        region, status = app.region_name(document.region), document.status_on(app.today())
        streams.say(texts.document_heading(document, region, status))
    return _DONE


def show_list(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """List the documents with their status on a day, by region and then by date."""
    day = _day(arguments, app)
    documents = sorted(app.corpus.documents(), key=lambda d: (d.region, d.issued is None, d.issued, d.title))
    if arguments.json:
        streams.say(_json([_document_json(document, app, day) for document in documents]))
    elif not documents:
        streams.say(texts.CORPUS_EMPTY)
    else:
        streams.say(render.table(texts.LIST_HEADINGS, [_row(document, app, day) for document in documents]))
    return _DONE


def _row(document: Document, app: App, day: date) -> tuple[str, ...]:
    return (
        document.number or texts.NO_NUMBER,
        document.title,
        app.region_name(document.region),
        document.issued.isoformat() if document.issued else texts.NO_DATE,
        texts.STATUS[document.status_on(day)],
        texts.TEXT_KIND[document.text_kind],
        str(len(document.provisions)),
    )


def show(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Show a document, or one of its provisions."""
    day = _day(arguments, app)
    document = app.corpus.get(arguments.reference, day)
    provisions = [_provision(document, arguments.label)] if arguments.label.strip() else list(document.provisions)
    if arguments.json:
        shown = [render.provision_json(provision) for provision in provisions]
        streams.say(_json({**_document_json(document, app, day), "provisions": shown}))
        return _DONE
    streams.say(texts.document_heading(document, app.region_name(document.region), document.status_on(day)))
    for provision in provisions:
        streams.say("\n" + render.provision_text(provision))
    return _DONE


def _provision(document: Document, label: str) -> Provision:
    """The provision labelled so, or the only one whose label ends so (第三条 for 附件1 第三条)."""
    wanted = _plain(label)
    same = [p for p in document.provisions if _plain(p.label) == wanted]
    ends = [p for p in document.provisions if _plain(p.label).endswith(wanted)]
    for found in (same, ends):
        if len(found) == 1:
            return found[0]
    raise InputError(texts.no_such_provision(label, document.title, [p.label for p in document.provisions]))


def _plain(label: str) -> str:
    """A label without differences that a person does not see: blanks, full-width brackets and digits."""
    return "".join(unicodedata.normalize("NFKC", label).split())


def check(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Check the corpus; exits with 2 when there is a problem."""
    from policy_corpus import rule_check
    from policy_corpus.check import check as problems_of

    problems = (*problems_of(app.corpus), *rule_check.problems(app.corpus))
    if arguments.json:
        streams.say(_json([asdict(problem) for problem in problems]))
    else:
        for problem in problems:
            streams.say(texts.problem(problem.file, problem.line, problem.what, problem.fix))
        if not problems:
            streams.say(texts.CORPUS_SOUND)
    if problems:
        streams.warn(texts.problems_found(len(problems)))
    return _BAD_INPUT if problems else _DONE


def _document_json(document: Document, app: App, day: date) -> dict[str, Any]:
    return render.document_json(document, document.status_on(day), app.region_name(document.region))


def _day(arguments: argparse.Namespace, app: App) -> date:
    """The day given with `--as-of`, else today."""
    return parse_day(arguments.as_of) if arguments.as_of else app.today()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
