"""What is left once no fault comes any more: counted by clients, by rows and by what is stored."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from dds_upload.bootstrap.settings import load
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.uploads.audit import Difference
from providers.local.options import LocalOptions
from tests.faults.ground import Ground
from tests.faults.senders import Sender
from tests.faults.table import Counts
from tests.house.setting import Lab, build_lab

#: Longer than UPLOAD_EXPIRY, in days; and longer than bytes wait to be removed again.
_ALL_EXPIRED, _REMOVED_AGAIN = 8, 1.1

_NOT_ENDED = "SELECT COUNT(*) FROM uploads WHERE state IN ('open', 'assembling', 'failed')"


def containers(ground: Ground) -> Collection[str]:
    """Those there are in the storage, whoever's."""
    with _lab(ground) as lab:
        inventory = _provider(lab).abilities.inventory
        assert inventory is not None
        return {stored.key.container for stored in inventory.objects()}


def judged(ground: Ground, sender: Sender, tries: int, before: Collection[str]) -> Counts:
    """`before` has containers of others. Stops the ground, and moves its time on by ten days."""
    lost = sender.lost()
    ground.stop()
    with _lab(ground) as lab:
        for _ in range(3):
            lab.hour()
            lab.clock.forward(hours=1)
        stuck = 0 if sender.began_anew else _not_ended(lab)
        let_expire(lab)
        stuck = stuck or _not_ended(lab)
        known, unknown = findings(lab, before)
        leaked = unknown + _leftovers(lab)
    if not ground.plan.on_swift:
        shutil.rmtree(ground.folder)  # gigabytes, over all faults
    return Counts(
        tries=tries,
        acknowledged=len(sender.kept),
        lost=max(lost, known),
        leaked=leaked,
        stuck=stuck + sender.stuck,
    )


def let_expire(lab: Lab) -> None:
    """Ten days pass, in which all is removed that was to be, and removed again."""
    for days in (_ALL_EXPIRED, _REMOVED_AGAIN, _REMOVED_AGAIN):
        lab.clock.forward(days=days)
        lab.hour()


def findings(lab: Lab, others: Collection[str]) -> tuple[int, int]:
    """How much an audit misses or finds damaged, and how much nothing refers to.

    The containers of others are left out.
    """
    found = [
        it
        for it in lab.operations.uploads.audit(_provider(lab))
        if it.expected or it.key.container not in others
    ]
    unknown = sum(it.difference is Difference.UNKNOWN for it in found)
    return len(found) - unknown, unknown


@contextmanager
def _lab(ground: Ground) -> Iterator[Lab]:
    """The service in this process, with a hand on its clock."""
    lab = build_lab(load(ground.host.environment, var=ground.host.folder / "var"))
    try:
        yield lab
    finally:
        lab.close()


def _provider(lab: Lab) -> StorageProvider:
    return lab.providers.default


def _not_ended(lab: Lab) -> int:
    """Good uploads that are still under way, or failed."""
    return int(lab.database.sql(_NOT_ENDED).fetchone()[0])


def _leftovers(lab: Lab) -> int:
    """Drafts that nobody publishes any more."""
    options = lab.settings.providers[0].options
    if not isinstance(options, LocalOptions):
        return 0
    return len([*(options.root / "tmp").iterdir()])
