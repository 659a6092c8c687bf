"""The facts of a cluster at /info that decide how the service uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from providers.swift.expiry import passed_on


@dataclass(frozen=True, slots=True)
class Cluster:
    """`bulk_delete_max` is the most objects in one request to remove them.

    0 if there is no such request.

    `listing_max` is the number of entries on a page of a listing, unless it is the last.
    `lets_expire` means that the holder of a signed URL can set when the sent object ends by itself.
    """

    bulk_delete_max: int
    listing_max: int
    lets_expire: bool

    @classmethod
    def of(cls, info: Mapping[str, Any]) -> Cluster:
        """The facts from /info; a fact that is missing there has Swift's default."""
        return cls(
            bulk_delete_max=int(info.get("bulk_delete", {}).get("max_deletes_per_request", 0)),
            listing_max=int(info.get("swift", {}).get("container_listing_limit", 10_000)),
            lets_expire=bool(passed_on(info)),
        )
