"""The one exception base of the project.

Every error that a person may see derives from `YanxiuError` and carries a Chinese sentence saying
what is wrong, where, and what to do. The command line prints it and exits with 2; the bot replies
with it.
"""


class YanxiuError(Exception):
    """A problem that a person can act on; `str(error)` is a complete Chinese sentence."""


class CorpusError(YanxiuError):
    """The policy corpus cannot be read or changed as asked."""


class NotAPolicyDocument(CorpusError):
    """A file was refused because it holds no official document; the sentence names the reason."""
