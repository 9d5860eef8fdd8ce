"""The commands `ask`, `chat`, `index` and `settings`: (arguments, app, streams) → exit status."""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from bot import (
    announce_commands,
    corpus_commands,
    gaps_commands,
    history_commands,
    import_commands,
    ledger_commands,
    people_commands,
    records_commands,
    refresh_commands,
    reminder_commands,
    render,
    rule_commands,
    texts,
    transcript_commands,
)
from bot.app import App, Assistant
from bot.batch import InputError, Item, is_text, parse_day, read_items
from bot.failures import Incident, record_incident
from bot.streams import Streams, progress_on
from indexer.model import Answer, Question, Refusal
from policy_corpus.errors import YanxiuError

Command = Callable[[argparse.Namespace, App, Streams], int]

_ANSWERED, _UNEXPECTED, _REFUSED = 0, 1, 3


def ask(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Answer one question, or with `--batch` a file of them."""
    if arguments.batch:
        if arguments.question:
            raise InputError(texts.BATCH_AND_QUESTION)
        return _ask_batch(arguments, app, streams)
    text = " ".join(arguments.question)
    if not is_text(text):
        raise InputError(texts.NOT_TEXT)
    if not text.strip():
        raise InputError(texts.EMPTY_QUESTION)
    day = parse_day(arguments.as_of) if arguments.as_of else app.today()
    question = Question(text=text.strip(), as_of=day, region=_region(arguments, app))
    assistant = _open(app, streams)
    started = time.perf_counter()
    result = assistant.ask(question)
    if arguments.json:
        streams.say(_json(render.result_json(None, result, _since(started))))
    else:
        streams.say(result.text)
    return _ANSWERED if isinstance(result, Answer) else _REFUSED


def _ask_batch(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    day = parse_day(arguments.as_of) if arguments.as_of else app.today()
    name, content = _read(arguments.batch, streams)
    items = read_items(
        content,
        name=name,
        region_code=app.region_code,
        default_region=_region(arguments, app),
        default_day=day,
    )
    assistant = _open(app, streams)
    incidents = [i for item in items if (i := _answer_item(item, assistant, app, streams))]
    if not incidents:
        return _ANSWERED
    streams.warn(texts.batch_incidents(len(incidents), incidents[0].reference, incidents[0].log))
    return _UNEXPECTED


def _answer_item(item: Item, assistant: Assistant, app: App, streams: Streams) -> Incident | None:
    """Answer and print one question; a failure costs that question alone."""
    started = time.perf_counter()
    incident = None
    try:
        result: Answer | Refusal = assistant.ask(item.question)
        value = render.result_json(item.id, result, _since(started))
    except YanxiuError:  # the index itself is unusable: the next question would fare no better
        raise
    except Exception as error:
        incident = record_incident(error, app.settings.home)
        value = render.incident_json(item.id, incident.reference, _since(started))
    streams.say(_json(value))
    return incident


def chat(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """A conversation on the terminal."""
    from bot.conversation import Conversation, State
    from bot.terminal import converse

    region = _region(arguments, app)
    assistant = _open(app, streams)
    conversation = Conversation(assistant=assistant, library=app.library(), today=app.today, hint=texts.HINT_TERMINAL)
    return converse(conversation, State(region=region), home=app.settings.home, streams=streams)


def bot(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Serve on Telegram until stopped."""
    with ExitStack() as stack:
        progress = stack.enter_context(progress_on(streams))
        app.serve(webhook=arguments.webhook, progress=progress, opened=stack.close, say=streams.say)
    return _ANSWERED


def index_status(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """What the live index holds and whether it is up to date."""
    state = app.index_state()
    if arguments.json:
        streams.say(_json(state.as_json()))
    elif state.generation is None:
        streams.say(texts.NO_INDEX)
    else:
        streams.say(texts.index_facts(state.documents, state.passages, state.embedding, state.generation))
        streams.say(texts.INDEX_FRESH if state.fresh else texts.INDEX_STALE)
    return _ANSWERED


def index_rebuild(_: argparse.Namespace, app: App, streams: Streams) -> int:
    """Build the index anew from the corpus."""
    with progress_on(streams) as progress:
        app.rebuild(progress)
    streams.say(texts.INDEX_REBUILT)
    return _ANSWERED


def settings(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """The settings in effect and where each comes from; secrets are masked."""
    rows = app.settings.effective()
    if arguments.json:
        streams.say(_json({key: {"value": value, "origin": origin} for key, value, origin in rows}))
    else:
        streams.say(texts.SETTINGS_HEADING)
        streams.say(render.table(texts.SETTINGS_COLUMNS, rows))
    return _ANSWERED


COMMANDS: Mapping[str, Command] = {
    "ask": ask,
    "chat": chat,
    "bot": bot,
    "corpus add": corpus_commands.add,
    "corpus list": corpus_commands.show_list,
    "corpus show": corpus_commands.show,
    "corpus check": corpus_commands.check,
    "corpus correct": corpus_commands.correct,
    "announce approve": announce_commands.approve,
    "announce cancel": announce_commands.cancel,
    "announce correct": announce_commands.correct,
    "announce new": announce_commands.new,
    "announce pause": announce_commands.pause,
    "announce report": announce_commands.report,
    "announce resume": announce_commands.resume,
    "announce show": announce_commands.show,
    "announce unread": announce_commands.unread,
    "announce doubts": announce_commands.in_doubt,
    "announce list": announce_commands.show_list,
    "corpus diff": history_commands.diff,
    "corpus gaps": gaps_commands.gaps,
    "corpus history": history_commands.history,
    "corpus propose": corpus_commands.propose,
    "corpus refresh": refresh_commands.refresh,
    "corpus rollback": history_commands.rollback,
    "corpus rule add": rule_commands.add,
    "corpus rule amend": rule_commands.amend,
    "corpus rule list": rule_commands.show_list,
    "corpus rule remove": rule_commands.remove,
    "corpus source add": refresh_commands.source_add,
    "corpus source list": refresh_commands.source_list,
    "corpus source remove": refresh_commands.source_remove,
    "index status": index_status,
    "index rebuild": index_rebuild,
    "people add": people_commands.add,
    "people export": people_commands.export,
    "people grant": people_commands.grant,
    "people invite": people_commands.invite,
    "people list": people_commands.show_list,
    "people revoke": people_commands.revoke,
    "people unbind": people_commands.unbind,
    "records approve": ledger_commands.approve,
    "records atrisk": records_commands.at_risk,
    "records claim": ledger_commands.claim,
    "records claims": ledger_commands.open_claims,
    "records correct": ledger_commands.correct,
    "records cycle set": records_commands.cycle_set,
    "records export": records_commands.export,
    "records import": import_commands.take_in,
    "records leave": ledger_commands.leave,
    "records ledger": records_commands.ledger,
    "records offset": ledger_commands.offset,
    "records picture": transcript_commands.picture,
    "records post": ledger_commands.post,
    "records reject": ledger_commands.reject,
    "records setting": records_commands.setting,
    "records standing": records_commands.standing,
    "records transcript": transcript_commands.transcript,
    "records undo": import_commands.undo,
    "records verify": transcript_commands.verify,
    "reminders due": reminder_commands.due,
    "reminders rules": reminder_commands.rules,
    "reminders scan": reminder_commands.scan,
    "reminders setting": reminder_commands.setting,
    "settings": settings,
}


def _open(app: App, streams: Streams) -> Assistant:
    with progress_on(streams) as progress:
        return app.assistant(progress)


def _region(arguments: argparse.Namespace, app: App) -> str:
    """Code of the region given with `--region`, else of the one in the settings, else empty."""
    given = arguments.region.strip()
    return app.region_code(given, texts.OPTION_REGION) if given else app.home_region()


def _read(file: str, streams: Streams) -> tuple[str, bytes]:
    """The name by which messages call the file, and its content."""
    if file == "-":
        binary = getattr(streams.stdin, "buffer", None)
        return texts.STANDARD_INPUT, binary.read() if binary else streams.stdin.read().encode("utf-8", "surrogatepass")
    try:
        return file, Path(file).read_bytes()
    except OSError as error:
        raise InputError(texts.batch_unreadable(file, error.strerror or str(error))) from error


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
