"""The vocabulary of the bundled model and the tokenizer over it."""

import pytest
from tokenizers import Tokenizer

from indexer.embedding import BUNDLED
from indexer.training import vocabulary

MIXED = ("▁", "教", "师", "教师", "、", "～", "2021", "▁query", "▁qu", "ery", ":", "q", "の", "д", "<mask>")
PIECES = (*vocabulary.SPECIAL, *MIXED)
SCORES = [0.0] * 4 + [-float(len(PIECES) - len(piece)) for piece in PIECES[4:]]


@pytest.fixture(scope="module")
def shipped() -> Tokenizer:
    return Tokenizer.from_file(str(BUNDLED / "tokenizer.json"))


def test_other_scripts_are_dropped() -> None:
    """Chinese, digits, Latin letters and punctuation stay, in order; kana, Cyrillic and <mask> go."""
    chosen = vocabulary.kept(PIECES, SCORES, [])
    assert [PIECES[index] for index in chosen] == [piece for piece in PIECES if piece not in ("の", "д", "<mask>")]


def test_phrases_keep_their_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phrase is cut after the pruning as before it, even when no Latin piece would be kept."""
    monkeypatch.setattr(vocabulary, "LATIN_PIECES", 0)
    before = vocabulary.build(PIECES, SCORES).encode("query: 教师").tokens
    chosen = vocabulary.kept(PIECES, SCORES, ["query: "])
    after = vocabulary.build([PIECES[i] for i in chosen], [SCORES[i] for i in chosen])
    assert "▁query" in before
    assert after.encode("query: 教师").tokens == before


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  第３条\r\n\t（试行）\u3000全角 ", "第3条 (试行) 全角"),
        ("10～20学时", "10～20学时"),
        ("㈠①\u200b\ufeffＡ\u0007", "(一)1 A"),
        ("豫教师〔2021〕66号", "豫教师〔2021〕66号"),
    ],
)
def test_text_is_normalised_as_the_model_was_taught(text: str, plain: str) -> None:
    """Width, circled numerals, control characters and every kind of space, as in SentencePiece's nmt_nfkc."""
    assert vocabulary.normaliser().normalize_str(text) == plain


def test_prefixes_of_the_shipped_tokenizer(shipped: Tokenizer) -> None:
    """The prefixes of e5 are cut as by the vocabulary of 250,000 pieces."""
    assert shipped.encode("query: 教师").tokens == ["<s>", "▁que", "ry", ":", "▁", "教师", "</s>"]
    assert shipped.encode("passage: 教师").tokens == ["<s>", "▁passage", ":", "▁", "教师", "</s>"]


def test_official_wording_has_no_unknown_pieces(shipped: Tokenizer) -> None:
    """Numbers, document numbers, brackets, ranges and traditional characters are all in the vocabulary."""
    text = "豫教师〔2021〕66号《办法》第十二条（一）：10～20%，“360学时”…—·①、【附件】繁體課時 App ≥5 http://www.moe.gov.cn"
    assert "<unk>" not in shipped.encode(text).tokens
