"""A file or an address that waits for an administrator's button, and what they type to correct what was read in it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta

from bot import texts
from bot.batch import InputError, parse_day
from bot.change import Answers
from bot.messages import Button, SentFile
from bot.reception.visit import Visit
from policy_corpus import corrections, regions
from policy_corpus.corrections import Corrections, Field
from policy_corpus.rule_answers import RuleAnswer
from policy_corpus.rule_figures import Unit, written

CORPUS = "co"
"""First letters of what buttons carry: co:<what>:<message with the file or address>[:<more>], or about the corpus
itself co:<what>:<revision, source or page>."""
_KEPT = timedelta(days=1)
"""How long a preview may wait for its button: the records go on changing."""
ANY, RULE = "*", "#"
"""What may be asked for beside a `Field`."""
SINCE = "since"
PREVIEW = -1


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits; nothing of its content is kept."""

    message: int
    """The message that brought it, by which its buttons know it."""
    at: str
    """When it was looked at, in ISO 8601."""
    file: str = ""
    """The channel's id; empty for an address."""
    photo: bool = False
    name: str = ""
    """Of the file."""
    url: str = ""
    source: str = ""
    """Name under which the address is registered; empty for one that is not."""
    sha256: str = ""
    """Of what was shown; empty while the person is asked what the file is."""
    base: int = 0
    """The revision that was live then."""
    given: dict[str, list[str]] = field(default_factory=dict)
    """`Corrections.encode`."""
    decisions: list[list[str]] = field(default_factory=list)
    """About rules, in their order: rule, what of it, value, as in `RuleAnswer`; or `SINCE` and a day for all rules."""
    rules: bool = True
    """Whether rules go live with the documents."""
    place: int = PREVIEW
    """Which of the rules is shown."""
    turn: int = 0
    """How often it was shown: a button of what has been shown since is void."""
    asking: str = ""
    """What the next words are: the value of this `Field`, `ANY` particular, or about `RULE`; empty for nothing."""

    @property
    def corrections(self) -> Corrections:
        """What the administrator has said about the document."""
        return corrections.decode(self.given)

    @property
    def since(self) -> str:
        """First day of rules whose document names none; empty while nobody said."""
        return next((value for _, about, value in reversed(self.decisions) if about == SINCE), "")

    @property
    def answers(self) -> Answers:
        """What was decided about rules."""
        made = tuple(RuleAnswer(*one) for one in self.decisions if one[1] != SINCE)
        return Answers(date.fromisoformat(self.since) if self.since else None, made, self.rules)

    @property
    def decided(self) -> bool:
        """Whether anything was decided about rules."""
        return bool(self.decisions) or not self.rules

    @property
    def sent(self) -> SentFile:
        """The file as it came."""
        return SentFile(self.file, "photo" if self.photo else "document", self.name)

    def to_text(self) -> str:
        """For `Memory.corpus`."""
        return json.dumps(asdict(self), ensure_ascii=False)


def kept(visit: Visit) -> Waiting | None:
    """What waits in this chat, however long."""
    if not visit.memory.corpus:
        return None
    try:
        return Waiting(**json.loads(visit.memory.corpus))
    except TypeError:
        return None  # as another version kept it: it has to be sent again


def waiting(visit: Visit, message: str) -> Waiting | None:
    """What waits, if the button is its own and it is not too old; else the reason is the toast."""
    found = kept(visit)
    if found is None:
        visit.toast = texts.CORPUS_NOT_WAITING
    elif str(found.message) != message:
        visit.toast = texts.CORPUS_REPLACED
    elif visit.now - datetime.fromisoformat(found.at) > _KEPT:
        visit.toast = texts.CORPUS_TOO_OLD
    else:
        return found
    return None


def asking(visit: Visit) -> Waiting | None:
    """What waits for a value or for any particular, if it is not too old."""
    found = kept(visit)
    if found is None or not found.asking or visit.now - datetime.fromisoformat(found.at) > _KEPT:
        return None
    return found


def button(label: str, what: str, about: object) -> Button:
    """A button about what waits, or about a revision, a source or a page."""
    return Button(label, f"{CORPUS}:{what}:{about}")


def stopper(visit: Visit) -> str:
    """What the button carries that stops what the visit has under way."""
    return f"{CORPUS}:h:{visit.incoming.message or 0}"


def with_words(draft: Waiting, text: str) -> Waiting:
    """`draft` corrected by what was typed, such as 地区 沙县. Raises `YanxiuError`, saying what was amiss."""
    if draft.asking not in ("", ANY) and _field_in(text) is None:
        return _corrected(draft, Field(draft.asking), text)
    for line in filter(None, (line.strip() for line in text.splitlines())):
        word, value = _split(line)
        if word == texts.CORPUS_RULES_FROM and value:
            draft = with_decision(draft, "", SINCE, day_of(value).isoformat())
            continue
        found = texts.CORPUS_FIELD_WORDS.get(word)
        if found is None or not value:
            raise InputError(texts.fields_known([texts.field_button(f) for f in texts.CORPUS_FIELDS_OFFERED]))
        draft = _corrected(draft, found, value)
    return replace(draft, asking="")


def with_decision(draft: Waiting, rule: str, about: str, value: str = "") -> Waiting:
    """`draft` with one more decision about rules."""
    return replace(draft, decisions=[*draft.decisions, [rule, about, value]])


def _corrected(draft: Waiting, field: Field, value: str) -> Waiting:
    given = corrections.corrections({field: _values(field, value.strip())}).over(draft.corrections)
    return replace(draft, given=given.encode(), asking="")


def _field_in(text: str) -> Field | None:
    word, value = _split(text.strip())
    return texts.CORPUS_FIELD_WORDS.get(word) if value else None


def _split(line: str) -> tuple[str, str]:
    """The name of a particular, and its value after a blank or a colon."""
    for place, sign in enumerate(line):
        if sign in " \u3000\t:：":
            return line[:place], line[place + 1 :].strip(" \u3000\t:：")
    return line, ""


def _values(field: Field, value: str) -> Sequence[str]:
    """Raises `YanxiuError` for a value that cannot be."""
    if value.lower() in texts.NONE_WORDS:
        return ()
    if field in corrections.DAYS:
        return (day_of(value).isoformat(),)
    if field is Field.REGION:
        return (_region(value),)
    if field is Field.STATUS:
        found = [status for status, word in texts.FIELD_STATUS.items() if value.lower() in (status, word)]
        if not found:
            raise InputError(texts.bad_status(value))
        return found
    if field in (Field.ISSUERS, Field.SUPERSEDES):
        return tuple(filter(None, (one.strip() for one in value.replace("，", "、").split("、"))))
    return (value,)


def day_of(value: str) -> date:
    """2026-9-1, 2026/09/01 and the day as documents write it are days as well. Raises `InputError`."""
    spelt = [one.value for one in written(value) if one.unit is Unit.DAY]
    if len(spelt) == 1 and isinstance(spelt[0], date):
        return spelt[0]
    parts = value.replace("/", "-").replace(".", "-").split("-")
    return parse_day("-".join([parts[0], *(part.zfill(2) for part in parts[1:])]))


def _region(value: str) -> str:
    found = regions.candidates(value)
    if len(found) == 1:
        return found[0].code
    name = texts.field_button(Field.REGION)
    if not found:
        raise InputError(texts.unknown_region(value, name))
    raise InputError(texts.ambiguous_region(value, name, [region.full_name for region in found]))
