"""Where in the text each particular of a document was read, and how sure that is.

The parser says what it read; here the line that says so is looked for among the lines to which the parser gave
the fitting role, so that a person can check a proposal without reading the whole text.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policy_corpus.corrections import Corrections, Field, corrected, shown
from policy_corpus.merging import number_key, title_key
from policy_corpus.model import Document, Status
from policy_corpus.parser import Enclosure, Role, account, normalise
from policy_corpus.parser.words import DAY, any_day, day, numbers_in
from policy_corpus.regions import find_regions, get

_LONGEST = 80
"""Characters of an excerpt."""
_GUESSED_REGION = ("未写明地区", "地区名有重名")


class Sure(StrEnum):
    """How sure a value is."""

    GIVEN = "given"
    """The administrator said so."""
    STATED = "stated"
    """The text says so at the place that is meant for it."""
    INFERRED = "inferred"
    """It follows from the line shown, or stands at another place."""
    ASSUMED = "assumed"
    """The text does not say; this is what is usual."""
    MISSING = "missing"
    """Nothing was found."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One particular of a document, and what it rests on."""

    field: Field
    value: tuple[str, ...]
    """As text; empty when there is none."""
    sure: Sure
    line: int | None = None
    """Line of the file's text, from 1; None when no one line says so."""
    excerpt: str = ""
    """The words of that line."""
    file: str = ""
    """The attachment in which that line is; empty for the document's own text."""
    read: tuple[str, ...] | None = None
    """For a corrected value: what was read in the text."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    roles: frozenset[Role]
    file: str = ""


_Test = Callable[[str], bool]


def findings(
    text: str,
    name: str,
    documents: Sequence[Document],
    given: Sequence[Corrections],
    annexes: Sequence[tuple[str, Enclosure]] = (),
) -> tuple[tuple[Finding, ...], ...]:
    """For each document that the parser read in `text` its particulars; `given` are the corrections of each.

    `annexes` are the names and texts of the files that became annexes of the last document.
    """
    lines = _lines(text, name, annexes)
    return tuple(
        tuple(_finding(field, document, changes, lines.get(place, ()), name) for field in Field)
        for place, (document, changes) in enumerate(zip(documents, given, strict=True))
    )


def line_naming(text: str, name: str, sentence: str) -> int | None:
    """Line of a file's text on which `sentence` stands, else the first that names the document `name`."""
    lines = list(enumerate(normalise(text).split("\n"), start=1))
    said, number, title = "".join(sentence.split()), number_key(name), title_key(name)
    whole = (at for at, line in lines if said and said in "".join(line.split()))
    named = (at for at, line in lines if number in number_key(line) or title in title_key(line))
    return next(whole, next(named, None))


def _lines(text: str, name: str, annexes: Sequence[tuple[str, Enclosure]]) -> dict[int, tuple[_Line, ...]]:
    """The lines of each document with what the parser took them for; those of its annexes after its own."""
    enclosures = [enclosure for _, enclosure in annexes]
    files = ["", *(file for file, _ in annexes)]
    words = [normalise(said).split("\n") for said in (text, *(enclosure.words for enclosure in enclosures))]
    roles: dict[int, dict[tuple[int, int], set[Role]]] = {}
    numbers = [1] * len(files)
    for segment in account(text, name=name, enclosures=enclosures):
        at = segment.enclosure
        for offset, part in enumerate(segment.text.split("\n")):
            numbers[at] += offset > 0
            if part.strip():
                roles.setdefault(segment.document, {}).setdefault((at, numbers[at]), set()).add(segment.role)
    return {
        document: tuple(
            _Line(number, words[at][number - 1].strip().lstrip("# "), frozenset(found), files[at])
            for (at, number), found in sorted(by_line.items())
        )
        for document, by_line in roles.items()
    }


def _finding(field: Field, read: Document, given: Corrections, lines: Sequence[_Line], name: str) -> Finding:
    document = corrected(read, given) if given else read
    value = shown(document, field)
    if field in dict(given.values):
        return Finding(field, value, Sure.GIVEN, read=shown(read, field))
    for sure, roles, test in _tests(field, document):
        for line in lines:
            if roles & line.roles and test(line.text):
                return Finding(field, value, sure, line.number, _excerpt(line.text, value), line.file)
    if not value:
        return Finding(field, value, Sure.MISSING)
    if field is Field.ISSUED:
        return Finding(field, value, Sure.ASSUMED, None, name)  # nothing else than the file's name has it
    return Finding(field, value, Sure.ASSUMED)


_REPEALING = ("废止", "停止执行", "不再执行", "失效")
_BODY = frozenset({Role.BODY, Role.TABLE, Role.HEADING})
_TITLE = frozenset({Role.TITLE})
_META = frozenset({Role.METADATA, Role.IMPRINT})
_ANY = frozenset(Role)

_Tests = Iterable[tuple[Sure, frozenset[Role], _Test]]


