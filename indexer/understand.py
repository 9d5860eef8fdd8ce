"""From what a person typed to what has to be found: parts, terms, region, documents, articles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.expect import Expected, expected_of
from indexer.model import Question
from indexer.naming import NamedDocuments
from indexer.normalise import Quantity, fold, quantities, references
from indexer.spelling import Speller
from indexer.terms import Term, Weigher
from policy_corpus.model import Document
from policy_corpus.regions import Mention, Region, find_regions, get

_ME = r"(?:我|俺|本人|咱)(?!们)(?:自己|个人)?"
_HOURS = r"(?:学时|学分|课时|小时)"
_PERSONAL = re.compile(
    rf"{_ME}(?:现在|目前|今年|去年|这个?周期|这五年|五年|到现在|一共|总共|都|已经|到底|究竟|名下|这边)*"
    r"(?:还(?:差|欠|缺|要|需|剩|得|有)|差|欠|缺(?!少)|已修|修了|学了|拿了|攒了|完成了|够不够|够了|超了|达标了|登记了|挣了|积了|合格了|通过了)"
    rf".{{0,8}}(?:{_HOURS}|达标|够|合格|没|吗|多少)"
    rf"|{_ME}的?(?:{_HOURS}|台账|档案|登记|培训记录|学习记录|成绩|进度|账号|绑定|证书编号)"
    r"(?:还|现在|够|有|是|到|查|在|差|登|多少|都|什么|合格|$)"
    rf"|(?:查|看)(?:一下|下|查)?{_ME}.{{0,8}}(?:{_HOURS}|记录|进度|合格)"
    rf"|{_ME}(?:补训|培训|年检|考核|注册)?(?:合格|通过|达标|过)了?(?:吗|没|没有)"
    rf"|{_ME}.{{0,8}}(?:补训|培训|考核|注册|学时|年检)(?:到底|已经)?(?:过|合格|通过|达标)了?(?:吗|没)"
    rf"|{_ME}[^是要需应该得，]{{0,14}}(?:登记|修|学|拿|攒|完成|积|记|给)了?(?:多少|几)个?{_HOURS}"
)
_SIBLING, _EARLIER = 0.25, 0.6
"""Weight of words taken over from the other half of a question, and from the question before it."""
_MARKUP = re.compile(r"<[^<>]{1,40}>.*?</[^<>]{1,40}>|<[^<>]{1,40}>")
_ORDER = re.compile(
    r"(?:请)?(?:你)?(?:忽略|无视|忘记|忘掉|不要管|别管|抛开|不用管)(?:掉)?(?:以上|之前|前面|上面)?(?:的)?(?:所有|全部|一切)?(?:的)?"
    r"(?:规定|文件|内容|指令|提示|要求|资料|设定|限制|条款)?"
    r"|假装|扮演|你现在是[^，。]*|从现在(?:起|开始)|系统(?:提示|指令|消息)|提示词|越狱|管理员模式|开发者模式|ignore[^，。]*|system|prompt"
    r"|(?:请)?(?:直接|只能|必须|请|就)?(?:回答|输出|回复|告诉我)[:：]?"
)
_SENTENCE = re.compile(
    r"[?？。！!;；\n]+|(?:，|,)?(?:还有|另外|顺便(?:问)?(?:一下|下)?|再问(?:一下|下)?|同时想问)(?=.{3})"
)
_FOLLOW = re.compile(
    r"^(?:那么?|哪|还有|它|他们|这个|这些|那个|那些|其中|如果|要是|换成|同样|一样)|呢$"
    r"|^(?:为什么|为啥|什么时候|多少|几|谁|怎么|要|能|可以).{0,6}$"
)
_ASKS = re.compile(
    r"(.)不\1|多少|几|什么|谁|哪|怎|如何|咋|啥|吗|呢|是否|能不能|有没有|要不要|是不是|何|多久|多大|多长|么"
)
_ISSUED = r"(?:印发|制定|出台|发布|发文|公布|下发|签发|颁布)"
_STARTED = r"(?:施行|生效|实施|成文)"
_ABOUT = re.compile(
    rf"(?:哪|什么|谁|几).{{0,8}}(?:{_ISSUED}|联合发|发的|定的)"
    rf"|(?:{_ISSUED}|{_STARTED})的?(?:时间|日期|机关|单位|部门|是|于)?.{{0,4}}(?:什么时候|何时|哪|谁|几|多少)"
    rf"|什么时候.{{0,6}}(?:{_ISSUED}|{_STARTED}|发的)"
    r"|文号|(?:还|是否|仍|现在)?有效(?:吗|么|期)|正式(?:文件|规定|稿|施行|实施|发布|生效)|主送|抄送|发给[谁哪]|(?:是|算|还).{0,6}(?:草案|征求意见)"
)
_THIS = re.compile(r"(?:这|该|本|那)(?:个|份|项|部)?(意见|通知|通报|办法|条例|规定|文件|法)")
_INSTITUTION = re.compile(
    r"的?(?:教师|中小学|县级|教研|实验|第[一二三四]|教育|职业|幼儿)?"
    r"[^，。?？的 ]{0,8}(?:学校|中心|机构|进修|幼儿园|大学|学院)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked."""

    text: str
    """Folded, without the names of regions and documents and without orders to the program."""
    expected: Expected
    terms: tuple[Term, ...]
    background: tuple[Term, ...] = ()
    """Terms taken over from the conversation: they help to find, and weigh less."""
    claimed: tuple[Quantity, ...] = ()
    """Numbers with units that the question itself states."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was asked, under which jurisdiction, of which documents."""

    parts: tuple[Part, ...]
    region: Region | None
    """The jurisdiction to answer for: named in the question, else the conversation, else the profile."""
    region_named: bool
    """True when the question (or an earlier one that it follows) names the region."""
    places: tuple[str, ...]
    """Names of the place that the question names, as words to look for."""
    institution: bool
    """Whether it asks about an institution of that place (赞皇县教师进修学校)."""
    others: tuple[Region, ...]
    """Further regions named, for a comparison."""
    documents: tuple[Document, ...]
    """Named by number or title; empty when none is."""
    unknown_document: str
    """A document that the question names and the corpus lacks."""
    this: str
    """意见, 通知, 办法 …: the kind of document that 这份意见 points to; empty when nothing does."""
    labels: tuple[str, ...]
    """Named articles and sections, as labels."""
    about_document: bool
    """Whether it asks who issued a document, when, to whom, or whether it is in force."""
    personal: bool
    corrected: tuple[tuple[str, str], ...]
    """Misspelt words and what they were read as."""
    previous: Part | None = None
    """The question before, when this one only makes sense after it."""
    before: str | None = None
    """`Document.id` that answered the question before; filled in by whoever can ask it."""


