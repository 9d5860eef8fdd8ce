"""A web page on its way into the corpus, with its attachments."""

from collections.abc import Callable, Container, Sequence
from dataclasses import replace

from policy_corpus.corrections import NONE, Corrections, Field, corrections
from policy_corpus.errors import CorpusError
from policy_corpus.formats.model import Progress
from policy_corpus.refresh.fetch import Failed, Fetcher, Gone, Page
from policy_corpus.refresh.following import follow
from policy_corpus.sources import Arrival, Source, arrival
from policy_corpus.texts import documents_in


def fetched(
    url: str,
    fetcher: Fetcher,
    *,
    held: Sequence[Source] = (),
    known: Container[str] = (),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Arrival:
    """What is at `url`, as it is now, with its attachments; `held` are the sources of the corpus.

    Its text is not extracted when its hash is one of the `known`. Raises `CorpusError` with the reason when it cannot
    be had or read, and `Cancelled`.
    """
    plain = url.partition("#")[0]
    found = fetcher.fetch(plain, cancelled=cancelled)
    if isinstance(found, Failed):
        raise CorpusError(found.reason)
    if isinstance(found, Gone):
        raise CorpusError(f"网页不在了（{found.status}），什么也没有改。请核对网址。")
    if not isinstance(found, Page):
        raise CorpusError("网站没有给出内容，什么也没有改。请过些时候再试。")
    before = next((source for source in held if source.entry.url == plain), None)
    return brought(found, plain, fetcher, held=before, known=known, progress=progress, cancelled=cancelled)


def brought(
    page: Page,
    url: str,
    fetcher: Fetcher,
    *,
    held: Source | None = None,
    keep_unlinked: bool = False,
    given: Corrections = NONE,
    known: Container[str] = (),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Arrival:
    """`page`, fetched from the address `url`, with its attachments (see `follow`). Raises as `fetched` does."""
    got = follow(page, fetcher, held=held, keep_unlinked=keep_unlinked, progress=progress, cancelled=cancelled)
    came = arrival(got.content, got.name, given=given, known=known, progress=progress, cancelled=cancelled)
    return replace(came, url=url, etag=page.etag, modified=page.modified, marks=got.marks, told=got.told)


def with_address(came: Arrival, given: Corrections) -> Arrival:
    """`came` with corrections, and with its address where the text of the one document in it names none."""
    if came.url and came.text is not None and Field.SOURCE_URL not in dict(given.values):
        read = documents_in(came.text, came.sha256)
        if len(read) == 1 and not read[0].source_url:
            given = given.over(corrections({Field.SOURCE_URL: (came.url,)}))
    return replace(came, corrections=given)
