"""Which refusals to join a file are for good, and which may pass."""

from __future__ import annotations

import errno
import json
import os
from urllib.parse import unquote

import pytest
from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import (
    ManifestRefused,
    Mismatch,
    StorageFull,
    StorageRefused,
    StorageUnavailable,
)
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.disposition import KEPT_MAX, attachment, kept_attachment
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from providers.swift.build import build_swift
from providers.swift.options import SwiftOptions
from providers.swift.session import Session
from tests.providers.conftest import CONTEXT
from tests.providers.fake_swift import Answer, Script
from tests.providers.sources import put, read
from tests.providers.test_local import PARTS

KEY = ObjectKey("project", "upload")
PART = Segment(ObjectKey("project", "upload/1"), 1, Digest.of("md5", b"x"))
MANIFEST = Manifest((PART,))

#: As long as a name may be, in bytes, and every one of them is written as three in a header.
LONGEST = "é" * 511
LONGEST_TYPE = "x/" + "y" * 253


def join(options: SwiftOptions, content_type: str = "text/plain") -> None:
    swift = build_swift(options, CONTEXT)
    swift.concatenator.concatenate(KEY, MANIFEST, content_type=content_type, filename="a.txt")


@pytest.mark.parametrize("status", [400, 411, 412, 413, 414, 415, 431])
def test_what_is_wrong_with_the_request_itself_is_refused_for_good(
    fake: Script, status: int
) -> None:
    fake.answers["PUT"] = Answer(status)
    with pytest.raises(StorageRefused):
        join(fake.options)


@pytest.mark.parametrize("status", [302, 401, 403, 405, 408, 409, 429, 498, 500, 503, 507])
def test_what_an_operator_or_the_time_may_mend_is_not_for_good(fake: Script, status: int) -> None:
    fake.answers["PUT"] = Answer(status, {"Location": fake.url})
    with pytest.raises(StorageUnavailable) as raised:
        join(fake.options)
    assert str(status) in str(raised.value)


def test_an_account_that_is_full_may_have_room_later(fake: Script) -> None:
    fake.answers["PUT"] = Answer(413, {}, b"Upload exceeds quota.")
    with pytest.raises(StorageFull):
        join(fake.options)


@pytest.mark.parametrize("status", [200, 400])
def test_who_cannot_sign_in_is_refused_nothing_for_good(fake: Script, status: int) -> None:
    fake.answers["GET /auth/v1.0"] = Answer(status, {}, b"<html>maintenance</html>")
    with pytest.raises(StorageUnavailable):
        join(fake.options)


def answer_about(*said: str) -> Answer:
    errors = [[f"/{PART.key}", reason] for reason in said]
    return Answer(400, {}, json.dumps({"Errors": errors}).encode())


def test_a_segment_that_cannot_be_looked_at_now_says_nothing_of_the_file(fake: Script) -> None:
    fake.answers["PUT"] = answer_about("503 Service Unavailable")
    with pytest.raises(StorageUnavailable):
        join(fake.options)
    fake.answers["PUT"] = answer_about("503 Service Unavailable", "Etag Mismatch")
    fake.answers["HEAD"] = Answer(200, {"Content-Length": "1", "Etag": "0" * 32})
    with pytest.raises(ManifestRefused) as refused:
        join(fake.options)
    assert refused.value.problems == ((0, Mismatch.DIGEST),)


@pytest.mark.parametrize("content_type", [" text/plain", "text/plain ", "a\r\nX-B: c", "\t", "é"])
def test_what_no_header_can_carry_is_refused_and_never_sent(
    fake: Script, content_type: str
) -> None:
    with pytest.raises(StorageRefused):
        join(fake.options, content_type)
    assert fake.seen == []


@pytest.mark.parametrize("name", [LONGEST, "%" * 1024, "語" * 341, "a" * 1024])
def test_swift_keeps_files_of_the_longest_names_and_types(
    swift_options: SwiftOptions, key: ObjectKey, name: str
) -> None:
    """On ext4, too, where all that is kept of an object must fit into 4 KiB."""
    swift = build_swift(swift_options, CONTEXT)
    swift.store.ensure_container(key.container)
    part = put(swift.store, ObjectKey(key.container, f"{key.name}/1"), b"one")
    swift.concatenator.concatenate(key, Manifest((part,)), content_type=LONGEST_TYPE, filename=name)
    assert read(swift.store, key) == b"one"
    kept = Session(swift_options).call(client.head_object, key.container, key.name)
    assert kept["content-type"] == LONGEST_TYPE
    disposition = kept_attachment(name)
    assert KEPT_MAX - 20 < len(disposition) <= KEPT_MAX
    assert kept["content-disposition"] == unquote(disposition)  # as swiftclient gives headers


@pytest.mark.parametrize("name", ["", "a.txt", "ü (1).dat", "語" * 160])
def test_a_name_that_is_short_enough_is_kept_as_it_is(name: str) -> None:
    assert kept_attachment(name) == attachment(name)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_disk_that_refuses_all_files_refuses_none_for_good(
    local: Abilities, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    part = put(local.store, PARTS[0], b"one")

    def fail(*args: object, **named: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "utime", fail)
    with pytest.raises(StorageUnavailable) as raised:
        local.concatenator.concatenate(KEY, Manifest((part,)), content_type="", filename="a")
    assert isinstance(raised.value.__cause__, OSError)
