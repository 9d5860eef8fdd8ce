"""The commands `corpus history`, `diff` and `rollback`: (arguments, app, streams) → exit status."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from bot import render
from bot.app import App
from bot.batch import InputError
from bot.corpus_choices import confirmed
from bot.streams import Streams
from bot.texts import corpus as corpus_texts
from records.china import day_of

if TYPE_CHECKING:
    from policy_corpus.history.revisions import Revision

_DONE, _NOT_DONE = 0, 3


def history(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """The texts that the corpus has held of a document; without one, the revisions of the whole corpus."""
    from bot import corpus_render
    from policy_corpus.history.versions import versions

    if not arguments.reference:
        return _revisions(arguments, app, streams)
    found = versions(app.corpus, arguments.reference)
    if arguments.json:
        streams.say(_json([corpus_render.version_json(version) for version in found]))
    else:
        rows = [corpus_render.version_row(version) for version in found]
        streams.say(render.table(corpus_texts.VERSION_HEADINGS, rows))
    return _DONE


def _revisions(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    found = app.corpus.revisions()
    values = [_revision_json(revision, before) for before, revision in zip((None, *found), found, strict=False)]
    if arguments.json:
        streams.say(_json(values))
    elif len(found) < 2 and not found[0].entries:
        streams.say(corpus_texts.NO_REVISIONS)
    else:
        streams.say(render.table(corpus_texts.REVISION_HEADINGS, [_revision_row(value) for value in values]))
    return _DONE


def _revision_json(revision: "Revision", before: "Revision | None") -> dict[str, Any]:
    """A revision and how it differs from the one before, in files."""
    held = {entry.sha256: entry.name for entry in revision.entries}
    had = {entry.sha256: entry.name for entry in before.entries} if before is not None else {}
    return {
        "revision": revision.number,
        "at": revision.at.isoformat() if revision.at else None,
        "day": day_of(revision.at).isoformat() if revision.at else None,
        "action": revision.action.value,
        "equals": revision.equals,
        "files": len(held),
        "came": [name for sha256, name in held.items() if sha256 not in had],
        "left": [name for sha256, name in had.items() if sha256 not in held],
    }


def _revision_row(value: dict[str, Any]) -> tuple[str, ...]:
    action = corpus_texts.ACTIONS[value["action"]]
    if value["equals"] is not None:
        action = corpus_texts.rolled_back_to(value["equals"])
    when = value["day"] or corpus_texts.UNKNOWN_TIME
    came, left = corpus_texts.files_named(value["came"]), corpus_texts.files_named(value["left"])
    return (str(value["revision"]), when, action, str(value["files"]), came, left)


def diff(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Two texts of a document compared, provision by provision."""
    from bot import corpus_render
    from policy_corpus.diff import diff as compared
    from policy_corpus.history.versions import chosen, versions

    found = versions(app.corpus, arguments.reference)
    older, newer = chosen(found, _number(arguments.older), _number(arguments.newer))
    difference = compared(older.document, newer.document)
    if arguments.json:
        value = {"from": older.number, "to": newer.number, "id": newer.document.id}
        streams.say(_json({**value, **corpus_render.diff_json(difference)}))
        return _DONE
    names = [corpus_texts.version_name(version.number) for version in (older, newer)]
    streams.say(corpus_texts.diff_heading(newer.document.title, *names))
    streams.say(corpus_render.diff_text(difference, app))
    return _DONE


def rollback(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Go back to an earlier revision after showing what that changes; exits with 3 when the answer is no."""
    from bot import corpus_render
    from policy_corpus.history.comparison import compare

    corpus = app.corpus
    live = corpus.revision().number
    target = corpus.earlier(_number(arguments.to))
    effect = compare(corpus.documents(), corpus.documents_at(target))
    if not arguments.json:
        when = day_of(target.at).isoformat() if target.at else ""
        streams.say(corpus_texts.rollback_heading(live, target.number, when))
        other_rules = (target.rules, target.amendments) != (corpus.revision().rules, corpus.revision().amendments)
        said = [corpus_render.comparison_text(effect), corpus_texts.OTHER_RULES if other_rules else ""]
        streams.say("\n".join(filter(None, said)) or corpus_texts.NO_OPEN_CHANGES)
    if not arguments.yes:
        if not streams.stdin.isatty():
            raise InputError(corpus_texts.ROLLBACK_NEEDS_YES)
        if not confirmed(corpus_texts.ask_rollback(target.number), streams):
            streams.say(corpus_texts.ROLLBACK_DECLINED)
            return _NOT_DONE
    made = corpus.roll_back(target.number, base=live, now=app.now())
    if arguments.json:
        value = {"revision": made.number, "equals": target.number, "effect": corpus_render.comparison_json(effect)}
        streams.say(_json(value))
    else:
        streams.say(corpus_texts.rolled_back(target.number, made.number))
    return _DONE


def _number(given: str) -> int | None:
    """The number of a version or revision; None when none is given."""
    plain = given.strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 9):
        raise InputError(corpus_texts.bad_version(given))
    return int(plain)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
