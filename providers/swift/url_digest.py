"""The digest with which TempURLs are signed: the strongest that the cluster accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: The digests that Swift has ever accepted, the strongest first.
KNOWN = ("sha512", "sha256", "sha1")


class UrlDigest:
    """Known once /info was read; until then the one that every cluster of today accepts.

    One thread writes it, any number read it.
    """

    def __init__(self) -> None:
        self.name = "sha256"

    def learn(self, info: Mapping[str, Any]) -> None:
        """Take the digests from /info; if it allows none of these, nothing changes."""
        self.name = strongest(info) or self.name


def strongest(info: Mapping[str, Any]) -> str | None:
    """The strongest digest that `info` allows, None if it allows none of KNOWN.

    A cluster that has TempURLs and does not name digests is older than the choice, and accepts sha1
    alone (Swift's documentation of the middleware tempurl).
    """
    if "tempurl" not in info:
        return None
    allowed = info["tempurl"].get("allowed_digests", ["sha1"])
    return next((name for name in KNOWN if name in allowed), None)
