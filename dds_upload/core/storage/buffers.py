"""Memory that bytes are received into, used again and again; this is for speed alone.

The kernel makes new memory page by page, at the first touch of each page. That costs as much as
copying the bytes there, so memory is kept for the next block. Nobody gives a buffer back: it is
free once there is no view of it. So whoever was given a block may keep it for as long as needed.
"""

from __future__ import annotations

from threading import Lock

#: How many bytes are received, hashed and written in one step.
BLOCK_SIZE = 2**20

#: How many buffers a process keeps, in use or free.
KEPT_MAX = 16

_kept: list[bytearray] = []
_choosing = Lock()


def buffer() -> memoryview:
    """Memory of BLOCK_SIZE bytes that nobody else has a view of; its content means nothing."""
    with _choosing:
        # The first free one: few are used then, and the caches of the processor have them.
        for kept in _kept:
            if _has_no_view(kept):
                return memoryview(kept)
        made = bytearray(BLOCK_SIZE)
        if len(_kept) < KEPT_MAX:
            _kept.append(made)
        return memoryview(made)


def _has_no_view(kept: bytearray) -> bool:
    """Python refuses to change the size of a `bytearray` of which there is a view."""
    try:
        kept.pop()
    except BufferError:
        return False
    kept.append(0)
    return True
