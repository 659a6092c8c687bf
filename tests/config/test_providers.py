"""Storage providers: one or several, their names and ids, and what must hold between them."""

from pathlib import Path
from uuid import UUID

import pytest

from config.settings import ProviderSettings
from dds_upload.bootstrap.settings import load
from dds_upload.core.secret import Secret
from dds_upload.core.storage.policy import ProviderPolicy
from providers.local.kind import KIND as LOCAL
from providers.local.options import LocalOptions
from providers.swift.kind import KIND as SWIFT_KIND
from providers.swift.options import SwiftOptions
from tests.config.environments import BOTH, SWIFT, SWIFT_NEEDS, behind, faults

ONE_ID = "123e4567-e89b-42d3-a456-426614174000"
LOCALS = {"STORAGE_PROVIDERS": "a,b", "A_TYPE": "local", "B_TYPE": "local", "A_DEFAULT": "true"}


def test_without_a_word_there_is_one_local_provider(tmp_path: Path) -> None:
    [local] = load({}, var=tmp_path).providers
    assert local == ProviderSettings(
        id=UUID("40e87cd5-a50a-5e1a-95f8-32833ae4485e"),
        prefix="LOCAL",
        display_name="Local",
        description="Local disk storage",
        policy=ProviderPolicy("md5", 1000, 5368709120),
        is_default=True,
        is_deprecated=False,
        kind=LOCAL,
        options=LocalOptions(root=tmp_path / "storage", fsync=True),
    )
    assert (local.slug, local.kind.word) == ("local", "local")


def test_one_swift_goes_by_the_original_names(tmp_path: Path) -> None:
    [swift] = load(SWIFT, var=tmp_path).providers
    assert swift == ProviderSettings(
        # The same on every host and for ever: files are found by it.
        id=UUID("073a59a4-7ec7-5f01-b80a-79db38bfcbc9"),
        prefix="SWIFT",
        display_name="Swift",
        description="OpenStack Swift storage",
        policy=ProviderPolicy("md5", 1000, 5368709120),
        is_default=True,
        is_deprecated=False,
        kind=SWIFT_KIND,
        options=SwiftOptions(
            account="AUTH_test",
            url_root="http://swift.example:8080",
            version="v1",
            auth_uri="/auth/v1.0",
            user="test:tester",
            password=Secret("the-password"),
            primary_key=Secret("the-primary-key"),
            secondary_key=Secret(""),
        ),
    )
    assert (swift.slug, swift.kind.word) == ("swift", "swift")


def test_everything_about_a_swift_can_be_said(tmp_path: Path) -> None:
    said = {
        "DISPLAY_NAME": "Fast storage",
        "DESCRIPTION": "in the cellar",
        "VERSION": "v2",
        "AUTH_URI": "/sign/in",
        "SECONDARY_KEY": "the-secondary-key",
        "CHUNK_HASH_ALGORITHM": "MD5",
        "CHUNK_MAX_NUMBER": "7",
        "CHUNK_MAX_SIZE_BYTES": "11",
        "ID": ONE_ID,
    }
    [swift] = load({**SWIFT, **behind("SWIFT", said)}, var=tmp_path).providers
    assert (swift.display_name, swift.description) == ("Fast storage", "in the cellar")
    assert swift.policy == ProviderPolicy("md5", 7, 11)
    assert swift.id == UUID(ONE_ID)
    assert isinstance(swift.options, SwiftOptions)
    assert (swift.options.version, swift.options.auth_uri) == ("v2", "/sign/in")
    assert swift.options.secondary_key == Secret("the-secondary-key")


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256"])
def test_a_local_disk_takes_other_digests_too(algorithm: str, tmp_path: Path) -> None:
    [local] = load({"LOCAL_CHUNK_HASH_ALGORITHM": algorithm}, var=tmp_path).providers
    assert local.policy.chunk_hash_algorithm == algorithm


@pytest.mark.parametrize(
    ("text", "meant"),
    [("true", True), ("YES", True), ("1", True), ("False", False), ("no", False), ("0", False)],
)
def test_a_boolean_has_three_spellings_in_any_case(text: str, meant: bool, tmp_path: Path) -> None:
    [local] = load({"LOCAL_FSYNC": text, "LOCAL_ROOT": "/srv"}, var=tmp_path).providers
    assert local.options == LocalOptions(root=Path("/srv"), fsync=meant)


