"""Numbers as Word writes them: the formats of ECMA-376, 17.18.59 (ST_NumberFormat)."""

from policy_corpus.numerals import to_chinese

_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS, _FORMAL_UNITS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST_CHINESE = 999
_LARGEST_ROMAN = 3999
_COUNTING = frozenset(
    {
        "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
        "japaneseCounting", "koreanCounting",
    }
)  # fmt: skip
_FORMAL = frozenset({"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"})
_RUNS = {
    "ideographTraditional": _STEMS,
    "ideographZodiac": _BRANCHES,
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
}
"""Formats with a sign for each number; above the last the number is written in digits, as Word does."""


def numeral(number: int, form: str) -> str:
    """`number` in the format `form`; in digits where the format is unknown or has no such number."""
    if form in ("none", "bullet"):
        return ""
    if form in _COUNTING:
        return to_chinese(number) if 0 < number <= _LARGEST_CHINESE else (_DIGITS[0] if number == 0 else str(number))
    if form in _FORMAL:
        return _formal(number) if 0 < number <= 9999 else str(number)
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in _RUNS:
        return _RUNS[form][number - 1] if 0 < number <= len(_RUNS[form]) else str(number)
    if form == "ideographZodiacTraditional":
        return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]
    return _western(number, form)


def _western(number: int, form: str) -> str:
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(number).translate(_WIDE)
    if form in ("upperRoman", "lowerRoman") and 0 < number <= _LARGEST_ROMAN:
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter") and number > 0:
        # AA after Z, BB after AA: Word repeats the letter.
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    return str(number)


def _roman(number: int) -> str:
    result = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        result += sign * times
    return result


def _formal(number: int) -> str:
    """壹佰零叁"""
    digits = [int(digit) for digit in str(number)]
    result, gap = "", False
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit:
            result += ("零" if gap else "") + _FORMAL_DIGITS[digit] + _FORMAL_UNITS[place]
        gap = bool(result) and not digit
    return result
