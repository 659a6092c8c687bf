"""The storages the suite runs against: in memory, on a disk, two real Swifts and a made-up one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from dds_upload.core.secret import Secret
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.joining import Concatenator
from dds_upload.core.storage.kinds import ProviderContext
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import ObjectStore
from providers.local.build import build_local
from providers.local.options import LocalOptions
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions
from providers.memory.store import MemoryStore
from providers.swift.build import build_swift
from providers.swift.inspector import SwiftInspector
from providers.swift.options import KeystoneOptions, SwiftOptions
from tests.providers.fake_swift import Script, fake_swift
from tests.providers.raw import Raw, RawLocal, RawMemory, RawSwift
from tests.services.cloud import REGION, Cloud
from tests.services.identity import Identity, Member
from tests.services.swift import SwiftServer

#: A service that lets every web page in.
CONTEXT = ProviderContext(slug="local", url_key=b"local url key", browser_origins=("*",))


@dataclass(frozen=True)
class Subject:
    """One storage under test."""

    kind: str
    abilities: Abilities
    raw: Raw

    @property
    def store(self) -> ObjectStore:
        return self.abilities.store

    @property
    def concatenator(self) -> Concatenator:
        return self.abilities.concatenator


@pytest.fixture
def local_options(tmp_path: Path) -> LocalOptions:
    return LocalOptions(root=tmp_path / "storage")


@pytest.fixture
def local(local_options: LocalOptions) -> Abilities:
    """Storage on a disk with the container `project`."""
    abilities = marked(local_options)
    abilities.store.ensure_container("project")
    return abilities


def marked(options: LocalOptions) -> Abilities:
    """A storage on a disk that was set up."""
    abilities = build_local(options, CONTEXT)
    assert abilities.mark is not None
    abilities.mark.make()
    return abilities


def options_of(server: SwiftServer) -> SwiftOptions:
    """What leads to an account of that Swift without installations, which then has the keys."""
    tenant = server.other_tenant
    options = SwiftOptions(
        account=tenant.account,
        url_root=tenant.url,
        user=tenant.user,
        password=Secret(tenant.password),
        primary_key=Secret("primary key"),
        secondary_key=Secret("secondary key"),
        timeout=20,
    )
    SwiftInspector(options).configure()
    return options


@pytest.fixture(scope="session")
def tempauth_options(swift_server: SwiftServer) -> SwiftOptions:
    """A Swift that signs users in by itself."""
    return options_of(swift_server)


@pytest.fixture(scope="session")
def member(identity: Identity) -> Member:
    """A user at Keystone with a project of this worker's own."""
    return identity.add_member()


@pytest.fixture(scope="session")
def keystone_options(member: Member) -> SwiftOptions:
    """A Swift behind Keystone, whose account has the keys."""
    options = options_at(member)
    SwiftInspector(options).configure()
    return options


def options_at(member: Member) -> SwiftOptions:
    """What leads to the account of that user, by another address than URLs are signed for."""
    return SwiftOptions(
        account="",
        url_root="",
        user="",
        password=Secret(""),
        primary_key=Secret("primary key"),
        secondary_key=Secret("secondary key"),
        timeout=20,
        keystone=KeystoneOptions(
            auth_url=member.auth_url,
            username=member.username,
            password=Secret(member.password),
            project_name=member.project_name,
            region=REGION,
            interface="internal",
        ),
    )


@pytest.fixture
def raw_tempauth(swift_server: SwiftServer) -> RawSwift:
    """Past the store, at the Swift that signs users in by itself."""
    return RawSwift.of(swift_server.other_tenant)


@pytest.fixture
def raw_keystone(cloud: Cloud, member: Member) -> RawSwift:
    """Past the store, at the Swift behind Keystone."""
    return RawSwift(f"{cloud.public_url}/v1/AUTH_{member.project_id}", member.token())


@pytest.fixture
def fake() -> Iterator[Script]:
    """A server that answers as a test tells it to."""
    with fake_swift() as script:
        yield script


@pytest.fixture(params=["tempauth", "keystone"], scope="session")
def signing_in(request: pytest.FixtureRequest) -> str:
    """The way to sign in to Swift; of the session, so that all tests of one way run together."""
    return str(request.param)


@pytest.fixture(scope="session")
def swift_options(signing_in: str, request: pytest.FixtureRequest) -> SwiftOptions:
    """A Swift, once with each way to sign in."""
    found: SwiftOptions = request.getfixturevalue(f"{signing_in}_options")
    return found


@pytest.fixture
def raw_swift(signing_in: str, request: pytest.FixtureRequest) -> RawSwift:
    """Past the store, at that Swift."""
    found: RawSwift = request.getfixturevalue(f"raw_{signing_in}")
    return found


@pytest.fixture(params=["memory", "local", "tempauth", "keystone"])
def subject(request: pytest.FixtureRequest) -> Subject:
    return _made(request.param, request)


@pytest.fixture
def swift(request: pytest.FixtureRequest) -> Subject:
    return _made("tempauth", request)


@pytest.fixture(params=["local", "tempauth"])
def streaming(request: pytest.FixtureRequest) -> Subject:
    """A storage that need not hold in memory what it stores."""
    return _made(request.param, request)


@pytest.fixture(params=["memory", "tempauth"])
def direct(request: pytest.FixtureRequest) -> Subject:
    """A storage that clients reach past the service."""
    return _made(request.param, request)


def _made(kind: str, request: pytest.FixtureRequest) -> Subject:
    if kind == "memory":
        abilities = build_memory(MemoryOptions())
        assert isinstance(abilities.store, MemoryStore)
        return Subject(kind, abilities, RawMemory(abilities.store))
    options = request.getfixturevalue(f"{kind}_options")
    if kind == "local":
        return Subject(kind, marked(options), RawLocal(options.root))
    return Subject(kind, build_swift(options, CONTEXT), request.getfixturevalue(f"raw_{kind}"))


@pytest.fixture
def container() -> str:
    """A name nobody else uses."""
    return f"project-{uuid4()}"


@pytest.fixture
def key(container: str) -> ObjectKey:
    """An upload's key."""
    return ObjectKey(container, str(uuid4()))
