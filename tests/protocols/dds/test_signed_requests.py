"""What a client has to send to storage, as the DDS API writes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.signing import SignedRequest
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions
from providers.memory.urls import MemoryUrls
from tests.house.fixtures import OpenLab, client


class Demanding(MemoryUrls):
    """Storage whose signatures cover a header of uploads."""

    def sign_put(self, key: ObjectKey, expires_at: datetime) -> SignedRequest:
        return replace(super().sign_put(key, expires_at), headers={"x-storage-class": "COLD"})


def test_headers_are_an_object_where_there_are_some_and_an_empty_list_elsewhere(
    open_again: OpenLab,
) -> None:
    abilities = replace(build_memory(MemoryOptions()), presigner=Demanding())
    api = client(open_again(abilities=abilities), "researcher")
    project = api.project()
    upload = api.upload(project, 10)
    assert api.offer(upload, 1, 10).json["http_headers"] == {"x-storage-class": "COLD"}
    whole = api.begin(project, 5, chunked=False).json
    assert whole["signed_url"]["http_headers"] == {"x-storage-class": "COLD"}
    plain = client(open_again(abilities=build_memory(MemoryOptions())), "somebody")
    upload = plain.upload(plain.project(), 10)
    assert plain.offer(upload, 1, 10).json["http_headers"] == []
