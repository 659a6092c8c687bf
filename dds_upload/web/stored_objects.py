"""Serves the signed URLs of providers whose bytes go through this service.

PUT stores a granted chunk, GET and HEAD read a stored object; the signature is all that the caller
needs. It is judged before the database is asked and before the body is read. All bytes stream.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import falcon

from dds_upload.core.clock import Clock
from dds_upload.core.errors import Forbidden, ObjectMissing
from dds_upload.core.ranges import ByteRange
from dds_upload.core.reasons import Reason
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.disposition import attachment
from dds_upload.core.storage.manifest import ObjectKey, ObjectStat
from dds_upload.core.storage.object_store import ByteStream
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.storage.signing import SignedUrlVerifier
from dds_upload.core.uploads.grants import Grant
from dds_upload.operations.uploads.store_chunk import StoreChunk
from dds_upload.web.lanes import attribute
from dds_upload.web.preconditions import Validators, is_conditional, is_not_modified, range_applies
from dds_upload.web.ranges import asked_range
from dds_upload.web.streamed_body import StreamedBody

#: The URL gives access to the content, so only its client may cache the answer, and has to ask
#: each time whether the URL is still good.
_CACHING = "private, no-cache"


class StoredObjects:
    """A Falcon sink for one provider: `<prefix>/<container>/<object>`."""

    def __init__(
        self,
        provider: StorageProvider,
        verifier: SignedUrlVerifier,
        store_chunk: StoreChunk,
        clock: Clock,
    ):
        self._provider = provider
        self._verifier = verifier
        self._store_chunk = store_chunk
        self._clock = clock

    def __call__(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Dispatch by method; anything but PUT, GET and HEAD is refused."""
        handlers: dict[str, Callable[[falcon.Request, falcon.Response, ObjectKey], None]] = {
            "PUT": self._put,
            "GET": self._get,
            "HEAD": self._get,
        }
        if req.method not in handlers:
            raise falcon.HTTPMethodNotAllowed([*handlers, "OPTIONS"])
        key = self._verifier.key_of(req.path)
        if key is None:
            raise ObjectMissing(req.path)
        handlers[req.method](req, resp, key)

    def _put(self, req: falcon.Request, resp: falcon.Response, key: ObjectKey) -> None:
        self._check_signature(req)
        grant = self._store_chunk.granted(self._provider, key)
        stored = self._store(req, key, grant)
        resp.status = falcon.HTTP_201
        resp.etag = falcon.ETag(stored)

    def _store(self, req: falcon.Request, key: ObjectKey, grant: Grant | None) -> Digest:
        if grant is None:
            raise Forbidden("nothing was granted for this URL", reason=Reason.SIGNATURE_INVALID)
        if req.content_length is None:
            raise falcon.HTTPLengthRequired(description="send a Content-Length")
        attribute(req, key.container)
        req.context.stores_at = self._provider.slug
        if is_conditional(req):
            is_not_modified(req, self._validators(key))
        body = StreamedBody(req)
        return self._store_chunk(self._provider, key, grant, body, req.content_length)

    def _validators(self, key: ObjectKey) -> Validators | None:
        """Validators of the object that a PUT would replace; None where there is none.

        A grant names its digest, so of two PUTs neither can overwrite other content.
        """
        try:
            return Validators.of(self._provider.abilities.store.stat(key), self._clock())
        except ObjectMissing:
            return None

    def _get(self, req: falcon.Request, resp: falcon.Response, key: ObjectKey) -> None:
        self._check_signature(req)
        attribute(req, self._verifier.project_of(key, _query(req)))
        now = self._clock()
        stat = self._provider.abilities.store.stat(key)
        validators = Validators.of(stat, now)
        unchanged = is_not_modified(req, validators)
        wanted = None
        if req.method == "GET" and not unchanged and range_applies(req, validators, now):
            wanted = asked_range(req.get_header("Range"), stat.size)
        path = None if unchanged else self._path_in_front(req, key, wanted)
        content = None if unchanged or path else self._opened(req, key, stat, wanted)
        validators.put_on(resp)
        resp.cache_control = [_CACHING]
        if unchanged:
            resp.status = falcon.HTTP_304
            return
        resp.content_type = "application/octet-stream"
        _keep_from_running(resp, req.get_param("filename") or key.name.rpartition("/")[2])
        if wanted is not None or not path:  # nginx adds this header where it sends all bytes
            resp.set_header("Accept-Ranges", "bytes")
        if path:
            resp.set_header("X-Accel-Redirect", path)
            return
        if wanted is not None:
            resp.status = falcon.HTTP_206
            resp.set_header("Content-Range", f"bytes {wanted}/{stat.size}")
        if content is None:
            resp.content_length = stat.size
        else:
            resp.set_stream(content, content.size)

    def _path_in_front(
        self, req: falcon.Request, key: ObjectKey, wanted: ByteRange | None
    ) -> str | None:
        """The path by which nginx finds the content; None where this service sends it.

        nginx judges ranges and conditions again, by its own rules and validators. So it sends only
        answers that need no judgement: all bytes, or one range without a condition.
        """
        handover = self._provider.abilities.handover
        if handover is None or req.method != "GET" or is_conditional(req):
            return None
        if req.get_header("If-Range") or bool(req.get_header("Range")) is not (wanted is not None):
            return None
        return handover.path_of(key)

    def _opened(
        self, req: falcon.Request, key: ObjectKey, stat: ObjectStat, wanted: ByteRange | None
    ) -> _Begun | None:
        """The content to send; None for HEAD. Raises what `ObjectStore.open` raises.

        The answer begins only once the first block was read: storage may have lost the bytes.
        """
        store = self._provider.abilities.store
        if req.method != "HEAD":
            return _Begun(store.open(key, wanted))
        if stat.size:
            _Begun(store.open(key, ByteRange(0, 0))).close()
        return None

    def _check_signature(self, req: falcon.Request) -> None:
        if not self._verifier.is_allowed(req.method, req.path, _query(req), self._clock()):
            signed = self._verifier.is_signed(req.method, req.path, _query(req))
            raise Forbidden(reason=Reason.URL_EXPIRED if signed else Reason.SIGNATURE_INVALID)


class _Begun:
    """Content whose first block was read already."""

    def __init__(self, content: ByteStream) -> None:
        """Raises what storage raises, after closing the content."""
        self._content = content
        self._blocks = iter(content)
        try:
            self._first = next(self._blocks, b"")
        except BaseException:
            content.close()
            raise

    @property
    def size(self) -> int:
        return self._content.size

    def __iter__(self) -> Iterator[bytes]:
        yield self._first
        yield from self._blocks

    def close(self) -> None:
        self._content.close()


def _query(req: falcon.Request) -> dict[str, str]:
    return {name: str(value) for name, value in req.params.items()}


def _keep_from_running(resp: falcon.Response, filename: str) -> None:
    """Have browsers save the content under its name (RFC 6266) and never run it on this origin."""
    resp.set_header("Content-Disposition", attachment(filename))
    resp.set_header("X-Content-Type-Options", "nosniff")
    resp.set_header("Content-Security-Policy", "sandbox; default-src 'none'")
