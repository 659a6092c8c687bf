"""What a run says of its findings."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from benchmarks import report
from benchmarks.costs import CPU, CPU_POSTGRESQL, LOG, ROW
from benchmarks.findings import Finding, at_least, at_most

FAST = Finding("rate <of> f2", [0.7, 0.9, 0.8], at_least(0.7), note="8 of 10 a second")
SLOW = Finding("start", [2.0], at_most(1.0), "s")


def test_a_value_is_the_median_and_a_mark_has_a_good_side() -> None:
    assert FAST.value == 0.8
    assert FAST.is_met
    assert not SLOW.is_met
    assert round(FAST.part_of_mark, 2) == 1.14
    assert SLOW.part_of_mark == 0.5


def test_a_row_of_the_table_has_spread_and_mark() -> None:
    assert report.line(FAST) == (
        "| rate <of> f2 | 0.80 | 0.70 to 0.90 | ≥ 0.7 | yes | 8 of 10 a second |"
    )
    assert report.line(SLOW) == "| start | 2.00 s |  | ≤ 1 | no |  |"


def test_a_run_leaves_a_table_lines_and_a_picture(tmp_path: Path) -> None:
    for _ in range(2):
        report.write([FAST, SLOW], tmp_path)
    lines = [json.loads(it) for it in (tmp_path / "runs.jsonl").read_text().splitlines()]
    assert [(it["row"], it["median"], it["met"]) for it in lines] == 2 * [
        ("rate <of> f2", 0.8, True),
        ("start", 2.0, False),
    ]
    assert len((tmp_path / "table.md").read_text().splitlines()) == 4
    report.write([Finding("start", [3.0])], tmp_path)
    assert report.recall(tmp_path) == [FAST, Finding("start", [3.0])]
    report.write([FAST, SLOW], tmp_path)
    drawn = ElementTree.fromstring((tmp_path / "marks.svg").read_text())
    shown = [it.text for it in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "rate <of> f2" in shown
    assert "mark" in shown


def test_a_document_gets_the_tables_in_their_places(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    old = "before\n<!-- table -->\nold\n<!-- /table -->\nbetween\n<!-- costs -->\n<!-- /costs -->\n"
    document.write_text(old)
    readme = tmp_path / "README.md"
    readme.write_text("fast:\n<!-- ratios -->\n<!-- /ratios -->\nend\n")
    short = Finding("round trips: grant a chunk", [1.0])
    measured = [Finding(row, [2.0]) for row in (CPU, CPU_POSTGRESQL, LOG, ROW)]
    report.publish([FAST, short, *measured], document, readme)
    text = document.read_text()
    assert text.startswith("before\n<!-- table -->\n| what |")
    assert "old" not in text
    assert report.line(FAST) in text
    # A terabyte in chunks of 8 MiB is 119,209 of them, and two bytes each.
    assert "| 1 TB | 8 MiB | 1.4 | 0.003 | 0.003 | 238.4 kB a day | 238.4 kB a day |" in text
    assert document.with_suffix(".svg").exists()
    assert readme.read_text() == (
        "fast:\n<!-- ratios -->\n- round trips: grant a chunk: 1.00\n<!-- /ratios -->\nend\n"
    )
