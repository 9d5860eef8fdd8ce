"""Rules that an administrator added: files as `policy_corpus.rules` reads them, and amendments, in a revision.

A file is kept as it came below ``corpus/rules``, named by its content, and counts while a revision names it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from policy_corpus.amendments import amended, base_id, document_of
from policy_corpus.durable import write_atomically
from policy_corpus.errors import CorpusError
from policy_corpus.history.revisions import Revision, RuleFile
from policy_corpus.merging import stands_for, title_key
from policy_corpus.model import Document, Provision, Rule
from policy_corpus.rules import read_rules
from policy_corpus.toml_table import parse_toml, read_text

FOLDER = "rules"


@dataclass(frozen=True, slots=True)
class Local:
    """The rules of one file that was added."""

    held: RuleFile
    path: Path
    rules: tuple[Rule, ...]
    problem: str = ""
    """Why there are none, as a sentence with the remedy."""


def kept(base: Path, path: Path, document: Document) -> tuple[RuleFile, tuple[Rule, ...]]:
    """Check the rules in the file `path` against the document and keep its bytes below the folder `base`.

    Raises `CorpusError` naming rule, key and remedy.
    """
    rules = read_rules(path, document)
    if not rules:
        raise CorpusError(f"{path.name}：文件里没有规则。请至少写一个 [[rule]]。")
    for rule in rules:
        if rule.id != base_id(rule.id):
            raise CorpusError(f"{path.name}：规则编号“{rule.id}”里有 @。请去掉：它后面写的是修改生效的日期。")
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    # The document is part of the name: the same file may stand for two.
    key = hashlib.sha256(f"{sha256} {document.id}".encode()).hexdigest()[:24]
    target = base / FOLDER / f"{key}.toml"
    try:
        write_atomically(target, content)
    except OSError as error:
        why = error.strerror or error
        raise CorpusError(f"无法写入数据目录（{why}），什么也没有改。请检查磁盘空间和权限。") from error
    held = RuleFile(target.relative_to(base).as_posix(), path.name, sha256, document.id, document.title)
    return held, rules


def load(base: Path, files: Iterable[RuleFile], documents: Sequence[Document]) -> tuple[Local, ...]:
    """The rules of the files of a revision, over the effective set `documents`."""
    return tuple(_load(base, held, documents) for held in files)


def plain(base: Path, files: Iterable[RuleFile], documents: Sequence[Document]) -> tuple[Rule, ...]:
    """The same without the files."""
    return tuple(rule for one in load(base, files, documents) for rule in one.rules)


def drawn(path: Path, digest: Document, documents: Sequence[Document]) -> tuple[Rule, ...]:
    """The rules of a shipped file, each naming the text that stands for its `digest`."""
    held = next((d for d in documents if stands_for(d, digest)), digest)
    return tuple(replace(rule, document=held.id) for rule in read_rules(path, digest))


def joined(revision: Revision, held: RuleFile) -> Revision:
    """The revision with a file of rules, which comes last and takes the place of one of its name."""
    if held in revision.rules:
        others = tuple(other for other in revision.rules if other != held)
        return revision if revision.rules[-1] == held else replace(revision, rules=(*others, held))
    others = tuple(h for h in revision.rules if (h.name, h.document) != (held.name, held.document))
    return replace(revision, rules=(*others, held))


def check_apart(path: Path, rules: Iterable[Rule], others: Iterable[Rule]) -> None:
    """Raises `CorpusError` when a rule has the id of another."""
    known = {rule.id for rule in others}
    for rule in rules:
        if rule.id in known:
            raise CorpusError(f"{path.name}：已经有编号为“{rule.id}”的规则。请改成不同的编号。")


def _load(base: Path, held: RuleFile, documents: Sequence[Document]) -> Local:
    path = base / held.file
    document = document_of(documents, held.document) or _titled(documents, held.title)
    if document is None:
        why = (
            f"政策库里没有它所属的文件“{held.document}”。请重新收录那份文件，或用 yanxiu corpus rule remove 删去规则。"
        )
        return Local(held, path, (), why)
    try:
        rules = read_rules(path, _with_labels(document, path))
    except CorpusError as error:
        return Local(held, path, (), str(error).replace(path.name, held.name, 1))
    return Local(held, path, tuple(rule for rule in rules if rule.id not in held.without))


def _titled(documents: Sequence[Document], title: str) -> Document | None:
    """The only document of this title."""
    found = [document for document in documents if title_key(document.title) == title_key(title)]
    return found[0] if len(found) == 1 else None


def _with_labels(document: Document, path: Path) -> Document:
    """The document with room for every label that the file cites.

    A rule whose provision is renumbered in a later text still binds; `policy_corpus.check` says what to correct.
    """
    there = {provision.label for provision in document.provisions}
    cited: dict[str, None] = {}
    for table in parse_toml(read_text(path), path.name).get("rule", ()):
        labels = [table.get("label"), *table.get("also_labels", ())] if isinstance(table, dict) else []
        cited |= dict.fromkeys(label.strip() for label in labels if isinstance(label, str))
    gone = [label for label in cited if label not in there]
    order = len(document.provisions)
    missing = (Provision(label, (), "", order + place) for place, label in enumerate(gone))
    return replace(document, provisions=(*document.provisions, *missing))


def effective_rules(
    base: Path, shipped: Sequence[Rule], revision: Revision, documents: Sequence[Document]
) -> tuple[Rule, ...]:
    """The shipped rules, those that were added and what was amended of both."""
    return amended([*shipped, *plain(base, revision.rules, documents)], revision.amendments, documents)


def without(revision: Revision, local: Sequence[Local], name: str) -> Revision:
    """The revision without a rule that was added, or, for one that comes with the program, without its amendments.

    Raises `CorpusError` when there is neither.
    """
    wanted = base_id(name.strip())
    amendments = tuple(one for one in revision.amendments if base_id(one.rule) != wanted)
    holding = next((one for one in local if any(rule.id == wanted for rule in one.rules)), None)
    if holding is None and amendments == revision.amendments:
        raise CorpusError(
            f"没有收录或修改过“{name}”这条规则。随软件提供的规则不能删去，"
            "请用 yanxiu corpus rule amend 编号 --end 让它失效。"
        )
    files: list[RuleFile] = []
    for held in revision.rules:
        if holding is None or held != holding.held:
            files.append(held)
        elif any(rule.id != wanted for rule in holding.rules):
            files.append(replace(held, without=(*held.without, wanted)))
    return replace(revision, rules=tuple(files), amendments=amendments)


def fingerprint(base: Path, shipped: Path, revision: Revision) -> str:
    """SHA-256 over all that the effective rules are made from, the documents excepted."""
    found = hashlib.sha256()
    for path in sorted(shipped.glob("*.rules.toml")):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    found.update(repr((revision.rules, revision.amendments)).encode())
    for held in revision.rules:
        found.update(b"\1" if (base / held.file).is_file() else b"\0")
    return found.hexdigest()