NOTHING = Understanding((), None, False, (), False, (), (), "", "", (), False, False, ())
"""What an empty text is understood as."""


class Reader:
    """Understands questions against one generation of the index."""

    def __init__(self, *, weigher: Weigher, speller: Speller, named: NamedDocuments) -> None:
        self._weigher = weigher
        self._speller = speller
        self._named = named

    def understand(self, question: Question) -> Understanding:
        """Read `question`, with the conversation before it where it only makes sense with that."""
        own = self._read(question.text)
        earlier = [self._read(text) for text in question.history[-4:]]
        merged = self._with_conversation(own, earlier)
        if merged.region is None and question.region:
            merged = replace(merged, region=get(question.region))
        return merged

    def _read(self, raw: str) -> Understanding:
        text = _MARKUP.sub(" ", fold(raw).text)
        named = self._named.find(text)
        rest = _blank(text, named.spans)
        mentions = [m for m in find_regions(rest) if not m.others]
        bare = _blank(rest, [(m.start, m.end) for m in mentions])
        labels = references(bare)
        bare = _blank(bare, [(r.start, r.end) for r in labels])
        corrected, bare = self._speller.correct(bare)
        regions = list(dict.fromkeys(m.region for m in mentions))
        this = _THIS.search(rest)
        return Understanding(
            parts=self._parts(bare),
            region=regions[0] if regions else None,
            region_named=bool(regions),
            places=_places(rest, mentions),
            institution=any(_INSTITUTION.match(rest[m.end :]) for m in mentions),
            others=tuple(regions[1:]),
            documents=named.documents,
            unknown_document=named.unknown,
            this=this[1] if this else "",
            labels=tuple(label for r in labels for label in r.labels),
            about_document=bool(_ABOUT.search(rest)),
            personal=bool(_PERSONAL.search(text)),
            corrected=corrected,
        )

    def _parts(self, text: str) -> tuple[Part, ...]:
        """The parts of a question; later parts have the words of the first as background."""
        parts = [part for piece in _pieces(text) if (part := self._part(piece)) is not None]
        if len(parts) < 2:
            return tuple(parts)
        return (parts[0], *(_with_background(part, parts[0].terms, _SIBLING) for part in parts[1:]))

    def _part(self, piece: str) -> Part | None:
        terms = self._weigher.terms(piece)
        if not terms and not _ASKS.search(piece):
            return None
        claimed = tuple(quantities(piece))
        return Part(piece, expected_of(piece.replace(" ", ""), claimed), terms, claimed=claimed)

    def _with_conversation(self, own: Understanding, earlier: Sequence[Understanding]) -> Understanding:
        """Fill what a follow-up leaves out from the questions before it."""
        if not earlier:
            return own
        for before in reversed(earlier):
            if own.region is None and before.region is not None and not own.documents:
                own = replace(own, region=before.region, region_named=before.region_named)
            if not own.documents and before.documents and own.region in (None, before.region):
                own = replace(own, documents=before.documents)
        last = next((e for e in reversed(earlier) if e.parts), None)
        if last is None or not _needs_context(own):
            return own
        part = own.parts[0] if own.parts else Part("", Expected.WHAT, ())
        previous = _fuller(earlier)
        kind = previous.expected if part.expected is Expected.WHAT else part.expected
        joined = _with_background(replace(part, expected=kind), previous.terms, _EARLIER)
        joined = replace(joined, text=f"{previous.text} {part.text}".strip())
        return replace(own, parts=(joined, *own.parts[1:]), previous=previous)


