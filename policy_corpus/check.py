"""Is the corpus whole and consistent? Every problem is located and says what to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from policy_corpus import completeness, sources
from policy_corpus.amendments import base_id
from policy_corpus.digest import read_digest
from policy_corpus.errors import CorpusError
from policy_corpus.facts import FactKind
from policy_corpus.merging import number_key, stands_for, title_key
from policy_corpus.model import Document, Rule, Status, TextKind
from policy_corpus.regions import get
from policy_corpus.store import Corpus

_NUMBERS = (FactKind.NUMERAL, FactKind.ORDINAL, FactKind.DATE, FactKind.DOCUMENT_NUMBER)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; the sentences are for the administrator."""

    file: str
    """Name of the file, or the document where there is no one file."""
    line: int | None
    """From 1; None when the problem has no line."""
    what: str
    fix: str


def check(corpus: Corpus) -> tuple[Problem, ...]:
    """All problems of the corpus, in order of kind; empty when it is sound."""
    broken = tuple(_broken_digests(corpus.shipped))
    if broken:
        return broken  # without its digests nothing else can be said of the corpus
    rules, problems = _rules(corpus)
    documents = corpus.documents()
    return (
        *_unreadable(corpus),
        *problems,
        *(problem for document in documents for problem in _document(corpus, document)),
        *_successors(corpus, documents),
        *_cycles(corpus, documents),
        *_rule_problems(corpus, rules),
        *(() if problems else _aims(corpus, rules)),  # what is missing may stand in a file that did not load
        *_contradictions(corpus, rules),
        *_invented(corpus),
    )


def _broken_digests(folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.glob("*.md")):
        try:
            read_digest(path)
        except CorpusError as error:
            yield _from_error(path, error)


def _from_error(path: Path, error: CorpusError) -> Problem:
    """A reader's error as a problem: its sentences after the file name, the last of them being the remedy."""
    text = str(error).removeprefix(f"{path.name}：")
    what, separator, fix = text.rstrip("。").rpartition("。")
    return Problem(path.name, None, what if separator else text, f"{fix}。" if separator else "请改正后重试。")


def _unreadable(corpus: Corpus) -> Iterator[Problem]:
    for path, why in corpus.damaged():
        yield Problem(path.name, None, f"文件无法读取：{why}", "请重新添加这个文件，或删除它。")
    for source in corpus.originals():
        if source.note:
            yield Problem(source.name, None, source.note, "请核对文件内容后重新添加。")


def _rules(corpus: Corpus) -> tuple[tuple[tuple[Path, Rule], ...], tuple[Problem, ...]]:
    """The rules that load, with their files, and a problem for each file that does not."""
    rules: list[tuple[Path, Rule]] = []
    problems: list[Problem] = []
    stems = {path.stem for path, _ in corpus.digests()}
    for path in sorted(corpus.shipped.glob("*.rules.toml")):
        if path.name.removesuffix(".rules.toml") not in stems:
            problems.append(Problem(path.name, None, "旁边没有同名的要点文件", "请补上要点文件，或删去这个规则文件。"))
    for path, digest in corpus.digests():
        rule_file = path.with_name(f"{path.stem}.rules.toml")
        if not rule_file.exists():
            continue
        try:
            rules.extend((rule_file, rule) for rule in corpus.rules_of(rule_file, digest))
        except CorpusError as error:
            problems.append(_from_error(rule_file, error))
    return tuple(rules), tuple(problems)


def _document(corpus: Corpus, document: Document) -> Iterator[Problem]:
    file = _file_of(corpus, document)
    try:
        get(document.region)
    except CorpusError as error:
        yield Problem(file, _line(corpus, file, "region"), str(error).split("。")[0], "请改成 GB/T 2260 的六位代码。")
    if document.issued is None and document.declared_status is not Status.DRAFT:
        yield Problem(file, None, f"《{document.title}》没有成文日期", "请补上日期（issued），否则无法判断是否有效。")
    labels = [provision.label for provision in document.provisions]
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        yield Problem(file, _line(corpus, file, label), f"条款“{label}”出现了不止一次", "请改正条款的编号。")


def _successors(corpus: Corpus, documents: tuple[Document, ...]) -> Iterator[Problem]:
    for document in documents:
        if document.superseded_by and _named(documents, document.superseded_by) is None:
            file = _file_of(corpus, document)
            yield Problem(
                file,
                _line(corpus, file, "superseded_by"),
                f"《{document.title}》写明被“{document.superseded_by}”取代，但政策库里没有这个文件",
                "请用 yanxiu corpus add 添加新文件，或改正 superseded_by。",
            )


def _cycles(corpus: Corpus, documents: tuple[Document, ...]) -> Iterator[Problem]:
    """Documents that, followed from successor to successor, lead back to themselves."""
    following = {d.id: s.id for d in documents if (s := _named(documents, d.superseded_by)) is not None}
    reported: set[str] = set()
    for start in following:
        path = [start]
        while (step := following.get(path[-1])) is not None and step not in path:
            path.append(step)
        if step == start and start not in reported:
            reported.update(path)
            document = next(d for d in documents if d.id == start)
            what = f"文件互相取代，成了循环：{' → '.join((*path, start))}"
            yield Problem(_file_of(corpus, document), None, what, "请核对 supersedes 和 superseded_by。")


