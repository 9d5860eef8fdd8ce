"""Invented documents keep their provisions in every format that carries all of the text."""

from hypothesis import HealthCheck, given, settings

from policy_corpus.formats import extract
from policy_corpus.parser import parse_originals
from tests.policy_corpus.formats.makers import editor_page, frame_page, numbered_docx, plain_lines
from tests.policy_corpus.parser.generator import Generated, documents
from tests.properties import examples

FEW = settings(max_examples=examples(8), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _provisions(text: str) -> list[tuple[str, str]]:
    found = parse_originals(text, name="invented.txt")
    return [(p.label, "".join(p.text.split())) for document in found for p in document.provisions]


def _expected(generated: Generated) -> list[tuple[str, str]]:
    return _provisions("\n".join(plain_lines(generated.text)))


@FEW
@given(documents())
def test_a_page_of_an_editor_keeps_all_provisions(generated: Generated) -> None:
    """A page with `.TRS_Editor`, in GB18030, gives the provisions of the plain text."""
    page = editor_page(plain_lines(generated.text))
    assert _provisions(extract(page.encode("gb18030"), "invented.html").text) == _expected(generated)


@FEW
@given(documents())
def test_a_page_of_nested_tables_keeps_all_provisions(generated: Generated) -> None:
    """A page whose layout is made of tables, in UTF-8, gives the provisions of the plain text."""
    page = frame_page(plain_lines(generated.text))
    assert _provisions(extract(page.encode(), "invented.html").text) == _expected(generated)


@FEW
@given(documents())
def test_automatic_numbers_of_word_give_the_same_provisions(generated: Generated) -> None:
    """A .docx with automatic numbers gives the provisions of the text with typed ones."""
    content = numbered_docx(plain_lines(generated.text))
    assert _provisions(extract(content, "invented.docx").text) == _expected(generated)
