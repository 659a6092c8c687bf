"""Files of all kinds arrive, and what is there already is not sent again."""

from __future__ import annotations

import json
import signal
from hashlib import sha1
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest

from tests.content.samples import OTHER_ID, PROCESSORS, SYMBOL_MAPS, macho, universal
from tests.e2e.installation import Installation, User
from tests.e2e.polling import eventually
from tests.e2e.sentry_cli.limits import (
    CHUNK,
    FILE_MAX,
    MIB,
    NOTHING_SENT,
)
from tests.e2e.sentry_desk import SentryDesk
from tests.e2e.sentry_samples import breakpad, mapping, noise, write_sources
from tests.e2e.sentry_storage import copies
from tests.e2e.trees import read_tree
from tests.services.ddsclient import DukeDSClient
from tests.services.sentry_cli import VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_debug_files_arrive_and_are_sent_once(desk: SentryDesk, version: str) -> None:
    symbols = {f"{name}.sym": breakpad(name) for name in ("mouse", "cat", "dog")}
    for name, data in symbols.items():
        desk.write(f"symbols/{name}", data)

    upload = ("debug-files", "upload", "--wait", "symbols")
    with desk.sends(1):
        printed = desk.succeed(*upload, version=version)
    assert printed.count("x86_64 debug companion") == printed.count("OK ") == 3
    with desk.sends(0):
        assert NOTHING_SENT in desk.succeed(*upload, version=version)
    assert desk.contents(3) == symbols


def test_proguard_maps_arrive_and_are_sent_once(desk: SentryDesk) -> None:
    data = mapping()
    desk.write("mapping.txt", data)
    with desk.sends(1):
        desk.succeed("proguard", "upload", "mapping.txt")
    assert list(desk.contents(1).values()) == [data]
    with desk.sends(0):
        assert NOTHING_SENT in desk.succeed("proguard", "upload", "mapping.txt")
    assert list(desk.contents(1).values()) == [data]


def test_the_same_map_is_there_under_each_id_it_was_sent_with(desk: SentryDesk) -> None:
    desk.write("mapping.txt", mapping())
    ids = sorted(str(uuid4()) for _ in range(2))
    for debug_id in ids:
        desk.succeed("proguard", "upload", "--uuid", debug_id, "mapping.txt")
    assert desk.paths(2) == [f"{debug_id}.txt" for debug_id in ids]


@pytest.mark.parametrize("version", VERSIONS)
def test_both_halves_of_a_universal_file_arrive_and_are_downloaded(
    desk: SentryDesk, version: str
) -> None:
    ids = sorted(str(uuid4()) for _ in PROCESSORS)
    halves = [macho(debug_id, each) for debug_id, each in zip(ids, PROCESSORS, strict=True)]
    whole = universal(*zip(PROCESSORS, halves, strict=True))
    desk.write("App.dSYM/Contents/Resources/DWARF/crash", whole)
    printed = desk.succeed("debug-files", "upload", "--wait", ".", version=version)
    assert printed.count("OK ") == 2
    paths = [f"{debug_id}/crash" for debug_id in ids]
    assert desk.paths(2) == paths

    keys = (desk.user.user_key, desk.user.agent_key)
    ddsclient = DukeDSClient(desk.home / "dds", desk.installation.api_url, *keys)
    done = ddsclient.run("download", "-p", desk.name, "back")
    assert done.returncode == 0, done.stderr
    sent = {f"sentry/{path}": data for path, data in zip(paths, halves, strict=True)}
    assert read_tree(ddsclient.folder / "back") == sent


@pytest.mark.parametrize("version", VERSIONS)
def test_maps_of_apple_s_arrive_as_they_are(desk: SentryDesk, version: str) -> None:
    debug_id = str(uuid4())
    maps = {
        f"{debug_id}.bcsymbolmap": SYMBOL_MAPS["bcsymbolmap"] + debug_id.encode() + b"\n",
        f"{debug_id}.plist": SYMBOL_MAPS["uuidmap"].replace(OTHER_ID, str(uuid4()).encode()),
    }
    for name, data in maps.items():
        desk.write(f"maps/{name}", data)
    printed = desk.succeed("debug-files", "upload", "--wait", "maps", version=version)
    assert printed.count(f"OK {debug_id}") == 2
    assert desk.contents(2) == maps


