"""Articles, sections and document numbers named in a question or a document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.folding import fold
from policy_corpus.numerals import chinese_number, to_chinese

_N = r"(?:[一二三四五六七八九十百零〇两]+|\d{1,3})"
_C = r"[一二三四五六七八九十]{1,3}"
_LOOSE = re.compile(r"\s+")

_PATTERNS = (
    # 附件1第三条, 第三章第二节, 第十七条第二款第(三)项
    ("article", rf"(?:附件\s?(?P<annex>{_N})?\s?的?\s?)?第\s?(?P<article>{_N})\s?条(?:之(?P<sub>{_C}))?(?![件例线])"
                rf"(?P<part>(?:\s?第\s?\(?{_N}\)?\s?[款项])*)"),
    ("chapter", rf"第\s?(?P<chapter>{_N})\s?章(?:\s?第\s?(?P<section>{_N})\s?节)?"),
    # 第二部分第五点, 第二大点第5小点
    ("point", rf"第?\s?(?P<top>{_N})\s?(?:部分|大点|大条|大项)"
              rf"(?:的?\s?第?\s?\(?(?P<low>{_N})\)?\s?(?:小?[点条项]|部分))?"),
    # 二(五), 二、(五)
    ("nested", rf"(?<![一二三四五六七八九十百第\d.])第?(?P<outer>{_C})[、.]?\s?\((?P<inner>{_C}|\d{{1,2}})\)"),
    # 三、2
    ("listed", rf"(?<![一二三四五六七八九十百、第])(?P<head>{_C})、(?P<item>\d{{1,2}})"
               r"(?![\d.,%‰]|\s?(?:个|年|月|日|名|所|人|学时|课时|学分|元|万|次|岁|周|天|件|项|门|部))"),
    ("annex", rf"附件\s?(?P<only>{_N})"),
    ("lone", rf"第\s?\(?(?P<lone>{_N})\)?\s?[点项](?![名])"),
)  # fmt: skip
_MAY_REFER = re.compile(r"第|附件|部分|大[点条项]|[一二三四五六七八九十][、.]?\s?\(|、\d")
_REFERENCE = re.compile("|".join(f"(?P<{name}_>{pattern})" for name, pattern in _PATTERNS))


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a document, named at `[start, end)` of the text."""

    start: int
    end: int
    label: str
    """As `Provision.label` writes it: 第十七条, 二(五), 三2, 第三章, 附件1 第三条."""
    part: str = ""
    """Inside the provision: 第二款, 第(三)项."""
    others: tuple[str, ...] = ()
    """Labels that the same words may mean: 第三部分第2点 is 三2 or 三(二)."""

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels that may be meant, the likeliest first."""
        return (self.label, *self.others)


def references(text: str) -> list[Reference]:
    """Articles and sections named in `text`, in order; numbers of documents are not among them."""
    folded = fold(text)
    if not _MAY_REFER.search(folded.text):
        return []
    found: list[Reference] = []
    for match in _REFERENCE.finditer(folded.text):
        labels = _labels(match)
        if labels:
            start, end = folded.span(*match.span())
            found.append(Reference(start, end, labels[0], _part(match["part"]), labels[1:]))
    return found


def _labels(match: re.Match[str]) -> tuple[str, ...]:
    try:
        if match["article"]:
            article = f"第{_chinese(match['article'])}条" + (f"之{match['sub']}" if match["sub"] else "")
            annexed = match["article_"].startswith("附件")
            return (f"{_annex(match['annex'])} {article}" if annexed else article,)
        if match["chapter"]:
            section = f"第{_chinese(match['section'])}节" if match["section"] else ""
            return (f"第{_chinese(match['chapter'])}章{section}",)
        if match["top"]:
            return _points(match)
        if match["outer"]:
            return (f"{match['outer']}({_chinese(match['inner'])})",)
        if match["head"]:
            return (f"{match['head']}{match['item']}", f"{match['head']}({_chinese(match['item'])})")
        if match["only"]:
            return (_annex(match["only"]),)
        lone = _chinese(match["lone"])
        return (lone, f"({lone})", str(chinese_number(lone)))
    except ValueError:  # 第十二五条: no number
        return ()


def _points(match: re.Match[str]) -> tuple[str, ...]:
    top = _chinese(match["top"])
    if not match["low"]:
        return (top,) if match["point_"].startswith("第") else ()
    bracketed = f"{top}({_chinese(match['low'])})"
    plain = f"{top}{chinese_number(_chinese(match['low']))}"
    return (plain, bracketed) if match["low"].isdecimal() else (bracketed, plain)


def _annex(numeral: str | None) -> str:
    return f"附件{chinese_number(_chinese(numeral))}" if numeral else "附件"


def _chinese(numeral: str) -> str:
    return to_chinese(int(numeral) if numeral.isdecimal() else chinese_number(numeral))


def _part(raw: str | None) -> str:
    """第2款 第(3)项 → 第二款第(三)项."""
    if not raw:
        return ""
    return re.sub(r"\d+", lambda m: to_chinese(int(m[0])), _LOOSE.sub("", raw))


_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕甘青宁新"
_OFFICE = (
    "教师基政财人社委发字函办规综科督高职成民评标建编改价党组厅资思语体艺学位研技外监训继幼院部通告电普特府国中主席令"
)
_STOP = re.compile(
    r".*(?:[印下转制]发|发文|[根依]据|[按依参对遵]照|关于|执行|贯彻|落实|文件|文号|请问|[是的和与及或见以把指问那这在于由即为])"
)
_MAY_NUMBER = re.compile(r"\d\s?号|[\])〕]\s?第?\s?\d")
_NUMBER = re.compile(
    r"(?P<run>[一-鿿]{0,12})\s?〔(?P<y1>\d{4})年?〕\s?第?\s?(?P<n1>\d{1,4})\s?号"
    r"|(?P<run2>[一-鿿]{0,12})\s?[\[(](?P<y2>\d{4})[\])]\s?第?(?P<n2>\d{1,4})(?![\d.%])"
    rf"|(?P<run3>[{_PROVINCES}][{_OFFICE}]{{1,6}})\s?(?:(?P<y3>(?:19|20)\d\d)\s?(?:年|-)?\s?)?第?\s?(?P<n3>\d{{1,4}})\s?号"
    r"|(?:(?P<y4>(?:19|20)\d\d)\s?年?的?)?第?(?P<n4>\d{1,4})\s?号\s?(?:文件|文|令)"
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A 文号, whole or in part, named at `[start, end)` of the text."""

    start: int
    end: int
    prefix: str
    """豫教师; empty in 66号文."""
    year: int | None
    serial: int

    @property
    def number(self) -> str:
        """豫教师〔2021〕66号; empty when the year or the prefix was left out."""
        return f"{self.prefix}〔{self.year}〕{self.serial}号" if self.prefix and self.year else ""

    def matches(self, number: str) -> bool:
        """Whether this may be the document with the full `number`, by the parts that were said."""
        match = re.fullmatch(r"(.*)〔(\d{4})〕(\d+)号", number)
        if match is None:
            return False
        said = not self.prefix or match[1] == self.prefix
        return said and self.year in (None, int(match[2])) and self.serial == int(match[3])


