"""How the process takes memory from the system."""

import ctypes

_M_ARENA_MAX = -8
"""The parameter's number in glibc's malloc.h."""


def share_one() -> bool:
    """Have all threads allocate from one heap; whether this system's C library can be told so (glibc).

    Trying an index starts short-lived threads in Chroma and tantivy. Each allocates from one of eight heaps a core,
    whose gaps are seldom given back: the bot grew by 5 to 10 MB with each preview of a change, with one heap it stays
    (measured). To be called before other threads are started.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1))
    except (AttributeError, OSError, TypeError):
        return False
