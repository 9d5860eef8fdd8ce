"""The encoding of a web page: what it declares is often wrong."""

import re

from policy_corpus.formats.plain import decode_text

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE
)
_WITHIN = 4096
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5"}
_DAMAGED = re.compile(r"[\ufffd\ue000-\uf8ff\x80-\x9f]")


def decode_page(content: bytes) -> str:
    """The text of a page. A single damaged character must not cost the page: it becomes U+FFFD."""
    text = None if _declared(content) == "big5" else decode_text(content)
    if text is not None:
        return text
    candidates = dict.fromkeys([_declared(content), "utf-8", "gb18030"])
    texts = [content.decode(encoding, "replace") for encoding in candidates if encoding]
    return min(texts, key=lambda found: len(_DAMAGED.findall(found))).removeprefix("\ufeff")


def _declared(content: bytes) -> str:
    match = _DECLARED.search(content[:_WITHIN])
    name = match[1].decode("ascii", "replace").lower() if match else ""
    return _CHINESE.get(name, "utf-8" if name in ("utf-8", "utf8") else "")
