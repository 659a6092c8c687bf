"""The words of the DDS API for core's codes; clients match many of them to the letter."""

from __future__ import annotations

from collections.abc import Mapping

from dds_upload.core.failure import FailureCode
from dds_upload.core.reasons import Field, Kind, Reason
from dds_upload.web.words import PLAIN, PLAIN_FAILURES, SAME_FIELDS, Words

#: The names of the original's models, which its answers contain.
KINDS: Mapping[Kind, str] = {
    Kind.ORGANIZATION: "Organization",
    Kind.USER: "User",
    Kind.API_TOKEN: "Token",
    Kind.PROJECT: "Project",
    Kind.ROLE: "AuthRole",
    Kind.MEMBER: "ProjectPermission",
    Kind.FOLDER: "Folder",
    Kind.FILE: "DataFile",
    Kind.FILE_VERSION: "FileVersion",
    Kind.STORAGE_PROVIDER: "StorageProvider",
    Kind.UPLOAD: "Upload",
    Kind.COMMIT: "Commit",
    Kind.ARTIFACT: "Artifact",
}

#: Also said of a chunk that is missing.
_SIZE_DIFFERS = "reported size does not match size computed by StorageProvider"

#: Clients look for some texts of failures, misspelling included.
WORDS = Words(
    {
        **PLAIN,
        Reason.TOKEN_MISSING: "no api_token",
        Reason.TOKEN_EXPIRED: "expired api_token",
        Reason.TOKEN_INVALID: "invalid api_token",
        (Reason.ALGORITHM_MISMATCH, Field.FILE_DIGEST_ALGORITHM): (
            "must contain storage provider compatible algorithm: {algorithm}"
        ),
        Reason.IN_USE: "upload is used by a file",
        (Reason.UPLOAD_NOT_COMPLETED, Field.UPLOAD): "must be completed successfully",
        (Reason.UPLOAD_FAILED, Field.UPLOAD): "cannot have an error",
        Reason.COMPLETED_OTHERWISE: "Cannot change completed_at.",
        Reason.STORAGE_REFUSED: "The storage provider is unavailable",
        Reason.DATABASE_UNAVAILABLE: "Request Timeout",
        Reason.INTERNAL_ERROR: "Internal Server Error",
    },
    {
        **SAME_FIELDS,
        Field.CHUNK_DIGEST_ALGORITHM: "hash.algorithm",
        Field.CHUNK_DIGEST_VALUE: "hash.value",
        Field.FILE_DIGEST_ALGORITHM: "hash.algorithm",
        Field.FILE_DIGEST_VALUE: "hash.value",
        Field.FURTHER_DIGEST_ALGORITHM: "algorithm",
        Field.FURTHER_DIGEST_VALUE: "value",
        Field.PARENT: "parent.id",
    },
    {
        **PLAIN_FAILURES,
        FailureCode.WHOLE_DIGEST_DIFFERS: (
            "reported hash value does not match size computed by StorageProvider"
        ),
        FailureCode.WHOLE_SIZE_DIFFERS: _SIZE_DIFFERS,
        FailureCode.WHOLE_MISSING: "NonChunkedUpload not found in object store",
        FailureCode.CHUNK_DIGEST_DIFFERS: (
            "reported chunk hash does not match that computed by StorageProvider"
        ),
        FailureCode.CHUNK_SIZE_DIFFERS: _SIZE_DIFFERS,
        FailureCode.CHUNK_MISSING: _SIZE_DIFFERS,
    },
)
