"""The configuration files of a Swift cluster, for one machine and one user.

A cluster has one node or several; each has one device, and a replica of everything.

Writes files and nothing else. What must survive a restart (the hash salt, without which no stored
object is found again, and the key of the tokens) is made once and then read back.
"""

import base64
import json
import os
import pwd
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

STORAGE = ("account", "container", "object")

#: A host and a port.
Address = tuple[str, int]

#: What Swift takes off by default, and what a service like this one needs off besides.
URL_REMOVES_BY_DEFAULT = "x-timestamp x-open-expired"
URL_REMOVES = f"{URL_REMOVES_BY_DEFAULT} x-delete-at x-delete-after"

_PIPELINE = (
    "catch_errors gatekeeper healthcheck proxy-logging listing_formats bulk tempurl {auth} copy"
    " container-quotas account-quotas slo dlo {versions} symlink proxy-logging proxy-server"
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
    "account-quotas": "account_quotas",
    "dlo": "dlo",
    "symlink": "symlink",
}


@dataclass(frozen=True)
class Addresses:
    """Where a cluster listens: its proxy, and of each node the servers by their kind."""

    proxy: Address
    nodes: Sequence[Mapping[str, Address]]


@dataclass(frozen=True)
class TokenJudge:
    """A Keystone that Swift asks about tokens, and the administrator's name and password there."""

    url: str
    username: str
    password: str

    @property
    def filters(self) -> str:
        """Users with a role in a project may use its account."""
        return f"""\
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
www_authenticate_uri = {self.url}
auth_url = {self.url}
auth_type = v3password
username = {self.username}
password = {self.password}
project_name = {self.username}
user_domain_id = default
project_domain_id = default
delay_auth_decision = true
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member
"""


@dataclass(frozen=True)
class SwiftSettings:
    """What one cluster is configured with; limits are Swift's own unless others are given.

    The user has two accounts. `operator` may set quotas of accounts, which the user may not. The
    proxy waits for a node as many seconds as `answering` says. With a `judge` users are those of
    its Keystone, and not of Swift's own TempAuth. With `versions` a container can be told to keep
    what is overwritten. `url_removes` are the headers that are taken off what is sent by a signed
    URL.
    """

    account: str = "test"
    other_account: str = "other"
    user: str = "tester"
    password: str = "testing"
    operator: str = "operator"
    segments_max: int = 1000
    file_max_bytes: int = 5368709122
    url_digests: str = "sha256 sha512"
    answering: float = 60
    judge: TokenJudge | None = None
    versions: bool = False
    url_removes: str = URL_REMOVES

    def write(self, folder: Path, addresses: Addresses) -> Path:
        """Write all files of a cluster in `folder`; return the folder Swift reads them from."""
        settings = folder / "settings"
        settings.mkdir(parents=True, exist_ok=True)
        secret = _secrets(folder / "secrets.json")
        files = {
            "swift.conf": self._common(secret["salt"]),
            "proxy-server.conf": self._proxy(settings, addresses.proxy, secret["token_key"]),
            "addresses.json": json.dumps(
                {kind: [node[kind] for node in addresses.nodes] for kind in STORAGE}
            ),
        }
        for number, node in enumerate(addresses.nodes, 1):
            devices = folder / f"node-{number}"
            (devices / "d1").mkdir(parents=True, exist_ok=True)
            for kind in STORAGE:
                name = f"{kind}-server-{number}.conf"
                files[name] = _storage(kind, settings, devices, node[kind])
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

    def _proxy(self, settings: Path, address: Address, token_key: str) -> str:
        filters = "".join(
            f"[filter:{name}]\nuse = egg:swift#{egg}\n" for name, egg in _PLAIN_FILTERS.items()
        )
        # A small error_suppression_interval: the only device must never be put aside, and what a
        # node has missed must be seen as soon as it is back.
        pipeline = _PIPELINE.format(
            auth="authtoken keystoneauth" if self.judge else "tempauth",
            versions="versioned_writes" if self.versions else "",
        )
        return f"""\
{_default(settings, address)}
[pipeline:main]
pipeline = {pipeline}
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
strict_cors_mode = true
conn_timeout = 5
node_timeout = {self.answering}
recoverable_node_timeout = {self.answering}
error_suppression_interval = 0.01
{filters}
{self.judge.filters if self.judge else self._temp_auth(token_key)}
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:tempurl]
use = egg:swift#tempurl
allowed_digests = {self.url_digests}
incoming_remove_headers = {self.url_removes}
[filter:slo]
use = egg:swift#slo
max_manifest_segments = {self.segments_max}
rate_limit_under_size = 0
concurrency = 4
"""

    def _temp_auth(self, token_key: str) -> str:
        # Fernet keys make tokens self-contained, which spares a memcached.
        return f"""\
[filter:tempauth]
use = egg:swift#tempauth
user_{self.account}_{self.user} = {self.password} .admin
user_{self.other_account}_{self.user} = {self.password} .admin
user_{self.account}_{self.operator} = {self.password} .admin .reseller_admin
fernet_key_tests = {token_key}
active_fernet_key_id = tests
"""


def _storage(kind: str, settings: Path, devices: Path, address: Address) -> str:
    in_memory = kind == "object" and not _keeps_xattrs(devices)
    return f"""\
{_default(settings, address)}
devices = {devices}
mount_check = false
fallocate_reserve = 0
[pipeline:main]
pipeline = healthcheck {kind}-server
[filter:healthcheck]
use = egg:swift#healthcheck
[app:{kind}-server]
use = egg:swift#{"mem_object" if in_memory else kind}
[{kind}-replicator]
recon_cache_path = {devices}
sync_method = ssync
"""


def _default(settings: Path, address: Address) -> str:
    # No workers: one process, which neither forks nor changes its user. A replicator does the last,
    # to what it is already.
    # A log address that does not exist: nothing goes to the machine's own log.
    host, port = address
    return f"""\
[DEFAULT]
bind_ip = {host}
bind_port = {port}
bind_timeout = 2
workers = 0
user = {_own_name()}
swift_dir = {settings}
log_address = {settings / "no-syslog"}
"""


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # an account without an entry cannot run replicators
        return "nobody"


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
