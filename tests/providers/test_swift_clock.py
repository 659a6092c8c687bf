"""The clock of this host beside that of the storage, and what becomes of URLs where they differ."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from dds_upload.core.errors import ClockSkewed, StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.manifest import ObjectKey
from providers.swift.build import build_swift
from providers.swift.clock import StorageClock, steady
from tests.providers.conftest import CONTEXT
from tests.providers.fake_swift import Answer, Script

START = datetime(2026, 1, 1, tzinfo=UTC)
KEY = ObjectKey("project", "upload/1")


class World:
    """A host whose clock a test sets, a storage whose clock is right, and the time that passes."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.ahead = 0.0
        self.looks: list[float] = []
        self.clock = StorageClock(
            timedelta(seconds=300),
            wall=self.wall,
            now=lambda: self.passed,
            aside=lambda work: work(),
        )

    def wall(self) -> float:
        return START.timestamp() + self.passed + self.ahead

    def answer(self, seconds: float = 0, **headers: str) -> None:
        """One answer of the storage, to a request that takes that long."""
        asked = self.clock.asked()
        self.passed += seconds
        date = format_datetime(START + timedelta(seconds=int(self.passed)), usegmt=True)
        self.clock.hear({"date": date, **headers}, asked)

    def check(self) -> None:
        """As before each signature."""
        self.clock.check(self._look)

    def _look(self) -> None:
        self.looks.append(self.passed)
        self.answer()

    def is_refused(self) -> bool:
        try:
            self.check()
        except ClockSkewed:
            return True
        return False


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("ahead", "seen"), [(0, 0), (0.9, 0), (-0.9, 0), (90, 89), (-90, -90), (3600, 3599)]
)
def test_what_is_seen_of_a_difference_is_never_more_than_there_is(
    world: World, ahead: float, seen: float
) -> None:
    world.ahead = ahead
    world.answer(0.5)
    skew = world.clock.skew()
    assert skew is not None
    assert abs(skew) <= abs(ahead)
    assert skew == pytest.approx(seen, abs=1.5)


def test_nothing_is_known_before_an_answer_and_of_one_without_a_time(world: World) -> None:
    assert world.clock.skew() is None
    for headers in ({}, {"date": ""}, {"date": "yesterday"}):
        world.clock.hear(headers, world.clock.asked())
    world.ahead = 500
    world.answer(age="30")
    assert world.clock.skew() is None


@pytest.mark.parametrize(("ahead", "refused"), [(140, False), (160, True), (-160, True)])
def test_half_of_a_urls_life_is_too_much(world: World, ahead: float, refused: bool) -> None:
    world.ahead = ahead
    world.answer()
    assert world.is_refused() is refused


def test_a_clock_that_is_set_is_noticed_without_an_answer_and_told_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    world.answer()
    world.passed += 300
    assert not world.is_refused()
    world.ahead = -1000
    assert [world.is_refused() for _ in range(3)] == [True] * 3
    world.ahead = 0
    assert [world.is_refused() for _ in range(3)] == [False] * 3
    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert [level for level, _ in told] == ["ERROR", "INFO"]
    assert "1000 seconds behind that of the storage" in told[0][1]


def test_an_answer_that_took_long_does_not_hide_a_difference(world: World) -> None:
    world.ahead = 400
    world.answer()
    world.answer(seconds=1000)
    assert world.is_refused()


def test_the_storage_is_asked_seldom_and_more_often_while_clocks_differ(world: World) -> None:
    world.answer()
    for _ in range(120):
        world.passed += 10
        world.check()
    assert len(world.looks) == 2
    world.ahead = 1000
    world.looks.clear()
    for _ in range(5):
        world.passed += 10
        assert world.is_refused()
    assert len(world.looks) >= 4


def test_the_steady_clock_goes_with_time() -> None:
    before = steady()
    time.sleep(0.01)
    assert 0 < steady() - before < 10


def at(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def sign(swift: Abilities) -> None:
    swift.presigner.sign_put(KEY, datetime.now(UTC) + timedelta(minutes=5))


@pytest.mark.parametrize("seconds", [-1000, 1000])
def test_nothing_is_signed_at_a_storage_whose_clock_differs(
    fake: Script, seconds: float, caplog: pytest.LogCaptureFixture
) -> None:
    swift = build_swift(fake.options, CONTEXT)
    fake.date = at(seconds)
    swift.store.capabilities()
    assert caplog.text.count("no URL is signed") == 1
    for _ in range(2):
        with pytest.raises(ClockSkewed, match=r"seconds (ahead of|behind)"):
            sign(swift)
    fake.date = None
    swift.store.capabilities()
    sign(swift)
    assert caplog.text.count("no URL is signed") == 1


def test_any_answer_tells_the_time_an_error_too(fake: Script) -> None:
    swift = build_swift(fake.options, CONTEXT)
    fake.date, fake.answers["PUT"] = at(1000), Answer(503)
    with pytest.raises(StorageUnavailable):
        swift.store.ensure_container("project")
    with pytest.raises(ClockSkewed):
        sign(swift)


def test_a_process_that_only_signs_finds_out_by_itself(fake: Script) -> None:
    swift = build_swift(fake.options, CONTEXT)
    fake.date = at(1000)
    deadline = time.monotonic() + 10
    while not is_refused(swift) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert is_refused(swift)
    assert fake.seen == ["GET /info"]


def is_refused(swift: Abilities) -> bool:
    try:
        sign(swift)
    except ClockSkewed:
        return True
    return False