@pytest.mark.parametrize("version", VERSIONS)
def test_a_map_of_dart_s_is_there_for_each_program(desk: SentryDesk, version: str) -> None:
    desk.write("map.json", json.dumps(["main", uuid4().hex]).encode())
    for name in ("mouse", "cat"):
        desk.write(f"{name}.sym", breakpad(name))
        desk.succeed("dart-symbol-map", "upload", "map.json", f"{name}.sym", version=version)
    assert len(set(desk.paths(2))) == 2


@pytest.mark.parametrize("version", VERSIONS)
def test_source_maps_arrive_and_are_sent_once(desk: SentryDesk, version: str) -> None:
    write_sources(desk.home / "dist")
    upload = ("sourcemaps", "upload", "--release", "1.0", "--wait", "dist")
    with desk.sends(1):
        assert "File processing complete" in desk.succeed(*upload, version=version)
    ((name, bundle),) = desk.contents(1).items()
    assert name == f"{sha1(bundle).hexdigest()}.zip"
    with ZipFile(BytesIO(bundle)) as archive:
        (script,) = (each for each in archive.namelist() if each.endswith("app.js"))
        assert archive.read(script) == (desk.home / "dist/app.js").read_bytes()
    with desk.sends(0):
        desk.succeed(*upload, version=version)
    assert desk.contents(1) == {name: bundle}


def test_100_mib_go_on_where_the_client_was_killed(
    desk: SentryDesk, installation: Installation
) -> None:
    # A quarter cannot be compressed, which is what takes the client so long.
    data = b"".join(noise(MIB // 4).ljust(MIB, b"\0") for _ in range(FILE_MAX // MIB))
    chunks = -(-FILE_MAX // CHUNK)
    desk.write("large.txt", data)
    before = desk.sent()
    killed = desk.client().start("proguard", "upload", "large.txt")
    eventually(lambda: desk.sent_by_now() > before)
    killed.stop(signal.SIGKILL)
    installation.api.stop()  # what it has received whole is stored before it ends
    installation.api.start_and_wait()
    there = desk.sent() - before
    assert 0 < there < chunks
    assert desk.files() == []

    with desk.sends(chunks - there):
        desk.succeed("proguard", "upload", "large.txt")
    (arrived,) = desk.contents(1).values()
    assert arrived == data, "other bytes"  # and not a difference of 100 MiB
    with desk.sends(0):
        assert NOTHING_SENT in desk.succeed("proguard", "upload", "large.txt")


def test_a_chunk_that_is_there_often_is_kept_once(
    desk: SentryDesk, installation: Installation
) -> None:
    chunk = noise(1024) * (CHUNK // 1024)
    data = chunk * 5 + b"end"
    desk.write("repeats.txt", data)
    desk.succeed("proguard", "upload", "repeats.txt")
    (arrived,) = desk.contents(1).values()
    assert arrived == data, "other bytes"
    assert copies(installation, chunk) == 1


def test_an_empty_file_arrives(desk: SentryDesk) -> None:
    desk.write("empty.txt", b"")
    with desk.sends(0):
        desk.succeed("proguard", "upload", "empty.txt")
    assert list(desk.contents(1).values()) == [b""]


def test_another_organisation_sends_the_bytes_again_and_storage_keeps_one_copy(
    desk: SentryDesk, installation: Installation, user: User
) -> None:
    name = f"second-{uuid4().hex}"
    installation.succeed("organizations", "create", name)
    installation.succeed("organizations", "add", name, user.username)
    second = SentryDesk(installation, user, desk.home.with_name("second"), name)
    data = mapping()
    for each in (desk, second):
        each.write("mapping.txt", data)
        with each.sends(1):
            each.succeed("proguard", "upload", "mapping.txt")
        assert list(each.contents(1).values()) == [data]
    assert copies(installation, data) == 1


@pytest.mark.parametrize("kind", ["local"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_connection_is_tried_and_what_is_there_is_listed(desk: SentryDesk, version: str) -> None:
    assert "User: developer" in desk.succeed("info", version=version)
    assert f" {desk.slug} " in desk.succeed("projects", "list", version=version)
    assert " default " in desk.succeed("organizations", "list", version=version)
