"""Random keys: made once, handed out once, remembered as digests only.

A key is 256 random bits, so its digest cannot be guessed back; a slow password hash would only make
every check slow. Keys derived from the installation's master secret are a different thing: they
sign, are never handed out, and one purpose cannot forge for another.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from dds_upload.core.secret import Secret
from dds_upload.core.storage.digest import is_value_of


def new_key() -> Secret:
    """A key nobody had before: 64 hexadecimal digits, opaque to those who carry it."""
    return Secret(secrets.token_hex(32))


def is_key(text: str) -> bool:
    """Whether a key could be spelled so."""
    return is_value_of("sha256", text)


def digest_of(key: str) -> str:
    """What is kept of a key and looked up by; any text will do, hostile ones match nothing."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def signing_key(master: Secret, purpose: str) -> bytes:
    """The signing key for one purpose, as hexadecimal digits; the same on every host."""
    return hmac.digest(master.reveal().encode(), purpose.encode(), sha256).hex().encode()
