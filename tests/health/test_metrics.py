"""What is measured, and how Prometheus reads it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from threading import Event
from uuid import UUID, uuid4

import pytest
from falcon.testing import TestClient

from dds_upload.adapters.figures import FRESH, CountedFigures
from dds_upload.adapters.measured import measured
from dds_upload.adapters.metrics import PrometheusMeasures
from dds_upload.core.errors import ObjectMissing
from dds_upload.core.health.measures import Figures
from dds_upload.core.secret import Secret
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.web.app import Mount, create_app
from dds_upload.web.metrics import CONTENT_TYPE, MetricsPage
from tests.house.client import Api
from tests.house.setting import Lab

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
PROVIDER = UUID(int=1)


def value(text: bytes, series: str) -> float:
    """Of one series, by its name and labels."""
    match = re.search(rf"^{re.escape(series)} (\S+)$", text.decode(), re.M)
    assert match, (series, text.decode())
    return float(match[1])


def test_requests_are_told_by_protocol_and_template(lab: Lab, api: Api) -> None:
    project, other = uuid4(), uuid4()
    for id in (project, other):
        api.get(f"/projects/{id}", expect=404)
    api.http.simulate_get("/nowhere")
    text = lab.service.parts.measures.exposition(())
    asked = 'protocol="dds",route="/api/v1/projects/{project_id}"'
    series = f'dds_requests_total{{method="GET",{asked},status="404"}}'
    assert value(text, series) == 2
    assert value(text, f"dds_request_seconds_count{{{asked}}}") == 2
    assert value(text, 'dds_refusals_total{code="not_found",protocol="dds"}') == 2
    assert str(project) not in text.decode()


def test_bytes_and_grants_are_counted(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 100)
    api.send_chunk(upload, 1, b"x" * 100)
    text = lab.service.parts.measures.exposition(())
    slug = lab.service.parts.providers.default.slug
    assert value(text, f'dds_bytes_received_total{{protocol="storage",provider="{slug}"}}') == 100
    assert value(text, f'dds_grants_total{{provider="{slug}"}}') == 1


def test_a_url_that_is_shown_again_is_no_grant(lab: Lab, api: Api, project: str) -> None:
    whole = api.upload(project, 10, chunked=False)
    api.get(f"/uploads/{whole}")
    assert b"dds_grants_total{" not in lab.service.parts.measures.exposition(())


class Hanging:
    """Counts slowly."""

    def __init__(self) -> None:
        self.may_end = Event()
        self.times = 0
        self.figures = Figures([(PROVIDER, "open", 3), (uuid4(), "open", 1)], NOW, 7)

    def read(self, now: datetime) -> Figures:
        self.times += 1
        self.may_end.wait(20)
        return self.figures


def test_figures_are_counted_now_and_then() -> None:
    records, seconds = Hanging(), [0.0]
    records.may_end.set()
    figures = CountedFigures(
        records, lambda: NOW, {PROVIDER: "local"}, "1", monotonic=lambda: seconds[0]
    )
    measures = PrometheusMeasures()
    text = measures.exposition(figures())
    assert value(text, 'dds_uploads{provider="local",state="open"}') == 3
    assert value(text, 'dds_uploads{provider="other",state="open"}') == 1
    assert value(text, 'dds_uploads{provider="local",state="failed"}') == 0
    assert value(text, "dds_jobs_due") == 7
    assert value(text, 'dds_build_info{version="1"}') == 1
    seconds[0] = FRESH - 1
    measures.exposition(figures())
    assert records.times == 1
    seconds[0] = FRESH + 1
    measures.exposition(figures())
    assert records.times == 2


def test_a_database_that_hangs_costs_only_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dds_upload.adapters.figures.PATIENCE", 0.01)
    records = Hanging()
    figures = CountedFigures(records, lambda: NOW, {PROVIDER: "local"}, "1")
    text = PrometheusMeasures().exposition(figures())
    assert b"dds_uploads" not in text
    assert value(text, 'dds_build_info{version="1"}') == 1
    list(figures())
    assert records.times == 1
    records.may_end.set()


def test_storage_is_measured_by_what_is_asked_of_it(lab: Lab) -> None:
    measures = PrometheusMeasures()
    default = lab.service.parts.providers.default
    abilities = measured(default.abilities, "local", measures)
    abilities.store.capabilities()
    with pytest.raises(ObjectMissing):
        abilities.store.stat(ObjectKey(str(uuid4()), "a"))
    text = measures.exposition(())
    for operation, outcome in (("capabilities", "ok"), ("stat", "content_missing")):
        labels = f'operation="{operation}",outcome="{outcome}",provider="local"'
        assert value(text, f"dds_storage_seconds_count{{{labels}}}") == 1


@pytest.mark.parametrize(
    ("token", "shown", "status"),
    [
        (None, None, 200),
        ("secret", None, 401),
        ("secret", "Bearer wrong", 401),
        ("secret", "Basic secret", 401),
        ("secret", "bearer secret", 200),
    ],
)
def test_a_token_may_stand_before_them(token: str | None, shown: str | None, status: int) -> None:
    page = MetricsPage(lambda: b"a 1\n", Secret(token) if token else None)
    mount = Mount("/a", lambda req, resp, error: setattr(resp, "status", 401))
    client = TestClient(create_app([mount], origins=[], health=dict, exposition=page))
    headers = {"Authorization": shown} if shown else {}
    answer = client.simulate_get("/metrics", headers=headers)
    assert answer.status_code == status
    if status == 200:
        assert (answer.content, answer.headers["Content-Type"]) == (b"a 1\n", CONTENT_TYPE)
