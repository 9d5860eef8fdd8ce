"""Regions: the tree, what a person states, what a text mentions."""

import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.model import Level
from policy_corpus.region_index import index, short_name
from policy_corpus.regions import NATION, candidates, covers, distance, find_regions, get, resolve


def test_a_county_knows_its_names_and_its_way_down() -> None:
    """A county carries its full name, its short name and its ancestors, outermost first."""
    region = get("620702")
    assert (region.name, region.full_name, region.short) == ("甘州区", "甘肃省张掖市甘州区", "甘州")
    assert region.level is Level.COUNTY
    assert region.ancestors == (NATION, "620000", "620700")


def test_regions_without_a_city_between() -> None:
    """Districts of a municipality and counties run by the province hang directly below it."""
    assert get("110105").full_name == "北京市朝阳区"
    assert get("110105").ancestors == (NATION, "110000")
    assert get("419001").full_name == "河南省济源市"
    assert get(NATION).ancestors == ()
    assert get("710000").name == "台湾省"


def test_every_region_has_its_ancestors() -> None:
    """Every ancestor code of every region exists, and only the nation has none."""
    regions = index().regions
    assert len(regions) > 3200
    for code, region in regions.items():
        assert code == region.code
        assert len(code) == 6
        assert all(ancestor in regions for ancestor in region.ancestors)
        assert (region.ancestors[:1] == (NATION,)) != (code == NATION)


def test_an_unknown_code_is_named() -> None:
    """A code that does not exist raises an error that repeats it."""
    with pytest.raises(CorpusError, match="999999"):
        get("999999")


def test_covers_and_distance() -> None:
    """A region covers itself and what lies in it; distance counts steps on the tree."""
    assert all(covers(outer, "620702") for outer in ("620000", NATION, "620702"))
    assert not covers("620702", "620000")
    assert not covers("410000", "620702")
    assert distance("620702", "620702") == 0
    assert distance("620702", "620700") == 1
    assert distance("410000", "360000") == 2
    assert distance("620702", "350405") == 6


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("甘州区", "甘州"),
        ("沙县区", "沙县"),
        ("蔚县", "蔚县"),
        ("青龙满族自治县", "青龙"),
        ("黔西南布依族苗族自治州", "黔西南"),
        ("鄂伦春自治旗", "鄂伦春"),
        ("科尔沁左翼中旗", "科尔沁左翼中旗"),
        ("浦东新区", "浦东"),
        ("井陉矿区", "井陉矿区"),
        ("大兴安岭地区", "大兴安岭"),
        ("神农架林区", "神农架"),
        ("广西壮族自治区", "广西"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    """The suffix goes, and with it the peoples of an autonomous region; two-character names stay."""
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("statement", "full_name"),
    [
        ("河北", "河北省"),
        ("沙县", "福建省三明市沙县区"),
        ("三明市沙县区", "福建省三明市沙县区"),
        ("福建省三明市沙县", "福建省三明市沙县区"),
        ("豫", "河南省"),
        ("张掖甘州", "甘肃省张掖市甘州区"),
        ("甘肃 张掖 甘州", "甘肃省张掖市甘州区"),
        ("甘肃省甘州区", "甘肃省张掖市甘州区"),
        ("620702", "甘肃省张掖市甘州区"),
        ("北京朝阳", "北京市朝阳区"),
        ("邢台桥西区", "河北省邢台市信都区"),
        ("石家庄桥西区", "河北省石家庄市桥西区"),
        ("崇礼县", "河北省张家口市崇礼区"),
        ("滦县", "河北省唐山市滦州市"),
        ("我是河南的", "河南省"),
        ("在甘州教书", "甘肃省张掖市甘州区"),
        ("吉林", "吉林省"),
        ("吉林市", "吉林省吉林市"),
        ("西安", "陕西省西安市"),
        ("湘西州", "湖南省湘西土家族苗族自治州"),
        ("全国", "全国"),
        ("合作", "甘肃省甘南藏族自治州合作市"),
    ],
)
def test_a_stated_region_is_understood(statement: str, full_name: str) -> None:
    """A person's own statement resolves by full, short, former or abbreviated name, chained or not, or by code."""
    region = resolve(statement)
    assert region is not None
    assert region.full_name == full_name


def test_an_ambiguous_statement_leaves_several() -> None:
    """朝阳 and 鼓楼区 resolve to nothing and list whom they may mean."""
    assert resolve("朝阳") is None
    assert {r.full_name for r in candidates("朝阳")} == {"北京市朝阳区", "辽宁省朝阳市", "吉林省长春市朝阳区"}
    assert len(candidates("鼓楼区")) == 4


@pytest.mark.parametrize("statement", ["", "  ", "亚特兰蒂斯", "河南河北", "999999", "学校"])
def test_no_region_is_no_candidate(statement: str) -> None:
    """What names no single place gives no candidates and raises nothing."""
    assert resolve(statement) is None
    assert candidates(statement) == ()


