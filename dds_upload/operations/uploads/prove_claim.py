"""Proves a client's digest of a file, by the digests of its segments or by reading it once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dds_upload.core.errors import IntegrityFailed, StorageRefused
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.storage.digest import REQUIRED_ALGORITHM, Digest
from dds_upload.core.storage.manifest import Manifest
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.upload import Upload, Verified
from dds_upload.operations.storage.read_through import Sink, read_through
from dds_upload.operations.uploads.pieces import Pieces


@dataclass(frozen=True, slots=True)
class ProveClaim:
    """Afterwards every finished file has a digest of REQUIRED_ALGORITHM."""

    providers: StorageProviders

    def __call__(
        self,
        upload: Upload,
        manifest: Manifest,
        pieces: Pieces,
        algorithms: Sequence[str],
        copy: Callable[[], Sink | None],
    ) -> Proof:
        """The proof.

        `algorithms` are further digests to compute; `copy` gets the bytes that are read.

        Raises IntegrityFailed, and what storage raises.
        """
        if not upload.is_of_blobs:
            proof = _by_segments(upload, manifest)
            if proof is not None:
                return proof
        return self._by_reading(upload, manifest, pieces, algorithms, copy())

    def _by_reading(
        self,
        upload: Upload,
        manifest: Manifest,
        pieces: Pieces,
        algorithms: Sequence[str],
        copy: Sink | None,
    ) -> Proof:
        claimed = upload.claimed
        wanted = [*([claimed.algorithm] if claimed else []), *algorithms, REQUIRED_ALGORITHM]
        store = self.providers.get(upload.provider_id).abilities.store
        try:
            computed = read_through(store, upload.key, dict.fromkeys(wanted), copy)
            if claimed is not None:
                _compare(claimed, computed[0])
                return Proof(Verified.WHOLE, computed[1:])
        except (IntegrityFailed, StorageRefused) as error:
            damage = pieces.find_damage(upload, manifest)
            if damage is not None:
                raise IntegrityFailed(damage) from error
            raise
        # There is no digest of the whole to compare with, so each segment is compared.
        damage = pieces.find_damage(upload, manifest)
        if damage is not None:
            raise IntegrityFailed(damage)
        return Proof(Verified.CHUNKS, computed)


def _by_segments(upload: Upload, manifest: Manifest) -> Proof | None:
    """The proof by segments, which storage compared when it joined them.

    None if that is not enough.
    """
    claimed = upload.claimed
    known = _digests_of_whole(manifest, claimed)
    for digest in known:
        if claimed is not None and digest.algorithm == claimed.algorithm:
            _compare(claimed, digest)
    if not any(it and it.algorithm == REQUIRED_ALGORITHM for it in (claimed, *known)):
        return None
    verified = Verified.WHOLE if claimed in known else Verified.CHUNKS
    return Proof(verified, [it for it in dict.fromkeys(known) if it != claimed])


def _digests_of_whole(manifest: Manifest, claimed: Digest | None) -> list[Digest]:
    """The digests of a file that is one segment, or empty; segments without bytes add nothing."""
    full = [segment.digest for segment in manifest if segment.size]
    if full:
        return full if len(full) == 1 else []
    algorithms = [*([claimed.algorithm] if claimed else []), REQUIRED_ALGORITHM]
    return [Digest.of(name, b"") for name in dict.fromkeys(algorithms)]


def _compare(claimed: Digest, computed: Digest) -> None:
    if claimed != computed:
        details = {"claimed": str(claimed), "computed": str(computed)}
        raise IntegrityFailed(Failure(FailureCode.WHOLE_DIGEST_DIFFERS, details))
