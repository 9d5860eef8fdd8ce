"""The corpus as a conversation sees it."""

from indexer.model import Citation
from policy_corpus import regions
from policy_corpus.model import Provision
from policy_corpus.store import Corpus


class CorpusLibrary:
    """`bot.app.Library` over the real corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def regions_held(self) -> tuple[str, ...]:
        """Names of the regions that have documents, the nation first, in the order of their codes."""
        codes = sorted({document.region for document in self._corpus.documents()})
        return tuple(regions.get(code).full_name for code in codes)

    def provision(self, citation: Citation) -> Provision | None:
        """The cited provision in full, None when it is there no longer."""
        for document in self._corpus.documents():
            same = document.number == citation.document_number and document.title == citation.title
            if same and document.text_kind is citation.text_kind:
                return next((p for p in document.provisions if p.label == citation.label), None)
        return None
