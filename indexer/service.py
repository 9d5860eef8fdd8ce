"""Question → answer or refusal, over one generation of the index."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from indexer import compose, generation, validity
from indexer.catalog import Catalog
from indexer.compose import Block
from indexer.dense import DenseIndex
from indexer.embedding import Embedding
from indexer.expect import Expected
from indexer.lexical import LexicalIndex
from indexer.model import Answer, Citation, Question, Reason, Refusal
from indexer.naming import NamedDocuments
from indexer.passage import ABOUT_LABEL, Passage
from indexer.read import Model, Reading, answers, confidence, read, shipped_model
from indexer.refuse import Refusals
from indexer.retrieve import Candidate, Retriever
from indexer.scope import Scope, scope_of, silent
from indexer.spelling import Speller
from indexer.terms import Weigher
from indexer.understand import NOTHING, Part, Reader, Understanding
from indexer.verify import located, unsupported_numbers
from indexer.vocabulary import Vocabulary
from policy_corpus.model import Document, Status
from policy_corpus.regions import NATION, Region, get
from policy_corpus.store import Corpus

_CANDIDATES = 16
_EXACT = 8
"""Passages added because they hold a name of the question literally."""
_NEARLY, _PLAUSIBLE = 1.2, -2.0
"""A second provision is shown when its score is within this of the first, and not below that."""
_NEAREST = 3
_REGIONS_SHOWN = 3
_NAMED_THRESHOLD = 0.5
"""Share of the usual threshold when the question names the very article to read."""


class Phraser(Protocol):
    """A chat model that only says what the evidence says; None when it failed the checks."""

    def phrase(self, question: str, draft: str, citations: Sequence[Citation]) -> str | None:
        """`draft` in other words, or None."""
        ...


@dataclass(frozen=True, slots=True)
class _Reply:
    """What one part of a question came to."""

    part: Part
    blocks: tuple[Block, ...]
    confidence: float
    nearest: tuple[Reading, ...]
    region: Region | None
    reason: Reason = Reason.NOT_FOUND
    silent: tuple[Document, ...] = ()
    """What would answer, or is named, and has no text for the day."""


class Assistant:
    """Answers questions. Thread-safe for reading; built by `open_assistant`."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        lexical: LexicalIndex,
        dense: DenseIndex,
        embedding: Embedding,
        model: Model,
        chat: Phraser | None = None,
    ) -> None:
        self.catalog = catalog
        self._model = model
        self._chat = chat
        self._documents = catalog.documents
        words, meanings = catalog.words()
        vocabulary = Vocabulary(words=words, vectors=meanings, embed=embedding.documents)
        weigher = Weigher(frequency=lexical.frequency, size=lexical.size, neighbours=vocabulary.neighbours)
        speller = Speller(known=weigher.known, sounding=catalog.words_sounding)
        self._reader = Reader(weigher=weigher, speller=speller, named=NamedDocuments(self._documents))
        self._dense = dense
        self._retriever = Retriever(catalog=catalog, lexical=lexical, dense=dense, embedding=embedding)
        self._refusals = Refusals(self._documents)

    def close(self) -> None:
        """Release the files of the index."""
        self._dense.close()
        self.catalog.close()

    def understand(self, question: Question) -> Understanding:
        """How `question` is read; for tests and for explaining an answer."""
        asked = self._reader.understand(question)
        if asked.unknown_document and self._quoted(asked.unknown_document):
            asked = replace(asked, unknown_document="", places=(*asked.places, asked.unknown_document.strip("《》")))
        if asked.this and not asked.documents:
            asked = replace(asked, documents=self._pointed_at(asked, question))
        if asked.previous is not None and not asked.documents:
            earlier = replace(asked, parts=(asked.previous,), previous=None)
            scope = self._scope(earlier, asked.region, question)
            found = read(asked.previous, earlier, self._candidates(asked.previous, earlier, scope), self._model)
            asked = replace(asked, before=found[0].passage.document.id if found else None)
        return asked

    def _quoted(self, name: str) -> bool:
        """Whether a document that the corpus lacks is at least spoken of in one that it has."""
        return bool(self.catalog.mentioning(name.strip("《》"), 1))

    def _pointed_at(self, asked: Understanding, question: Question) -> tuple[Document, ...]:
        """The person's own region's documents of the kind that 这份意见 points to."""
        if asked.region is None:
            return ()
        scope = self._scope(asked, asked.region, question)
        local = [d for d in scope.documents if d.region != NATION]
        same = [d for d in local if asked.this == "文件" or d.kind == asked.this]
        return tuple(same) if len({d.region for d in same}) == 1 else ()

    def ask(self, question: Question) -> Answer | Refusal:
        """The answer to `question`, or a refusal that says why."""
        asked = self.understand(question)
        if asked.personal:
            return self._refusals.personal()
        if asked.unknown_document and not asked.documents:
            return self._refusals.unknown_document(asked.unknown_document)
        if not asked.parts and not asked.labels and not asked.documents:
            return self._refusals.empty()
        replies = [
            self._with_silent(self._reply(part, asked, region, question), asked, question)
            for part in asked.parts or (_whole_document(asked),)
            for region in self._regions(asked)
        ]
        if any(reply.blocks for reply in replies):
            return self._answer(question, asked, replies)
        least = round(max(reply.confidence for reply in replies), 4)
        nearest = self._nearest(replies, question)
        if unheard := tuple(dict.fromkeys(d for reply in replies for d in reply.silent)):
            return self._refusals.silent(unheard, nearest, least, question.as_of)
        return self._refusals.not_found(asked, replies[0].reason, nearest, least, question.as_of)

    def readings(self, question: Question) -> list[list[Reading]]:
        """Every sentence that was weighed for each part of `question`; for fitting and for explaining."""
        asked = self.understand(question)
        found = []
        for part in asked.parts:
            for region in self._regions(asked):
                scope = self._scope(asked, region, question)
                found.append(read(part, asked, self._candidates(part, asked, scope), self._model))
        return found

    def _scope(self, asked: Understanding, region: Region | None, question: Question) -> Scope:
        return scope_of(
            self._documents,
            as_of=question.as_of,
            region=region,
            named=asked.region_named,
            only=_in_region(asked.documents, region),
        )

    def _regions(self, asked: Understanding) -> tuple[Region | None, ...]:
        return (asked.region, *asked.others) if asked.others and not asked.documents else (asked.region,)

    def _reply(self, part: Part, asked: Understanding, region: Region | None, question: Question) -> _Reply:
        scope = self._scope(asked, region, question)
        candidates = self._candidates(part, asked, scope)
        if asked.labels and not candidates:
            return _Reply(part, (), 0.0, (), region, Reason.UNKNOWN_REFERENCE)
        readings = read(part, asked, candidates, self._model)
        threshold = self._model.threshold
        if asked.labels and asked.documents:
            threshold *= _NAMED_THRESHOLD if part.terms else 0.0
        groups = _by_region(readings) if region is None and not asked.documents else [readings]
        sure = [(confidence(group), group) for group in groups if answers(group, threshold)]
        nearest = tuple(readings[:8])
        if not sure:
            missing = region is not None and region.code != NATION and all(d.region == NATION for d in scope.documents)
            reason = Reason.NO_DOCUMENT_FOR_REGION if missing else Reason.NOT_FOUND
            return _Reply(part, (), confidence(readings), nearest, region, reason)
        sure.sort(key=lambda pair: -pair[1][0].score)
        national = [pair for pair in sure if pair[1][0].passage.document.region == NATION]
        sure = national[:1] or sure[:_REGIONS_SHOWN]  # a national rule answers for everyone
        blocks = [compose.block_of(part, group[0], question.as_of) for _, group in sure]
        if len(blocks) == 1 and (second := _second(sure[0][1])) is not None:
            blocks.append(compose.short_block(second, question.as_of))
        return _Reply(part, tuple(b for b in blocks if self._holds(b)), sure[0][0], nearest, region)

    def _with_silent(self, reply: _Reply, asked: Understanding, question: Question) -> _Reply:
        """`reply` with the documents that have no text for the day and are named, or would answer better."""
        only, held = _in_region(asked.documents, reply.region), self._documents
        if reply.blocks:  # beside an answer only what was law then, in other words
            held = tuple(d for d in held if d.wordings and d.status_on(question.as_of) is Status.OTHER_WORDING)
        scope = silent(held, as_of=question.as_of, region=reply.region, named=asked.region_named, only=only)
        if not scope.documents:
            return reply
        found = read(reply.part, asked, self._candidates(reply.part, asked, scope), self._model)
        least = reply.nearest[0].score if reply.blocks else float("-inf")
        groups = _by_region(found) if reply.region is None else [found]
        sure = [g[0].passage for g in groups if answers(g, self._model.threshold) and g[0].score > least]
        best = sorted((p.document for p in sure), key=lambda d: d.region != NATION)[:1]
        nearest = reply.nearest if reply.blocks else tuple(found)
        unheard = scope.documents if only else tuple(best)
        return replace(reply, silent=unheard, nearest=nearest) if unheard else reply

    def _candidates(self, part: Part, asked: Understanding, scope: Scope) -> list[Candidate]:
        if not scope.documents:
            return []
        if asked.labels:
            return self._retriever.scored(part, self._passages(scope, asked.labels))
        found = self._retriever.retrieve(part, scope, _CANDIDATES)
        known = {c.passage.id for c in found}
        exact: list[Passage] = self._passages(scope, (ABOUT_LABEL,)) if asked.documents and asked.about_document else []
        holds = scope.holds()
        inside = asked.region is None or all(d.region != asked.region.code for d in scope.documents)
        for place in asked.places if inside else ():
            exact += [p for p in self.catalog.mentioning(place, _EXACT).values() if holds(p.document)]
        missing = {p.id: p for p in exact if p.id not in known}
        return found + self._retriever.scored(part, list(missing.values()))

    def _passages(self, scope: Scope, labels: Sequence[str]) -> list[Passage]:
        return [p for d in scope.documents for p in self.catalog.of_document(d, labels).values()]

    def _holds(self, block: Block) -> bool:
        """Every quote stands in the indexed text, every number of the fact stands in the quote."""
        quotes = [c.quote for c in (block.citation, block.lead) if c is not None]
        sources = (*quotes, *block.passage.heading_path)
        return all(located(quote, block.passage.text) for quote in quotes) and not unsupported_numbers(
            block.fact, sources
        )

    def _answer(self, question: Question, asked: Understanding, replies: Sequence[_Reply]) -> Answer:
        blocks = _distinct([b for reply in replies for b in reply.blocks])
        citations = tuple(c for b in blocks for c in (b.lead, b.citation) if c is not None)
        text = self._text(question, asked, replies, blocks)
        least = min(reply.confidence for reply in replies if reply.blocks)
        return Answer(text, citations, round(least, 4))

    def _text(
        self, question: Question, asked: Understanding, replies: Sequence[_Reply], blocks: Sequence[Block]
    ) -> str:
        lines: list[str] = [compose.spelling_note(asked.corrected)] if asked.corrected else []
        fixes = [compose.correction(reply.part, reply.blocks[0]) for reply in replies if reply.blocks]
        lines += dict.fromkeys(fix for fix in fixes if fix)
        several = len({b.citation.region for b in blocks}) > 1
        show_region = several or asked.region is None or bool(asked.others)
        drafts = [compose.block_text(b, show_region) for b in blocks]
        if self._chat is not None:
            drafts = [self._phrased(question.text, b, d) for b, d in zip(blocks, drafts, strict=True)]
        lines += drafts
        lines += dict.fromkeys(
            note for b in blocks if (note := compose.standing(b.passage.document, asked.region, question.as_of))
        )
        unheard = dict.fromkeys(d for reply in replies for d in reply.silent)
        lines += [f"另外，{validity.silence(document, question.as_of)}" for document in unheard]
        open_ends = [r for r in replies if not r.blocks] if len(replies) > 1 else []
        lines += [compose.unanswered(r.part, r.region if asked.others else None) for r in open_ends]
        if asked.region is None and not asked.documents and any(b.passage.document.region != NATION for b in blocks):
            lines.append(compose.ask_region([b.citation.region for b in blocks]))
        return "\n".join(lines)

    def _phrased(self, question: str, block: Block, draft: str) -> str:
        citations = [c for c in (block.lead, block.citation) if c is not None]
        phrased = self._chat.phrase(question, draft, citations) if self._chat is not None else None
        return f"{phrased}\n{draft}" if phrased else draft

    def _nearest(self, replies: Sequence[_Reply], question: Question) -> tuple[Citation, ...]:
        """The closest provisions, of the person's own jurisdiction first, as pointers."""
        found = [r for reply in replies for r in reply.nearest]
        if not found:
            part, everywhere = replies[0].part, Scope(self._documents, ())
            found = read(part, NOTHING, self._retriever.retrieve(part, everywhere, _NEAREST), self._model)
        cited: dict[int, Citation] = {}
        for reading in found:
            if reading.passage.label != ABOUT_LABEL and reading.passage.id not in cited:
                quote = reading.passage.text[reading.unit.start : reading.unit.end]
                cited[reading.passage.id] = compose.cite(reading.passage, quote, question.as_of)
        return tuple(cited.values())[:_NEAREST]


