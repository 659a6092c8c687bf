"""Chunks as clients announce them: one as the whole body, or many in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.uploads.chunk import NUMBER_MAX
from dds_upload.operations.uploads.chunk_offers import ChunkOffer
from dds_upload.web.messages import Message, text
from dds_upload.web.words import refused

#: How many chunks one call announces at most.
CHUNKS_MAX = 1000

SIZE = {"type": "integer", "minimum": 0}
HASH = {
    "type": "object",
    "properties": {"value": text(), "algorithm": text()},
    "required": ["value", "algorithm"],
}

NEW_CHUNK = Message(
    {
        "number": {"type": "integer", "minimum": 0, "maximum": NUMBER_MAX},
        "size": SIZE,
        "hash": HASH,
    },
    required=("number", "size", "hash"),
)

#: Faults of an item of the list are reported for that item alone.
CHUNKS = {"type": "array", "minItems": 1, "maxItems": CHUNKS_MAX}
MANY_CHUNKS = Message({"chunks": CHUNKS}, required=("chunks",))


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its number, if it has one, and the offer, or its faults."""

    number: int | None
    offer: ChunkOffer | ValidationFailed


def chunk_offer(body: Any) -> ChunkOffer:
    """The chunk that `body` announces; raises ValidationFailed with every field at fault."""
    if not _is_plain(body):
        NEW_CHUNK.check(body)
    digest = body["hash"]
    return ChunkOffer(body["number"], body["size"], digest["algorithm"], digest["value"])


def chunk_items(values: Sequence[Any]) -> Sequence[Item]:
    """Each item of a list, checked by itself."""
    return [_item(value) for value in values]


def offers_in(items: Sequence[Item]) -> Sequence[ChunkOffer]:
    """The offers without faults, in their order."""
    return [it.offer for it in items if isinstance(it.offer, ChunkOffer)]


def _item(value: Any) -> Item:
    if not isinstance(value, dict):
        return Item(None, refused("must be a list of objects", "chunks"))
    number = value.get("number")
    shown = number if type(number) is int else None
    try:
        return Item(shown, chunk_offer(value))
    except ValidationFailed as error:
        return Item(shown, error)


def _is_plain(body: dict[str, Any]) -> bool:
    """Whether NEW_CHUNK finds no fault, in a twentieth of its time; false means: ask it."""
    number, size, digest = body.get("number"), body.get("size"), body.get("hash")
    return (
        type(number) is int
        and 0 <= number <= NUMBER_MAX
        and type(size) is int
        and size >= 0
        and isinstance(digest, dict)
        and _is_plain_text(digest.get("algorithm"))
        and _is_plain_text(digest.get("value"))
    )


def _is_plain_text(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isalnum()
