"""How often some content lies in the storage behind an installation, looked up past the service."""

from __future__ import annotations

from hashlib import md5
from pathlib import Path

from swiftclient import client  # type: ignore[import-untyped]

from tests.e2e.installation import Installation

#: How the names of containers for chunks by content begin.
_SHARED = "content-"


def copies(installation: Installation, chunk: bytes) -> int:
    """How many objects have these bytes."""
    settings = installation.settings
    if "SWIFT_ACCT" in settings:
        return _in_swift(settings, chunk)
    return _on_disk(installation.folder / "var/storage", chunk)


def _on_disk(root: Path, chunk: bytes) -> int:
    files = (path for path in root.rglob("*") if path.is_file())
    return sum(path.stat().st_size == len(chunk) and path.read_bytes() == chunk for path in files)


def _in_swift(settings: dict[str, str], chunk: bytes) -> int:
    signed_in = client.Connection(
        settings["SWIFT_URL_ROOT"] + settings["SWIFT_AUTH_URI"],
        user=settings["SWIFT_USER"],
        key=settings["SWIFT_PASS"],
    )
    digest = md5(chunk).hexdigest()
    _, containers = signed_in.get_account(prefix=_SHARED, full_listing=True)
    listings = (signed_in.get_container(each["name"], full_listing=True) for each in containers)
    hashes = [str(each["hash"]) for _, objects in listings for each in objects]
    signed_in.close()
    return hashes.count(digest)
