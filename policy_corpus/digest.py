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
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from policy_corpus.errors import CorpusError
from policy_corpus.model import Document, Level, Provision, Reading, Status, TextKind

_HEADING = re.compile(r"^(#{2,5})\s+(.*\S)\s*$")
_NUMERAL_HEADING = re.compile(r"^([一二三四五六七八九十百]+)、")
_READING = re.compile(r"^>\s*读法(（采用）)?：\s*(.*\S)\s*$")


def read_digest(path: Path) -> Document:
    """Read one digest file.

    Raises `CorpusError` naming the file and line when the head or a heading is malformed.
    """
    content = path.read_text(encoding="utf-8")
    if not content.startswith("+++\n") or "\n+++\n" not in content[4:]:
        raise CorpusError(f"{path.name}：文件开头缺少两行 +++ 之间的 TOML 信息。请照其他要点文件补上。")
    head_text, body = content[4:].split("\n+++\n", 1)
    try:
        head = tomllib.loads(head_text)
        return _document(head, _provisions(body, path.name))
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise CorpusError(f"{path.name}：开头的信息有误（{error}）。请改正后重试。") from error


def _document(head: dict[str, Any], provisions: tuple[Provision, ...]) -> Document:
    return Document(
        number=head.get("number", ""),
        title=head["title"],
        kind=head["kind"],
        issuers=tuple(head["issuers"]),
        region=head["region"],
        level=Level(head["level"]),
        text_kind=TextKind.DIGEST,
        provisions=provisions,
        issued=head.get("issued"),
        effective=head.get("effective"),
        expires=head.get("expires"),
        declared_status=Status(head.get("status", "in_force")),
        supersedes=tuple(head.get("supersedes", ())),
        superseded_by=head.get("superseded_by", ""),
        source_url=head.get("source_url", ""),
        source=head.get("source", ""),
        addressees=tuple(head.get("addressees", ())),
        copied_to=tuple(head.get("copied_to", ())),
        notes=tuple(head.get("notes", ())),
    )


def _provisions(body: str, name: str) -> tuple[Provision, ...]:
    provisions: list[Provision] = []
    headings: list[tuple[int, str]] = []
    label = ""
    lines: list[str] = []
    readings: list[Reading] = []

    def close() -> None:
        text = "\n".join(lines).strip()
        if not text:
            if readings:
                raise CorpusError(f"{name}：条款“{label}”只有读法、没有正文。请补上正文。")
            return
        if not label:
            raise CorpusError(f"{name}：正文出现在第一个标题之前。请先写“## 前言”之类的标题。")
        if any(p.label == label for p in provisions):
            raise CorpusError(f"{name}：条款“{label}”出现了两次。请改正标题。")
        path = tuple(h for _, h in headings)
        provisions.append(Provision(label, path, text, len(provisions), tuple(readings)))

    for line in body.splitlines():
        if match := _HEADING.match(line):
            close()
            lines, readings = [], []
            depth = len(match[1])
            given, bar, heading = (part.strip() for part in match[2].partition("|"))
            heading = heading if bar else given
            numeral = _NUMERAL_HEADING.match(heading)
            label = given if bar else (numeral[1] if numeral else heading)
            headings = [h for h in headings if h[0] < depth] + [(depth, heading)]
        elif match := _READING.match(line):
            readings.append(Reading(match[2], chosen=bool(match[1])))
        elif line.strip():
            lines.append(line.strip())
    close()
    if not provisions:
        raise CorpusError(f"{name}：没有任何条款。")
    return tuple(provisions)
