"""The bodies that the API accepts, as schemas: other keys are refused."""

from __future__ import annotations

from collections.abc import Iterable

from dds_upload.protocols.pulp.digests import ALGORITHMS
from dds_upload.web.openapi.schemas import Json, record, size, spoken, text


def requests() -> dict[str, Json]:
    """All of them, by name."""
    return {
        "NewUpload": _new_upload(),
        "Chunk": _chunk(),
        "Commit": _commit(),
        "NewArtifact": _new_artifact(),
        "ArtifactOfUpload": _artifact_of_upload(),
    }


def _new_upload() -> Json:
    return _request(
        "A file to send in chunks.",
        {"size": size("The size of the whole file in bytes.")},
        required=["size"],
    )


def _chunk() -> Json:
    return _request(
        "Consecutive bytes of the file; the Content-Range header has their position.",
        {
            "file": _binary("The bytes; a part with a file name, and not empty."),
            "sha256": _digest_of("sha256", "these bytes"),
        },
        required=["file"],
    )


def _commit() -> Json:
    return _request(
        "The digest of the file, once its chunks are put together.",
        {"sha256": _digest_of("sha256", "the whole file")},
        required=["sha256"],
    )


def _new_artifact() -> Json:
    behind = "the file, which follows it"
    return _request(
        "A file in one piece or a committed upload: exactly one of `file` and `upload`.",
        {
            "file": _binary("The whole file; a part with a file name. It may be empty."),
            **{name: _digest_of(name, behind) for name in ALGORITHMS},
            **_artifact_of_upload()["properties"],
        },
    )


def _artifact_of_upload() -> Json:
    return _request(
        "A committed upload whose artifact is wanted; its size and digests, if given, "
        "must be right.",
        {
            "upload": text("The href of an upload that has been committed."),
            "size": size("The size of the file in bytes."),
            "sha256": _digest_of("sha256", "the file"),
        },
        required=["upload"],
    )


def _request(description: str, properties: dict[str, Json], required: Iterable[str] = ()) -> Json:
    """A body without other keys."""
    return record(description, properties, required, additionalProperties=False)


def _binary(description: str) -> Json:
    return text(description, format="binary")


def _digest_of(name: str, what: str) -> Json:
    return text(f"The {spoken(name)} of {what}, in hexadecimal.")
