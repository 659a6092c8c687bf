"""What the simulation of large installations relies on: that its copies are like the real thing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest

from benchmarks.costs import COMPLETION, ROWS_OF_COMPLETION
from benchmarks.findings import SCALE
from benchmarks.scale.filling import CHUNKS, fill_containers, past
from benchmarks.scale.hosts import Served, findings_of
from benchmarks.scale.meter import Spent, rows_of
from benchmarks.scale.partitions import PARTITIONS
from benchmarks.scale.requests import Requests
from benchmarks.scale.steps import OfAnUpload, of_steps
from benchmarks.scale.tables import Store
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer


@pytest.fixture
def parted(postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Store]:
    with Store(postgres_server, tmp_path, is_partitioned=True) as store:
        yield store
    postgres_server.drop_database(store.url)


def test_uploads_and_chunks_are_spread_over_partitions_and_still_belong_together(
    parted: Store,
) -> None:
    before = rows_of(parted.url)
    parted.grow_to(40 * CHUNKS)
    assert rows_of(parted.url) - before == 40 * (1 + CHUNKS)
    leaves = parted.run("SELECT count(DISTINCT tableoid), count(*) FROM uploads")
    assert leaves[0][0] > PARTITIONS // 2
    assert parted.run("SELECT count(DISTINCT upload_id) FROM chunks") == [(41,)]
    with pytest.raises(psycopg2.errors.ForeignKeyViolation):
        parted.run("UPDATE chunks SET upload_id = gen_random_uuid()")
    with pytest.raises(psycopg2.errors.ForeignKeyViolation):
        parted.run("DELETE FROM uploads")


def test_the_service_grants_and_completes_in_partitions_as_it_does_without(parted: Store) -> None:
    granted = parted.grants()
    ((before,),) = parted.run("SELECT count(*) FROM chunks")
    completed = parted.completion()
    assert granted.statements == 1
    assert completed.statements > 1
    assert min(granted.postgresql, granted.service, granted.log, granted.waited) > 0
    assert parted.run("SELECT count(*) FROM chunks") == [(before + CHUNKS,)]


def test_a_container_lists_objects_that_were_only_named(tmp_path: Path) -> None:
    with SwiftServer(tmp_path) as swift, closing(Requests(swift)) as requests:
        container, uploads = str(uuid4()), sorted([uuid4(), uuid4()])
        requests.make(container)
        fill_containers(tmp_path, past(container, uploads))
        assert requests.lists(container, uploads[0]).names == CHUNKS
        assert requests.pages([container], after=str(uploads[1])).names == CHUNKS
        sent = requests.puts(container, 2)
        assert min(sent.seconds, sent.cpu) > 0
        assert requests.pages([container]).names == 2 * CHUNKS + 2


def test_two_hosts_are_compared_with_one_round_by_round() -> None:
    one, two = Served(100, 2e-3, 1e-3), Served(150, 3e-3, 1e-3)
    rate, service, postgresql = findings_of("two", [one, one], [two, one])
    assert (rate.values, service.values, postgresql.values) == ([1.5, 1], [1.5, 1], [1, 1])
    assert service.note == "2.50 of 2.00 ms"


def spent(service: float, swift: float) -> Spent:
    return Spent(
        seconds=4, service=service, postgresql=0, swift=swift, log=0, statements=11, waited=1
    )


def test_steps_in_a_large_container_are_compared_with_those_in_a_new_one() -> None:
    large = OfAnUpload(completed=spent(0.1, 5.9), inspected=spent(0.1, 0.1), rows=3)
    new = OfAnUpload(completed=spent(0.1, 2.9), inspected=spent(0.1, 0.1), rows=3)
    found = {it.row: it for it in of_steps([(large, new), (new, new)], 10**6)}
    completing, inspecting = (it for it in found.values() if it.place == SCALE)
    assert completing.values == [2, 1]
    assert completing.note == "4500 of 3000 ms, of which 4400 are Swift's"
    assert inspecting.values == [1, 1]
    assert found[ROWS_OF_COMPLETION].value == 3
    assert found[COMPLETION].value == 100
