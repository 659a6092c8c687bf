"""docs/operations.md: its metrics, checks, settings and files are those that there are."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from config.table import documented
from dds_upload.adapters.figures import CountedFigures
from dds_upload.adapters.metrics import PrometheusMeasures
from dds_upload.core.health.measures import FigureRecords, Figures
from providers.registry import KINDS
from tests.docs.markdown import ROOT, code_spans, section, text_of
from tests.house.setting import Lab

TEXT = text_of("docs/operations.md")
NOW = datetime(2026, 11, 27, tzinfo=UTC)

#: Variables of others than this service.
FOREIGN = {"FORWARDED_ALLOW_IPS"}


class Nothing(FigureRecords):
    """No uploads at all."""

    def read(self, now: datetime) -> Figures:
        return Figures([], None, 0)


def test_its_metrics_are_those_that_are_served() -> None:
    figures = CountedFigures(Nothing(), lambda: NOW, {}, "1")
    served = PrometheusMeasures().exposition(figures()).decode()
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", served, re.MULTILINE))
    names = {name for name in kinds if not name.endswith("_created")}
    assert set(re.findall(r"^\| `(dds_\w+)`", section(TEXT, "metrics"), re.MULTILINE)) == names


def test_its_checks_are_those_that_are_made(lab: Lab) -> None:
    table = TEXT.split("| check |")[1].split("\n\n")[0]
    told = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    assert told == {*lab.service.operations.health.checks, "process"}


def test_its_settings_exist() -> None:
    named = {span for span in code_spans(TEXT) if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", span)}
    assert named <= {*documented(KINDS), *FOREIGN}


def test_what_it_has_operators_copy_is_there() -> None:
    assert all((ROOT / path).exists() for path in re.findall(r"`(deploy/[\w./-]+)`", TEXT))
