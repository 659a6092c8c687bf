"""What settings hold: defaults, spellings, and the rules of single variables."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import ConfigurationError
from dds_upload.bootstrap.settings import load
from tests.config.environments import KEY, SWIFT, faults


def test_an_empty_environment_gives_every_default(tmp_path: Path) -> None:
    settings = load({}, var=tmp_path)
    assert settings.database_url.reveal() == f"sqlite:///{tmp_path}/dds.db"
    assert settings.cors_origins == ("*",)
    assert settings.public_url is None
    assert settings.signed_url_duration == timedelta(seconds=300)
    assert settings.upload_expiry == timedelta(days=7)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.workers, settings.threads) == (2, 16)
    assert settings.log_level == "info"
    assert [provider.slug for provider in settings.providers] == ["local"]
    assert settings.is_embedded


def test_a_variable_that_is_empty_or_blank_counts_as_not_set(tmp_path: Path) -> None:
    nothing = {"DDS_PORT": "", "UPLOAD_EXPIRY": " ", "DATABASE_URL": "", "SECRET_KEY_BASE_FILE": ""}
    assert load(nothing, var=tmp_path) == load({}, var=tmp_path)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("45", 45), ("45s", 45), ("30m", 1800), ("12h", 43200), ("7d", 604800), (" 9 ", 9)],
)
@pytest.mark.parametrize("name", ["SIGNED_URL_DURATION", "UPLOAD_EXPIRY"])
def test_a_duration_is_a_number_of_seconds_or_has_a_unit(
    name: str, text: str, seconds: int, tmp_path: Path
) -> None:
    settings = load({name: text}, var=tmp_path)
    assert getattr(settings, name.lower()) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://dds.example", "https://dds.example"),
        ("https://DDS.example/", "https://dds.example"),
        ("https://dds.example:443", "https://dds.example"),
        ("http://dds.example:80", "http://dds.example"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://swift_proxy:8080", "http://swift_proxy:8080"),
    ],
)
def test_an_origin_is_spelled_as_browsers_spell_it(text: str, origin: str, tmp_path: Path) -> None:
    settings = load({"PUBLIC_URL": text, "CORS_ORIGINS": text}, var=tmp_path)
    assert settings.public_url == origin
    assert settings.cors_origins == (origin,)


def test_several_origins_are_listed_once_each(tmp_path: Path) -> None:
    listed = "https://b.example, https://a.example,https://B.example"
    settings = load({"CORS_ORIGINS": listed}, var=tmp_path)
    assert settings.cors_origins == ("https://b.example", "https://a.example")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("sqlite:///relative/dds.db", "sqlite:///relative/dds.db"),
        ("sqlite:////absolute/dds.db", "sqlite:////absolute/dds.db"),
        ("postgresql://me:p%40ss@db:5432/dds", "postgresql://me:p%40ss@db:5432/dds"),
        ("postgres://db/dds", "postgresql://db/dds"),
        ("postgresql://[::1]:5432/dds", "postgresql://[::1]:5432/dds"),
        ("postgresql:///dds?host=/run/postgresql", "postgresql:///dds?host=/run/postgresql"),
        ("postgresql://one:5432,two:5432/dds", "postgresql://one:5432,two:5432/dds"),
    ],
)
def test_a_database_is_sqlite_or_postgresql(text: str, url: str, tmp_path: Path) -> None:
    settings = load({"DATABASE_URL": text, "SECRET_KEY_BASE": KEY}, var=tmp_path)
    assert settings.database_url.reveal() == url
    assert settings.is_embedded == url.startswith("sqlite")


NO_DURATION = "must be a duration such as 45s, 30m, 12h, 7d, or a number of seconds"
NO_LONGER = "must be more than nothing and at most 3650d"
NO_URL = "must be http(s)://host or http(s)://host:port, and nothing more"
NO_LIST = "must be * or a list such as https://one.example,https://two.example:8443"
NOT_ENCODED = "must have @ and % in user and password as %40 and %25"
NO_DATABASE = "must be sqlite:///path/to/file or postgresql://user@host:port/database"


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        *[
            ("DDS_PORT", text, "must be an integer from 1 to 65535")
            for text in ["x", "0", "-1", "65536", "8000.0", "1e3", "1_000", "٣", "9" * 5000]
        ],
        ("DDS_WORKERS", "0", "must be an integer from 1 to 1024"),
        ("DDS_THREADS", "many", "must be an integer from 1 to 1024"),
        ("DDS_HOST", "a host", "must be a host name or an IP address"),
        ("LOG_LEVEL", "loud", "must be debug or info or warning or error or critical"),
        *[
            ("UPLOAD_EXPIRY", text, NO_DURATION)
            for text in ["soon", "-5", "7 d", "1.5h", "7w", "1h30m", "d", "9" * 10]
        ],
        *[("SIGNED_URL_DURATION", text, NO_LONGER) for text in ["0", "0s", "3651d", "999999999d"]],
        *[
            ("PUBLIC_URL", text, NO_URL)
            for text in [
                "dds.example",
                "ftp://dds.example",
                "https://",
                "https://dds.example/path",
                "https://dds.example?",
                "https://me:pass@dds.example",
                "https://dds.example:0",
                "https://dds.example:65536",
                "https://dds.example:port",
                "https://dds example",
                "https://[::1",
            ]
        ],
        *[
            ("CORS_ORIGINS", text, NO_LIST)
            for text in ["dds.example", "*,https://a.example", "https://a.example,", "null", ","]
        ],
        *[
            ("DATABASE_URL", text, NO_DATABASE)
            for text in [
                "dds.db",
                "sqlite://dds.db",
                "sqlite:///",
                "sqlite:////",
                "sqlite:///folder/",
                "sqlite:///:memory:",
                "sqlite:///dds.db?mode=ro",
                "mysql://db/dds",
                "postgresql://",
                "postgresql://db",
                "postgresql://db/",
                "postgresql://db:port/dds",
                "postgresql://db:70000/dds",
                "postgresql://[::1/dds",
                "postgresql://db\n/dds",
            ]
        ],
        *[
            ("DATABASE_URL", text, NOT_ENCODED)
            for text in ["postgresql://me:a@b@db/dds", "postgresql://me:50%@db/dds"]
        ],
        ("SECRET_KEY_BASE", "k" * 31, "must have at least 32 characters"),
        ("SECONDARY_SECRET_KEY_BASE", "k" * 31, "must have at least 32 characters"),
        ("STORAGE_PROVIDER_TYPE", "s3", "must be local or swift"),
    ],
)
def test_a_malformed_variable_is_a_fault(name: str, text: str, fault: str, tmp_path: Path) -> None:
    assert faults({name: text}, tmp_path) == [f"{name} {fault}"]


def test_a_key_beside_itself_is_a_fault(tmp_path: Path) -> None:
    twice = {"SECRET_KEY_BASE": KEY, "SECONDARY_SECRET_KEY_BASE": KEY}
    fault = "SECONDARY_SECRET_KEY_BASE must be another one than SECRET_KEY_BASE"
    assert faults(twice, tmp_path) == [fault]


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    wrong = {
        **SWIFT,
        "DATABASE_URL": "mysql://db/dds",
        "SECRET_KEY_BASE": "short",
        "DDS_PORT": "x",
        "SWIFT_ACCT": "",
        "SWIFT_PASS_FILE": "/nowhere",
        "SWIFT_DEPRECATED": "maybe",
        "SWIFT_CHUNK_MAX_NUMBER": "0",
    }
    assert [fault.split()[0] for fault in faults(wrong, tmp_path)] == [
        "DATABASE_URL",
        "SECRET_KEY_BASE",
        "DDS_PORT",
        "SWIFT_CHUNK_MAX_NUMBER",
        "SWIFT_DEPRECATED",
        "SWIFT_ACCT",
        "SWIFT_PASS",
    ]


def test_an_error_shows_every_fault_on_a_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load({"DDS_PORT": "x", "DDS_THREADS": "x"}, var=tmp_path)
    assert str(caught.value).splitlines() == [
        "the configuration has faults:",
        "  - DDS_PORT must be an integer from 1 to 65535",
        "  - DDS_THREADS must be an integer from 1 to 1024",
    ]


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        load({}, var=tmp_path).port = 1  # type: ignore[misc]
