"""Parts of bodies that several directory resources have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dds_upload.core.directory.entries import Parent
from dds_upload.core.reasons import Kind
from dds_upload.protocols.dds.entry_rendering import PROJECT_KIND
from dds_upload.protocols.dds.parameters import to_id
from dds_upload.web.messages import Message, name, text

#: How many characters names, descriptions and labels may have.
TEXT_MAX = 1024

ENTRY_NAME = name("file-name")
LABEL = {**text(blank=True, optional=True), "maxLength": TEXT_MAX}
PARENT = {
    "type": "object",
    "properties": {"kind": text(), "id": text()},
    "required": ["kind", "id"],
}
REFERENCE = {"type": "object", "properties": {"id": text()}, "required": ["id"]}

RENAME = Message({"name": ENTRY_NAME}, required=("name",))
MOVE = Message({"parent": PARENT}, required=("parent",))


def parent_of(body: Mapping[str, Any]) -> Parent:
    """The `parent` of a body; any kind but a project's means a folder, as it always has."""
    kind, text_id = body["parent"]["kind"], body["parent"]["id"]
    is_project = kind == PROJECT_KIND
    return Parent(to_id(text_id, Kind.PROJECT if is_project else Kind.FOLDER), is_project)
