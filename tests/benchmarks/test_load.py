"""The generator and its floor, for a moment: that they do what they measure."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from uuid import uuid4

from benchmarks import floor
from benchmarks.processes import Floor, Plan, measure
from benchmarks.targets import Chunks


def test_every_request_is_answered_and_written(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/floor.db"
    floor.prepare(url)
    requests = Chunks([str(uuid4()), str(uuid4())], "", None).single(40)
    with Floor(tmp_path, url) as served:
        measured = measure(Plan(served.port, 4, 60.0, requests), served.pid)
    assert measured.statuses == {"200": 40}
    assert len(measured.seconds) == 40
    assert measured.quantile(0.5) <= measured.quantile(0.99)
    with sqlite3.connect(f"{tmp_path}/floor.db") as database:
        assert database.execute("SELECT count(*) FROM floor_chunks").fetchone() == (40,)
    database.close()