def test_several_stand_behind_their_prefixes(tmp_path: Path) -> None:
    fast, archive = load({**BOTH, "ARCHIVE_DEPRECATED": "true"}, var=tmp_path).providers
    assert (fast.slug, fast.kind.word, fast.is_default, fast.is_deprecated) == (
        "fast", "swift", True, False,
    )  # fmt: skip
    assert (archive.slug, archive.kind.word, archive.is_default, archive.is_deprecated) == (
        "archive", "local", False, True,
    )  # fmt: skip
    assert (fast.display_name, archive.display_name) == ("Fast", "Archive")


@pytest.mark.parametrize("prefix", ["swift", "SWIFT", " Swift "])
def test_an_id_depends_on_the_prefix_alone(prefix: str, tmp_path: Path) -> None:
    alone = load(SWIFT, var=tmp_path).providers[0]
    several = {**SWIFT, "STORAGE_PROVIDER_TYPE": "", "STORAGE_PROVIDERS": f"{prefix},archive"}
    kinds = {"SWIFT_TYPE": "swift", "ARCHIVE_TYPE": "local", "ARCHIVE_DEFAULT": "true"}
    assert load({**several, **kinds}, var=tmp_path).providers[0].id == alone.id


def test_one_alone_in_the_list_is_the_default_by_itself(tmp_path: Path) -> None:
    [only] = load({"STORAGE_PROVIDERS": "disk_2", "DISK_2_TYPE": "local"}, var=tmp_path).providers
    assert only.is_default
    assert only.display_name == "Disk 2"


def test_what_belongs_to_another_provider_is_not_read(tmp_path: Path) -> None:
    settings = load({"STORAGE_PROVIDER_TYPE": "local", "SWIFT_ACCT": "a/b"}, var=tmp_path)
    assert [provider.kind.word for provider in settings.providers] == ["local"]


@pytest.mark.parametrize("name", sorted(SWIFT_NEEDS))
def test_a_swift_needs_what_has_no_safe_default(name: str, tmp_path: Path) -> None:
    assert faults({**SWIFT, f"SWIFT_{name}": ""}, tmp_path) == [f"SWIFT_{name} must be set"]


BAD_PREFIX = "STORAGE_PROVIDERS must name each provider by letters, digits and _; see no. "
TOO_LARGE = f"must not be more than {2**63 - 1}"


