"""What a job is."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """There is nothing to do for the moment: the same step is to be tried again."""

    seconds: float


Step = Callable[[str, str | None], Awaitable[str | Wait | None]]
"""(argument, where the last step ended; None at the beginning) → where this one ended; None when all is done.

A step that was interrupted is done again, so it has to be one transaction and to bear repetition.
"""
Due = Callable[[datetime], Awaitable[Sequence[str]]]
"""Arguments for which there is something to do at that moment."""


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of work in steps. One argument is worked on by one at a time."""

    name: str
    due: Due
    step: Step
    once: bool
    """What has come to its end is not begun again, even while `due` names it."""
