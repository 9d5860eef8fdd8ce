"""The registered sources of a data directory: ``corpus/registered.json``, replaced in one step."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from policy_corpus import corrections
from policy_corpus.corrections import NONE, Corrections
from policy_corpus.durable import write_atomically
from policy_corpus.errors import CorpusError
from policy_corpus.refresh.addresses import check_form

FILE = "registered.json"
_LOCK_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Registered:
    """A web address from which a document is refreshed."""

    name: str
    """By which it is called on the command line; unique."""
    url: str
    corrections: Corrections = NONE
    """What the administrator says about the document there, whatever its text is."""
    added: datetime | None = None
    checked: datetime | None = None
    """When it was last fetched; None for never."""
    result: str = ""
    """What came of that, a sentence."""


def load(base: Path) -> tuple[Registered, ...]:
    """The registered sources in order of registration. Raises `CorpusError` when the file is damaged."""
    path = base / FILE
    if not path.is_file():
        return ()
    try:
        return tuple(_decode(value) for value in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, CorpusError) as error:
        raise CorpusError(f"网址清单（{path}）已损坏，无法读取。请改正，或删除它后重新登记网址。") from error


def register(base: Path, url: str, *, name: str, given: Corrections, now: datetime | None) -> Registered:
    """Register an address under `name`, or one made from its host when empty.

    Raises `CorpusError` when the address cannot be used, or it or the name is registered already.
    """
    check_form(url)
    plain = url.partition("#")[0]

    def change(held: Sequence[Registered]) -> tuple[Registered, ...]:
        if (same := next((r for r in held if r.url == plain), None)) is not None:
            raise CorpusError(f"这个网址已经登记过，名称是“{same.name}”。")
        taken = {registered.name for registered in held}
        if name in taken:
            raise CorpusError(f"名称“{name}”已经用过。请换一个名称。")
        return (*held, Registered(name or _name(plain, taken), plain, given, now))

    return _change(base, change)[-1]


def remove(base: Path, reference: str) -> Registered:
    """Forget a source, by name or address; what was fetched stays. Raises `CorpusError` when there is none."""
    found = named(load(base), [reference])[0]
    _change(base, lambda held: tuple(registered for registered in held if registered.url != found.url))
    return found


def named(held: Sequence[Registered], references: Sequence[str]) -> tuple[Registered, ...]:
    """Those called so, by name or address; all when nothing is named. Raises `CorpusError` for what is not there."""
    if not references:
        return tuple(held)
    known = {key: registered for registered in held for key in (registered.url, registered.name)}
    missing = [reference for reference in references if reference not in known]
    if missing:
        raise CorpusError(f"没有登记“{'、'.join(missing)}”。请用 yanxiu corpus source list 查看登记了哪些网址。")
    return tuple(dict.fromkeys(known[reference] for reference in references))


def note(base: Path, results: Iterable[tuple[Registered, str]], now: datetime) -> None:
    """Remember what came of fetching."""
    sentences = {registered.url: sentence for registered, sentence in results}
    _change(
        base,
        lambda held: tuple(replace(r, checked=now, result=sentences[r.url]) if r.url in sentences else r for r in held),
    )


def _change(base: Path, change: Callable[[Sequence[Registered]], tuple[Registered, ...]]) -> tuple[Registered, ...]:
    base.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(base / "lock", timeout=_LOCK_SECONDS):
            made = change(load(base))
            content = json.dumps([_encode(registered) for registered in made], ensure_ascii=False, indent=1)
            write_atomically(base / FILE, content.encode())
            return made
    except Timeout:
        raise CorpusError("另一个进程正在修改政策库。请等它完成后再试一次。") from None


def _name(url: str, taken: set[str]) -> str:
    host = urlsplit(url).hostname or "网页"
    return next(name for number in range(1, len(taken) + 2) if (name := f"{host}-{number}") not in taken)


def _encode(registered: Registered) -> dict[str, Any]:
    return {
        "name": registered.name,
        "url": registered.url,
        "corrections": registered.corrections.encode(),
        "added": registered.added.isoformat() if registered.added else None,
        "checked": registered.checked.isoformat() if registered.checked else None,
        "result": registered.result,
    }


def _decode(value: dict[str, Any]) -> Registered:
    fields = dict(value)
    fields["corrections"] = corrections.decode(fields["corrections"])
    for key in ("added", "checked"):
        fields[key] = datetime.fromisoformat(fields[key]) if fields[key] else None
    return Registered(**fields)
