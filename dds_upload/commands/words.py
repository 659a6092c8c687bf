"""How commands say what core has codes for."""

from __future__ import annotations

from collections.abc import Mapping

from dds_upload.core.errors import NotFound, UploadServiceError
from dds_upload.core.reasons import Kind

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
    """One line for the operator."""
    return f"{KINDS[error.kind]} Not Found" if isinstance(error, NotFound) else str(error)
