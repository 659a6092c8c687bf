"""What is refused is told in words, and before anything is sent."""

from __future__ import annotations

from zipfile import ZipFile

import pytest

from tests.e2e.sentry_cli.limits import (
    CHUNK,
    CHUNKS_MAX,
    FILE_MAX,
)
from tests.e2e.sentry_desk import SentryDesk
from tests.e2e.sentry_samples import breakpad, mapping
from tests.house.refusals import TOO_MANY_CHUNKS, too_large
from tests.services.sentry_cli import VERSIONS

#: How 3.8.2 prints what a service said of a request.
INVALID_TOKEN = "sentry reported an error: Invalid token (http status: 401)"


def test_a_wrong_token_is_told(desk: SentryDesk) -> None:
    desk.write("mapping.txt", mapping())
    with desk.sends(0):
        assert INVALID_TOKEN in desk.refused("proguard", "upload", "mapping.txt", token="wrong")
    assert desk.files() == []


@pytest.mark.parametrize("kind", ["local"])
@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_not_offered_is_refused_in_words(desk: SentryDesk, version: str) -> None:
    for command in (("releases", "new", "1.0"), ("releases", "finalize", "1.0")):
        assert "Releases are not offered" in desk.refused(*command, version=version)
    assert "Issues are not offered" in desk.refused("issues", "list", version=version)


@pytest.mark.parametrize("kind", ["local"])
def test_a_build_is_refused_in_words(desk: SentryDesk) -> None:
    with ZipFile(desk.home / "mini.apk", "w") as build:
        build.writestr("AndroidManifest.xml", b"\x03\0\x08\0")
        build.writestr("classes.dex", b"dex\n035\0")
    with desk.sends(0):
        printed = desk.refused("build", "upload", "--no-git-metadata", "mini.apk")
    assert "App builds are not offered by this service" in printed


def test_too_many_chunks_are_refused_before_any_is_sent(desk: SentryDesk) -> None:
    desk.write_zeros("large.txt", CHUNK * CHUNKS_MAX + 1)
    with desk.sends(0):
        assert TOO_MANY_CHUNKS in desk.refused("proguard", "upload", "large.txt")
    assert desk.files() == []


@pytest.mark.parametrize("kind", ["local"])
def test_too_many_bytes_are_refused(desk: SentryDesk) -> None:
    desk.write_zeros("large.txt", FILE_MAX + 1)
    assert too_large(FILE_MAX) in desk.refused("proguard", "upload", "large.txt")
    assert desk.files() == []


@pytest.mark.parametrize("kind", ["local"])
def test_the_client_knows_the_largest_debug_file(desk: SentryDesk) -> None:
    desk.write_zeros("large.sym", FILE_MAX + 1, head=breakpad())
    with desk.sends(0):
        printed = desk.refused("debug-files", "upload", "large.sym")
    assert "exceeds the maximum allowed size (100.00MB)" in printed
