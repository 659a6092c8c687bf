"""The words of the DDS API for what core has codes for; clients know many of them to the letter."""

from __future__ import annotations

from collections.abc import Mapping

from dds_upload.core.reasons import Kind

#: What the original's models were called, which is how its answers name them.
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
