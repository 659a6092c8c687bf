"""A provider takes new uploads once its storage has said what it can hold, and no sooner."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Barrier

import pytest

from dds_upload.bootstrap import installation
from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.policy import ProviderCapabilities
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.operations.storage.read_limits import read_limits, try_opening
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions, Switches
from tests.content.client import Sender
from tests.house.client import Api, errors_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab, two_providers
from tests.protocols.pulp.wire import UPLOADS, basic
from tests.protocols.pulp.wire import Wire as Pulp
from tests.protocols.pulp.wire import file as pulp_file
from tests.protocols.sentry.wire import Wire as Sentry
from tests.protocols.sentry.wire import part, refusal

ROOMY = ProviderCapabilities(segment_max_number=10)
#: Less than the ten chunks that the policy of all tests here allows.
SCANTY = ProviderCapabilities(segment_max_number=5)
FAULT = "chunk_max_number is 10, the storage joins at most 5 segments"


@pytest.fixture
def switches() -> Switches:
    """Storage that is away."""
    return Switches(available=False)


def storage_of(switches: Switches, able: ProviderCapabilities = ROOMY) -> Abilities:
    """Storage in memory that answers while it is switched on."""
    return build_memory(MemoryOptions(able, switches))


@pytest.fixture
def closed(open_again: OpenLab, switches: Switches) -> Lab:
    """A service that was started while its storage was away."""
    return open_again(abilities=storage_of(switches))


def pulp(lab: Lab, api: Api) -> Pulp:
    """The same user, who signs in there with name and token."""
    token = str(api.token)
    return Pulp(lab, basic("researcher", token), token)


def test_a_start_goes_on_and_only_warns_while_storage_is_away(
    open_again: OpenLab, switches: Switches, caplog: pytest.LogCaptureFixture
) -> None:
    lab = open_again(abilities=storage_of(switches, SCANTY))
    [record] = [it for it in caplog.records if it.name.endswith("read_limits")]
    assert record.levelno == logging.WARNING
    assert "limits are not checked" in record.message
    assert lab.providers.default.limits.problem == "storage is away"


def test_a_start_asks_all_storages_at_the_same_time(
    open_again: OpenLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So several that hang delay it no longer than one."""
    lab, both = open_again(two_providers(tmp_path)), Barrier(2)

    def hang_until_the_other_is_asked(provider: StorageProvider) -> list[str]:
        both.wait(timeout=30)
        return [f"{provider.slug} is scanty"]

    monkeypatch.setattr(installation, "read_limits", hang_until_the_other_is_asked)
    faults = installation.storage_faults(lab.service)
    assert sorted(faults) == ["archive: archive is scanty", "fast: fast is scanty"]


def test_nothing_is_promised_before_the_limits_were_read(closed: Lab) -> None:
    api = client(closed, "researcher")
    project, provider = api.bare_project(), closed.provider("local")["id"]
    away = api.begin(project, 1000, 503).json
    assert away["reason"] == "The storage provider is unavailable"
    api.begin(project, 1, 503, chunked=False)
    api.get(f"/storage_providers/{provider}/plan", 503, query_string="size=1000")


def test_the_provider_is_listed_as_it_is_configured(closed: Lab) -> None:
    api = client(closed, "researcher")
    (listed,) = api.get("/storage_providers").json["results"]
    assert (listed["chunk_max_number"], listed["file_max_size_bytes"]) == (10, 1000)
    assert api.get(f"/storage_providers/{listed['id']}").json == listed


def test_sentrys_protocol_answers_503_too(closed: Lab) -> None:
    api = client(closed, "researcher")
    wire, sender = Sentry(closed, api.token), Sender(closed, api)
    assert refusal(wire.ask(expect=503))
    assert refusal(wire.send(part(b"1"), expect=503))
    checksum = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    api.bare_project("Mice")
    asked = {checksum: {"name": "/proguard/some.txt", "chunks": [checksum]}}
    assert sender.assemble("mice", asked, expect=503)


def test_pulps_protocol_answers_503_too(closed: Lab) -> None:
    wire = pulp(closed, client(closed, "researcher"))
    wire.call("POST", UPLOADS, {"size": 10}, expect=503)
    wire.post(pulp_file(b"abc"), expect=503)


