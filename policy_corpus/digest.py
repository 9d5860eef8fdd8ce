"""Reader of our own digests (要点): Markdown with a TOML head, one file a document.

Format::

    +++
    number = "豫教师〔2021〕66号"
    title = "…"
    kind = "意见"
    issuers = ["河南省教育厅", …]
    region = "410000"            # GB/T 2260; 100000 = the whole country
    level = "province"           # nation | province | city | county
    issued = 2021-05-11
    status = "in_force"          # draft | in_force | repealed
    source_url = ""
    source = "where the text was found"
    addressees = […]
    +++

    ## 前言
    text …

    ## 二、改革举措
    ### 二(五) | (五)规范教师培训管理体系
    text, paragraph by paragraph …

    > 读法（采用）：…
    > 读法：…

A heading ``LABEL | HEADING`` opens a provision; a heading without ``|`` opens a provision labelled by
the text before 、 when that is a Chinese numeral, otherwise by the whole heading. A heading whose
body is empty is a group: it gives its heading to the provisions below it and is no provision itself.
Where the wording allows more than one reading, all stand below the text and exactly one is 采用.
"""

import re
from pathlib import Path

from policy_corpus.errors import CorpusError
from policy_corpus.model import Document, Level, Provision, Reading, Status, TextKind
from policy_corpus.toml_table import Table, parse_toml, read_text

_HEADING = re.compile(r"^(#{2,5})\s+(.*\S)\s*$")
_NUMERAL_HEADING = re.compile(r"^([一二三四五六七八九十百]+)、")
_READING = re.compile(r"^>\s*读法(（采用）)?：\s*(.*\S)\s*$")
_DECLARED = {status.value: status for status in (Status.DRAFT, Status.IN_FORCE, Status.REPEALED)}
_LEVELS = {level.value: level for level in Level}


def read_digest(path: Path) -> Document:
    """Read one digest file.

    Raises `CorpusError` naming the file, and the line or the key, when the head or the body is malformed.
    """
    content = read_text(path)
    if not content.startswith("+++\n") or "\n+++\n" not in content[4:]:
        raise CorpusError(f"{path.name}：文件开头缺少两行 +++ 之间的 TOML 信息。请照其他要点文件补上。")
    head_text, body = content[4:].split("\n+++\n", 1)
    head = Table(parse_toml(head_text, path.name, first_line=2), file=path.name)
    return _document(head, _provisions(body, path.name, first_line=head_text.count("\n") + 4))


def _document(head: Table, provisions: tuple[Provision, ...]) -> Document:
    document = Document(
        number=head.text("number", default=""),
        title=head.text("title"),
        kind=head.text("kind"),
        issuers=head.texts("issuers", required=True),
        region=head.region_code("region"),
        level=head.choice("level", _LEVELS),
        text_kind=TextKind.DIGEST,
        provisions=provisions,
        issued=head.day("issued"),
        effective=head.day("effective"),
        expires=head.day("expires"),
        declared_status=head.choice("status", _DECLARED, default=Status.IN_FORCE),
        supersedes=head.texts("supersedes"),
        superseded_by=head.text("superseded_by", default=""),
        superseded_on=head.day("superseded_on"),
        repealed_by=head.text("repealed_by", default=""),
        repealed_on=head.day("repealed_on"),
        source_url=head.text("source_url", default=""),
        source=head.text("source", default=""),
        addressees=head.texts("addressees"),
        copied_to=head.texts("copied_to"),
        notes=head.texts("notes"),
    )
    head.finish()
    return document


class _Body:
    """The provisions of one digest, gathered line by line."""

    def __init__(self, file: str) -> None:
        self.provisions: list[Provision] = []
        self._file = file
        self._headings: list[tuple[int, str]] = []
        self._label = ""
        self._opened_at = 0
        self._lines: list[str] = []
        self._readings: list[Reading] = []

    def error(self, line: int, problem: str, remedy: str) -> CorpusError:
        return CorpusError(f"{self._file}：第{line}行：{problem}。{remedy}。")

    def open(self, line: int, depth: int, content: str) -> None:
        """Begin the provision or the group that the heading `content` names."""
        self.close()
        given, bar, heading = (part.strip() for part in content.partition("|"))
        if bar and not (given and heading):
            raise self.error(line, f"标题“{content}”的“|”两边要都有内容", "请写成“条款编号 | 标题”")
        heading = heading if bar else given
        numeral = _NUMERAL_HEADING.match(heading)
        self._label = given if bar else (numeral[1] if numeral else heading)
        self._headings = [h for h in self._headings if h[0] < depth] + [(depth, heading)]
        self._opened_at, self._lines, self._readings = line, [], []

    def add(self, line: int, text: str) -> None:
        """Take one line of text, which may be a reading."""
        if not self._label:
            raise self.error(line, "正文出现在第一个标题之前", "请先写“## 前言”之类的标题")
        if match := _READING.match(text):
            self._readings.append(Reading(match[2], chosen=bool(match[1])))
        elif text.startswith(("#", ">")):
            raise self.error(line, f"看不懂“{text[:20]}”", "标题用2到5个“#”加空格，读法写成“> 读法：…”")
        elif self._readings:
            raise self.error(line, "读法后面又出现了正文", "请把读法移到这一条正文的最后")
        else:
            self._lines.append(text)

    def close(self) -> None:
        """End the open provision, if its heading is not a group."""
        if not self._lines:
            if self._readings:
                raise self.error(self._opened_at, f"条款“{self._label}”只有读法、没有正文", "请补上正文")
            return
        if any(provision.label == self._label for provision in self.provisions):
            raise self.error(self._opened_at, f"条款“{self._label}”出现了两次", "请改正标题")
        chosen = sum(reading.chosen for reading in self._readings)
        if self._readings and (chosen != 1 or len(self._readings) == 1):
            raise self.error(
                self._opened_at,
                f"条款“{self._label}”有{len(self._readings)}种读法，其中{chosen}种写了（采用）",
                "请至少写两种读法，并只采用一种",
            )
        path = tuple(heading for _, heading in self._headings)
        text = "\n".join(self._lines)
        self.provisions.append(Provision(self._label, path, text, len(self.provisions), tuple(self._readings)))


def _provisions(text: str, file: str, *, first_line: int) -> tuple[Provision, ...]:
    body = _Body(file)
    for number, line in enumerate(text.split("\n"), start=first_line):
        if match := _HEADING.match(line):
            body.open(number, len(match[1]), match[2])
        elif line.strip():
            body.add(number, line.strip())
    body.close()
    if not body.provisions:
        raise CorpusError(f"{file}：没有任何条款。请在标题下写上正文。")
    return tuple(body.provisions)
