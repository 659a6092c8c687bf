"""The page is held to the API: what the API's document calls otherwise is an error in the page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dds_upload.protocols.dds.document.api import api_document
from dds_upload.protocols.dds.mount import PREFIX
from portal.build import PORTAL, install_tools
from portal.check import check_types
from portal.node import NodeError
from tests.openapi.documents import Json


def test_what_the_api_no_longer_calls_so_is_an_error_and_nothing_else_is(tmp_path: Path) -> None:
    node, page, document = install_tools(), _copy(tmp_path), api_document(PREFIX)
    _rename(document, "DeletedFile", "kept_until")  # which it gives
    _rename(document, "UserChange", "is_disabled")  # which it takes
    with pytest.raises(NodeError) as told:
        check_types(node, document, page)
    faults = [line for line in str(told.value).splitlines() if ": error TS" in line]
    about = {tuple(re.findall(r"'(\w+)' does not exist .*'(\w+)'", line)) for line in faults}
    assert about == {(("kept_until", "DeletedFile"),), (("is_disabled", "UserChange"),)}


def _copy(folder: Path) -> Path:
    """The page's sources, with the packages that are there."""
    copy = folder / "portal"
    shutil.copytree(PORTAL, copy, ignore=shutil.ignore_patterns("node_modules", "dist", ".*"))
    (copy / "node_modules").symlink_to(PORTAL / "node_modules")
    return copy


def _rename(document: Json, schema: str, name: str) -> None:
    found = document["components"]["schemas"][schema]
    found["properties"]["renamed"] = found["properties"].pop(name)
    found["required"] = ["renamed" if it == name else it for it in found["required"]]