def _tests(field: Field, document: Document) -> _Tests:
    """What a line has to say for `field`, and how sure the value then is: the surest first."""
    if field is Field.NUMBER:
        return _number(document.number)
    if field in (Field.TITLE, Field.KIND):
        return ((Sure.STATED, _TITLE, lambda line: True),)
    if field is Field.ISSUERS:
        return _issuers(document)
    if field is Field.ISSUED:
        return _issued(document.issued)
    if field is Field.EFFECTIVE:
        return _effective(document)
    if field is Field.EXPIRES:
        return _expires(document.expires)
    if field in (Field.REGION, Field.LEVEL):
        return _region(document)
    if field is Field.STATUS:
        return _status(document.declared_status)
    if field is Field.REPEALED and document.repealed_on:
        return ((Sure.STATED, _TITLE | _META, lambda line: "废止" in line and document.repealed_on in _days(line)),)
    if field is Field.SUPERSEDES and document.supersedes:
        return ((Sure.STATED, _BODY, lambda line: any(word in line for word in _REPEALING)),)
    if field is Field.SOURCE_URL and document.source_url:
        return ((Sure.STATED, _ANY, lambda line: document.source_url in line),)
    return ()


def _number(number: str) -> _Tests:
    if not number:
        return ()
    serial = number.rpartition("第")[2]
    return (
        (Sure.STATED, frozenset({Role.NUMBER}), lambda line: number in numbers_in(line) or line.endswith(serial)),
        (Sure.INFERRED, _META | _TITLE, lambda line: number in numbers_in(line)),
        (Sure.INFERRED, _ANY, lambda line: number in numbers_in(line)),
    )


def _issuers(document: Document) -> _Tests:
    if not document.issuers:
        return ()

    def names(line: str) -> bool:
        plain = "".join(line.split())
        return any(issuer in plain for issuer in document.issuers)

    return (
        (Sure.STATED, frozenset({Role.SIGNATURE}), names),
        (Sure.INFERRED, frozenset({Role.LETTERHEAD, Role.TITLE, Role.METADATA, Role.ADOPTION, Role.NUMBER}), names),
        (Sure.INFERRED, frozenset({Role.ADOPTION}), lambda line: True),
    )


def _issued(issued: date | None) -> _Tests:
    if issued is None:
        return ()
    return (
        (Sure.STATED, frozenset({Role.DATE, Role.ADOPTION}), lambda line: issued in _days(line)),
        (Sure.INFERRED, _META | {Role.LETTERHEAD, Role.NOISE}, lambda line: issued in _days(line)),
    )


def _effective(document: Document) -> _Tests:
    effective = document.effective
    if effective is None:
        return ()

    def begins(line: str) -> bool:
        return any(word in line for word in ("施行", "执行", "实施", "生效", "试行"))

    return (
        (Sure.STATED, _BODY, lambda line: begins(line) and effective in _days(line)),
        (Sure.INFERRED, _BODY, lambda line: begins(line) and "之日" in line),
    )


def _expires(expires: date | None) -> _Tests:
    if expires is None:
        return ()
    return (
        (Sure.STATED, _BODY, lambda line: "有效期" in line and expires in _days(line)),
        (Sure.INFERRED, _BODY, lambda line: "有效期" in line or "试行" in line),
    )


def _region(document: Document) -> _Tests:
    if any(note.startswith(_GUESSED_REGION) for note in document.notes):
        return ()
    region = get(document.region)

    def names(line: str) -> bool:
        return any(mention.region.code == region.code for mention in find_regions(line))

    def national(line: str) -> bool:
        return any(issuer in line for issuer in document.issuers) or "中华人民共和国" in line

    test = names if region.ancestors else national
    roles = (Role.SIGNATURE, Role.TITLE, Role.NUMBER, Role.LETTERHEAD, Role.ADOPTION)
    return tuple((Sure.INFERRED, frozenset({role}), test) for role in roles)


def _status(status: Status) -> _Tests:
    if status is Status.DRAFT:
        return (
            (
                Sure.STATED,
                _TITLE | _META,
                lambda line: any(w in line for w in ("征求意见", "草案", "讨论稿", "送审稿")),
            ),
        )
    if status is Status.REPEALED:
        return ((Sure.STATED, _TITLE | _META, lambda line: any(w in line for w in ("废止", "失效", "无效"))),)
    return ()


def _days(line: str) -> tuple[date, ...]:
    found = [day(match) for match in DAY.finditer(line)] or [any_day(line)]
    return tuple(each for each in found if each is not None)


def _excerpt(line: str, value: Sequence[str]) -> str:
    """The line, or of a long one the part around the value."""
    if len(line) <= _LONGEST:
        return line
    place = next((line.find(text) for text in value if text in line), -1)
    if place < 0:
        place = next((match.start() for match in DAY.finditer(line)), 0)
    start = max(0, min(place - _LONGEST // 2, len(line) - _LONGEST))
    return f"{'…' if start else ''}{line[start : start + _LONGEST]}{'…' if start + _LONGEST < len(line) else ''}"
