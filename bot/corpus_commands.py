"""The commands `corpus add`, `list`, `show` and `check`: (arguments, app, streams) → exit status."""

import argparse
import json
import unicodedata
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot import render, texts
from bot.app import App
from bot.batch import InputError
from bot.streams import Streams, progress_on
from policy_corpus.model import Document, Provision

if TYPE_CHECKING:
    from policy_corpus.store import Added, Refused, Unchanged

_DONE, _BAD_INPUT = 0, 2


def add(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Take files and folders into the corpus; exits with 2 when one of them was refused."""
    from policy_corpus.store import Added, Refused

    corpus = app.corpus
    with progress_on(streams) as progress:
        results = corpus.add([path.expanduser() for path in arguments.path], progress)
    refused = [result for result in results if isinstance(result, Refused)]
    if arguments.json:
        streams.say(_json([_result_json(result) for result in results]))
    for result in results:
        if isinstance(result, Refused):
            streams.warn(texts.refused(str(result.path), result.reason))
        elif not arguments.json:
            streams.say(_result_text(result))
    if any(isinstance(result, Added) for result in results) and not arguments.json:
        streams.say(texts.ADDED_HINT)
    return _BAD_INPUT if refused else _DONE


def _result_text(result: "Added | Unchanged") -> str:
    from policy_corpus.store import Unchanged

    titles = texts.joined([document.title for document in result.documents])
    if isinstance(result, Unchanged):
        return texts.unchanged(str(result.path), titles)
    count = sum(len(document.provisions) for document in result.documents)
    return texts.added(str(result.path), titles, count, result.replaced)


def _result_json(result: "Added | Unchanged | Refused") -> dict[str, Any]:
    from policy_corpus.store import Refused

    value: dict[str, Any] = {"path": str(result.path), "result": type(result).__name__.lower()}
    if isinstance(result, Refused):
        return {**value, "documents": [], "reason": result.reason}
    named = [{"id": d.id, "title": d.title, "provisions": len(d.provisions)} for d in result.documents]
    return {**value, "documents": named, "reason": None}


def show_list(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """List the documents with their status today, by region and then by date."""
    documents = sorted(app.corpus.documents(), key=lambda d: (d.region, d.issued is None, d.issued, d.title))
    if arguments.json:
        streams.say(_json([_document_json(document, app) for document in documents]))
    elif not documents:
        streams.say(texts.CORPUS_EMPTY)
    else:
        streams.say(render.table(texts.LIST_HEADINGS, [_row(document, app) for document in documents]))
    return _DONE


def _row(document: Document, app: App) -> tuple[str, ...]:
    return (
        document.number or texts.NO_NUMBER,
        document.title,
        app.region_name(document.region),
        document.issued.isoformat() if document.issued else texts.NO_DATE,
        texts.STATUS[document.status_on(app.today())],
        texts.TEXT_KIND[document.text_kind],
        str(len(document.provisions)),
    )


def show(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Show a document, or one of its provisions."""
    document = app.corpus.get(arguments.reference)
    provisions = [_provision(document, arguments.label)] if arguments.label.strip() else list(document.provisions)
    if arguments.json:
        shown = [render.provision_json(provision) for provision in provisions]
        streams.say(_json({**_document_json(document, app), "provisions": shown}))
        return _DONE
    streams.say(texts.document_heading(document, app.region_name(document.region), document.status_on(app.today())))
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
    from policy_corpus.check import check as problems_of

    problems = problems_of(app.corpus)
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


def _document_json(document: Document, app: App) -> dict[str, Any]:
    return render.document_json(document, document.status_on(app.today()), app.region_name(document.region))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
