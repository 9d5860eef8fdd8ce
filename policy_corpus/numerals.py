"""Chinese numerals, both ways."""

import re

_DIGITS = {c: value for value, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8}
_PLAIN = re.compile(r"[零〇○一二三四五六七八九]{3,}")
_COLLOQUIAL = re.compile(r"(.*[百千万])([一二三四五六七八九])")


def chinese_number(text: str) -> int:
    """Value of a Chinese numeral: 三百六十 → 360, 两千零五 → 2005, 一百二 → 120, 二〇二一 → 2021.

    Raises `ValueError` for what is no well-formed numeral (十二五, 三五).
    """
    if _PLAIN.fullmatch(text) and (len(text) == 4 or "〇" in text or "○" in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    if (match := _COLLOQUIAL.fullmatch(text)) and "零" not in match[1][-2:]:
        last = match[1][-1]
        unit = {**_PLACES, **_BIG}[last] // 10
        return chinese_number(match[1]) + _DIGITS[match[2]] * unit
    return _placed(text)


def numeral_value(text: str) -> int | None:
    """Value of a Chinese numeral; None for what is no well-formed one (十二五)."""
    try:
        return chinese_number(text)
    except ValueError:
        return None


def _placed(text: str) -> int:
    total = section = 0
    digit: int | None = None
    place, big = 10**4, 10**12
    for c in text:
        if c in _DIGITS:
            if digit:
                raise ValueError(text)
            digit = _DIGITS[c]
        elif c in _PLACES and _PLACES[c] < place and not (digit is None and c != "十"):
            place = _PLACES[c]
            section += (1 if digit is None else digit or 1) * place
            digit = None
        elif c in _BIG and (section or digit) and _BIG[c] < big:
            big = _BIG[c]
            total += (section + (digit or 0)) * big
            section, digit, place = 0, None, 10**4
        else:
            raise ValueError(text)
    if not text:
        raise ValueError(text)
    return total + section + (digit or 0)


def to_chinese(number: int) -> str:
    """The numeral of an article or section, 0 to 9999: 17 → 十七, 105 → 一百零五.

    Raises `ValueError` beyond.
    """
    if not 0 <= number <= 9999:
        raise ValueError(number)
    digits = "零一二三四五六七八九"
    if number == 0:
        return "零"
    text, gap = "", False
    for value, place in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + place
        gap = not digit
    return text.removeprefix("一") if text.startswith("一十") else text
