"""What stands inside one paragraph of a DOCX: its text, its footnotes, and the text boxes that hang on it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from policy_corpus.formats.docx_numbering import W

_SIGNS = {"F0A8": "□", "F06F": "□", "F0FE": "☑", "F052": "☑", "F0FC": "√", "F0D8": "➢", "F0B7": "·"}
"""Characters of the Wingdings and Symbol fonts that forms use."""
_SKIPPED = {"del", "moveFrom", "delText", "instrText", "rPr", "pPr", "commentReference", "sdtPr", "rt"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class Said:
    """The content of one paragraph."""

    text: str = ""
    footnotes: list[str] = field(default_factory=list)
    """Lines that explain a sign in the text."""
    boxes: list[Any] = field(default_factory=list)
    """`w:txbxContent` elements."""


class Inline:
    """Reads paragraphs and counts what a person should be told of (`counts`)."""

    def __init__(self, *, footnotes: Any | None, endnotes: Any | None) -> None:
        self._notes = {"footnoteReference": _by_id(footnotes), "endnoteReference": _by_id(endnotes)}
        self._numbers: dict[int, int] = {}
        """Number shown for each note, by the identity of its element."""
        self.counts: Counter[str] = Counter()
        """insertion, deletion, picture, object, hidden"""

    def read(self, paragraph: Any) -> Said:
        """The content of `paragraph`, an element `w:p`."""
        said = Said()
        said.text = self._children(paragraph, said)
        return said

    def _children(self, element: Any, said: Said) -> str:
        return "".join(self._one(child, said) for child in element.iterchildren("*"))

    def _one(self, element: Any, said: Said) -> str:
        name = str(element.tag).rpartition("}")[2]
        if name == "t":
            return element.text or ""
        if name in _BREAKS:
            return _BREAKS[name]
        if name in _SKIPPED:
            self.counts["deletion"] += name in ("del", "moveFrom") and next(element.iter(f"{W}r"), None) is not None
            return ""
        if name in ("ins", "moveTo"):
            self.counts["insertion"] += 1
        elif name == "r" and _is_hidden(element):
            self.counts["hidden"] += 1
            return ""
        elif name == "sym":
            return _SIGNS.get(str(element.get(f"{W}char", "")).upper(), "")
        elif name in self._notes:
            return self._footnote(self._notes[name].get(element.get(f"{W}id", "")), said)
        elif name in ("drawing", "pict", "object"):
            return self._drawing(element, name, said)
        elif name == "AlternateContent":
            chosen = next(element.iterchildren("*"), None)
            return self._children(chosen, said) if chosen is not None else ""
        return self._children(element, said)

    def _footnote(self, note: Any | None, said: Said) -> str:
        if note is None:
            return ""
        if id(note) in self._numbers:
            return f"[注{self._numbers[id(note)]}]"
        # Counted before it is read: a note may refer to itself.
        number = self._numbers[id(note)] = len(self._numbers) + 1
        text = "".join(self.read(paragraph).text for paragraph in note.iterchildren(f"{W}p")).strip()
        said.footnotes.append(f"注{number}：{text}")
        return f"[注{number}]"

    def _drawing(self, element: Any, name: str, said: Said) -> str:
        boxes = [box for box in element.iter(f"{W}txbxContent") if not _inside_box(box, element)]
        said.boxes += boxes
        if not boxes and any(str(part.tag).endswith(("}blip", "}imagedata")) for part in element.iter("*")):
            self.counts["object" if name == "object" else "picture"] += 1
        return ""


def _inside_box(box: Any, drawing: Any) -> bool:
    """Whether a text box lies in another one of `drawing`, which will be read with it, or is its older double."""
    for up in box.iterancestors():
        if up is drawing:
            return False
        if up.tag == f"{W}txbxContent" or str(up.tag).endswith("}Fallback"):
            return True
    return False


def _is_hidden(run: Any) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and hidden.get(f"{W}val") not in _OFF


def _by_id(root: Any | None) -> dict[str, Any]:
    """Footnotes by id, without the lines that set them apart."""
    if root is None:
        return {}
    return {
        str(note.get(f"{W}id")): note
        for note in root.iterchildren("*")
        if not note.get(f"{W}type", "").endswith("eparator")
    }
