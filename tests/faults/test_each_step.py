"""A node is killed, hung, or back with what it had, at each step of an upload's life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.faults.conftest import Tell
from tests.faults.judge import findings, let_expire
from tests.faults.life import Life
from tests.faults.table import Counts
from tests.faults.trouble import Trouble, trouble_with
from tests.house.client import Api
from tests.house.fixtures import client
from tests.house.setting import Lab, open_lab, settings_for, swift_environ
from tests.services.swift import SwiftServer

pytestmark = pytest.mark.faults

_COMPLETE = "SELECT COUNT(*) FROM uploads WHERE state = 'complete'"

#: So many uploads are alive at the same time.
AT_ONCE = 8


@pytest.fixture(scope="module")
def lab(nodes: SwiftServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The service over these nodes."""
    folder = tmp_path_factory.mktemp("lab")
    environ = {"STORAGE_PROVIDER_TYPE": "swift", **swift_environ(nodes)}
    made = open_lab(settings_for(f"sqlite:///{folder}/dds.db", folder, environ))
    inspector = made.providers.default.abilities.inspector
    assert inspector is not None
    inspector.configure()
    yield made
    made.close()


@pytest.fixture(scope="module")
def owner(lab: Lab) -> Api:
    return client(lab, "owner")


@pytest.mark.parametrize("step", Life.STEPS)
@pytest.mark.parametrize("trouble", list(Trouble))
def test_nothing_acknowledged_is_lost_and_no_good_upload_fails(
    nodes: SwiftServer,
    lab: Lab,
    owner: Api,
    trouble: Trouble,
    step: str,
    uploads: int,
    tell: Tell,
) -> None:
    project = owner.project()
    lives = [Life(lab, owner, project, number) for number in range(uploads)]
    live_through(nodes, lab, lives, trouble, step)
    counts = counted(lives)
    tell(f"one of three nodes {trouble} at {step}", counts)
    assert counts.is_good, [it.trouble for it in lives if it.trouble]


def test_nothing_is_left_behind_once_the_nodes_agree(
    nodes: SwiftServer, lab: Lab, owner: Api, tell: Tell
) -> None:
    live_through(nodes, lab, [Life(lab, owner, owner.project(), 1)], Trouble.STALE, "again")
    nodes.replicate()
    let_expire(lab)
    (complete,) = lab.database.sql(_COMPLETE).fetchone()
    lost, leaked = findings(lab, ())
    tell("three nodes, once they agree again", Counts(1, complete, lost, leaked, stuck=0))
    assert (lost, leaked) == (0, 0)


def live_through(
    nodes: SwiftServer, lab: Lab, lives: Sequence[Life], trouble: Trouble, at: str
) -> None:
    """All of them, a step after the other."""
    with ExitStack() as troubled, ThreadPoolExecutor(AT_ONCE) as pool:
        for step in Life.STEPS:
            if step == "seal":  # every URL has ended that was handed out
                lab.clock.forward(minutes=6)
            if step == at:
                troubled.enter_context(trouble_with(nodes, trouble))
            list(pool.map(lambda life, step=step: life.live(step), lives))
            if step == at and trouble is Trouble.STALE:
                troubled.close()


def counted(lives: Sequence[Life]) -> Counts:
    """What came of them; trouble before the acknowledgement is a failure, and after it a loss."""
    return Counts(
        tries=len(lives),
        acknowledged=sum(it.acknowledged for it in lives),
        lost=sum(it.acknowledged and bool(it.trouble) for it in lives),
        leaked=None,
        stuck=sum(not it.acknowledged for it in lives),
    )
