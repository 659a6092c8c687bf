"""The operations of the document, and where clients look for them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


OPERATIONS = {
    "uploads_list": ("get", "/pulp/api/v3/uploads/"),
    "uploads_create": ("post", "/pulp/api/v3/uploads/"),
    "uploads_read": ("get", "{upload_href}"),
    "uploads_update": ("put", "{upload_href}"),
    "uploads_delete": ("delete", "{upload_href}"),
    "uploads_commit": ("post", "{upload_href}commit/"),
    "uploads_commit_update": ("put", "{upload_href}commit/"),
    "artifacts_list": ("get", "/pulp/api/v3/artifacts/"),
    "artifacts_create": ("post", "/pulp/api/v3/artifacts/"),
    "artifacts_read": ("get", "{artifact_href}"),
    "artifacts_delete": ("delete", "{artifact_href}"),
    "tasks_list": ("get", "/pulp/api/v3/tasks/"),
    "tasks_read": ("get", "{task_href}"),
    "status_read": ("get", "/pulp/api/v3/status/"),
    "docs_api_json_get": ("get", "/pulp/api/v3/docs/api.json"),
}
