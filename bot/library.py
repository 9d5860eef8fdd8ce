"""The corpus as a conversation sees it."""

from indexer.model import Citation
from indexer.verify import located
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
        """The cited provision in full, None when it is there no longer; of several versions the one that was quoted."""
        cited = (citation.document_number, citation.title, citation.text_kind)
        found = [
            provision
            for document in self._corpus.documents()
            if (document.number, document.title, document.text_kind) == cited
            for provision in document.provisions
            if provision.label == citation.label
        ]
        return next((p for p in found if located(citation.quote, p.text)), found[-1] if found else None)