def test_what_can_never_begin_is_said_first(
    open_again: OpenLab, tmp_path: Path, switches: Switches
) -> None:
    environ = {**two_providers(tmp_path), "ARCHIVE_DEPRECATED": "true"}
    lab = open_again(environ, storage_of(switches))
    api = client(lab, "researcher")
    project, archive = api.bare_project(), lab.provider("archive")
    refused = api.begin(project, 1, 400, storage_provider=archive)
    assert errors_of(refused) == [("storage_provider", "cannot be deprecated")]


def test_once_storage_is_back_and_holds_it_all_uploads_begin(
    closed: Lab, switches: Switches, caplog: pytest.LogCaptureFixture
) -> None:
    api, storage = client(closed, "researcher"), closed.providers.default
    assert not try_opening(storage)
    switches.available = True
    caplog.set_level(logging.INFO)
    assert try_opening(storage)
    assert "new uploads can begin" in caplog.text
    assert storage.limits.problem is None
    assert api.begin(api.project(), 1000).headers["x-min-chunk-upload-size"] == "100"
    Sentry(closed, api.token).ask()
    pulp(closed, api).call("POST", UPLOADS, {"size": 10}, expect=201)


def test_storage_that_comes_back_and_cannot_hold_it_is_a_fault_and_stays_closed(
    open_again: OpenLab, switches: Switches, caplog: pytest.LogCaptureFixture
) -> None:
    lab = open_again(abilities=storage_of(switches, SCANTY))
    storage = lab.providers.default
    switches.available = True
    for _ in range(3):
        assert not try_opening(storage)
    errors = [it.message for it in caplog.records if it.levelno == logging.ERROR]
    assert errors == [f"storage local takes no new uploads: {FAULT}"]
    assert storage.limits.problem == FAULT
    api = client(lab, "researcher")
    api.begin(api.bare_project(), 1000, 503)


def test_a_fault_that_is_mended_at_the_storage_needs_no_restart(
    closed: Lab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    storage = closed.providers.default
    able = iter([SCANTY, ROOMY])
    monkeypatch.setattr(storage.abilities.store, "capabilities", lambda: next(able))
    caplog.set_level(logging.INFO)
    assert not try_opening(storage)
    assert "can begin" not in caplog.text
    assert try_opening(storage)
    assert "new uploads can begin" in caplog.text
    assert (storage.limits.problem, storage.limits.faults) == (None, ())


def test_a_known_limit_is_not_forgotten_when_storage_goes_away(
    lab: Lab, api: Api, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = lab.providers.default

    def away() -> ProviderCapabilities:
        raise StorageUnavailable("gone")

    monkeypatch.setattr(storage.abilities.store, "capabilities", away)
    assert read_limits(storage) == ()
    assert try_opening(storage)
    api.begin(project, 1000)


def test_storage_that_will_not_say_what_it_can_is_a_fault(
    closed: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = closed.providers.default

    def refused() -> ProviderCapabilities:
        raise StorageRefused("403")

    monkeypatch.setattr(storage.abilities.store, "capabilities", refused)
    [fault] = read_limits(storage)
    assert fault == "the storage refuses: 403"
    assert storage.limits.problem == fault


def test_uploads_that_are_open_go_on_with_the_limits_they_began_with(
    open_again: OpenLab, switches: Switches
) -> None:
    switches.available = True
    storage = storage_of(switches)
    first = open_again(SMALL, storage)
    before = client(first, "researcher")
    upload, placed = before.upload(before.project(), 150), pulp(first, before).begin(10)
    switches.available = False
    lab = open_again(SMALL, storage)
    switches.available = True  # it is back, and was not asked again yet
    api, wire = Api(lab, before.token), pulp(lab, before)
    api.begin(api.bare_project("Rats"), 1, 503)
    assert api.offer(upload, 1, 100).json["http_verb"] == "PUT"
    assert api.get(f"/uploads/{upload}").headers["x-min-chunk-upload-size"] == "15"
    wire.chunk(placed, 0, b"0123456789")
    assert wire.missing(placed) == []
