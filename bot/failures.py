"""The log in the data directory, and unexpected failures: details to the log, a reference number to the person."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

LOG_NAME = "yanxiu.log"
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


@dataclass(frozen=True, slots=True)
class Incident:
    """What a person is told about an unexpected failure."""

    reference: str
    log: str
    """Path of the log that has the details; empty when none could be written."""


class _LogFile(RotatingFileHandler):
    """A log that makes its folder with the first record, and is silent when it cannot be written."""

    def __init__(self, home: Path) -> None:
        super().__init__(home / LOG_NAME, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True)
        self.setFormatter(logging.Formatter(_FORMAT))
        self.failed = False

    def _open(self) -> Any:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        self.failed = True


@contextmanager
def logging_to(home: Path, level: str) -> Iterator[None]:
    """Send log records of `level` and above, and Python's warnings, to the log in `home`; none to the screen."""
    handler = _LogFile(home)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    # At its own level it writes every row, and rows are people's data.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()


def record_incident(error: BaseException, home: Path | None) -> Incident:
    """Write the traceback of `error` under a new reference to the log in `home`."""
    reference = secrets.token_hex(4)
    if home is None:
        return Incident(reference, "")
    handler = _LogFile(home)
    trace = (type(error), error, error.__traceback__)
    handler.handle(logging.LogRecord("bot", logging.ERROR, __file__, 0, "incident %s", (reference,), trace))
    handler.close()
    return Incident(reference, "" if handler.failed else str(home / LOG_NAME))
