"""What a run leaves: a table for people, lines of JSON for programs, and a picture."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from benchmarks.costs import TRIPS, costs, units
from benchmarks.findings import SCALE, TABLE, Finding, Mark

_ROW, _LEFT, _UNIT, _WIDEST = 22, 430, 260, 2.0


def line(found: Finding) -> str:
    """A row of the table, in Markdown."""
    low, high = min(found.values), max(found.values)
    spread = f"{low:.2f} to {high:.2f}" if len(found.values) > 1 else ""
    met = "yes" if found.is_met else "no"
    value = f"{found.value:.2f} {found.unit}".rstrip()
    marked = f"{found.mark} | {met}" if found.mark else " | "
    return f"| {found.row} | {value} | {spread} | {marked} | {found.note} |"


def read_line(text: str) -> Finding:
    """The finding of such a row, with the values that the row names."""
    row, value, spread, mark, _, note = (it.strip() for it in text.strip("|").split("|"))
    median, _, unit = value.partition(" ")
    values = [float(it) for it in (median, *filter(None, spread.split(" to ")))]
    return Finding(row, values, Mark(float(mark[1:]), mark[0] == "≥") if mark else None, unit, note)


HEAD = "| what | median | spread | mark | met | |\n|---|---|---|---|---|---|"


#: What is told to people who have not asked for figures.
_IN_SHORT = (
    "grant on PostgreSQL: rate, of f2",
    "grant 1,000 chunks a call: chunks/s, of f2's requests/s",
    TRIPS,
    "complete 1,000 chunks on local disk until consistent",
)


def publish(findings: Sequence[Finding], document: Path, readme: Path) -> None:
    """Put the tables into the places that documents have for them, and the picture beside one.

    What was not measured this time stays as the document has it.
    """
    by_row = {found.row: found for found in (*_former(document), *findings)}
    findings = list(by_row.values())
    for place in (TABLE, SCALE):
        _renew(document, place, [HEAD, *(line(it) for it in findings if it.place == place)])
    _renew(document, "units", units(findings))
    _renew(document, "costs", costs(findings))
    document.with_suffix(".svg").write_text(picture(findings))
    short = [by_row[it] for it in _IN_SHORT if it in by_row]
    _renew(readme, "ratios", [f"- {it.row}: {it.value:.2f} {it.unit}".rstrip() for it in short])


def _former(document: Path) -> Iterator[Finding]:
    """What a document says already."""
    for place in (TABLE, SCALE):
        for text in _lines(document, place)[HEAD.count("\n") + 1 :]:
            yield replace(read_line(text), place=place)


def _renew(document: Path, place: str, lines: Sequence[str]) -> None:
    """Put lines into a place of a document."""
    before, _, after = _around(document, place)
    document.write_text(before + "\n".join(lines) + "\n" + after)


def _lines(document: Path, place: str) -> Sequence[str]:
    return _around(document, place)[1].splitlines()


def _around(document: Path, place: str) -> tuple[str, str, str]:
    """What stands before that place in a document, in it, and behind it."""
    begin, end = f"<!-- {place} -->\n", f"<!-- /{place} -->"
    before, _, rest = document.read_text().partition(begin)
    inside, _, after = rest.partition(end)
    return before + begin, inside, end + after


def write(findings: Sequence[Finding], folder: Path) -> None:
    """All three, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.md").write_text("\n".join([HEAD, *map(line, findings)]) + "\n")
    with (folder / "runs.jsonl").open("a") as file:
        for found in findings:
            file.write(json.dumps(_record(found)) + "\n")
    (folder / "marks.svg").write_text(picture(findings))


def _record(found: Finding) -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "row": found.row,
        "values": found.values,
        "median": found.value,
        "unit": found.unit,
        "mark": str(found.mark) if found.mark else None,
        "met": found.is_met,
        "note": found.note,
        "place": found.place,
    }


def picture(findings: Sequence[Finding]) -> str:
    """A bar a row: how much of its mark is reached, with the mark drawn across all."""
    findings = [found for found in findings if found.mark]
    height = _ROW * (len(findings) + 2)
    mark = _LEFT + _UNIT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _UNIT * _WIDEST + 90:.0f}" '
        f'height="{height}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *(_bar(number, found) for number, found in enumerate(findings, 1)),
        f'<line x1="{mark}" x2="{mark}" y1="8" y2="{height - 8}" stroke="#222222" '
        'stroke-dasharray="4 3"/>',
        f'<text x="{mark + 4}" y="16" fill="#222222">mark</text>',
        "</svg>\n",
    ]
    return "\n".join(parts)


def _bar(number: int, found: Finding) -> str:
    top = number * _ROW + 4
    width = min(found.part_of_mark, _WIDEST) * _UNIT
    color = "#2b7a4b" if found.is_met else "#b5543a"
    said = f"{found.value:.2f} {found.unit}".rstrip() + f" ({found.mark})"
    return (
        f'<text x="{_LEFT - 8}" y="{top + 12}" text-anchor="end">{escape(found.row)}</text>'
        f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_ROW - 6}" fill="{color}"/>'
        f'<text x="{_LEFT + width + 6:.1f}" y="{top + 12}">{escape(said)}</text>'
    )
