"""Random keys: made once, handed out once, remembered only as digests.

A key is 256 random bits, so it cannot be guessed from its digest; a slow password hash would only
make every check slow. Keys that are derived from the installation's master secret are something
else: they sign, they are never handed out, and a key for one purpose cannot sign for another.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from dds_upload.core.secret import Secret
from dds_upload.core.storage.digest import is_value_of


def new_key() -> Secret:
    """A new random key: 64 hexadecimal digits, opaque to its holder."""
    return Secret(secrets.token_hex(32))


def is_key(text: str) -> bool:
    """Whether a text has the form of a key."""
    return is_value_of("sha256", text)


def digest_of(key: str) -> str:
    """The digest by which a key is kept and looked up.

    Any text will do; one that is no key matches none.
    """
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def signing_key(master: Secret, purpose: str) -> bytes:
    """The signing key for one purpose, as hexadecimal digits; the same on every host."""
    return hmac.digest(master.reveal().encode(), purpose.encode(), sha256).hex().encode()
