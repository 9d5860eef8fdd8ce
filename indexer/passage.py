"""What is searched: one passage a provision, and one a document that states the document's own facts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from indexer.units import units_of
from policy_corpus.model import Document, Level, Provision, Reading, Status
from policy_corpus.regions import get

ABOUT_LABEL = "文件信息"
"""Label of the passage that states who issued a document, when, to whom and with what standing."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One provision as the index holds it, with what is needed to cite it."""

    id: int
    document: Document
    """Without its provisions."""
    label: str
    heading_path: tuple[str, ...]
    text: str
    readings: tuple[Reading, ...] = ()

    @property
    def context(self) -> str:
        """Title and headings: what the text is about without saying so."""
        return "\n".join((self.document.title, *self.heading_path))

    @property
    def searched(self) -> str:
        """The text that both channels index."""
        return f"{self.context}\n{self.text}"

    @property
    def sentences(self) -> dict[int, str]:
        """What stands for each sentence when meanings are compared: by its start, with heading and lead.

        Empty for a passage of one sentence: that is compared as a whole.
        """
        units = units_of(self.text)
        if len(units) < 2:
            return {}
        heading = self.heading_path[-1] if self.heading_path else ""
        return {
            u.start: "\n".join(
                part
                for part in (heading, self.text[slice(*u.lead)] if u.lead else "", self.text[u.start : u.end])
                if part
            )
            for u in units
        }

    @property
    def content_hash(self) -> str:
        """Identity of `searched`: an embedding made for it can be used again."""
        return sha256(self.searched.encode()).hexdigest()


def passages_of(document: Document, first_id: int = 0) -> Iterator[Passage]:
    """Every provision of `document` as a passage, then the passage about the document itself."""
    head = replace(document, provisions=())
    for provision in (*document.provisions, about(document)):
        yield Passage(first_id, head, provision.label, provision.heading_path, provision.text, provision.readings)
        first_id += 1


def about(document: Document) -> Provision:
    """The facts of the letterhead and the signature as sentences, so that they can be asked for and quoted."""
    region = get(document.region).full_name
    lines = [f"文件名称：{document.title}。"]
    if document.number:
        lines.append(f"文号：{document.number}。")
    if document.issuers:
        lines.append(f"发文（制定）机关：{'、'.join(document.issuers)}。")
    if document.issued:
        verb = (
            "本文本通过（修正）日期"
            if document.level is Level.NATION or document.kind in ("法", "条例")
            else "成文日期"
        )
        lines.append(f"{verb}：{_day(document.issued)}。")
    if document.effective and document.effective != document.issued:
        lines.append(f"施行日期：{_day(document.effective)}。")
    if document.expires:
        lines.append(f"有效期至：{_day(document.expires)}。")
    lines.append(f"适用地区：{region}。")
    if document.addressees:
        lines.append(f"主送机关：{'、'.join(document.addressees)}。")
    if document.copied_to:
        lines.append(f"抄送：{'、'.join(document.copied_to)}。")
    if document.supersedes:
        lines.append(f"同时废止：{'、'.join(document.supersedes)}。")
    return Provision(ABOUT_LABEL, (ABOUT_LABEL,), "\n".join((*lines, *_standing(document))), len(document.provisions))


def _standing(document: Document) -> Iterator[str]:
    """What binds nobody, or does so only until a day."""
    if document.superseded_on:
        yield f"取代：自{_day(document.superseded_on)}起由{document.superseded_by or '新的文件'}取代。"
    if document.repealed_on:
        decision = f"，依据{document.repealed_by}" if document.repealed_by else ""
        yield f"废止：自{_day(document.repealed_on)}起废止{decision}。"
    if document.declared_status is Status.DRAFT:
        yield "这是征求意见稿，尚未正式施行，不具有约束力。"
    if document.void:
        yield "这份文件已经废止。"


def _day(day: object) -> str:
    year, month, date = str(day).split("-")
    return f"{year}年{int(month)}月{int(date)}日"
