"""What the library says of debug files, and what is made of them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
from symbolic.symcache import SymCache

from dds_upload.adapters import symbols
from dds_upload.adapters.symbols import read_debug_file
from dds_upload.core.errors import IntegrityFailed
from dds_upload.core.storage.manifest import ObjectKey
from tests.blobs.contents import sha1
from tests.content.client import MAPPING, Sender, cut, uploads
from tests.content.samples import BREAKPAD, BREAKPAD_DEBUG_ID, ELF_CODE_ID, SYMBOL_MAPS, elf
from tests.house.fixtures import OpenLab, client
from tests.house.setting import Lab


def test_a_breakpad_file_is_told_what_it_is(sender: Sender, project: str) -> None:
    answer = sender.deliver(project, BREAKPAD, "sub/crash.sym")
    dif = answer.pop("dif")
    assert answer == {"state": "ok", "missingChunks": []}
    assert dif["id"]
    assert dif["objectName"] == "sub/crash.sym"
    assert (dif["cpuName"], dif["symbolType"]) == ("x86_64", "breakpad")
    assert dif["uuid"] == dif["debugId"] == BREAKPAD_DEBUG_ID
    assert dif["sha1"] == sha1(BREAKPAD)
    assert dif["data"] == {"type": "dbg", "features": ["debug", "symtab"]}
    assert [file["name"] for file in sender.files(project)] == ["crash.sym"]
    assert sender.content(project) == BREAKPAD


def test_an_elf_file_too(sender: Sender, project: str) -> None:
    dif = sender.deliver(project, elf(), "a.out")["dif"]
    assert (dif["symbolType"], dif["codeId"]) == ("elf", ELF_CODE_ID)


@pytest.mark.parametrize("symbol_type", SYMBOL_MAPS)
def test_a_map_is_kept_as_it_is_and_has_the_id_its_client_gives(
    sender: Sender, project: str, symbol_type: str
) -> None:
    data = SYMBOL_MAPS[symbol_type]
    answer = sender.deliver(project, data, "a/map", BREAKPAD_DEBUG_ID)
    dif = answer.pop("dif")
    assert answer == {"state": "ok", "missingChunks": []}
    assert (dif["symbolType"], dif["cpuName"]) == (symbol_type, "any")
    assert dif["uuid"] == dif["debugId"] == BREAKPAD_DEBUG_ID
    assert dif["data"] == {"type": None, "features": []}
    assert sender.content(project) == data
    assert sender.lab.records.content_uploads.derived(uploads(sender.lab)[0]) == []


def test_its_symcache_is_stored_and_can_be_used(lab: Lab, sender: Sender, project: str) -> None:
    sender.deliver(project, BREAKPAD, "crash.sym")
    (upload,) = uploads(lab)
    (made,) = lab.records.content_uploads.derived(upload)
    key = ObjectKey(f"assembled-{upload.hex[:2]}", made.name)
    data = b"".join(lab.providers.default.abilities.store.open(key))
    assert (made.kind, made.size) == ("symcache", len(data))
    cache: Any = SymCache.from_bytes(data)  # type: ignore[no-untyped-call]
    assert [found.symbol for found in cache.lookup(0x1004)] == ["main"]


@pytest.mark.parametrize("data", [b"fail", bytes(200), b"PK\3\4" + bytes(100), b"BCSymbolMap"])
def test_what_is_no_debug_file_is_an_error(sender: Sender, project: str, data: bytes) -> None:
    answer = sender.deliver(project, data, "a.out")
    assert answer["state"] == "error"
    assert answer["detail"] == "unsupported object file format"
    assert sender.files(project) == []


def test_an_empty_debug_file_is_none(sender: Sender, project: str) -> None:
    sender.ask(project, b"", "a.out")
    sender.lab.work()
    assert sender.ask(project, b"", "a.out")["detail"] == "unsupported object file format"


def test_a_broken_one_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(elf()[:70])
    with pytest.raises(IntegrityFailed) as refused:
        read_debug_file(path, tmp_path)
    assert str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_mapping_is_not_looked_into(sender: Sender, project: str) -> None:
    answer = sender.deliver(project, b"fail", MAPPING)
    assert answer == {"state": "ok", "missingChunks": []}


def test_without_the_library_debug_files_are_refused_and_not_announced(
    open_again: OpenLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "symbolic", None)
    monkeypatch.setitem(sys.modules, "symbolic.debuginfo", None)
    monkeypatch.delitem(sys.modules, symbols.__name__)
    monkeypatch.delattr(importlib.import_module("dds_upload.adapters"), "symbols")
    lab = open_again()
    api = client(lab, "researcher")
    sender, project = Sender(lab, api), api.project()
    refused = "debug files are not supported by this installation"
    assert sender.ask(project, BREAKPAD, "crash.sym")["detail"] == refused
    assert sender.ask(project, cut(BREAKPAD)[0])["state"] == "not_found"
    bearer = {"Authorization": f"Bearer {api.token}"}
    told = sender.http.simulate_get("/api/0/organizations/default/chunk-upload/", headers=bearer)
    bundles = ["release_files", "artifact_bundles", "artifact_bundles_v2"]
    assert told.json["accept"] == ["proguard", *bundles]
