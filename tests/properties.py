"""How long property tests look for a counterexample: briefly in `make test`, in full in `make test-thorough`."""

from hypothesis import HealthCheck, settings

OFFLINE, THOROUGH = "offline", "thorough"
"""Profiles; `pytest --hypothesis-profile thorough` chooses the second."""
_PART = 6
_HYPOTHESIS_DEFAULT = 100


def register_profiles() -> None:
    """Make both profiles known and choose the brief one. Neither knows how fast the machine is.

    The brief one tries the same examples every time and everywhere; the full one new ones each time.
    """
    unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile(THOROUGH, unhurried, max_examples=_HYPOTHESIS_DEFAULT, print_blob=True)
    settings.register_profile(OFFLINE, unhurried, max_examples=_HYPOTHESIS_DEFAULT // _PART, derandomize=True)
    settings.load_profile(OFFLINE)


def examples(full: int) -> int:
    """How many examples to try: `full` in `make test-thorough`, a part of them in the suite."""
    return full if settings.get_current_profile_name() == THOROUGH else max(full // _PART, 4)
