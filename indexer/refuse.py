"""Refusals: why nothing is answered, what is nearest, and whom to ask."""

from collections.abc import Sequence
from datetime import date

from indexer.compose import region_name, source_line
from indexer.model import Citation, Reason, Refusal
from indexer.understand import Understanding
from indexer.validity import day_said, silence
from policy_corpus.model import Document, Status
from policy_corpus.regions import NATION, Region, covers

_REASONS = {Status.OTHER_WORDING: Reason.OTHER_WORDING, Status.NOT_YET: Reason.NOT_YET_IN_FORCE}
_ASK = "可以回复“转人工”，请教师发展中心的工作人员来答。"


class Refusals:
    """Words refusals for a corpus of these documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._held = dict.fromkeys(d.region for d in documents if d.region != NATION)
        self._regions = "、".join(map(region_name, self._held))

    def empty(self) -> Refusal:
        """Nothing was asked."""
        return Refusal(
            "没有看到问题。请直接输入您想问的事，例如：河北县级教师发展中心的教师评职称按什么系列？", Reason.EMPTY
        )

    def personal(self) -> Refusal:
        """The question is about the person's own hours."""
        return Refusal(
            "这个问题要查您本人的学时台账，我这里还没有您的记录，不能替您估算。"
            f"您可以先问规定本身，例如“五年要修多少学时”。{_ASK}",
            Reason.PERSONAL,
        )

    def unknown_document(self, name: str) -> Refusal:
        """The question names a document that the corpus lacks."""
        return Refusal(
            f"没有收录您说的{name}，所以不能替它作答。管理员可以用 yanxiu corpus add 加入原文。{_ASK}",
            Reason.UNKNOWN_REFERENCE,
        )

    def silent(
        self, documents: Sequence[Document], nearest: tuple[Citation, ...], confidence: float, as_of: date
    ) -> Refusal:
        """What would answer does not hold on the day: why, and what its text says on another day."""
        why = "\n".join(silence(document, as_of) for document in documents)
        shown = _nearest(nearest, f"库里的文本是这样写的（不是{day_said(as_of)}的规定，只供参考）")
        reason = _REASONS.get(documents[0].status_on(as_of), Reason.NO_LONGER_IN_FORCE)
        return Refusal(f"{why}{shown}\n{_ASK}", reason, nearest, confidence)

    def not_found(
        self, asked: Understanding, reason: Reason, nearest: tuple[Citation, ...], confidence: float, as_of: date
    ) -> Refusal:
        """The documents of the jurisdiction do not say."""
        if reason is Reason.UNKNOWN_REFERENCE:
            titles = "、".join(dict.fromkeys(f"《{d.title}》" for d in asked.documents)) or "收录的文件"
            text = f"{titles}里没有{'、'.join(asked.labels)}。请核对条款号。"
        elif reason is Reason.NO_DOCUMENT_FOR_REGION and asked.region is not None and self._has(asked.region):
            text = f"收录的{asked.region.full_name}的文件，没有一份的文本在{day_said(as_of)}有效；"
            text += "全国性的规定里也没有找到答案，不能拿别的日子或别处的规定代替。"
        elif reason is Reason.NO_DOCUMENT_FOR_REGION and asked.region is not None:
            text = f"没有收录{asked.region.full_name}的文件，全国性的规定里也没有找到答案，不能拿别处的规定代替。"
            text += f"目前收录了这些地区的文件：{self._regions}。" if self._regions else ""
        else:
            where = (
                f"适用于{asked.region.full_name}的" if asked.region is not None and not asked.documents else "收录的"
            )
            text = f"{where}文件里没有写这一点，我不能猜。"
        return Refusal(f"{text}{_nearest(nearest)}\n{_ASK}", reason, nearest, confidence)

    def _has(self, region: Region) -> bool:
        """Whether any document but a national one is about the people of `region`, whenever."""
        return any(covers(code, region.code) for code in self._held)


def _nearest(nearest: Sequence[Citation], heading: str = "最接近的条款（只供参考，并没有回答您的问题）") -> str:
    if not nearest:
        return ""
    lines = [f"· 【{c.region}】{_short(c.quote)}\n  {source_line(c)}" for c in nearest]
    return f"\n{heading}：\n" + "\n".join(lines)


def _short(quote: str) -> str:
    return quote if len(quote) <= 60 else f"{quote[:59]}…"
