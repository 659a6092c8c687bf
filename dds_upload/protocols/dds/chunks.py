"""The chunks of an upload: announced one by one, or many in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import falcon

from dds_upload.core.accounts.senders import Sender
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.paging import Page
from dds_upload.core.reasons import Kind
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.operations.uploads.bundle import UploadOperations
from dds_upload.operations.uploads.chunk_offers import ChunkOffer
from dds_upload.operations.uploads.grant_chunks import Answer
from dds_upload.protocols.dds.chunk_messages import (
    MANY_CHUNKS,
    NEW_CHUNK,
    Item,
    chunk_items,
    chunk_offer,
    offers_in,
)
from dds_upload.protocols.dds.errors import answer_to
from dds_upload.protocols.dds.parameters import page_request, set_page, to_id
from dds_upload.protocols.dds.rendering import moment, signed_request
from dds_upload.protocols.dds.upload_rendering import held_chunk
from dds_upload.web.origin import Origin

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UploadChunks:
    """`/uploads/{id}/chunks`. It finds the caller itself: most grants check that as they write."""

    do: UploadOperations
    origin: Origin
    sender_of: Callable[[falcon.Request], Sender]
    public: ClassVar[bool] = True

    def on_get(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Answer a page of the chunks in storage, and all missing ones."""
        caller = self.sender_of(req).caller()
        upload, wanted = to_id(upload_id, Kind.UPLOAD), page_request(req)
        found = self.do.read_chunks(caller, upload)
        shown = found.chunks[wanted.offset : wanted.last]
        set_page(resp, wanted, Page(shown, len(found.chunks)))
        resp.media = {
            "results": [held_chunk(it) for it in shown],
            "missing": [{"first": first, "last": last} for first, last in found.missing],
            "missing_bytes": found.missing_bytes,
        }

    def on_put(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Grant the chunk of the body, or all chunks in its list."""
        sender = self.sender_of(req)
        upload, body = to_id(upload_id, Kind.UPLOAD), NEW_CHUNK.body_of(req)
        if "chunks" in body:
            items = chunk_items(MANY_CHUNKS.check(body)["chunks"])
            answers = self.do.grant_many(sender.caller(), upload, offers_in(items))
            agent = req.user_agent or ""
            resp.media = {"results": chunk_results(items, answers, self.origin(req), agent)}
        else:
            signed = self.do.grant(sender, upload, chunk_offer(body))
            resp.media = _grant(signed, self.origin(req))


def chunk_results(
    items: Sequence[Item], answers: Iterable[Answer], host: str, agent: str
) -> list[Body]:
    """Each item of a list with its number and its grant, or its error as `agent` understands it."""
    left = iter(answers)
    return [_result(item, left, host, agent) for item in items]


def _result(item: Item, answers: Iterator[Answer], host: str, agent: str) -> Body:
    answer = next(answers) if isinstance(item.offer, ChunkOffer) else item.offer
    if isinstance(answer, ValidationFailed):
        return {"number": item.number, "error": answer_to(answer, agent)[1]}
    return {"number": item.number, **_grant(answer, host)}


def _grant(signed: SignedRequest, host: str) -> Body:
    return {**signed_request(signed, host), "expires_on": moment(signed.expires_at)}
