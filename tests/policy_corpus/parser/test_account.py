"""Property tests: whatever document is generated, no character is lost and every provision is found."""

import re
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from policy_corpus.errors import NotAPolicyDocument
from policy_corpus.parser import Role, account, normalise, parse_originals
from tests.policy_corpus.parser.generator import Generated, documents
from tests.properties import examples

_PROVISION_ROLES = (Role.MARKER, Role.HEADING, Role.BODY, Role.TABLE)
_UNHURRIED = settings(max_examples=examples(50))


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@_UNHURRIED
@given(documents())
def test_segments_concatenate_to_the_input(generated: Generated) -> None:
    """The segments of `account`, joined, are the normalised input: nothing is lost, doubled or moved."""
    segments = account(generated.text)
    assert "".join(segment.text for segment in segments) == normalise(generated.text)


@_UNHURRIED
@given(documents())
def test_every_generated_unit_is_found_under_its_label(generated: Generated) -> None:
    """The characters that the parser gives to a label are those that the unit was made of, and labels come in order."""
    found: dict[str, str] = defaultdict(str)
    for segment in account(generated.text):
        if segment.role in _PROVISION_ROLES:
            found[segment.label] += segment.text
    for unit in generated.units:
        assert _bare(found[unit.label]) == _bare("".join(unit.lines)), unit.label


@_UNHURRIED
@given(documents())
def test_provisions_are_the_body_segments(generated: Generated) -> None:
    """Each provision's text is exactly its BODY or TABLE segments; labels are unique; order counts from 0."""
    (document,) = parse_originals(generated.text, name=generated.name)
    body: dict[str, str] = defaultdict(str)
    for segment in account(generated.text):
        if segment.role in (Role.BODY, Role.TABLE):
            body[segment.label] += segment.text
    labels = [provision.label for provision in document.provisions]
    assert len(set(labels)) == len(labels)
    assert [provision.order for provision in document.provisions] == list(range(len(labels)))
    assert labels == [unit.label for unit in generated.units if unit.label in body]
    assert set(body) == set(labels)
    for provision in document.provisions:
        assert _bare(provision.text) == _bare(body[provision.label])
    assert (document.number, document.title) == (generated.number, generated.title)


@_UNHURRIED
@given(st.text(max_size=400))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    """Arbitrary input never raises anything but the refusal."""
    try:
        segments = account(text)
    except NotAPolicyDocument:
        return
    assert "".join(segment.text for segment in segments) == normalise(text)


@_UNHURRIED
@given(documents(), st.data())
def test_damaged_documents_lose_nothing(generated: Generated, data: st.DataObject) -> None:
    """Lines dropped, doubled or swapped: the account stays complete, or the text is refused."""
    lines = generated.text.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        i, j = data.draw(st.tuples(st.integers(0, len(lines) - 1), st.integers(0, len(lines) - 1)))
        lines[i], lines[j] = lines[j], lines[i]
        lines.insert(i, lines[j])
        lines.pop(data.draw(st.integers(0, len(lines) - 1)))
    text = "\n".join(lines)
    try:
        segments = account(text)
    except NotAPolicyDocument:
        return
    assert "".join(segment.text for segment in segments) == normalise(text)
    for document in parse_originals(text, name="damaged.txt"):
        labels = [provision.label for provision in document.provisions]
        assert len(set(labels)) == len(labels)
