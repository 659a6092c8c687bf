"""Settings of chunks by content and of the protocol that brings them."""

from pathlib import Path

import pytest

from config.settings import SentrySettings
from dds_upload.bootstrap.settings import load
from tests.config.environments import faults


def test_an_empty_environment_gives_every_default(tmp_path: Path) -> None:
    settings = load({}, var=tmp_path)
    assert settings.sentry == SentrySettings(8388608, 64, 33554432, 8, None)
    assert (settings.upload_concurrency, settings.upload_url_prefix) == (8, None)
    assert not settings.debug


def test_everything_can_be_set(tmp_path: Path) -> None:
    environ = {
        "SENTRY_CHUNK_SIZE": "1024",
        "SENTRY_CHUNKS_PER_REQUEST": "1",
        "SENTRY_MAX_REQUEST_SIZE": "1024",
        "SENTRY_CONCURRENCY": "16",
        "SENTRY_MAX_FILE_SIZE": str(2**40),
        "UPLOAD_CONCURRENCY": "1",
        "DEBUG": "yes",
    }
    settings = load(environ, var=tmp_path)
    assert settings.sentry == SentrySettings(1024, 1, 1024, 16, 2**40)
    assert (settings.upload_concurrency, settings.debug) == (1, True)


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("https://Chunks.example/", "https://chunks.example"),
        ("https://chunks.example:443/Up/", "https://chunks.example/Up"),
        ("http://[::1]:8000/a/b", "http://[::1]:8000/a/b"),
    ],
)
def test_the_prefix_of_urls_may_have_a_path(text: str, prefix: str, tmp_path: Path) -> None:
    assert load({"UPLOAD_URL_PREFIX": text}, var=tmp_path).upload_url_prefix == prefix


NO_POWER = "must be a power of two, at most 1073741824"
NO_PREFIX = "must be http(s)://host, perhaps with a port and a path"


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        *[
            ("SENTRY_CHUNK_SIZE", text, NO_POWER)
            for text in ["0", "-8", "1000", "8388609", "2147483648", "8MiB"]
        ],
        ("SENTRY_CHUNKS_PER_REQUEST", "0", "must be an integer from 1 to 1000"),
        ("SENTRY_CONCURRENCY", "0", "must be an integer from 1 to 16"),
        ("SENTRY_CONCURRENCY", "17", "must be an integer from 1 to 16"),
        ("SENTRY_MAX_FILE_SIZE", "0", f"must be an integer from 1 to {2**63 - 1}"),
        ("UPLOAD_CONCURRENCY", "0", "must be an integer from 1 to 1024"),
        ("DEBUG", "perhaps", "must be true or false"),
        *[
            ("UPLOAD_URL_PREFIX", text, NO_PREFIX)
            for text in ["test", "/up", "ftp://a.example", "https://a.example?b", "https://a b/"]
        ],
    ],
)
def test_a_malformed_variable_is_a_fault(name: str, text: str, fault: str, tmp_path: Path) -> None:
    assert faults({name: text}, tmp_path) == [f"{name} {fault}"]


def test_a_request_must_have_room_for_a_chunk(tmp_path: Path) -> None:
    fault = "SENTRY_MAX_REQUEST_SIZE must not be less than SENTRY_CHUNK_SIZE"
    assert faults({"SENTRY_MAX_REQUEST_SIZE": "8388607"}, tmp_path) == [fault]
