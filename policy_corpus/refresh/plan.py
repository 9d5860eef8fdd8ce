"""A refresh in two steps: fetch and compare, changing nothing; then take in what was confirmed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from policy_corpus import attachments
from policy_corpus.attachments import Lack, Told
from policy_corpus.errors import CorpusError
from policy_corpus.formats import Cancelled
from policy_corpus.formats.model import Progress
from policy_corpus.history.revisions import Action
from policy_corpus.intake import Added, Result
from policy_corpus.merging import same_document, title_key
from policy_corpus.proposal import Proposal, propose
from policy_corpus.refresh.fetch import Failed, Fetched, Fetcher, Gone, Page, name_of
from policy_corpus.refresh.following import kept_page
from policy_corpus.refresh.pages import brought
from policy_corpus.refresh.registry import Registered
from policy_corpus.sources import Arrival, Source
from policy_corpus.texts import documents_in, text_of

if TYPE_CHECKING:
    from policy_corpus.store import Corpus


class Became(StrEnum):
    """What was found at a registered address."""

    UNCHANGED = "unchanged"
    NEW = "new"
    """A document that the corpus has no original of."""
    CHANGED = "changed"
    """Another text of a document that it has."""
    GONE = "gone"
    """No page; what was fetched before stays."""
    UNREADABLE = "unreadable"
    """A page that is no policy document (any more); what was fetched before stays."""
    FAILED = "failed"
    """It could not be fetched; what was fetched before stays."""


CHANGING = (Became.NEW, Became.CHANGED)
_TROUBLE = (Became.GONE, Became.UNREADABLE, Became.FAILED)
_MOST_TOLD = 3
_SAID = {
    Lack.UNFETCHED: "附件“{title}”没有抓到：{reason}",
    Lack.KEPT: "附件“{title}”这次没有抓到，沿用已收录的：{reason}",
    Lack.UNLINKED: "网页上已没有附件“{title}”，已收录的保留；如已撤下，请把这个网址重新收录一次。",
    Lack.DROPPED: "网页上已没有附件“{title}”。",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one registered address."""

    source: Registered
    became: Became
    sentence: str
    """For the administrator."""
    proposal: Proposal | None = None
    """What would be taken in, for `CHANGING`."""
    told: tuple[Told, ...] = ()
    """What was amiss with the page's attachments."""

    @property
    def troubled(self) -> bool:
        """Whether what the corpus holds may be older than what is there: something could not be fetched or read."""
        return self.became in _TROUBLE or any(one.lack is Lack.KEPT for one in self.told)


def look(
    corpus: "Corpus",
    registered: Sequence[Registered],
    fetcher: Fetcher,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Outcome, ...]:
    """Fetch each address and compare it with the corpus. Changes nothing."""
    outcomes: list[Outcome] = []
    for done, source in enumerate(registered):
        if cancelled is not None and cancelled():
            raise Cancelled("已停止刷新，什么也没有改。")
        if progress is not None:
            progress("抓取网页", done, len(registered))
        outcomes.append(_look(corpus, source, fetcher, cancelled))
    if progress is not None and registered:
        progress("抓取网页", len(registered), len(registered))
    return tuple(outcomes)


def take(corpus: "Corpus", outcomes: Sequence[Outcome], *, base: int, now: datetime) -> tuple[Result, ...]:
    """Take in what was confirmed, all of it as one revision.

    `base` is the number of the revision that was live when `look` began. Raises `CorpusError` when the corpus
    was changed since.
    """
    arrivals = [outcome.proposal.arrival for outcome in outcomes if outcome.proposal is not None]
    return corpus.take(arrivals, action=Action.REFRESH, base=base, now=now)


def sentence_after(outcome: Outcome, result: Result | None) -> str:
    """What to remember of an address after the decision; None for a change that was not confirmed."""
    if outcome.became not in CHANGING:
        return outcome.sentence
    return f"{outcome.sentence}{'已更新。' if isinstance(result, Added) else '没有更新。'}"