def _whole_document(asked: Understanding) -> Part:
    """A question that is nothing but a name asks what the document is about."""
    return Part(" ".join(d.title for d in asked.documents) or " ".join(asked.labels), Expected.WHAT, ())


def _in_region(documents: Sequence[Document], region: Region | None) -> tuple[Document, ...]:
    """Named documents; where one name fits documents of several regions, those of the person's own."""
    if region is None or len({d.region for d in documents}) < 2:
        return tuple(documents)
    own = [d for d in documents if d.region in (region.code, *region.ancestors)]
    closest = max((len(_path(d)) for d in own), default=0)
    return tuple(d for d in own if len(_path(d)) == closest) or tuple(documents)


def _path(document: Document) -> tuple[str, ...]:
    return (*get(document.region).ancestors, document.region)


def _by_region(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Readings of each region apart, in their order."""
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(reading.passage.document.region, []).append(reading)
    return list(groups.values())


def _second(readings: Sequence[Reading]) -> Reading | None:
    """The best sentence of another provision, when it is nearly as likely to answer as the best."""
    best = readings[0]
    other = next((r for r in readings if r.passage.id != best.passage.id), None)
    return other if other is not None and other.score > max(best.score - _NEARLY, _PLAUSIBLE) else None


def _distinct(blocks: Sequence[Block]) -> list[Block]:
    seen: dict[tuple[int, str], Block] = {}
    for block in blocks:
        seen.setdefault((block.passage.id, block.citation.quote), block)
    return list(seen.values())


def open_assistant(
    *,
    corpus: Corpus,
    home: Path,
    embedding: Embedding,
    chat: Phraser | None = None,
    model: Model | None = None,
    progress: generation.Progress = lambda stage, done, total: None,
) -> Assistant:
    """Open the index of `corpus` under `home`, building or refreshing it first when it is not current."""
    wanted = corpus.content_hash()
    folder = generation.current(home)
    if folder is None or not generation.is_current(home, wanted, embedding.name):
        try:
            folder = generation.build(
                home=home, documents=corpus.documents(), corpus_hash=wanted, embedding=embedding, progress=progress
            )
        except generation.BuildError:
            if folder is None or not generation.is_readable(folder, embedding.name):
                raise  # nothing older can serve meanwhile
    generation.tidy(home)
    return Assistant(
        catalog=Catalog(folder / "catalog.db"),
        lexical=LexicalIndex(folder / "lexical"),
        dense=DenseIndex(folder / "chroma"),
        embedding=embedding,
        model=model or shipped_model(),
        chat=chat,
    )
