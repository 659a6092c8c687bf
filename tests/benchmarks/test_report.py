"""What a run says of its findings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import costs, report
from benchmarks.costs import CPU, CPU_POSTGRESQL, LOG, ROW
from benchmarks.findings import SCALE, Finding, at_least, at_most

ROOT = Path(__file__).parents[2]
FAST = Finding("rate <of> f2", [0.7, 0.9, 0.8], at_least(0.7), note="8 of 10 a second")
SLOW = Finding("start", [2.0], at_most(1.0), "s")
OLD = Finding("memory", [7.0], unit="MiB more")
NEW = Finding("memory", [8.0], unit="MiB more")
LARGE = Finding("large", [1.0], place=SCALE)


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
    drawn = ElementTree.fromstring((tmp_path / "marks.svg").read_text())
    shown = [it.text for it in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "rate <of> f2" in shown
    assert "mark" in shown


def test_a_document_gets_the_tables_in_their_places(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text(
        f"before\n<!-- table -->\n{report.HEAD}\n{report.line(OLD)}\n{report.line(SLOW)}\n"
        "<!-- /table -->\nbetween\n<!-- costs -->\n<!-- /costs -->\n"
        f"<!-- units -->\n<!-- /units -->\n<!-- scale -->\n{report.HEAD}\n{report.line(LARGE)}\n"
        "<!-- /scale -->\n"
    )
    readme = tmp_path / "README.md"
    readme.write_text("fast:\n<!-- ratios -->\n<!-- /ratios -->\nend\n")
    short = Finding(costs.TRIPS, [1.0])
    measured = [Finding(row, [2.0]) for row in (CPU, CPU_POSTGRESQL, LOG, ROW)]
    larger = replace(LARGE, row="larger")
    report.publish([FAST, short, larger, *measured, NEW], document, readme)
    text = document.read_text()
    begin = "\n".join(["before\n<!-- table -->", report.HEAD, *map(report.line, (NEW, SLOW, FAST))])
    assert text.startswith(begin + "\n")
    assert report.line(OLD) not in text
    scale = "\n".join(["<!-- scale -->", report.HEAD, report.line(LARGE), report.line(larger)])
    assert scale + "\n<!-- /scale -->\n" in text
    assert text.count("large") == 2
    # A terabyte in chunks of 8 MiB is 119,209 of them, and two bytes each.
    figures = "1.4 | 0.003 | 0.003 | 238.4 kB a day | 238.4 kB a day | 1 | 1 | 44"
    assert f"| 1 TB | 8 MiB | {figures} |" in text
    # 137,974 grants a second, of 2 ms: 276 cores, of which a host gives 4 and a database 16.
    assert "23.8 GB a day | 69 | 18 | 4,351,140 |" in text
    assert document.with_suffix(".svg").exists()
    assert readme.read_text() == (
        "fast:\n<!-- ratios -->\n- round trips: grant a chunk: 1.00\n<!-- /ratios -->\nend\n"
    )


def test_a_published_table_keeps_what_a_run_leaves_out(tmp_path: Path) -> None:
    published = (ROOT / "docs" / "performance.md", ROOT / "README.md")
    document, readme = (tmp_path / it.name for it in published)
    for source, copy in zip(published, (document, readme), strict=True):
        copy.write_text(source.read_text())
    report.publish([], document, readme)
    table = document.read_text().partition("<!-- table -->")[2].partition("<!-- /table -->")[0]
    assert table.count("\n") > 3
    assert table in published[0].read_text()
    assert readme.read_text() == published[1].read_text()


@pytest.mark.parametrize("found", [FAST, SLOW, OLD])
def test_a_row_is_read_as_it_was_written(found: Finding) -> None:
    assert report.line(report.read_line(report.line(found))) == report.line(found)


def test_a_terabyte_costs_its_chunks_and_the_completion_of_its_files() -> None:
    measured = {
        costs.CPU: 2.0,
        costs.CPU_POSTGRESQL: 1.0,
        costs.CPU_OF_MANY: 90.0,
        costs.CPU_OF_MANY_POSTGRESQL: 10.0,
        costs.LOG: 600.0,
        costs.LOG_OF_MANY: 200_000.0,
        costs.ROW: 230.0,
        costs.TRIPS: 1.0,
        costs.TRIPS_OF_MANY: 3.0,
        costs.TRIPS_OF_COMPLETION: 11.0,
        costs.COMPLETION: 100.0,
        costs.COMPLETION_POSTGRESQL: 10.0,
        costs.COMPLETION_SWIFT: 5_000.0,
        costs.LOG_OF_COMPLETION: 5_000.0,
        costs.ROWS_OF_COMPLETION: 2.0,
        costs.cpu_of("Swift", 64): 4.8,
    }
    findings = [Finding(row, [value]) for row, value in measured.items()]
    assert costs.units(findings)[2:] == [
        "| grant a chunk | 2.0 ms | 1.0 ms |  | 1 | 1 | 600.0 B | 230.0 B |",
        "| grant 1,000 chunks in a call | 90.0 ms | 10.0 ms |  | 3 | 1,000 | 200.0 kB | 230.0 kB |",
        "| a chunk of 64 MiB, with its own grant | 2.0 ms | 1.0 ms | 300.0 ms | 1 | 1 | 600.0 B | "
        "230.0 B |",
        "| complete 1,000 chunks | 100.0 ms | 10.0 ms | 5,000.0 ms | 11 | 2 | 5.0 kB |  |",
        # 14,901 chunks, in 14.9 files
        "| a TB in chunks of 64 MiB, a file of 1,000 | 31 s | 15 s | 4,545 s | 15,065 | 14,931 | "
        "9.0 MB | 3.4 MB |",
    ]
    assert len(costs.units(findings[1:])) == 2