def _with_background(part: Part, terms: Sequence[Term], worth: float) -> Part:
    known = {t.word for t in part.terms}
    return replace(part, background=tuple(replace(t, weight=t.weight * worth) for t in terms if t.word not in known))


def _fuller(earlier: Sequence[Understanding]) -> Part:
    """The latest earlier question that stands on its own, else the latest."""
    asked = [e for e in earlier if e.parts]
    for before in reversed(asked):
        if not _needs_context(before):
            return before.parts[0]
    return asked[0].parts[0]


def _needs_context(own: Understanding) -> bool:
    """Whether a question is a fragment that only makes sense after another."""
    if not own.parts:
        return True
    part = own.parts[0]
    return (bool(_FOLLOW.search(part.text.strip(" ，,、"))) and len(part.terms) <= 3) or not part.terms


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with spaces where `spans` are, so that positions stay."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _places(text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Every way in which a document may write the places that `text` names."""
    names: list[str] = []
    for mention in mentions:
        raw = text[mention.start : mention.end]
        last = re.split(r"(?<=[省市州盟])(?=.{2})", raw)[-1]
        names += [last, mention.region.name, mention.region.short]
    return tuple(dict.fromkeys(name for name in names if len(name) > 1))


def _pieces(text: str) -> list[str]:
    """The separate questions in `text`, without orders to the program."""
    sentences = [_ORDER.sub("", piece).strip(" ，,、:：") for piece in _SENTENCE.split(text)]
    asking = [s for s in sentences if _ASKS.search(s)]
    pieces: list[str] = []
    for sentence in asking or sentences:
        for clause in re.split(r"[，,、]", sentence):
            clause = clause.strip()
            separate = pieces and _ASKS.search(clause) and _ASKS.search(pieces[-1]) and len(clause) > 3
            if not pieces or separate:
                pieces.append(clause)
            elif clause:
                pieces[-1] = f"{pieces[-1]}，{clause}" if pieces[-1] else clause
    context = [s for s in sentences if s not in asking] if asking else []
    if context and pieces:
        pieces[0] = f"{'，'.join(c for c in context if c)}，{pieces[0]}".strip("，")
    return [piece for piece in pieces if piece]
