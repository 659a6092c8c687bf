"""Objects in Swift: put, read, remove, with the service's own token."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from email.utils import parsedate_to_datetime
from typing import Any

from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import (
    ContentMismatch,
    ObjectMissing,
    StorageRefused,
    StorageUnavailable,
)
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey, ObjectStat, Segment
from dds_upload.core.storage.object_store import ByteSource
from dds_upload.core.storage.policy import ProviderCapabilities
from providers.names import check_container, checked
from providers.stream import Stream
from providers.swift.edge import swift_errors
from providers.swift.expiry import expiry_faults
from providers.swift.newest import NEWEST
from providers.swift.removal import remove_all
from providers.swift.session import Session
from providers.swift.source import Source, SourceFailed
from providers.swift.tree import entries_below, names_below
from providers.swift.url_keys import UrlKeys
from providers.verified_source import VerifiedSource

log = logging.getLogger(__name__)

ALLOW_ORIGIN = "X-Container-Meta-Access-Control-Allow-Origin"

#: The seconds for which a browser may cache the answer to a preflight: otherwise it asks again
#: before each chunk. The service itself answers the same.
MAX_AGE = {"X-Container-Meta-Access-Control-Max-Age": "7200"}


class SwiftStore:
    """The ObjectStore on Swift."""

    def __init__(self, session: Session, keys: UrlKeys, *, cors_origins: str) -> None:
        self._session = session
        self._keys = keys
        self._cors_origins = cors_origins
        self._logged: list[str] = []

    def capabilities(self) -> ProviderCapabilities:
        """The limits in /info; a cluster without static large objects can join no segments.

        Logs what an operator should know of the cluster, and would otherwise learn too late.
        """
        info = self._session.info()
        faults = list(expiry_faults(info))
        if faults != self._logged:  # it is asked again and again
            self._logged = faults
            for fault in faults:
                log.warning("%s (until then each segment is asked for)", fault)
        return ProviderCapabilities(
            segment_max_number=info.get("slo", {}).get("max_manifest_segments", 0),
            segment_max_size_bytes=info.get("swift", {}).get("max_file_size"),
        )

    def ensure_container(self, container: str) -> None:
        check_container(container)
        headers = {ALLOW_ORIGIN: self._cors_origins, **MAX_AGE, **self._new_keys(container)}
        self._session.call(client.put_container, container, headers=headers)

    def _new_keys(self, container: str) -> dict[str, str]:
        """The keys that a container is made with.

        A container that has keys keeps them. Only an administrator changes those: in a rotation, a
        process that still has the former settings must not restore the former keys.
        """
        wanted = self._keys.container_headers(container)
        if not wanted:
            return {}
        try:
            given = self._session.call(client.head_container, container)
        except ObjectMissing:
            return wanted
        return {} if any(name.lower() in given for name in wanted) else wanted

    def put(
        self,
        key: ObjectKey,
        source: ByteSource,
        *,
        size: int | None,
        digest: Digest | None,
        algorithm: str,
    ) -> Digest:
        """The md5 is sent ahead if it is known; otherwise Swift's is compared afterwards.

        In that case the former object is gone, but only if the bytes changed on the way.
        """
        checked(key)
        # The body can be sent only once, so token and container are proven by a request before it.
        self._session.call_before(client.head_container, key.container)
        verified = VerifiedSource(source, size, digest, [algorithm, "md5"])
        known = digest.value if digest and digest.algorithm == "md5" else None
        etag = self._send(key, verified, size, known)
        if etag != verified.digest("md5").value:
            self.remove(key)
            text = f"Swift stored other bytes at {key} than were sent"
            sent = verified.digest("md5").value
            raise ContentMismatch(text, claimed=sent, computed=etag)
        return verified.digest(algorithm)

    def stat(self, key: ObjectKey) -> ObjectStat:
        """The tag of a joined file is Swift's own, made of the digests of its segments."""
        headers = self._call(client.head_object, key, headers=NEWEST)
        modified_at = parsedate_to_datetime(headers["last-modified"])
        return ObjectStat(int(headers["content-length"]), headers["etag"].strip('"'), modified_at)

    def open(
        self, key: ObjectKey, wanted: ByteRange | None = None, *, digest: Digest | None = None
    ) -> Stream:
        headers = {"Range": f"bytes={wanted.first}-{wanted.last}"} if wanted else {}
        headers |= NEWEST  # the service reads what it proves; other readers have signed URLs
        checked(key)
        (answer, body), passage = self._session.opened(
            client.get_object, key.container, key.name, resp_chunk_size=BLOCK_SIZE, headers=headers
        )

        def close() -> None:
            body.close()
            passage.close()

        try:
            size = int(answer["content-length"])
        except (KeyError, ValueError):
            close()
            raise StorageRefused(f"{key} has no size in Swift's answer") from None
        if wanted and (size != wanted.length or "content-range" not in answer):
            close()
            raise StorageRefused(f"{key} has no bytes {wanted.first}-{wanted.last}")
        return Stream(size, _blocks(key, body, size), close)

    def list_below(self, key: ObjectKey) -> Sequence[Segment]:
        """Swift gives up to 10,000 entries at a time; an object's hash is its MD5."""
        entries = entries_below(self._session, checked(key))
        return [
            Segment(ObjectKey(key.container, it["name"]), it["bytes"], Digest("md5", it["hash"]))
            for it in entries
            if "slo_etag" not in it
        ]

    def remove(self, key: ObjectKey) -> None:
        try:
            self._call(client.delete_object, key)
        except ObjectMissing:
            return

    def remove_all(self, keys: Sequence[ObjectKey]) -> None:
        remove_all(self._session, [checked(key) for key in keys])

    def remove_tree(self, key: ObjectKey) -> None:
        """Remove the manifest first, then the objects below it.

        `multipart-manifest=delete` is not used: it removes every segment that a manifest names,
        also one that is kept elsewhere and is a part of other files.
        """
        names = names_below(self._session, checked(key))
        self.remove(key)
        remove_all(self._session, [ObjectKey(key.container, name) for name in names])

    def _call(self, function: Callable[..., Any], key: ObjectKey, **kwargs: Any) -> Any:
        checked(key)
        return self._session.call(function, key.container, key.name, **kwargs)

    def _send(
        self, key: ObjectKey, verified: VerifiedSource, size: int | None, etag: str | None
    ) -> str:
        # swiftclient does not read a body that is announced as empty. So it is read here, since an
        # empty body must be proven, too.
        contents = b"".join(verified) if size == 0 else Source(verified)
        try:
            stored: str = self._session.call_once(
                client.put_object,
                key.container,
                key.name,
                contents,
                # Without a length it is sent in chunks. A source that fails ends the connection
                # before the last, empty chunk, and Swift stores nothing.
                content_length=size,
                chunk_size=BLOCK_SIZE if size is None else None,
                etag=etag,
                content_type="application/octet-stream",
            )
        except SourceFailed as failed:
            # Not `from None`, which would remove its cause.
            raise failed.reason from failed.reason.__cause__
        except ObjectMissing as missing:
            # Put promises not to read the source if the container is missing.
            raise StorageUnavailable(f"container {key.container} is gone") from missing.__cause__
        return stored


def _blocks(key: ObjectKey, body: Any, size: int) -> Generator[bytes, None, None]:
    """Blocks of the body; an error, never a silent end, if Swift cuts its answer off."""
    with swift_errors("get_object"):
        left = size
        while left:
            block = body.read(min(BLOCK_SIZE, left))
            if not block:
                raise StorageRefused(f"{key} ended {left} bytes early")
            left -= len(block)
            yield block
