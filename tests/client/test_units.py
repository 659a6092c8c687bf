"""Sizes and durations as people write them."""

from __future__ import annotations

import pytest

from dds_client.errors import UsageError
from dds_client.settings.units import (
    config_bytes,
    spoken_size,
    spoken_time,
    to_bytes,
    to_seconds,
)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("40000000", 40_000_000),
        ("40MB", 40_000_000),
        ("40 mb", 40_000_000),
        ("2GiB", 2 * 2**30),
        ("1.5k", 1500),
        ("9007199254740993", 2**53 + 1),
        ("2TiB", 2**41),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert to_bytes(text) == size


def test_the_configuration_file_has_mebibytes_as_dukedsclient_has_them() -> None:
    assert config_bytes("100MB") == 100 * 2**20
    assert config_bytes(5_000_000) == 5_000_000


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("10m", 600), ("24h", 86400)])
def test_durations(text: str, seconds: float) -> None:
    assert to_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "x", "-1", "1 parsec", "1e3"])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        to_bytes(text)
    with pytest.raises(UsageError):
        to_seconds(text)


def test_both_are_spoken_shortly() -> None:
    assert [spoken_size(n) for n in (0, 1, 999, 1000, 12_345_678, 2_199_023_255_552)] == [
        "0 bytes",
        "1 byte",
        "999 bytes",
        "1.0 kB",
        "12.3 MB",
        "2.2 TB",
    ]
    assert [spoken_time(n) for n in (4, 184, 7500, 273_600)] == [
        "4 s",
        "3 min 04 s",
        "2 h 05 min",
        "3 d 04 h",
    ]
