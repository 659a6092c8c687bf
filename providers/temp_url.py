"""Signed URLs in the form of Swift's TempURL; for all providers that sign so.

Specification: OpenStack Swift, middleware tempurl. A signature is the hexadecimal HMAC of three
lines: the method, the end in seconds since the epoch, and the unquoted path, without a last line
end. A URL that leads to this service may have a fourth line, with the project that it counts for;
no path has a line end, so one cannot be taken for the other. The length of the signature shows the
digest that it is made with; here that is SHA-256 unless another one is named.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from urllib.parse import quote, quote_plus

#: The name of the digest, as hashlib has it.
DIGEST = "sha256"


def signature(
    key: bytes,
    method: str,
    path: str,
    expires: int,
    digest: str = DIGEST,
    project: str | None = None,
) -> str:
    """The signature of one method on one unquoted path until `expires` (epoch seconds)."""
    mac = _keyed(key, digest).copy()
    last = "" if project is None else f"\n{project}"
    mac.update(f"{method}\n{expires}\n{path}{last}".encode())
    return mac.hexdigest()


@lru_cache(32)
def _keyed(key: bytes, digest: str) -> hmac.HMAC:
    """What a key does to the digest does not depend on what is signed; it is half of the work."""
    return hmac.new(key, digestmod=digest)


def signed_url(
    key: bytes,
    method: str,
    path: str,
    expires: int,
    *,
    filename: str | None = None,
    digest: str = DIGEST,
    project: str | None = None,
) -> str:
    """`path` quoted, with its signature, which covers `project`, too.

    `filename` only names the file a browser saves, unsigned.
    """
    signed = signature(key, method, path, expires, digest, project)
    url = f"{quote(path)}?temp_url_sig={signed}&temp_url_expires={expires}"
    if project is not None:
        url = f"{url}&temp_url_project={quote_plus(project)}"
    return url if filename is None else f"{url}&filename={quote_plus(filename)}"


def is_signed(
    key: bytes, method: str, path: str, expires: int, given: str, project: str | None = None
) -> bool:
    """Whether `given` is the signature, compared in constant time."""
    expected = signature(key, method, path, expires, project=project)
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))
