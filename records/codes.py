"""One-time binding codes as text: K7MQ-2XPN-8RTD. The first group finds the code, the rest is its secret.

The secret is kept as scrypt only (RFC 7914). It has 31^8 values, about 40 bits, and is tried five times at most.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and letters without those that look alike: 0 and O, 1, I and L."""
SELECTOR_LENGTH, SECRET_LENGTH, _GROUP = 4, 8, 4
COST = 2**14
"""scrypt's n: about 50 ms and 16 MiB."""
_BLOCK = 8
_SALT_BYTES = 16

_SPACING = re.compile(r"[\s._·•/\\-]+")
_RUN = re.compile(r"[0-9A-Z]+(?:[\s._·•/\\-]+[0-9A-Z]+)*")
_CODE = re.compile(f"[{ALPHABET}]{{{SELECTOR_LENGTH + SECRET_LENGTH}}}")
_IN_GROUPS = re.compile(rf"(?<![0-9A-Z])[{ALPHABET}]{{4}}(?:-*[{ALPHABET}]{{4}}){{2}}(?![0-9A-Z])")

Below = Callable[[int], int]
"""Draws a number from 0 to below the given one, as `secrets.randbelow` does."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that a person types in."""

    selector: str
    secret: str = field(repr=False)

    @property
    def plain(self) -> str:
        """Without hyphens, for links."""
        return self.selector + self.secret

    def __str__(self) -> str:
        return "-".join(re.findall(f".{{{_GROUP}}}", self.plain))


@dataclass(frozen=True, slots=True)
class Sealed:
    """A new code with what the database may know of its secret."""

    code: Code
    salt: str
    digest: str
    """The cost and the hash of the secret: 16384$…"""


def recognise(text: str) -> Code | None:
    """The one code in what a person wrote; None when there is none, or several.

    Lower case, full-width letters, blanks and other hyphens or none make no difference, nor do words around it.
    """
    folded = _folded(text)
    # Well-formed groups come first: in "K7MQ-2XPN-8RTD 3月16日前" the 3 is no part of the code.
    runs = _IN_GROUPS.findall(folded) or _RUN.findall(folded)
    found = {plain for run in runs if _CODE.fullmatch(plain := _SPACING.sub("", run))}
    if len(found) != 1:
        return None
    plain = found.pop()
    return Code(plain[:SELECTOR_LENGTH], plain[SELECTOR_LENGTH:])


def _folded(text: str) -> str:
    """Capitals of normal width, plain hyphens, and nothing invisible, which copying brings along."""
    kept = []
    for character in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(character)
        if category == "Pd" or character == "−":
            kept.append("-")
        elif category != "Cf":
            kept.append(character.upper())
    return "".join(kept)


def draw(below: Below = secrets.randbelow) -> Code:
    """A new code."""
    return Code(_draw(SELECTOR_LENGTH, below), _draw(SECRET_LENGTH, below))


def reselect(sealed: Sealed, below: Below = secrets.randbelow) -> Sealed:
    """The same secret under another selector, for when the first is taken."""
    return replace(sealed, code=replace(sealed.code, selector=_draw(SELECTOR_LENGTH, below)))


def _draw(length: int, below: Below) -> str:
    return "".join(ALPHABET[below(len(ALPHABET))] for _ in range(length))


def seal(code: Code, *, cost: int = COST) -> Sealed:
    """Hash the secret with a new salt; takes as long as `cost` says, so that it belongs into a thread."""
    salt = secrets.token_hex(_SALT_BYTES)
    return Sealed(code, salt, f"{cost}${_scrypt(code.secret, salt, cost)}")


def matches(secret: str, *, salt: str, digest: str) -> bool:
    """Whether `digest` was made of this secret; takes as long as sealing did."""
    cost, _, kept = digest.partition("$")
    return hmac.compare_digest(_scrypt(secret, salt, int(cost)), kept)


def _scrypt(secret: str, salt: str, cost: int) -> str:
    return hashlib.scrypt(secret.encode(), salt=bytes.fromhex(salt), n=cost, r=_BLOCK, p=1, dklen=32).hex()
