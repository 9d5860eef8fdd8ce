"""What goes wrong with records, each with the sentence that a person can act on."""

from policy_corpus.errors import YanxiuError


class RecordsError(YanxiuError):
    """The records cannot be read or changed as asked."""


class DatabaseUnusable(RecordsError):
    """The database cannot be opened, or holds what a newer version wrote."""
