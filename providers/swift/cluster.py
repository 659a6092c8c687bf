"""What a cluster says of itself at /info, as far as that decides how it is spoken to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from providers.swift.expiry import passed_on


@dataclass(frozen=True, slots=True)
class Cluster:
    """`bulk_delete_max` is how many objects may be removed by one request; 0 where none may.

    `listing_max` is how many entries a page of a listing has, unless it is the last. `lets_expire`:
    who holds a signed URL can say when what is sent with it ends by itself.
    """

    bulk_delete_max: int
    listing_max: int
    lets_expire: bool

    @classmethod
    def of(cls, info: Mapping[str, Any]) -> Cluster:
        """As /info has it; what it does not say is as Swift has it by default."""
        return cls(
            bulk_delete_max=int(info.get("bulk_delete", {}).get("max_deletes_per_request", 0)),
            listing_max=int(info.get("swift", {}).get("container_listing_limit", 10_000)),
            lets_expire=bool(passed_on(info)),
        )
