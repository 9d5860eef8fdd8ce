"""What a document states about itself."""

from datetime import date

import pytest

from policy_corpus.model import Document, Level, Status
from policy_corpus.parser import parse_originals

_BODY = "一、登记\n各校及时登记教师学时。\n二、核对\n各县按月核对。\n"


def _parse(text: str, name: str = "invented.txt") -> Document:
    (document,) = parse_originals(text, name=name)
    return document


def test_full_letterhead_and_imprint() -> None:
    """Letterhead, number with 签发人, broken title, joint issuers, addressees, 抄送 and imprint are all read."""
    document = _parse(
        "湖南省教育厅文件\n湘教发[2023] 8 号    签发人：略\n"
        "湖南省教育厅 湖南省财政厅\n关于印发《湖南省教师研修学时管理规程》的\n通  知\n"
        "各市州教育（体育）局、财政局，\n有关高等学校：\n"
        + _BODY
        + "湖南省教育厅　湖南省财政厅\n二〇二三年三月一日\n（此件主动公开）\n"
        "抄送：省委办公厅、省政府办公厅。\n湖南省教育厅办公室 2023年3月2日印发\n"
    )
    assert document.number == "湘教发〔2023〕8号"
    assert document.title == "湖南省教育厅 湖南省财政厅关于印发《湖南省教师研修学时管理规程》的通知"
    assert document.kind == "通知"
    assert document.issuers == ("湖南省教育厅", "湖南省财政厅")
    assert document.addressees == ("各市州教育（体育）局", "财政局", "有关高等学校")
    assert document.copied_to == ("省委办公厅", "省政府办公厅")
    assert (document.issued, document.region, document.level) == (date(2023, 3, 1), "430000", Level.PROVINCE)
    assert [provision.label for provision in document.provisions] == ["一", "二"]


@pytest.mark.parametrize(
    ("issuer", "number", "region", "level"),
    [
        ("教育部办公厅", "教师厅函〔2022〕11号", "100000", Level.NATION),
        ("贵州省教育厅", "黔教函〔2022〕7号", "520000", Level.PROVINCE),
        ("深圳市教育局", "深教〔2022〕7号", "440300", Level.CITY),
        ("张掖市甘州区教育局", "甘区教发〔2022〕7号", "620702", Level.COUNTY),
    ],
)
def test_region_and_level_follow_the_issuer(issuer: str, number: str, region: str, level: Level) -> None:
    """The issuer's region decides; national bodies stand for the whole country."""
    document = _parse(f"关于做好教师研修工作的通知\n{number}\n各有关单位：\n{_BODY}{issuer}\n2022年4月12日\n")
    assert (document.region, document.level, document.issuers) == (region, level, (issuer,))


def test_region_from_the_number() -> None:
    """Without an issuer, the abbreviation in the number names the province."""
    document = _parse(f"关于做好教师研修工作的通知\n赣教师字〔2014〕36号\n各有关单位：\n{_BODY}")
    assert (document.region, document.issuers) == ("360000", ())
    assert "未写明发文机关。" in document.notes


def test_law_takes_its_last_amendment_and_its_congress() -> None:
    """Issued is the last adoption or amendment in the head; 施行 and the file's name do not override it."""
    document = _parse(
        "# 湖南省实施《中华人民共和国教师法》办法\n\n2009年5月1日 湖南省第十届人民代表大会常务委员会第六次会议通过\n\n"
        "2009年7月1日 施行\n\n"
        "根据2018年9月7日湖南省第十三届人民代表大会常务委员会第十一次会议《关于修改某某规定的决定》修正\n\n"
        "<!-- INFO END -->\n\n第一条 为了实施教师法，制定本办法。\n\n第二条 本办法自2009年7月1日起施行。"
        "1995年1月1日公布的《湖南省教师管理办法》同时废止。\n",
        "湖南省实施《教师法》办法(2018-11-30).md",
    )
    assert (document.issued, document.effective) == (date(2018, 9, 7), date(2009, 7, 1))
    assert document.issuers == ("湖南省人民代表大会常务委员会",)
    assert (document.number, document.kind) == ("", "办法")
    assert document.supersedes == ("湖南省教师管理办法",)
    assert any("2018-11-30" in note for note in document.notes)


_ADOPTED = "2009年5月1日 湖南省第十届人民代表大会常务委员会第六次会议通过"
_APPROVED = "2009年6月1日 湖南省第十届人民代表大会常务委员会第七次会议批准"
_AMENDED = "根据2018年9月7日湖南省第十三届人民代表大会常务委员会第十一次会议《关于修改某某规定的决定》修正"
_REVISED = "2022年4月20日 湖南省第十四届人民代表大会常务委员会第二次会议修订"


@pytest.mark.parametrize(
    ("head", "name", "wordings"),
    [
        ([_ADOPTED], "", [date(2009, 5, 1)]),
        ([_ADOPTED, _APPROVED], "", [date(2009, 6, 1)]),
        ([_ADOPTED, _APPROVED, _AMENDED], "", [date(2009, 6, 1), date(2018, 9, 7)]),
        ([_ADOPTED, _AMENDED, _REVISED], "", [date(2009, 5, 1), date(2018, 9, 7), date(2022, 4, 20)]),
        ([], "(2008-03-01)", []),
        ([], "(2018-09-07)", [date(2009, 7, 1), date(2018, 9, 7)]),
    ],
)
def test_the_head_of_a_law_tells_its_wordings(head: list[str], name: str, wordings: list[date]) -> None:
    """Adoption and each amendment count once; a law dated after its own first day was amended, head or no head."""
    lines = "\n\n".join(head)
    document = _parse(
        f"# 湖南省教师研修条例\n\n{lines}\n\n第一条 为了研修，根据国家法律制定本条例。\n\n"
        "第二条 本条例自2009年7月1日起施行。\n",
        f"湖南省教师研修条例{name}.md",
    )
    assert document.wordings == tuple(wordings)


