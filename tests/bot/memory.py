"""An assistant in memory: the real interface over a few fixed answers."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from bot.app import App, Progress
from bot.main import main
from bot.settings import Settings
from bot.streams import Streams
from indexer.model import Answer, Citation, Question, Reason, Refusal
from policy_corpus.model import Status, TextKind

TODAY = date(2026, 9, 1)

CITED = Citation(
    document_number="豫教师〔2021〕66号",
    title="某某意见",
    region="河南省",
    label="二(五)",
    quote="每五年累计不少于360学时。",
    text_kind=TextKind.DIGEST,
    document_status=Status.IN_FORCE,
    source_url="https://example.org/66",
)


class Trouble(Exception):
    """What the assistant raises when it is asked to fail."""


@dataclass
class MemoryAssistant:
    """Answers what contains 学时, refuses the rest and one's own record, fails on 出错; remembers what it was asked."""

    asked: list[Question] = field(default_factory=list)
    cited: tuple[Citation, ...] = (CITED,)

    def ask(self, question: Question) -> Answer | Refusal:
        """The fixed answer, or a refusal."""
        self.asked.append(question)
        if "出错" in question.text:
            raise Trouble("secret detail")
        if "停" in question.text:
            raise KeyboardInterrupt
        if question.text.startswith("我还差"):
            return Refusal("要查您本人的学时台账。", Reason.PERSONAL, (), 1.0)
        if "学时" in question.text:
            return Answer(f"每五年360学时（{question.region or '未说明地区'}）。", self.cited, 0.91234)
        return Refusal("收录的文件没有写这件事。", Reason.NOT_FOUND, self.cited, 0.1)

    def close(self) -> None:
        """There is nothing to release."""


class MemoryApp(App):
    """The real composition root with the assistant in memory."""

    def __init__(self, settings: Settings, memory: MemoryAssistant) -> None:
        super().__init__(settings)
        self._memory = memory

    def today(self) -> date:
        """A fixed day."""
        return TODAY

    def assistant(self, progress: Progress) -> MemoryAssistant:
        """The assistant in memory, after a little progress."""
        progress("读取文件", 1, 1)
        return self._memory


class Clocked(App):
    """The real composition root at a fixed moment: 2026-03-02, 10:00 in China."""

    def now(self) -> datetime:
        """That moment."""
        return datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class Terminal(io.StringIO):
    """Somebody at the keyboard."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@dataclass(frozen=True)
class Outcome:
    """What a run of the command left."""

    status: int
    out: str
    err: str


@dataclass
class CommandLine:
    """Runs the command in this process, in a data directory of its own."""

    folder: Path
    assistant: MemoryAssistant = field(default_factory=MemoryAssistant)
    environ: Mapping[str, str] = field(default_factory=dict)
    real: bool = False
    """Use the real assistant instead of the one in memory."""

    @property
    def home(self) -> Path:
        """The data directory."""
        return self.folder / "数据 目录"

    def __call__(self, *argv: str, stdin: str | bytes = "") -> Outcome:
        content = stdin if isinstance(stdin, bytes) else stdin.encode()
        given = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
        out, err = io.StringIO(), io.StringIO()
        status = main(
            argv,
            {"YANXIU_HOME": str(self.home), **self.environ},
            streams=Streams(given, out, err),
            cwd=self.folder,
            open_app=App if self.real else lambda settings: MemoryApp(settings, self.assistant),
        )
        return Outcome(status, out.getvalue(), err.getvalue())
