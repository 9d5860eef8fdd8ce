"""The vocabulary of Chinese official documents, cut out of XLM-R's 250,000 pieces, and its tokenizer.

Kept: every piece of Chinese characters, digits, and the punctuation that official documents use, the
commonest Latin pieces, and whatever the fixed prefixes of e5 are made of. A text of kept characters
without Latin words is cut exactly as by the whole vocabulary; rare Latin words fall into smaller pieces.
"""

from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
UNKNOWN = SPECIAL.index("<unk>")
MASK = "<mask>"
SPACE = "\u2581"
PUNCTUATION = frozenset(
    "·–—‘’“”…※℃℉×÷±≤≥≈√°′″←↑→↓─│■□▲△◆◇○●★☆、。〃々〇〈〉《》「」『』【】〔〕〖〗～￥€£§©®™•\u2014\u30fb"
)
LATIN_PIECES = 1000
"""Commonest pieces with Latin letters that are kept beside the single letters and letter pairs."""


def is_han(character: str) -> bool:
    """Whether `character` is a Chinese character of any plane."""
    code = ord(character)
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x323AF


def kept(pieces: Sequence[str], scores: Sequence[float], phrases: Iterable[str]) -> list[int]:
    """Indices of the pieces to keep, in order; `phrases` go on being cut as by the whole vocabulary."""
    chosen = set(range(len(SPECIAL)))
    latin = []
    for index, piece in enumerate(pieces):
        body = piece.replace(SPACE, "")
        if piece == MASK or not all(c.isascii() or is_han(c) or c in PUNCTUATION for c in body):
            continue
        if not any(c.isascii() and c.isalpha() for c in body) or len(body) == 1:
            chosen.add(index)
        elif body.isascii():
            latin.append(index)
    chosen.update(sorted(latin, key=lambda index: -scores[index])[:LATIN_PIECES])
    whole = build(pieces, scores)
    for phrase in phrases:
        chosen.update(whole.encode(phrase).ids)
    return sorted(chosen)


def build(pieces: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """A tokenizer over `pieces`, whose first four are the special ones, adding <s> and </s> as XLM-R does."""
    tokenizer = Tokenizer(Unigram(list(zip(pieces, scores, strict=True)), unk_id=UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normaliser()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always")
    ends = [(SPECIAL[0], 0), (SPECIAL[2], 2)]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    return tokenizer


def normaliser() -> normalizers.Normalizer:
    """SentencePiece's `nmt_nfkc` in rules: NFKC, control characters dropped, every space and break one space.

    The full-width tilde is kept apart, as there (documents write 10～20学时 with it), by way of a private character.
    """
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex("[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"), ""),
            normalizers.Replace(Regex("[\\s\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"), " "),
            normalizers.Replace("\uff5e", "\ue000"),
            normalizers.NFKC(),
            normalizers.Replace("\ue000", "\uff5e"),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
