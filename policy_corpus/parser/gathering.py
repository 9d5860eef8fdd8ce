"""Files that came together: which of them are documents, which annexes of one, which the same text once more."""

from collections.abc import Sequence

from policy_corpus.parser.page_papers import of_page
from policy_corpus.parser.papers import Fate, Gathered, Paper, tried
from policy_corpus.parser.zip_papers import of_zip

__all__ = ["Fate", "Gathered", "Paper", "gather"]


def gather(papers: Sequence[Paper], *, page: bool) -> tuple[Gathered, ...]:
    """What became of each file; with `page` the first is a web page and the others are its attachments."""
    every = [tried(paper) for paper in papers]
    made = of_page(every) if page else of_zip(every)
    return tuple(made[place] for place in range(len(papers)))
