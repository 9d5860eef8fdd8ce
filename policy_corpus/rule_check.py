"""Problems of the rules that an administrator added or amended, beside `policy_corpus.check`."""

from collections.abc import Iterator

from policy_corpus.amendments import base_id, document_of, faults
from policy_corpus.check import Problem
from policy_corpus.errors import CorpusError
from policy_corpus.model import Rule
from policy_corpus.store import Corpus


def problems(corpus: Corpus) -> tuple[Problem, ...]:
    """Files that do not load, amendments that cannot be followed, provisions that the present texts lack."""
    try:
        shipped = corpus.unamended()
    except CorpusError:
        return ()  # said of the shipped file that does not load
    return (*_files(corpus), *_amendments(corpus, shipped), *_labels(corpus))


def _files(corpus: Corpus) -> Iterator[Problem]:
    for one in corpus.local_rules():
        if one.problem:
            what, _, fix = one.problem.removeprefix(f"{one.held.name}：").rstrip("。").rpartition("。")
            yield Problem(one.held.name, None, what or fix, f"{fix}。" if what else "请改正后重新添加。")


def _amendments(corpus: Corpus, rules: tuple[Rule, ...]) -> Iterator[Problem]:
    for amendment, why in faults(rules, corpus.revision().amendments, corpus.documents()):
        what = f"对规则“{amendment.rule}”自 {amendment.since} 起的修改不能照做：{why}"
        yield Problem("规则修改", None, what, "请用 yanxiu corpus rule list 核对，用 rule remove 撤销。")


def _labels(corpus: Corpus) -> Iterator[Problem]:
    """Of rules that were added or amended; those of shipped rules as they came are found by `check`."""
    changed = {base_id(rule.id) for one in corpus.local_rules() for rule in one.rules}
    changed |= {base_id(amendment.rule) for amendment in corpus.revision().amendments}
    documents = corpus.documents()
    for rule in corpus.rules():
        document = document_of(documents, rule.document) if base_id(rule.id) in changed else None
        labels = {provision.label for provision in document.provisions} if document is not None else set()
        for label in (rule.label, *rule.also_labels) if document is not None else ():
            if label not in labels:
                yield Problem(
                    rule.document,
                    None,
                    f"规则“{rule.id}”引用的条款“{label}”在现在使用的文本里没有",
                    "请用 yanxiu corpus rule amend 编号 --label 改成现在的条款，或重新添加规则文件。",
                )
