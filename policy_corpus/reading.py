"""What stands on disk of a corpus: read once, and again only when a file has changed, by whatever process."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_corpus import sources, stamps
from policy_corpus.digest import read_digest
from policy_corpus.history import revisions
from policy_corpus.history.revisions import Entry, Revision
from policy_corpus.merging import effective
from policy_corpus.model import Document
from policy_corpus.sources import Source
from policy_corpus.stamps import Stamp
from policy_corpus.successors import chained

Damaged = tuple[tuple[Path, str], ...]
"""Files that cannot be read, each with the reason."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything read from disk, and the stamp of the files that it was read from."""

    stamp: Stamp
    revision: Revision
    digests: tuple[tuple[Path, Document], ...]
    sources: tuple[Source, ...]
    damaged: Damaged
    documents: tuple[Document, ...]
    """The effective set."""


class Reader:
    """Reads the digests in the folder `shipped` and the originals under `base`."""

    def __init__(self, shipped: Path, base: Path) -> None:
        self._shipped = shipped
        self._base = base
        self._loaded: dict[Entry, Source] = {}
        self._read: State | None = None

    def state(self) -> State:
        """What is on disk now. Raises `CorpusError` when a shipped file is malformed."""
        if self._read is None or self._read.stamp != self._stamp():
            while True:
                digests = tuple((path, read_digest(path)) for path in sorted(self._shipped.glob("*.md")))
                revision, broken = revisions.live(self._base)
                found, damaged = self.load(revision)
                # Loading may refresh records that an older parser wrote: stamp what is there now.
                stamp = self._stamp()
                # A change by another process in between would bear the new stamp and be overlooked for ever.
                if revisions.live(self._base)[0].number == revision.number:
                    break
            documents = joined([digest for _, digest in digests], found)
            self._read = State(stamp, revision, digests, found, (*broken, *damaged), documents)
        return self._read

    def load(self, revision: Revision) -> tuple[tuple[Source, ...], Damaged]:
        """The sources of a revision; those that were read before are not read again."""
        fresh = [entry for entry in revision.entries if entry not in self._loaded]
        found, damaged = sources.load(self._base, fresh)
        self._loaded |= {source.entry: source for source in found}
        return tuple(self._loaded[entry] for entry in revision.entries if entry in self._loaded), damaged

    def _stamp(self) -> Stamp:
        """Name, time of change and size of every file that decides what the corpus is."""
        numbers = revisions.numbers(self._base)
        if not numbers:
            return stamps.of_folders((self._shipped, self._base / sources.FOLDER))
        return (*stamps.of_folders((self._shipped,)), *stamps.of_file(revisions.path_of(self._base, numbers[-1])))


def joined(
    digests: Sequence[Document], held: Iterable[Source], arrived: Sequence[Document] = ()
) -> tuple[Document, ...]:
    """The effective set of digests, the originals `held` and those that have just `arrived`."""
    originals = [document for source in held for document in source.documents]
    return chained(effective(digests, [*originals, *arrived]))
