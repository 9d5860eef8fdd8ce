"""The commands `corpus rule add`, `list`, `remove` and `amend`: (arguments, app, streams) → exit status."""

import argparse
import json
from datetime import date
from typing import Any

from bot import render
from bot.app import App
from bot.batch import InputError, parse_day
from bot.streams import Streams
from bot.texts import change as change_texts
from policy_corpus.model import Rule

_DONE = 0


def add(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Take a file of rules in, drawn from a document of the corpus."""
    path = arguments.path.expanduser()
    rules = app.corpus.add_rules(path, arguments.document, now=app.now())
    if arguments.json:
        streams.say(_json([_rule_json(rule, "local") for rule in rules]))
    else:
        streams.say(change_texts.rules_added(len(rules), app.corpus.get(arguments.document).title))
    return _DONE


def show_list(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Every rule that standings are worked out by, with where it comes from."""
    rules = [(rule, _origin(rule, app)) for rule in app.corpus.rules()]
    if arguments.json:
        streams.say(_json([_rule_json(rule, origin) for rule, origin in rules]))
        return _DONE
    rows = [
        (
            rule.id,
            rule.name,
            rule.document,
            rule.label,
            f"{_day(rule.valid_from)}~{_day(rule.valid_until)}",
            change_texts.ORIGINS[origin],
        )
        for rule, origin in rules
    ]
    streams.say(render.table(change_texts.RULE_HEADINGS, rows))
    if all(origin == "shipped" for _, origin in rules):
        streams.say(change_texts.NO_RULES_HELD)
    return _DONE


def remove(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Remove what was added, or what was amended."""
    made = app.corpus.remove_rule(arguments.rule, now=app.now())
    if arguments.json:
        streams.say(_json({"rule": arguments.rule, "revision": made.number}))
    else:
        streams.say(change_texts.rule_removed(arguments.rule))
    return _DONE


def amend(arguments: argparse.Namespace, app: App, streams: Streams) -> int:
    """Change or end a rule from a day on."""
    from policy_corpus.amendments import Amendment, base_id, latest

    corpus = app.corpus
    rules = corpus.rules()
    place = latest(rules, arguments.rule.strip())
    if place is None:
        raise InputError(change_texts.no_such_rule(arguments.rule))
    since = getattr(arguments, "from").strip()
    if not since:
        raise InputError(change_texts.RULE_DAY_NEEDED)
    values = tuple(_pair(given) for given in arguments.set)
    label = arguments.label.strip()
    if arguments.end and (values or label):
        raise InputError(change_texts.END_AND_SET)
    if not (arguments.end or values or label):
        raise InputError(change_texts.NOTHING_TO_AMEND)
    rule = rules[place]
    document = corpus.get(arguments.document).id if arguments.document.strip() else rule.document
    amendment = Amendment(
        base_id(rule.id), parse_day(since), document, label or rule.label, rule.also_labels, values, arguments.end
    )
    corpus.take((), base=corpus.revision().number, now=app.now(), amendments=(amendment,))
    if arguments.json:
        streams.say(
            _json([_rule_json(r, _origin(r, app)) for r in corpus.rules() if base_id(r.id) == base_id(rule.id)])
        )
    else:
        streams.say(change_texts.rule_amended(rule.name, amendment.since.isoformat(), arguments.end))
    return _DONE


def _pair(given: str) -> tuple[str, str]:
    """hours=400 → ("hours", "400")."""
    path, separator, value = given.partition("=")
    if not (separator and path.strip() and value.strip()):
        raise InputError(change_texts.bad_set(given))
    return path.strip(), value.strip()


def _origin(rule: Rule, app: App) -> str:
    from policy_corpus.amendments import base_id

    if any(base_id(amendment.rule) == base_id(rule.id) for amendment in app.corpus.revision().amendments):
        return "amended"
    local = (other.id for one in app.corpus.local_rules() for other in one.rules)
    return "local" if rule.id in local else "shipped"


def _rule_json(rule: Rule, origin: str) -> dict[str, Any]:
    from policy_corpus.rule_figures import figures, text_of

    return {
        "id": rule.id,
        "name": rule.name,
        "document": rule.document,
        "label": rule.label,
        "also_labels": list(rule.also_labels),
        "region": rule.region,
        "figures": {figure.path: text_of(figure.value) for figure in figures(rule)},
        "valid_from": _day(rule.valid_from) or None,
        "valid_until": _day(rule.valid_until) or None,
        "binding": rule.binding,
        "origin": origin,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
