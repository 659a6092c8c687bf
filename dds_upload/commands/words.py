"""The words of commands for core's codes."""

from __future__ import annotations

from collections.abc import Mapping

from dds_upload.core.errors import (
    NotFound,
    RecordsUnavailable,
    StorageRefused,
    StorageUnavailable,
    UploadServiceError,
    ValidationFailed,
)
from dds_upload.core.reasons import Kind
from dds_upload.web.words import PLAIN, Words

WORDS = Words(PLAIN)

KINDS: Mapping[Kind, str] = {
    Kind.ORGANIZATION: "Organization",
    Kind.USER: "User",
    Kind.API_TOKEN: "Token",
    Kind.PROJECT: "Project",
    Kind.ROLE: "Role",
    Kind.MEMBER: "Member",
    Kind.FOLDER: "Folder",
    Kind.FILE: "File",
    Kind.FILE_VERSION: "File version",
    Kind.STORAGE_PROVIDER: "Storage provider",
    Kind.UPLOAD: "Upload",
    Kind.COMMIT: "Commit",
    Kind.ARTIFACT: "Artifact",
}


def words_for(error: UploadServiceError) -> str:
    """One line for the operator, which may contain what otherwise only the log has."""
    match error:
        case NotFound():
            return f"{KINDS[error.kind]} Not Found"
        case ValidationFailed():
            return WORDS.say_all(error)
        case StorageUnavailable() | StorageRefused():
            return str(error)
        case RecordsUnavailable():
            return ": ".join(filter(None, [str(error), _in_one_line(error.__cause__)]))
    return WORDS.say(error.refusal)


def _in_one_line(cause: BaseException | None) -> str:
    """The database's own words, which take several lines where several addresses were tried."""
    return " ".join(str(cause or "").split())
