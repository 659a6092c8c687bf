"""TempURLs: as swiftclient signs them, and as a real Swift takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from urllib.parse import parse_qs, urlsplit

import pytest
from swiftclient.utils import generate_temp_url  # type: ignore[import-untyped]

from dds_upload.core.secret import Secret
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.disposition import attachment
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from dds_upload.core.storage.signing import SignedRequest
from providers.swift.build import build_swift
from providers.swift.inspector import SwiftInspector
from providers.swift.options import SwiftOptions
from providers.swift.session import Session
from tests.providers.conftest import CONTEXT
from tests.providers.raw import RawSwift, http_request
from tests.providers.sources import put, read

NAMES = [
    "plain.txt",
    'a "b"; c=d.txt',
    "naïve ü 文.txt",
    "semi;colon",
    "back\\slash",
    "100%.txt",
    "a,b",
]


@pytest.fixture
def swift(swift_options: SwiftOptions, key: ObjectKey) -> Abilities:
    abilities = build_swift(swift_options, CONTEXT)
    abilities.store.ensure_container(key.container)
    return abilities


def soon(seconds: int = 300) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def sent(signed: SignedRequest, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    status, _, content = http_request(signed.http_verb, f"{signed.host}{signed.url}", body, headers)
    return status, content


def saved_as(disposition: str) -> str | None:
    """The file name as the standard library's parser of such headers reads it."""
    message = Message()
    message["Content-Disposition"] = disposition
    return message.get_filename()


@pytest.mark.parametrize("name", ["upload/1", "ü/with space"])
def test_signs_like_swiftclient(name: str) -> None:
    options = SwiftOptions(
        account="AUTH_test",
        url_root="https://swift.example:8080/",
        user="",
        password=Secret(""),
        primary_key=Secret("primary"),
        secondary_key=Secret("secondary"),
    )
    expires = datetime(2030, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC)
    signed = build_swift(options, CONTEXT).presigner.sign_put(ObjectKey("c", name), expires)
    theirs = generate_temp_url(
        f"/v1/AUTH_test/c/{name}", "1893456000", "primary", "PUT", absolute=True
    )
    assert parse_qs(urlsplit(signed.url).query) == parse_qs(urlsplit(theirs).query)
    assert signed.host == "https://swift.example:8080"
    assert build_swift(options, CONTEXT).presigner.host == signed.host
    assert signed.expires_at == datetime(2030, 1, 1, tzinfo=UTC)


def test_a_signed_put_and_get_carry_a_file(swift: Abilities, key: ObjectKey) -> None:
    assert sent(swift.presigner.sign_put(key, soon()), b"content")[0] == 201
    assert sent(swift.presigner.sign_get(key, "x", soon())) == (200, b"content")
    assert read(swift.store, key) == b"content"


def test_an_expired_url_is_refused(swift: Abilities, key: ObjectKey) -> None:
    put(swift.store, key, b"content")
    assert sent(swift.presigner.sign_put(key, soon(-2)), b"other")[0] == 401
    assert sent(swift.presigner.sign_get(key, "x", soon(-2)))[0] == 401
    assert read(swift.store, key) == b"content"


def test_a_url_is_for_one_method_and_one_object(swift: Abilities, key: ObjectKey) -> None:
    put(swift.store, key, b"content")
    signed = swift.presigner.sign_put(key, soon())
    assert sent(replace(signed, http_verb="GET"))[0] == 401
    assert sent(replace(signed, url=signed.url.replace(key.name, key.name + "0")), b"x")[0] == 401


@pytest.mark.parametrize("name", NAMES)
def test_file_names_come_through_a_signed_get(swift: Abilities, key: ObjectKey, name: str) -> None:
    put(swift.store, key, b"content")
    signed = swift.presigner.sign_get(key, name, soon())
    _, headers, _ = http_request("GET", f"{signed.host}{signed.url}")
    disposition = headers["content-disposition"]
    assert saved_as(disposition.replace("filename=", "ascii=", 1)) == name


@pytest.mark.parametrize("name", [*NAMES, "line\r\nbreak", "", "\x7f"])
def test_file_names_are_kept_with_the_joined_file(
    swift: Abilities, key: ObjectKey, swift_options: SwiftOptions, name: str
) -> None:
    disposition = attachment(name)
    assert disposition.isascii()
    assert disposition.isprintable()
    assert saved_as(disposition.replace("filename=", "ascii=", 1)) == name

    segment = put(swift.store, ObjectKey(key.container, f"{key.name}/1"), b"content")
    swift.concatenator.concatenate(
        key, Manifest((segment,)), content_type="text/x-test; charset=utf-8", filename=name
    )
    urls = Session(swift_options).tokens.current().urls
    url = generate_temp_url(f"{urls.path}/{key}", 300, swift_options.primary_key.reveal(), "GET")
    _, headers, content = http_request("GET", urls.host + url)
    assert content == b"content"
    assert headers["content-disposition"] == disposition
    assert headers["content-type"] == "text/x-test; charset=utf-8"


def test_a_replayed_put_spoils_a_joined_file_but_cannot_change_it(
    swift: Abilities, key: ObjectKey
) -> None:
    part = ObjectKey(key.container, f"{key.name}/1")
    signed = swift.presigner.sign_put(part, soon())
    assert sent(signed, b"content")[0] == 201
    segment = Segment(part, 7, Digest.of("md5", b"content"))
    swift.concatenator.concatenate(key, Manifest((segment,)), content_type="", filename="x")
    assert sent(signed, b"CONTENT")[0] == 201
    assert sent(swift.presigner.sign_get(key, "x", soon()))[0] == 409


@pytest.fixture
def rotated(swift_options: SwiftOptions) -> Iterator[SwiftOptions]:
    """The next set-up: a new primary key, the former one as the secondary; undone afterwards."""
    options = replace(
        swift_options, primary_key=Secret("next key"), secondary_key=swift_options.primary_key
    )
    yield options
    SwiftInspector(swift_options).configure()


def test_keys_are_rotated_without_refusing_a_url_already_handed_out(
    swift: Abilities, key: ObjectKey, rotated: SwiftOptions, raw_swift: RawSwift
) -> None:
    handed_out = swift.presigner.sign_put(key, soon())
    inspector = SwiftInspector(rotated)
    assert len(inspector.configure()) == 2
    assert inspector.configure() == []

    # A process with the former settings may go on signing until it is restarted.
    still_made = swift.presigner.sign_get(key, "x", soon())
    restarted = build_swift(rotated, CONTEXT)
    restarted.store.capabilities()
    latest = restarted.presigner
    assert sent(handed_out, b"content")[0] == 201
    assert sent(still_made) == (200, b"content")
    assert sent(latest.sign_get(key, "x", soon())) == (200, b"content")
    assert inspector.inspect([]) == []
