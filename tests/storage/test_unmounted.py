"""A disk that is not mounted is away: nothing is missing of it, and nothing is stored beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dds_upload.bootstrap.installation import migrate_all
from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.manifest import ObjectKey
from tests.house.client import Api
from tests.house.setting import Lab
from tests.placements.desk import LATER, Desk

DATA = bytes(range(150))


class Disk:
    """The first provider's, which can be unmounted from its folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._away = root.with_name("away")

    def unmount(self) -> None:
        """What is left is an empty folder that can be written."""
        self.root.rename(self._away)
        self.root.mkdir()

    def mount(self) -> None:
        """As it was; nothing was made in the folder meanwhile."""
        self.root.rmdir()
        self._away.rename(self.root)


@pytest.fixture
def disk(lab: Lab) -> Disk:
    """That of the lab."""
    return Disk(lab.root)


def test_a_commit_waits_and_no_chunk_is_called_damaged(lab: Lab, disk: Disk) -> None:
    desk = Desk(lab)
    upload = desk.sent(DATA)
    disk.unmount()
    desk.commit(upload, DATA, LATER)
    lab.work()
    assert lab.state(str(upload)) == "assembling"
    assert lab.database.sql("SELECT COUNT(*) FROM blobs WHERE damaged_at > 0").fetchone() == (0,)
    disk.mount()
    lab.clock.forward(hours=1)
    lab.work()
    assert desk.content(upload) == DATA


def test_an_upload_waits(lab: Lab, api: Api, project: str, disk: Disk) -> None:
    upload = api.sent(project, DATA, 100)
    disk.unmount()
    api.complete(upload, DATA)
    lab.work()
    assert lab.state(upload) == "assembling"
    disk.mount()
    lab.clock.forward(hours=1)
    lab.work()
    assert lab.state(upload) == "complete"


def test_what_is_to_be_removed_is_removed_later(
    lab: Lab, api: Api, project: str, disk: Disk
) -> None:
    upload = api.stored(project, DATA, 100)
    api.delete(f"/uploads/{upload}")
    disk.unmount()
    lab.work()
    disk.mount()
    lab.clock.forward(minutes=6)
    lab.work()
    assert not list((lab.root / "containers" / project).iterdir())


def test_a_download_is_not_missing(lab: Lab, api: Api, project: str, disk: Disk) -> None:
    upload = api.stored(project, DATA, 100)
    store, key = lab.providers.default.abilities.store, ObjectKey(project, upload)
    disk.unmount()
    for call in (store.open, store.stat, store.remove, store.remove_tree):
        with pytest.raises(StorageUnavailable):
            call(key)
    with pytest.raises(StorageUnavailable):
        list(store.list_below(key))
    disk.mount()
    assert b"".join(store.open(key)) == DATA


def test_where_files_are_known_no_empty_folder_is_marked(
    lab: Lab, api: Api, project: str, disk: Disk
) -> None:
    api.stored(project, DATA, 100)
    disk.unmount()
    migrate_all(lab.service)
    assert not list(disk.root.iterdir())
    with pytest.raises(StorageUnavailable, match="mount its disk"):
        lab.operations.storage.mark(lab.providers.default)


def test_what_an_earlier_release_stored_is_marked_by_the_upgrade(
    lab: Lab, api: Api, project: str, disk: Disk
) -> None:
    upload = api.stored(project, DATA, 100)
    (disk.root / "dds_upload.storage").unlink()
    migrate_all(lab.service)
    assert (disk.root / "dds_upload.storage").is_file()
    assert lab.operations.storage.mark(lab.providers.default) is None
    assert api.download(project, upload).content == DATA