def document_numbers(text: str) -> list[DocumentNumber]:
    """Document numbers named in `text`, in any spelling: 豫教师[2021]66号, 豫教师2021年66号, 豫教师 66号, 66号文."""
    return list(_numbers(text))


def _numbers(text: str) -> Iterator[DocumentNumber]:
    folded = fold(text)
    if not _MAY_NUMBER.search(folded.text):
        return
    for match in _NUMBER.finditer(folded.text):
        run = match["run"] or match["run2"] or match["run3"] or ""
        prefix = run if match["run3"] else _prefix(run)
        year = match["y1"] or match["y2"] or match["y3"] or match["y4"]
        serial = match["n1"] or match["n2"] or match["n3"] or match["n4"]
        if match["y2"] and not prefix:
            continue  # (2021)3 without an office in front is no document number
        start, end = folded.span(match.start() + len(run) - len(prefix), match.end())
        yield DocumentNumber(start, end, prefix, int(year) if year else None, int(serial))


def _prefix(run: str) -> str:
    """The office's abbreviation at the end of `run`: 根据豫教师 → 豫教师, 见沙委发 → 沙委发."""
    run = _STOP.sub("", run)
    start = len(run)
    while start and run[start - 1] in _OFFICE:
        start -= 1
    if start and start < len(run) and (run[start - 1] in _PROVINCES or run[start] in "教委政府财人"):
        start -= 1
    return run[start:]
