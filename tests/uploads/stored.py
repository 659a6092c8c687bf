"""A client that sends chunks of one upload, whatever the storage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.house.client import Api, digest_of
from tests.uploads.clients import send

#: Chunks of a file of 450 bytes, by number.
PARTS = {n: bytes([n]) * (50 if n == 5 else 100) for n in range(1, 6)}


WHOLE = b"".join(PARTS.values())


OTHER = b"y" * 100


@dataclass(frozen=True)
class Sender:
    """Sends chunks of one upload to a storage."""

    api: Api
    project: str
    upload: str
    past_service: bool

    def announce(self, number: int, data: bytes) -> dict[str, Any]:
        signed = self.api.offer(self.upload, number, len(data), **digest_of(data)).json
        return dict(signed)

    def send(self, number: int, data: bytes) -> None:
        self.put(self.announce(number, data), data)

    def put(self, signed: dict[str, Any], data: bytes) -> None:
        if self.past_service:
            assert send(signed, data) == 201
        else:
            self.api.send(signed, data)

    def held(self, query: str = "") -> dict[str, Any]:
        found = self.api.get(f"/uploads/{self.upload}/chunks", query_string=query)
        return dict(found.json)

    @property
    def states(self) -> dict[int, str]:
        return {it["number"]: it["state"] for it in self.held()["results"]}