def _look(corpus: "Corpus", registered: Registered, fetcher: Fetcher, cancelled: Callable[[], bool] | None) -> Outcome:
    held = next((source for source in corpus.originals() if source.entry.url == registered.url), None)
    etag, modified = (held.entry.etag, held.entry.modified) if held is not None else ("", "")
    found: Fetched = fetcher.fetch(registered.url, etag=etag, modified=modified, cancelled=cancelled)
    stays = "已收录的文本保留不变。" if held is not None else ""
    if isinstance(found, Gone):
        return Outcome(registered, Became.GONE, f"网页不在了（{found.status}）。{stays}请核对网址。")
    if isinstance(found, Failed):
        return Outcome(registered, Became.FAILED, f"{found.reason}{stays}")
    try:
        if isinstance(found, Page):
            keep = held is not None and _is_still(held, found)
            came = _brought(corpus, registered, found, held, fetcher, keep, cancelled)
        elif held is not None:
            came = _brought(corpus, registered, kept_page(held, found.url), held, fetcher, True, cancelled)
        else:
            return Outcome(registered, Became.UNCHANGED, "没有变化。")
        return _compared(corpus, registered, came, held)
    except Cancelled:
        raise
    except CorpusError as error:
        return Outcome(registered, Became.UNREADABLE, f"网页读不成政策文件：{error}{stays}")


def _brought(
    corpus: "Corpus",
    registered: Registered,
    page: Page,
    held: Source | None,
    fetcher: Fetcher,
    keep: bool,
    cancelled: Callable[[], bool] | None,
) -> Arrival:
    return brought(
        page,
        registered.url,
        fetcher,
        held=held,
        keep_unlinked=keep,
        given=registered.corrections,
        known={source.sha256 for source in corpus.originals()},
        cancelled=cancelled,
    )


def _is_still(held: Source, page: Page) -> bool:
    """Whether a page that had attachments is about the same document: those of another one are not its."""
    if not held.entry.marks:
        return False
    try:
        text = text_of(page.content, name_of(page))
    except CorpusError:
        return True  # it cannot be told, and nothing is to be lost
    try:
        return any(same_document(old, new) for new in documents_in(text, "") for old in held.documents)
    except CorpusError:  # a page that is nothing without its attachments
        words = title_key("".join(paper.words for paper in text.papers))
        return any(title_key(old.title) in words for old in held.documents)


def _compared(corpus: "Corpus", registered: Registered, came: Arrival, held: Source | None) -> Outcome:
    amiss = came.told
    if came.text is None:
        return Outcome(registered, Became.UNCHANGED, f"没有变化。{_amiss(amiss)}", told=amiss)
    proposal = propose(corpus, came)
    if all(proposed.diff is not None and not proposed.diff for proposed in proposal.documents):
        same = "网页有变动，文件的文字没有变化。"
        return Outcome(registered, Became.UNCHANGED, f"{same}{_amiss(amiss)}", told=amiss)
    more = _counted(proposal) + _amiss([one for one in amiss if one.lack is not Lack.UNFETCHED])
    fresh = [one.document.title for one in proposal.documents if one.diff is None or one.diff]
    titles = "、".join(f"《{title}》" for title in fresh)
    changed = any(proposed.diff is not None for proposed in proposal.documents)
    other = held is not None and not any(
        same_document(old, proposed.document) for old in held.documents for proposed in proposal.documents
    )
    if other and held is not None:
        before = "、".join(f"《{document.title}》" for document in held.documents)
        said = f"网页现在是另一份文件{titles}；原来的{before}保留。"
        return Outcome(registered, Became.NEW, f"{said}{more}", proposal, amiss)
    became = Became.CHANGED if changed else Became.NEW
    said = "有新的文本。" if changed else "是新收录的原文。"
    return Outcome(registered, became, f"{titles}{said}{more}", proposal, amiss)


def _counted(proposal: Proposal) -> str:
    """How many of the page's attachments come in with it."""
    found = [one for one in proposal.attachments if one.became is not attachments.Became.DROPPED]
    lost = (attachments.Became.LEFT, attachments.Became.UNREAD, attachments.Became.UNFETCHED)
    came = sum(one.became not in lost for one in found)
    rest = "，其余的见各自的说明" if came < len(found) else ""
    return f"网页有 {len(found)} 个附件，收入 {came} 个{rest}。" if found else ""


def _amiss(told: Sequence[Told]) -> str:
    """What was amiss with attachments when they were fetched."""
    said = "".join(_SAID[one.lack].format(title=one.title, reason=one.reason) for one in told[:_MOST_TOLD])
    return said + (f"另有 {len(told) - _MOST_TOLD} 个附件也有问题。" if len(told) > _MOST_TOLD else "")
