"""What a run does with parts that cannot be measured."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from benchmarks import __main__ as run
from benchmarks.bench import Bench
from benchmarks.findings import Finding
from tests.services.tools import ToolError

FOUND = Finding("rate", [1.0])


def part(bench: Bench) -> Iterator[Finding]:
    yield FOUND


def without_its_peer(bench: Bench) -> Iterator[Finding]:
    raise ToolError("no such package")
    yield FOUND


@pytest.fixture(autouse=True)
def _parts(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {
        "first": (part, run.When.QUICK),
        "peer": (without_its_peer, run.When.USUAL),
        "long": (part, run.When.NAMED),
    }
    monkeypatch.setattr(run, "PARTS", parts)


def bench(until: float = float("inf")) -> Bench:
    return Bench(rounds=1, seconds=0.1, is_quick=True, until=until)


def test_runs_have_the_parts_that_they_have_time_for() -> None:
    assert run._usual(is_quick=True) == ["first"]
    assert run._usual(is_quick=False) == ["first", "peer"]


def test_a_peer_that_cannot_be_had_is_named_and_the_run_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with bench() as running:
        found = [*run._measured("peer", running), *run._measured("first", running)]
    assert found == [FOUND]
    assert "left out: peer, as its program cannot be had here: no such package" in (
        capsys.readouterr().err
    )


def test_a_part_for_which_no_time_is_left_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with bench(until=time.monotonic()) as running:
        assert list(run._measured("first", running)) == []
    assert capsys.readouterr().err == "no time was left for: first\n"
