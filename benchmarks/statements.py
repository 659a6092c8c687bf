"""How many statements, each a round trip, the steps of an upload take on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.bench import Bench
from benchmarks.costs import TRIPS, TRIPS_OF_MANY, trips_to
from benchmarks.findings import Finding, at_most
from tests.house.client import ANY_DIGEST, Api
from tests.house.fixtures import client
from tests.house.setting import Lab, open_lab, settings_for
from tests.house.statements import statements_of

_DATA = b"x" * 100
_MANY = {"chunks": [{"number": n, "size": 100, "hash": ANY_DIGEST} for n in range(1, 6)]}


def of_an_upload(bench: Bench) -> Iterator[Finding]:
    """Counted in the service itself, where all comes by."""
    with _lab(bench) as lab:
        api = client(lab, "bench")
        project = api.project()
        _through(api, project)  # what is asked once only is left out
        upload = api.upload(project, 300)
        many = api.upload(project, 500)
        steps: list[tuple[str, float | None, Callable[[], object]]] = [
            (trips_to("create an upload"), 4, lambda: api.upload(project, 100)),
            (trips_to("read an upload"), 3, lambda: api.get(f"/uploads/{upload}")),
            (TRIPS, 1, lambda: api.offer(upload, 2, 100)),
            (TRIPS_OF_MANY, None, lambda: api.put(_chunks_of(many), _MANY, 200)),
            (trips_to("complete an upload"), 5, _completion(api, project)),
            (trips_to("make a file of an upload"), 7, _file(api, project)),
        ]
        api.offer(upload, 1, 100)
        for row, most, step in steps:
            yield _count(lab, row, most, step)


def _chunks_of(upload: str) -> str:
    return f"/uploads/{upload}/chunks"


def _count(lab: Lab, row: str, most: float | None, step: Callable[[], object]) -> Finding:
    with statements_of(lab.database) as seen:
        step()
    return Finding(row, [float(len(seen))], None if most is None else at_most(most))


def _through(api: Api, project: str) -> None:
    upload = api.stored(project, _DATA, 100)
    api.file(project, upload)


def _completion(api: Api, project: str) -> Callable[[], object]:
    upload = api.sent(project, _DATA, 100)
    return lambda: api.complete(upload, _DATA)


def _file(api: Api, project: str) -> Callable[[], object]:
    upload = api.stored(project, _DATA, 100)
    return lambda: api.file(project, upload)


@contextmanager
def _lab(bench: Bench) -> Iterator[Lab]:
    url = bench.postgres.create_database()
    lab = open_lab(settings_for(url, bench.folder / "lab"))
    try:
        yield lab
    finally:
        lab.close()
