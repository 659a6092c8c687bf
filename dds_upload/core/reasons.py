"""Codes for what can be refused. Each protocol says them in words of its own."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a caller asked for that is not there, or that the caller may not know of."""

    ORGANIZATION = "organization"
    USER = "user"
    API_TOKEN = "api_token"
    PROJECT = "project"
    ROLE = "role"
    MEMBER = "member"
    FOLDER = "folder"
    FILE = "file"
    FILE_VERSION = "file_version"
    STORAGE_PROVIDER = "storage_provider"
    UPLOAD = "upload"
    COMMIT = "commit"
    ARTIFACT = "artifact"
