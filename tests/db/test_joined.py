"""Writes that join a transaction, or make one of several writes."""

from __future__ import annotations

import pytest

from db.tables.uploads import Uploads
from tests.house.rows import Rows


def test_writes_that_join_a_transaction_are_undone_with_it(rows: Rows) -> None:
    database, upload = rows.lab.database, rows.upload()
    mine = Uploads.id == upload.id

    def rename(name: str) -> None:
        with database.joined():
            database.run(Uploads.update(name=name).where(mine))

    def rename_in_vain() -> None:
        with database.transaction():
            rename("joined")
            raise RuntimeError

    rename("alone")
    with pytest.raises(RuntimeError):
        rename_in_vain()
    assert database.first(Uploads.select(Uploads.name).where(mine).tuples()) == ("alone",)


def test_writes_that_join_nothing_are_undone_together(rows: Rows) -> None:
    database, upload = rows.lab.database, rows.upload()
    mine = Uploads.id == upload.id

    def rename_in_vain() -> None:
        with database.joined():
            database.run(Uploads.update(name="half").where(mine))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        rename_in_vain()
    assert database.first(Uploads.select(Uploads.name).where(mine).tuples()) == (upload.name,)
    assert database.connections_in_use() == 0