MENTIONED = [
    ("豫教师〔2021〕66号是什么文件", ["河南省"]),
    ("豫教师 66号说了什么", ["河南省"]),
    ("我豫的老师要多少学时", ["河南省"]),
    ("豫、赣两省的要求一样吗", ["河南省", "江西省"]),
    ("上海南京两地的规定", ["上海市", "江苏省南京市"]),
    ("北京师范大学和北京市的培训", ["北京市"]),
    ("上海市教委怎么规定", ["上海市"]),
    ("河北省石家庄市赞皇县教师进修学校评上了吗", ["河北省石家庄市赞皇县"]),
    ("河北赞皇的进修学校", ["河北省石家庄市赞皇县"]),
    ("甘州区新任教师岗前培训", ["甘肃省张掖市甘州区"]),
    ("我在甘州教书，每年要多少学时", ["甘肃省张掖市甘州区"]),
    ("沙县教师进修学校专任教师占多少", ["福建省三明市沙县区"]),
    ("三明市沙县区的经费比例", ["福建省三明市沙县区"]),
    ("那河南呢？", ["河南省"]),
    ("江西和河南比呢", ["江西省", "河南省"]),
    ("全国教师都是360学时吗", ["全国"]),
    ("国家规定多少学时", ["全国"]),
    ("长春朝阳区的老师", ["吉林省长春市朝阳区"]),
    ("我在辽宁，朝阳的要求是什么", ["辽宁省", "辽宁省朝阳市"]),
    ("邢台市 桥东区教师进修学校", ["河北省邢台市襄都区"]),
    ("张家口市 崇礼县教师进修学校", ["河北省张家口市崇礼区"]),
    ("唐山市 滦县教师进修学校", ["河北省唐山市滦州市"]),
    ("秦皇岛市抚宁县、万全县", ["河北省秦皇岛市抚宁区", "河北省张家口市万全区"]),
    ("(闽教师〔2017〕15号)", ["福建省"]),
    ("甘政发〔2012〕121号", ["甘肃省"]),
    ("新教师〔2019〕3号", ["新疆维吾尔自治区"]),
    ("赣州和赣县的教师", ["江西省赣州市", "江西省赣州市赣县区"]),
    ("河南南阳方城教师", ["河南省南阳市方城县"]),
    ("黑龙江西部、青海南部", ["黑龙江省", "青海省"]),
    ("江西高安教师", ["江西省宜春市高安市"]),
    ("来宾教师要多少学时", ["广西壮族自治区来宾市"]),
    ("郑州市级骨干教师", ["河南省郑州市"]),
    ("石家庄市政府和洛阳教育局", ["河北省石家庄市", "河南省洛阳市"]),
    ("广西壮族自治区和内蒙古", ["广西壮族自治区", "内蒙古自治区"]),
    ("海南教师和海口市的教师", ["海南省", "海南省海口市"]),
    ("蔚县教师", ["河北省张家口市蔚县"]),
    ("定州市教师继续教育与管理中心", ["河北省保定市定州市"]),
    ("合作市的老师", ["甘肃省甘南藏族自治州合作市"]),
    ("甘愿奉献的甘肃教师", ["甘肃省"]),
]


@pytest.mark.parametrize(("sentence", "full_names"), MENTIONED)
def test_regions_in_real_sentences(sentence: str, full_names: list[str]) -> None:
    """Each sentence mentions exactly these regions, each settled."""
    mentions = find_regions(sentence)
    assert [m.region.full_name for m in mentions] == full_names
    assert all(not m.others or m.region.short == "合作" for m in mentions)


@pytest.mark.parametrize(
    "sentence",
    [
        "新教师要培训多少学时",
        "新晋教师呢",
        "冀望各校甘愿付出，宁可慢些，吉祥如意",
        "青年教师和大学毕业生",
        "河南大学、河南师范大学的老师归谁管",
        "江西师范大学承担什么任务",
        "中山大学和华南师范大学",
        "人民教育出版社的粤教版教材",
        "校长春季培训要多少学时",
        "确保定期注册，规定西部计划，日常德育工作",
        "提高要求、学习水平、重新安排、完成安排",
        "建设成为县级教师发展中心，建成县级中心",
        "省、市和县教育局，适应县域需要，新县级教师",
        "教育合作市场，区域合作，资源建设，公安机关",
        "和平与解放，民主平安，大方通道，开发新区",
        "主城区、新城区、老城区、郊区、矿区、东区和西区",
        "沿海城市、复兴城市、响应城市的教师",
        "长江西岸，黄河南岸，渤海南部海域",
        "完成都算学时，每天津贴，每天水平",
        "师资中有高级教师，公平和效率，水平定期提升",
        "日照时间长，大理论家，来宾很多，安康幸福",
        "国家级培训和国培计划",
        "农村教师的工作平台，新平台，创新平台",
    ],
)
def test_words_that_only_look_like_regions(sentence: str) -> None:
    """Ordinary words, seams between words and institutions are no regions."""
    assert [sentence[m.start : m.end] for m in find_regions(sentence)] == []


def test_an_ambiguous_mention_keeps_all_bearers() -> None:
    """朝阳 without any ancestor nearby is one mention with the other bearers beside it."""
    (mention,) = find_regions("朝阳教师一年多少学时")
    assert {mention.region.code, *(r.code for r in mention.others)} == {"110105", "211300", "220104"}


def test_a_mention_covers_the_whole_chain() -> None:
    """The span of a nested statement runs from its first to its last character."""
    text = "请问河北省石家庄市赞皇县的规定"
    (mention,) = find_regions(text)
    assert text[mention.start : mention.end] == "河北省石家庄市赞皇县"
