"""The partial indexes of migration 0005: there under their conditions, and used."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from dds_upload.core.uploads.axes import OutcomeKind
from tests.db.plans import plans
from tests.placements.desk import ALL
from tests.uploads.before_axes import CONTENT, OFFSET, Before, claims

#: How many uploads of one user are complete where two are open: enough for an index to be worth it.
COMPLETE = 400


@pytest.fixture
def many(before: Before) -> Before:
    """A database that has gone forward, with many uploads of each kind."""
    with before.database.transaction():
        for number in range(COMPLETE):
            value = sha256(b"%d" % number).hexdigest()
            before.upload("complete", **OFFSET, **claims("sha256", value))
            before.upload("complete", **CONTENT, **claims("sha1", value[:40]))
            before.upload("open")
        before.upload("open", **OFFSET)
        before.upload("open", **OFFSET)
    before.go_forward()
    return before


def listing(before: Before) -> None:
    """A page of the uploads by offset that their owner has not committed."""
    placements = before.lab.records.placements
    assert placements.page(before.user_id, OutcomeKind.ARTIFACT, ALL).total == 2


def holding(before: Before) -> None:
    """The uploads that are one content of their owner's."""
    value, artifacts = sha256(b"7").hexdigest(), before.lab.records.artifacts
    assert len(artifacts.hold_content(value, before.user_id)) == 1


@pytest.mark.parametrize(
    ("ask", "indexes"),
    [(listing, {"uploads_by_offset", "uploads_left"}), (holding, {"uploads_content"})],
    ids=["listing", "holding"],
)
def test_a_partial_index_is_used(
    many: Before, ask: Callable[[Before], None], indexes: set[str]
) -> None:
    for plan in plans(many.database, lambda: ask(many)):
        assert indexes & set(plan.split())


def test_the_conditions_are_the_axes(before: Before) -> None:
    before.go_forward()
    sql = (
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'uploads' AND type = 'index'"
        if before.database.is_sqlite
        else "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'uploads'"
    )
    found = dict(before.database.sql(sql).fetchall())
    conditions = {
        name: found[name].partition(" WHERE ")[2].replace("::text", "").strip("()")
        for name in ("uploads_by_offset", "uploads_content", "uploads_due")
    }
    assert conditions == {
        "uploads_by_offset": "addressing = 'offset'",
        "uploads_content": "outcome = 'artifact'",
        "uploads_due": "due_at IS NOT NULL",
    }