def _rule_problems(corpus: Corpus, rules: Iterable[tuple[Path, Rule]]) -> Iterator[Problem]:
    by_id = {document.id: document for document in corpus.documents()}
    amended = {base_id(one.rule) for one in corpus.revision().amendments}  # `rule_check` looks at what stands for them
    for path, rule in rules:
        if base_id(rule.id) in amended:
            continue
        line = _line(corpus, path.name, rule.id)
        if rule.region != by_id[rule.document].region:  # the document's own region is checked with it
            try:
                get(rule.region)
            except CorpusError as error:
                yield Problem(path.name, line, str(error).split("。")[0], "请改成 GB/T 2260 的六位代码。")
        labels = {provision.label for provision in by_id[rule.document].provisions}
        for label in (rule.label, *rule.also_labels):
            if label not in labels:
                yield Problem(
                    path.name,
                    line,
                    f"规则“{rule.id}”引用的条款“{label}”在现在使用的文本里没有",
                    "请核对原文的条款编号，或重新添加完整的原文。",
                )


def _aims(corpus: Corpus, rules: Iterable[tuple[Path, Rule]]) -> Iterator[Problem]:
    """Rules that say which others they change, where those do not exist or ask for no hours."""
    rules = tuple(rules)
    by_id = {rule.id: rule for _, rule in rules}
    for path, rule in rules:
        for name in rule.applies_to:
            aim = by_id.get(name)
            if aim is not None and aim.hours is not None:
                continue
            what = "政策库里没有这条规则" if aim is None else "那条规则没有学时要求，没有什么可改"
            yield Problem(
                path.name,
                _line(corpus, path.name, rule.id),
                f"规则“{rule.id}”写明作用于“{name}”，{what}",
                "请改正 applies_to 里的编号，或删去它。",
            )


def _contradictions(corpus: Corpus, rules: Iterable[tuple[Path, Rule]]) -> Iterator[Problem]:
    by_id = {document.id: document for document in corpus.documents()}
    counted = [(path, rule) for path, rule in rules if rule.binding and rule.hours is not None]
    for (path, rule), (other_path, other) in combinations(counted, 2):
        same = (rule.region, rule.period, rule.age) == (other.region, other.period, other.age)
        if not same or rule.hours == other.hours or not set(rule.roles) & set(other.roles):
            continue
        if rule.stages and other.stages and not set(rule.stages) & set(other.stages):
            continue
        if _overlap(_validity(rule, by_id[rule.document]), _validity(other, by_id[other.document])):
            yield Problem(
                path.name,
                _line(corpus, path.name, rule.id),
                f"规则“{rule.id}”（{rule.hours}学时）与{other_path.name}的“{other.id}”（{other.hours}学时）互相矛盾："
                "地区、对象和周期相同",
                "请核对原文，改正其中一条，或写明 valid_from、valid_until。",
            )


def _validity(rule: Rule, document: Document) -> tuple[date, date]:
    """First and last day on which a rule of `document` binds."""
    if document.declared_status is Status.DRAFT or document.void:
        return date.max, date.min
    first = [day for day in (rule.valid_from, document.begins) if day]
    last = [day for day in (rule.valid_until, document.last) if day]
    return max(first, default=date.min), min(last, default=date.max)


def _overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return max(one[0], other[0]) <= min(one[1], other[1])


def _invented(corpus: Corpus) -> Iterator[Problem]:
    """Numbers and dates of a digest that its original, where it was added, does not state."""
    for path, digest in corpus.digests():
        exceptions_file = path.with_name(f"{path.stem}.exceptions.toml")
        found = [s for s in corpus.originals() if any(stands_for(d, digest) for d in s.documents)]
        if not found or not exceptions_file.exists():
            continue
        source = found[-1]
        try:
            exceptions = completeness.read_exceptions(exceptions_file)
            text = sources.text_in(source)
        except CorpusError as error:
            yield _from_error(exceptions_file, error)
            continue
        if source.name == exceptions.original:
            text = exceptions.part(text)
        for fact in completeness.missing_facts(text, digest, exceptions.reasons):
            if fact.kind is completeness.ProblemKind.INVENTED and fact.fact_kind in _NUMBERS:
                what = f"条款“{fact.label}”里的“{fact.fact}”在原文（{source.name}）里找不到"
                yield Problem(
                    path.name, _line(corpus, path.name, fact.label or fact.fact), what, "请对照原文改正要点。"
                )


def _named(documents: tuple[Document, ...], name: str) -> Document | None:
    """The document with this id, number or title."""
    for document in documents:
        if name and (document.id == name or (document.number and number_key(document.number) == number_key(name))):
            return document
    return next((d for d in documents if name and title_key(d.title) == title_key(name)), None)


def _file_of(corpus: Corpus, document: Document) -> str:
    """Name of the file that the document's text comes from."""
    if document.text_kind is TextKind.DIGEST:
        return next((path.name for path, digest in corpus.digests() if stands_for(digest, document)), document.id)
    return next((s.name for s in corpus.originals() if s.sha256 == document.sha256), document.id)


def _line(corpus: Corpus, file: str, needle: str) -> int | None:
    """Line of a shipped file on which `needle` first stands; headings before other lines."""
    path = corpus.shipped / file
    if not needle or not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    holding = [number for number, line in enumerate(lines, start=1) if needle in line]
    headings = [number for number in holding if lines[number - 1].startswith("#")]
    return next(iter(headings or holding), None)
