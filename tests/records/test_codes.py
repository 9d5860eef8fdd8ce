"""Binding codes as people type them."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records import codes
from records.codes import ALPHABET, Code
from tests.properties import examples

CHEAP = 2**4

made = st.integers(0, 2**32).map(lambda seed: codes.draw(random.Random(seed).randrange))
spacing = st.text(alphabet=" -－—–_.·　\t\u200b", max_size=3)


def wide(text: str) -> str:
    """In full-width letters and digits."""
    return "".join(chr(ord(c) + 0xFEE0) if c in string.ascii_letters + string.digits else c for c in text)


@settings(max_examples=examples(60))
@given(code=made, between=st.lists(spacing, min_size=11, max_size=11), lower=st.booleans(), full=st.booleans())
def test_a_code_is_recognised_however_it_is_typed(code: Code, between: list[str], lower: bool, full: bool) -> None:
    """Lower case, full width, blanks and hyphens of any kind or none between the characters change nothing."""
    text = "".join(character + gap for character, gap in zip(code.plain, [*between, ""], strict=True))
    text = text.lower() if lower else text
    assert codes.recognise(wide(text) if full else text) == code


@settings(max_examples=examples(40))
@given(
    code=made,
    before=st.sampled_from(["", "绑定码：", "我的码是 ", "（"]),
    after=st.sampled_from(["", "。", "，谢谢", " 3月2日前"]),
)
def test_words_around_a_code_do_no_harm(code: Code, before: str, after: str) -> None:
    """People send the whole sentence that they were given."""
    assert codes.recognise(f"{before}{code}{after}") == code
    assert codes.recognise(f"https://t.me/some_bot?start={code.plain}") == code


@settings(max_examples=examples(40))
@given(made, made)
def test_two_codes_are_none(one: Code, other: Code) -> None:
    """Which one is meant is not guessed; the same twice is one."""
    assert codes.recognise(f"{one} {other}") == (one if one == other else None)


@settings(max_examples=examples(60))
@given(st.text(max_size=40))
def test_any_text_is_read_without_failing(text: str) -> None:
    """Whatever is recognised is made of the alphabet."""
    found = codes.recognise(text)
    assert found is None or set(found.plain) <= set(ALPHABET)


@pytest.mark.parametrize(
    "text", ["", "五年要修多少学时", "K7MQ-2XPN-8RT", "K7MQ-2XPN-8RTO", "K7MQ-2XPN-8RTDX", "13800138000"]
)
def test_what_is_no_code_is_none(text: str) -> None:
    """Too short, too long, or with a letter that is in no code."""
    assert codes.recognise(text) is None


def test_nothing_in_a_code_looks_like_something_else() -> None:
    """The alphabet has none of 0 O 1 I L, and a code shows in three groups."""
    assert not set("0O1IL") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert str(Code("K7MQ", "2XPN8RTD")) == "K7MQ-2XPN-8RTD"


@settings(max_examples=examples(20))
@given(made, made)
def test_a_seal_opens_to_its_secret_alone(code: Code, other: Code) -> None:
    """The hash tells the secret from every other, keeps its own cost, and does not contain it."""
    sealed = codes.seal(code, cost=CHEAP)
    assert codes.matches(code.secret, salt=sealed.salt, digest=sealed.digest)
    assert codes.matches(other.secret, salt=sealed.salt, digest=sealed.digest) == (other.secret == code.secret)
    assert code.secret not in sealed.digest
    assert codes.seal(code, cost=CHEAP).digest != sealed.digest
    assert (len(sealed.salt), len(sealed.digest) <= 128) == (32, True)


def test_codes_differ_by_default() -> None:
    """Without a source of randomness given, the system's is used."""
    assert len({codes.draw().plain for _ in range(50)}) == 50


def test_the_cost_in_use_is_that_of_the_design() -> None:
    """scrypt with n = 2^14, about 50 ms for whoever guesses."""
    sealed = codes.seal(Code("K7MQ", "2XPN8RTD"))
    assert sealed.digest.startswith(f"{2**14}$")
    assert codes.matches("2XPN8RTD", salt=sealed.salt, digest=sealed.digest)
