"""TempURLs are signed with the strongest digest that the cluster takes, once that is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.signing import SignedRequest
from providers.swift.build import build_swift
from providers.swift.inspector import SwiftInspector
from providers.swift.options import SwiftOptions
from providers.swift.url_digest import strongest
from tests.providers.conftest import CONTEXT
from tests.providers.fake_swift import INFO, Answer, fake_swift
from tests.providers.raw import http_request
from tests.services.swift import SwiftServer

#: How many hexadecimal digits a signature has.
SHA1, SHA256, SHA512 = 40, 64, 128


def signed_put(swift: Abilities, key: ObjectKey) -> SignedRequest:
    return swift.presigner.sign_put(key, datetime.now(UTC) + timedelta(seconds=300))


def digits(signed: SignedRequest) -> int:
    return len(parse_qs(urlsplit(signed.url).query)["temp_url_sig"][0])


def send(signed: SignedRequest) -> int:
    return http_request(signed.http_verb, f"{signed.host}{signed.url}", b"content", {})[0]


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"tempurl": {"allowed_digests": ["sha1", "sha256", "sha512"]}}, "sha512"),
        ({"tempurl": {"allowed_digests": ["sha1", "sha256"]}}, "sha256"),
        ({"tempurl": {"allowed_digests": ["sha1"]}}, "sha1"),
        ({"tempurl": {"allowed_digests": ["blake3", "md5"]}}, None),
        ({"tempurl": {"allowed_digests": []}}, None),
        ({"tempurl": {"methods": ["GET", "PUT"]}}, "sha1"),
        ({}, None),
    ],
)
def test_the_strongest_of_those_that_info_allows(
    info: dict[str, Any], expected: str | None
) -> None:
    assert strongest(info) == expected


def test_urls_are_good_before_and_after_the_limits_are_read(
    swift_options: SwiftOptions, key: ObjectKey
) -> None:
    swift = build_swift(swift_options, CONTEXT)
    swift.store.ensure_container(key.container)
    before = signed_put(swift, key)
    swift.store.capabilities()
    after = signed_put(swift, key)
    assert (digits(before), digits(after)) == (SHA256, SHA512)
    assert (send(before), send(after)) == (201, 201)


def test_a_cluster_that_takes_sha1_alone_gets_sha1(
    tmp_path: Path, tempauth_options: SwiftOptions, key: ObjectKey
) -> None:
    with SwiftServer(tmp_path, url_digests="sha1") as server:
        options = replace(tempauth_options, url_root=server.url)
        SwiftInspector(options).configure()
        swift = build_swift(options, CONTEXT)
        swift.store.ensure_container(key.container)
        assert send(signed_put(swift, key)) == 401
        swift.store.capabilities()
        signed = signed_put(swift, key)
        assert (digits(signed), send(signed)) == (SHA1, 201)
        assert SwiftInspector(options).inspect([]) == []


def test_what_is_known_is_not_forgotten_when_info_says_nothing_of_use() -> None:
    with fake_swift() as fake:
        swift, key = build_swift(fake.options, CONTEXT), ObjectKey("c", "upload/1")
        fake.info = {**INFO, "tempurl": {"allowed_digests": ["sha512"]}}
        swift.store.capabilities()
        for info in ({}, {"tempurl": {"allowed_digests": ["md5"]}}):
            fake.info = info
            swift.store.capabilities()
            assert digits(signed_put(swift, key)) == SHA512
        fake.answers["GET /info"] = Answer(503)
        with pytest.raises(StorageUnavailable):
            swift.store.capabilities()
        assert digits(signed_put(swift, key)) == SHA512
