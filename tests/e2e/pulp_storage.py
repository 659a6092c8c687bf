"""Storage that loses what it was given, past the service."""

from __future__ import annotations

from hashlib import md5
from pathlib import Path

from swiftclient import client  # type: ignore[import-untyped]

from tests.e2e.installation import Installation

#: How the names of containers for chunks by content begin.
_SHARED = "content-"


def lose(installation: Installation, chunk: bytes) -> None:
    """Remove the one object that has these bytes."""
    settings = installation.settings
    if "SWIFT_ACCT" in settings:
        _from_swift(settings, chunk)
    else:
        _from_disk(installation.folder / "var/storage/containers", chunk)


def _from_disk(root: Path, chunk: bytes) -> None:
    files = (path for path in root.rglob("*") if path.is_file())
    (found,) = (path for path in files if path.read_bytes() == chunk)
    found.unlink()


def _from_swift(settings: dict[str, str], chunk: bytes) -> None:
    signed_in = client.Connection(
        settings["SWIFT_URL_ROOT"] + settings["SWIFT_AUTH_URI"],
        user=settings["SWIFT_USER"],
        key=settings["SWIFT_PASS"],
    )
    _, containers = signed_in.get_account(prefix=_SHARED, full_listing=True)
    names = [str(each["name"]) for each in containers]
    (found,) = (
        (container, str(each["name"]))
        for container in names
        for each in signed_in.get_container(container, full_listing=True)[1]
        if each["hash"] == md5(chunk).hexdigest()
    )
    signed_in.delete_object(*found)
    signed_in.close()