@pytest.mark.parametrize(
    ("environ", "fault"),
    [
        (
            {**SWIFT, "SWIFT_CHUNK_HASH_ALGORITHM": "sha256"},
            "SWIFT_CHUNK_HASH_ALGORITHM must be md5",
        ),
        ({**SWIFT, "SWIFT_ACCT": "a/b"}, "SWIFT_ACCT must not contain blanks, slashes, ? or #"),
        ({**SWIFT, "SWIFT_AUTH_URI": "auth"}, "SWIFT_AUTH_URI must be a path that starts with /"),
        (
            {**SWIFT, "SWIFT_URL_ROOT": "swift.example"},
            "SWIFT_URL_ROOT must be http(s)://host or http(s)://host:port, and nothing more",
        ),
        (
            {**SWIFT, "SWIFT_DEPRECATED": "true"},
            "SWIFT_DEPRECATED must not be true for the default provider",
        ),
        (
            {"LOCAL_CHUNK_HASH_ALGORITHM": "crc32"},
            "LOCAL_CHUNK_HASH_ALGORITHM must be md5 or sha1 or sha256",
        ),
        ({"LOCAL_FSYNC": "maybe"}, "LOCAL_FSYNC must be true or false"),
        (
            {"LOCAL_DISPLAY_NAME": "a\nb"},
            "LOCAL_DISPLAY_NAME must be one line of printable characters",
        ),
        (
            {"LOCAL_CHUNK_MAX_NUMBER": "0"},
            f"LOCAL_CHUNK_MAX_NUMBER must be an integer from 1 to {2**31 - 1}",
        ),
        (
            {"LOCAL_CHUNK_MAX_NUMBER": str(2**31), "LOCAL_CHUNK_MAX_SIZE_BYTES": "1"},
            f"LOCAL_CHUNK_MAX_NUMBER must be an integer from 1 to {2**31 - 1}",
        ),
        (
            {"LOCAL_CHUNK_MAX_SIZE_BYTES": "-1"},
            f"LOCAL_CHUNK_MAX_SIZE_BYTES must be an integer from 1 to {2**63 - 1}",
        ),
        (
            {"LOCAL_CHUNK_MAX_NUMBER": "2", "LOCAL_CHUNK_MAX_SIZE_BYTES": str(2**62)},
            f"LOCAL_CHUNK_MAX_NUMBER times LOCAL_CHUNK_MAX_SIZE_BYTES {TOO_LARGE}",
        ),
        *[
            ({"LOCAL_ID": text}, f"LOCAL_ID must be a UUID such as {ONE_ID}")
            for text in ["7", "{" + ONE_ID + "}", ONE_ID.replace("-", "")]
        ],
        ({"SWIFT_ACCT": "AUTH_test"}, "STORAGE_PROVIDER_TYPE must be set where SWIFT_ACCT is"),
        (
            {**BOTH, "STORAGE_PROVIDER_TYPE": "swift"},
            "STORAGE_PROVIDER_TYPE and STORAGE_PROVIDERS must not both be set",
        ),
        ({**BOTH, "FAST_DEFAULT": ""}, "exactly one must be true of FAST_DEFAULT, ARCHIVE_DEFAULT"),
        (
            {**BOTH, "ARCHIVE_DEFAULT": "true", "ARCHIVE_DEPRECATED": "true"},
            "exactly one must be true of FAST_DEFAULT, ARCHIVE_DEFAULT",
        ),
        ({**BOTH, "ARCHIVE_TYPE": "s3"}, "ARCHIVE_TYPE must be local or swift"),
        ({**BOTH, "ARCHIVE_TYPE": ""}, "ARCHIVE_TYPE must be set"),
        ({"STORAGE_PROVIDERS": "fast,,archive"}, f"{BAD_PREFIX}2"),
        ({"STORAGE_PROVIDERS": "ok,arch-ive"}, f"{BAD_PREFIX}2"),
        ({"STORAGE_PROVIDERS": "_"}, f"{BAD_PREFIX}1"),
        ({"STORAGE_PROVIDERS": "é"}, f"{BAD_PREFIX}1"),
        (
            {"STORAGE_PROVIDERS": "fast,Fast"},
            "STORAGE_PROVIDERS must name each provider once; no. 2 is a repetition",
        ),
        (
            {**BOTH, "ARCHIVE_DISPLAY_NAME": "fast"},
            "FAST_DISPLAY_NAME and ARCHIVE_DISPLAY_NAME must not be the same",
        ),
        (
            {**BOTH, "FAST_ID": ONE_ID, "ARCHIVE_ID": ONE_ID.upper()},
            "FAST_ID and ARCHIVE_ID must not be the same",
        ),
        (
            {**BOTH, "ARCHIVE_TYPE": "swift", **behind("ARCHIVE", SWIFT_NEEDS)},
            "FAST_ACCT and ARCHIVE_ACCT must not be one account",
        ),
        (LOCALS, "A_ROOT and B_ROOT must not contain each other"),
        (
            {**LOCALS, "A_ROOT": "/srv/a", "B_ROOT": "/srv/x/../a/b"},
            "A_ROOT and B_ROOT must not contain each other",
        ),
        (
            {
                **LOCALS,
                "B_ROOT": "/srv/b",
                "A_X_ACCEL_LOCATION": "/a/",
                "B_X_ACCEL_LOCATION": "/a/",
            },
            "A_X_ACCEL_LOCATION and B_X_ACCEL_LOCATION must not be the same",
        ),
        *[
            (
                {"LOCAL_X_ACCEL_LOCATION": text},
                "LOCAL_X_ACCEL_LOCATION must be a path such as /x-accel/local/",
            )
            for text in ["files/", "/files", "/", "/../", "/a b/", "@named", "/a?b/"]
        ],
    ],
)
def test_what_no_provider_can_be_is_a_fault(
    environ: dict[str, str], fault: str, tmp_path: Path
) -> None:
    assert faults(environ, tmp_path) == [fault]


def test_a_link_to_a_folder_is_no_second_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    roots = {"A_ROOT": str(tmp_path / "folder"), "B_ROOT": str(tmp_path / "link")}
    assert faults({**LOCALS, **roots}, tmp_path) == [
        "A_ROOT and B_ROOT must not contain each other"
    ]


def test_links_in_a_circle_break_nothing(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "link")
    roots = {"A_ROOT": str(tmp_path / "folder"), "B_ROOT": str(tmp_path / "link")}
    assert len(load({**LOCALS, **roots}, var=tmp_path).providers) == 2


def test_the_largest_file_may_have_all_sizes_the_database_holds(tmp_path: Path) -> None:
    limits = {"LOCAL_CHUNK_MAX_NUMBER": "1", "LOCAL_CHUNK_MAX_SIZE_BYTES": str(2**63 - 1)}
    [local] = load(limits, var=tmp_path).providers
    assert local.policy.file_max_size_bytes == 2**63 - 1
