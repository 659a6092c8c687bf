"""The configuration files of a Swift cluster with one device, for one machine and one user.

Writes files and nothing else. What must survive a restart (the hash salt, without which no stored
object is found again, and the key of the tokens) is made once and then read back.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STORAGE = ("account", "container", "object")
KINDS = (*STORAGE, "proxy")

_PIPELINE = (
    "catch_errors gatekeeper healthcheck proxy-logging listing_formats bulk tempurl tempauth copy"
    " container-quotas slo dlo symlink proxy-logging proxy-server"
)
_PLAIN_FILTERS = {
    "catch_errors": "catch_errors",
    "gatekeeper": "gatekeeper",
    "healthcheck": "healthcheck",
    "proxy-logging": "proxy_logging",
    "listing_formats": "listing_formats",
    "bulk": "bulk",
    "copy": "copy",
    "container-quotas": "container_quotas",
    "dlo": "dlo",
    "symlink": "symlink",
}


@dataclass(frozen=True)
class SwiftSettings:
    """What one cluster is configured with; the defaults are Swift's own."""

    account: str = "test"
    user: str = "tester"
    password: str = "testing"
    segments_max: int = 1000
    file_max_bytes: int = 5368709122
    url_digests: str = "sha256 sha512"

    def write(self, folder: Path, ports: Mapping[str, int]) -> Path:
        """Write all files of a cluster in `folder`; return the folder Swift reads them from."""
        settings = folder / "settings"
        for made in (settings, folder / "devices" / "d1"):
            made.mkdir(parents=True, exist_ok=True)
        secret = _secrets(folder / "secrets.json")
        files = {
            "swift.conf": self._common(secret["salt"]),
            "proxy-server.conf": self._proxy(settings, ports["proxy"], secret["token_key"]),
            **{
                f"{kind}-server.conf": _storage(kind, settings, folder, ports[kind])
                for kind in STORAGE
            },
            "ports.json": json.dumps({kind: ports[kind] for kind in STORAGE}),
        }
        for name, text in files.items():
            (settings / name).write_text(text)
        return settings

    def _common(self, salt: str) -> str:
        return f"""\
[swift-hash]
swift_hash_path_prefix = {salt}
swift_hash_path_suffix = {salt}
[storage-policy:0]
name = single
default = yes
[swift-constraints]
max_file_size = {self.file_max_bytes}
"""

    def _proxy(self, settings: Path, port: int, token_key: str) -> str:
        filters = "".join(
            f"[filter:{name}]\nuse = egg:swift#{egg}\n" for name, egg in _PLAIN_FILTERS.items()
        )
        # Fernet keys make tokens self-contained, which spares a memcached.
        # A small error_suppression_interval: the only device must never be put aside.
        return f"""\
{_default(settings, port)}
[pipeline:main]
pipeline = {_PIPELINE}
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
strict_cors_mode = true
conn_timeout = 5
node_timeout = 60
recoverable_node_timeout = 60
error_suppression_interval = 0.01
{filters}
[filter:tempauth]
use = egg:swift#tempauth
user_{self.account}_{self.user} = {self.password} .admin
fernet_key_tests = {token_key}
active_fernet_key_id = tests
[filter:tempurl]
use = egg:swift#tempurl
allowed_digests = {self.url_digests}
[filter:slo]
use = egg:swift#slo
max_manifest_segments = {self.segments_max}
rate_limit_under_size = 0
concurrency = 4
"""


def _storage(kind: str, settings: Path, folder: Path, port: int) -> str:
    devices = folder / "devices"
    in_memory = kind == "object" and not _keeps_xattrs(devices)
    return f"""\
{_default(settings, port)}
devices = {devices}
mount_check = false
fallocate_reserve = 0
[pipeline:main]
pipeline = healthcheck {kind}-server
[filter:healthcheck]
use = egg:swift#healthcheck
[app:{kind}-server]
use = egg:swift#{"mem_object" if in_memory else kind}
"""


def _default(settings: Path, port: int) -> str:
    # No workers: one process, which neither forks nor changes its user.
    # A log address that does not exist: nothing goes to the machine's own log.
    return f"""\
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
bind_timeout = 2
workers = 0
swift_dir = {settings}
log_address = {settings / "no-syslog"}
"""


def _secrets(path: Path) -> dict[str, str]:
    if not path.exists():
        token_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        path.write_text(json.dumps({"salt": secrets.token_hex(8), "token_key": token_key}))
    secret: dict[str, str] = json.loads(path.read_text())
    return secret


def _keeps_xattrs(folder: Path) -> bool:
    """Tell whether the file system has the extended attributes Swift keeps its metadata in."""
    try:
        os.setxattr(folder, "user.swift.probe", b"1")
    except OSError:
        return False
    return True
