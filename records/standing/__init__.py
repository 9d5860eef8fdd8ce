"""Standing: what the rules ask of one teacher, what the ledger has, what remains. No database, no chat."""

from records.standing.assess import standing
from records.standing.book import RuleBook
from records.standing.model import CategoryLine, Duty, Line, Standing, Step, hours_text
from records.standing.outlook import Projection, WhatIf, projection, what_if

__all__ = [
    "CategoryLine",
    "Duty",
    "Line",
    "Projection",
    "RuleBook",
    "Standing",
    "Step",
    "WhatIf",
    "hours_text",
    "projection",
    "standing",
    "what_if",
]
