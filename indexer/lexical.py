"""The lexical channel: tantivy over characters and bigrams, BM25."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from indexer.passage import Passage
from indexer.tokens import tokens

_MEMORY = 20_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True)
    builder.add_text_field("region", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def write(folder: Path, passages: Iterable[Passage]) -> None:
    """Write a new lexical index into the existing, empty `folder`."""
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=_MEMORY, num_threads=1)
    for passage in passages:
        document = tantivy.Document()
        document.add_unsigned("id", passage.id)
        document.add_text("region", passage.document.region)
        document.add_text("body", " ".join(tokens(passage.searched)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class LexicalIndex:
    """Reads a lexical index. Thread-safe; never writes."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        self._schema = index.schema
        self._searcher = index.searcher()
        self.size: int = self._searcher.num_docs

    def frequency(self, token: str) -> int:
        """In how many passages `token` (one character or one bigram) occurs."""
        return self._searcher.doc_freq("body", token)

    def search(self, words: Sequence[str], limit: int, regions: Sequence[str] = ()) -> list[tuple[int, float]]:
        """Passage ids and BM25 scores for `words` (tokens), best first; only of `regions` when given."""
        if not words:
            return []
        should = [(tantivy.Occur.Should, self._term("body", word)) for word in dict.fromkeys(words)]
        query = tantivy.Query.boolean_query(should)
        if regions:
            inside = tantivy.Query.term_set_query(self._schema, "region", list(regions))
            scoreless = tantivy.Query.const_score_query(inside, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, scoreless)])
        hits = self._searcher.search(query, limit, count=False).hits
        return [(self._searcher.doc(address)["id"][0], float(score)) for score, address in hits]

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value, "freq")