def test_a_notice_has_no_wordings() -> None:
    """A notice with a number that reaches back is no amended law."""
    document = _parse(
        f"关于做好教师研修工作的通知\n赣教师字〔2023〕36号\n各有关单位：\n{_BODY}三、其他\n本通知自2023年1月1日起执行。\n"
        "江西省教育厅\n2023年3月5日\n"
    )
    assert (document.effective, document.issued, document.wordings) == (date(2023, 1, 1), date(2023, 3, 5), ())


def test_law_without_dates_takes_the_one_in_its_file_name() -> None:
    """A file name ending in (2011-01-05) gives the date that the text lacks."""
    text = "# 湖南省终身教育促进条例\n\n第一条 为了学习，根据国家法律制定本条例。\n\n第二条 由各级人民政府实施。\n"
    assert _parse(text, "湖南省终身教育促进条例(2011-01-05).md").issued == date(2011, 1, 5)


@pytest.mark.parametrize(
    ("clause", "effective", "expires"),
    [
        ("本办法自2022年5月1日起施行。", date(2022, 5, 1), None),
        ("本办法自印发之日起施行，有效期五年。", date(2022, 4, 12), date(2027, 4, 11)),
        ("本办法自发布之日起30日后施行。", date(2022, 5, 12), None),
        ("本办法自2022年5月1日起施行，有效期至2025年12月31日。", date(2022, 5, 1), date(2025, 12, 31)),
        ("本办法自发布之日起试行，试行期2年。", date(2022, 4, 12), date(2024, 4, 11)),
        ("本办法由市教育局解释，从2022年5月1日起执行。", date(2022, 5, 1), None),
        ("培训合格证书有效期3年。", None, None),
        ("学员自2022年5月1日起执行新课表。", None, None),
    ],
)
def test_effect_and_expiry(clause: str, effective: date | None, expires: date | None) -> None:
    """Days of effect and expiry are read from the document's own closing clause only."""
    document = _parse(
        f"深圳市教师研修办法\n深教〔2022〕7号\n各区教育局：\n第一条 目的。\n第二条 {clause}\n"
        "深圳市教育局\n2022年4月12日\n"
    )
    assert (document.effective, document.expires) == (effective, expires)


def test_draft_is_marked_and_has_no_relative_dates() -> None:
    """征求意见稿 is a draft; it has not been published, so 自公布之日起 gives no date."""
    document = _parse(
        "甘州区教师研修办法\n（征求意见稿）\n第一条为了研修，根据国家规定，制定本办法。\n第二条教育局负责实施。\n第三条本办法自公布之日起施行。\n"
    )
    assert document.title == "甘州区教师研修办法（征求意见稿）"
    assert (document.declared_status, document.effective) == (Status.DRAFT, None)


def test_repealed_documents() -> None:
    """Numbers are preferred to titles; the page's own word on validity is believed."""
    document = _parse(
        "有效性：已废止\n湖南省教师研修办法\n湘教发〔2023〕9号\n第一条 目的。\n"
        "第二条 依照《某某条例》，本办法自2023年5月1日起施行，"
        "《旧办法》（湘教发〔2015〕3号）、《湖南省〈条例〉实施细则》同时废止。\n"
    )
    assert document.supersedes == ("湘教发〔2015〕3号", "湖南省〈条例〉实施细则")
    assert document.declared_status is Status.REPEALED


@pytest.mark.parametrize("line", ["废止日期：2024-01-01", "废止日期: 2024年1月1日", "时效性：已于2024年1月1日起废止"])
def test_the_day_of_a_repeal_on_the_page(line: str) -> None:
    """What the page says about the day of the repeal is believed; before it the document was in force."""
    document = _parse(
        f"{line}\n有效性：已废止\n湖南省教师研修办法\n湘教发〔2023〕9号\n第一条 目的。\n"
        "第二条 本办法自2023年5月1日起施行。\n"
    )
    assert (document.declared_status, document.repealed_on) == (Status.REPEALED, date(2024, 1, 1))
    assert [document.status_on(date(2023, 12, 31)), document.status_on(date(2024, 1, 1))] == [
        Status.IN_FORCE,
        Status.REPEALED,
    ]


def test_page_metadata_is_used_with_a_note() -> None:
    """Without a date at the end, the page's date is taken and said so; 来源 and 原址 are kept."""
    document = _parse(
        "关于做好教师研修工作的通知\n发布时间：2013-11-26 08:58:33  来源：江西教育网\n"
        "赣教师字〔2013〕37号\n各有关单位：\n" + _BODY + "原址:http://example.org/a/1.html\n"
    )
    assert document.issued == date(2013, 11, 26)
    assert any("2013-11-26" in note for note in document.notes)
    assert (document.source, document.source_url) == ("江西教育网", "http://example.org/a/1.html")


def test_ministerial_decree() -> None:
    """A decree's number over two lines is the number, and its ministry the issuer."""
    document = _parse(
        "中华人民共和国教育部令\n第47号\n《教师研修规定》已经审议通过，现予公布，自2020年9月1日起施行。\n2020年7月1日\n"
        "教师研修规定\n第一条 根据教师法，制定本规定。\n第二条 本规定自2020年9月1日起施行。\n"
    )
    assert (document.number, document.issuers) == ("中华人民共和国教育部令第47号", ("教育部",))
    assert (document.title, document.region, document.issued) == ("教师研修规定", "100000", date(2020, 7, 1))
