"""Text files, and the encoding of text that does not say which it has."""

import re

from policy_corpus.formats.model import Extracted, Job

_CONTROL_SHARE = 0.01
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")


def decode_text(content: bytes) -> str | None:
    """Text in UTF-8 (with or without mark), UTF-16 (with mark) or GB18030; None when it is none of them."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_ODD.findall(text)) <= len(text) * _CONTROL_SHARE and "\0" not in text:
            return text
    return None


def read_text(content: bytes, job: Job) -> Extracted:
    """A .txt or .md file, taken as it is."""
    if len(content) > job.limits.largest_page:
        limit = job.limits.largest_page // 10**6
        raise job.refuse(f"超过 {limit} MB，不像一份文件的文字。请只保留文件正文，或拆成几个文件。")
    text = decode_text(content)
    if text is None:
        raise job.refuse("不是文本，或编码不是 UTF-8、GB18030。请用文本编辑器另存为 UTF-8 再添加。")
    return Extracted(text, "txt")
