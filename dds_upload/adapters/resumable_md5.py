"""An MD5 whose progress can be kept: OpenSSL's own, through ctypes.

hashlib does not give its state, and a file of terabytes takes hours to read. OpenSSL's MD5_CTX is
plain memory (its md5.h, the same since its first release), so a copy of it is the state. If this
Python's OpenSSL does not have these functions, hashlib is used, and an interrupted reading begins
again.
"""

from __future__ import annotations

import _hashlib
import ctypes
import hashlib
import struct
import sys
from functools import cache
from typing import Any

from dds_upload.core.storage.digest import Digest

_ALGORITHM, _LENGTH = "md5", 16
#: The state begins with a mark and with the number of bytes hashed so far.
_HEAD = struct.Struct(">8sQ")
_KIND = f"md5-{sys.byteorder[0]}-1".encode().ljust(8)


class _Context(ctypes.Structure):
    """MD5_CTX: the digest in four words, the length in bits in two, a block, and its fill."""

    _fields_ = (("words", ctypes.c_uint32 * 23),)


def resumable_md5(state: bytes | None) -> ResumableMd5 | PlainMd5:
    """A hasher that continues from `state`; without a readable one, it begins."""
    library = _library()
    return PlainMd5() if library is None else ResumableMd5(library, state)


class ResumableMd5:
    """A ResumableHasher."""

    def __init__(self, library: Any, state: bytes | None) -> None:
        self._library = library
        self._context = _Context()
        self.size = 0
        if state is None or not self._restore(state):
            library.MD5_Init(ctypes.byref(self._context))

    def update(self, block: bytes, /) -> None:
        """Take the next bytes; other threads run meanwhile."""
        self._library.MD5_Update(ctypes.byref(self._context), block, ctypes.c_size_t(len(block)))
        self.size += len(block)

    def state(self) -> bytes:
        """The context in memory, with a mark by which it is recognised."""
        return _HEAD.pack(_KIND, self.size) + bytes(self._context)

    def digest(self) -> Digest:
        """The digest of a copy, since a context cannot be used after its end."""
        copy = _Context.from_buffer_copy(self._context)
        found = ctypes.create_string_buffer(_LENGTH)
        self._library.MD5_Final(found, ctypes.byref(copy))
        return Digest(_ALGORITHM, found.raw.hex())

    def _restore(self, state: bytes) -> bool:
        if len(state) != _HEAD.size + ctypes.sizeof(_Context):
            return False
        kind, size = _HEAD.unpack_from(state)
        if kind != _KIND:
            return False
        self._context = _Context.from_buffer_copy(state, _HEAD.size)
        self.size = size
        return True


class PlainMd5:
    """A ResumableHasher without a state."""

    def __init__(self) -> None:
        self._hasher = hashlib.md5(usedforsecurity=False)
        self.size = 0

    def update(self, block: bytes, /) -> None:
        """Take the next bytes."""
        self._hasher.update(block)
        self.size += len(block)

    def state(self) -> None:
        """None."""

    def digest(self) -> Digest:
        """The digest of all bytes so far."""
        return Digest(_ALGORITHM, self._hasher.hexdigest())


@cache
def _library() -> Any:
    """The OpenSSL of hashlib, found through its extension module; None if it has no MD5."""
    try:
        library = ctypes.CDLL(_hashlib.__file__)
        context, found = _Context(), ctypes.create_string_buffer(_LENGTH)
        good = (
            library.MD5_Init(ctypes.byref(context))
            and library.MD5_Update(ctypes.byref(context), b"abc", ctypes.c_size_t(3))
            and library.MD5_Final(found, ctypes.byref(context))
        )
    except (OSError, AttributeError):
        return None
    is_md5 = found.raw.hex() == "900150983cd24fb0d6963f7d28e17f72"  # RFC 1321, A.5
    return library if good and is_md5 else None
