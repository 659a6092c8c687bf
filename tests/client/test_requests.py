"""How many requests things cost."""

from __future__ import annotations

from tests.client.desk import Desk
from tests.client.mischief import Mischief
from tests.e2e.trees import write_tree


def test_a_small_file_costs_three_requests_and_a_thousand_cost_no_more_each(
    watched: Desk, mischief: Mischief
) -> None:
    write_tree(watched.home / "x", {"first": b"1"})
    watched.upload("x", "--no-check")
    before = len(mischief.seen)
    watched.upload("x", "--no-check")
    alone = len(mischief.seen) - before
    write_tree(watched.home / "x", {f"f{n:02}": b"%d" % n for n in range(30)})
    before = len(mischief.seen)
    report = watched.upload("x", "--no-check")
    assert sum(each["state"] == "sent" for each in report["files"]) == 30
    listing = 1  # of open uploads, once for all files
    assert len(mischief.seen) - before <= alone + 3 * 30 + listing
