"""Word lists behind the recognition of regions: abbreviations, former names, words that look like names."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

PROVINCE_NAMES = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
}

PROVINCE_CHARS = {
    "京": "110000", "津": "120000", "冀": "130000", "晋": "140000", "蒙": "150000", "辽": "210000", "吉": "220000",
    "黑": "230000", "沪": "310000", "苏": "320000", "浙": "330000", "皖": "340000", "闽": "350000", "赣": "360000",
    "鲁": "370000", "豫": "410000", "鄂": "420000", "湘": "430000", "粤": "440000", "桂": "450000", "琼": "460000",
    "渝": "500000", "川": "510000", "蜀": "510000", "贵": "520000", "黔": "520000", "云": "530000", "滇": "530000",
    "藏": "540000", "陕": "610000", "秦": "610000", "甘": "620000", "陇": "620000", "青": "630000", "宁": "640000",
    "新": "650000", "台": "710000", "港": "810000", "澳": "820000",
}  # fmt: skip

SAFE_CHARS = frozenset("冀晋沪浙皖闽赣鲁豫鄂湘粤琼渝黔滇")
"""Abbreviations that are rare in other words; the rest count only in front of a document number."""

FORMER_NAMES = (
    ("滦县", "130284"), ("唐海县", "130209"), ("任县", "130505"), ("桥东", "130502"), ("桥西", "130503"),
    ("桥东区", "130502"), ("桥西区", "130503"), ("邢台县", "130503"), ("蓟县", "120119"), ("达县", "511703"),
    ("郫县", "510117"), ("开县", "500154"), ("户县", "610118"), ("华县", "610503"), ("陕县", "411203"),
    ("开封县", "410212"), ("许昌县", "411003"), ("上饶县", "361104"), ("九江县", "360404"), ("星子县", "360483"),
    ("赣县", "360704"), ("闸北区", "310106"), ("卢湾区", "310101"), ("南汇区", "310115"), ("崇文区", "110101"),
    ("宣武区", "110102"), ("襄樊市", "420600"), ("襄樊", "420600"), ("襄阳县", "420607"), ("思茅市", "530800"),
    ("中甸县", "533401"), ("梅列区", "350404"), ("下城区", "330105"), ("江干区", "330102"), ("铜陵县", "340706"),
    ("梅县", "441403"), ("济源示范区", "419001"), ("广西自治区", "450000"), ("宁夏自治区", "640000"),
    ("新疆自治区", "650000"), ("内蒙自治区", "150000"), ("哲里木盟", "150500"), ("达川市", "511703"),
)  # fmt: skip
"""Names that were given up, with the region of today; several of them are borne by other regions too."""


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `data/region_words.toml`, which says what each is for."""

    ordinary: frozenset[str]
    risky_cities: frozenset[str]
    ordinary_full: frozenset[str]
    left_cues: tuple[str, ...]
    right_cues: tuple[str, ...]
    strong_right_cues: tuple[str, ...]


@lru_cache(maxsize=1)
def words() -> Words:
    """The lists, read on first use."""
    lists = tomllib.loads((files("policy_corpus") / "data" / "region_words.toml").read_text(encoding="utf-8"))
    return Words(
        ordinary=frozenset(lists["ordinary"].split()),
        risky_cities=frozenset(lists["risky_cities"].split()),
        ordinary_full=frozenset(lists["ordinary_full"].split()),
        left_cues=tuple(lists["left_cues"].split()),
        right_cues=tuple(lists["right_cues"].split()),
        strong_right_cues=tuple(lists["strong_right_cues"].split()),
    )
