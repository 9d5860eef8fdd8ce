"""Reading of questions and texts below the level of words: spelling, numerals, quantities, references."""

from indexer.folding import Folded, fold
from indexer.quantities import Day, Quantity, Range, quantities
from indexer.references import DocumentNumber, Reference, document_numbers, references
from policy_corpus.numerals import chinese_number, to_chinese

__all__ = [
    "Day",
    "DocumentNumber",
    "Folded",
    "Quantity",
    "Range",
    "Reference",
    "chinese_number",
    "document_numbers",
    "fold",
    "quantities",
    "references",
    "to_chinese",
]
