"""Every variable of the service: its name, its default, its purpose, and whether it is secret.

Settings are read by these rows. Tests compare config/example.env and the README's table with them.
A new setting of the service is a row here, a field in `settings`, and its lines in these two; a new
group is a file like `provider_table`. The settings of a kind of storage are in its own folder.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from config.database_url import database_url
from config.provider_table import STORAGE_PROVIDERS, Kinds, rows_of, single_provider_type
from config.sentry_table import SENTRY
from config.serving_table import SERVING
from config.verification_table import VERIFICATION
from dds_upload.core.settings import addresses, parsing
from dds_upload.core.settings.rows import Setting

#: SECRET_KEY_BASE signs tokens and URLs; shorter keys could be guessed by trying them all.
KEY_LENGTH_MIN = 32

DATABASE_URL = Setting(
    "DATABASE_URL",
    database_url,
    "the database: sqlite:///path/to/file or postgresql://user@host:port/database",
    default="sqlite:///{var}/dds.db",
    secret=True,
)
DATABASE_PREPARED_STATEMENTS = Setting(
    "DATABASE_PREPARED_STATEMENTS",
    parsing.boolean,
    "true: PostgreSQL plans the most frequent statements once for each connection; set it to "
    "false behind a pooler such as PgBouncer that changes connections between transactions",
    default="true",
)
SECRET_KEY_BASE = Setting(
    "SECRET_KEY_BASE",
    partial(parsing.secret, minimum=KEY_LENGTH_MIN),
    "signs tokens and URLs, at least 32 characters; made once in var/ where the database is "
    "SQLite and all storage is on this machine",
    secret=True,
)
SECONDARY_SECRET_KEY_BASE = Setting(
    "SECONDARY_SECRET_KEY_BASE",
    parsing.optional(partial(parsing.secret, minimum=KEY_LENGTH_MIN)),
    "a second key whose signatures are accepted; during a rotation the new key at first, then the "
    "old one",
    secret=True,
)
CORS_ORIGINS = Setting(
    "CORS_ORIGINS",
    addresses.origins,
    "which web pages may call the API: *, or origins separated by commas",
    default="*",
)
PUBLIC_URL = Setting(
    "PUBLIC_URL",
    parsing.optional(addresses.origin),
    "the address by which clients reach the service, such as https://dds.example; else the "
    "host of each request",
)
PORTAL_ROOT = Setting(
    "PORTAL_ROOT",
    parsing.folder,
    "the folder of the portal that `make portal` built; without it `/` says how to build the "
    "portal",
    default="portal/dist",
)
SIGNED_URL_DURATION = Setting(
    "SIGNED_URL_DURATION",
    parsing.duration,
    "how long a signed URL can be used: 45s, 30m, 12h, 7d, or a number of seconds",
    default="300s",
)
UPLOAD_EXPIRY = Setting(
    "UPLOAD_EXPIRY",
    parsing.duration,
    "how long an unfinished upload is kept after its last activity",
    default="7d",
)
MAX_OPEN_UPLOADS = Setting(
    "MAX_OPEN_UPLOADS",
    parsing.integer(0, 10**9),
    "how many unfinished uploads one user may have; 0: no bound",
    default="1000",
)
MAX_OPEN_BYTES = Setting(
    "MAX_OPEN_BYTES",
    parsing.integer(0, 2**62),
    "how many bytes the unfinished uploads of one user may have together; 0: no bound",
    default="0",
)
UNUSED_EXPIRY = Setting(
    "UNUSED_EXPIRY",
    parsing.duration_or_never,
    "how long the bytes of a complete upload are kept if no file is made of it; never: they "
    "are not removed",
    default="30d",
)
FAILED_EXPIRY = Setting(
    "FAILED_EXPIRY",
    parsing.duration_or_never,
    "how long the bytes of a failed upload and failed commits are kept; never: they are not "
    "removed",
    default="30d",
)
DELETED_KEPT = Setting(
    "DELETED_KEPT",
    parsing.duration_or_never,
    "how long bytes are kept after their file, version or project was deleted; never: they "
    "are not removed",
    default="30d",
)
EVENTS_KEPT = Setting(
    "EVENTS_KEPT",
    parsing.duration,
    "how long events are kept: changes of uploads and files, and refused chunks",
    default="30d",
)
DDS_HOST = Setting(
    "DDS_HOST",
    addresses.host,
    "the address to listen at; 0.0.0.0 or :: for all addresses of the machine",
    default="127.0.0.1",
)
DDS_PORT = Setting("DDS_PORT", parsing.integer(1, 65535), "the port to listen at", default="8000")
DDS_WORKERS = Setting(
    "DDS_WORKERS",
    parsing.integer(1, 1024),
    "server processes; about one for each processor core",
    default="2",
)
DDS_THREADS = Setting(
    "DDS_THREADS",
    parsing.integer(1, 1024),
    "how many short requests a process answers at the same time; each may hold a database "
    "connection",
    default="16",
)
LOG_LEVEL = Setting(
    "LOG_LEVEL",
    parsing.one_of("debug", "info", "warning", "error", "critical"),
    "the lowest level that is logged: debug, info, warning, error or critical; requests are logged "
    "at any level, and `run` has warning as its default",
    default="info",
)
DEBUG = Setting(
    "DEBUG",
    parsing.boolean,
    "true makes clients send one request at a time, so that a person can follow them",
    default="false",
)

#: Variables of the service itself; those of providers begin with a prefix.
SERVICE: tuple[Setting[Any], ...] = (
    DATABASE_URL, DATABASE_PREPARED_STATEMENTS, SECRET_KEY_BASE, SECONDARY_SECRET_KEY_BASE,
    CORS_ORIGINS, PUBLIC_URL, PORTAL_ROOT, SIGNED_URL_DURATION, UPLOAD_EXPIRY, MAX_OPEN_UPLOADS,
    MAX_OPEN_BYTES, UNUSED_EXPIRY, FAILED_EXPIRY, DELETED_KEPT, EVENTS_KEPT, DDS_HOST, DDS_PORT,
    DDS_WORKERS, DDS_THREADS, LOG_LEVEL, DEBUG,
    *SERVING, *VERIFICATION, *SENTRY,
)  # fmt: skip


def documented(kinds: Kinds, var: Path = Path("var")) -> dict[str, tuple[Setting[Any], str]]:
    """Every variable's full name with its row and default; a provider's prefix is its kind.

    Variables with a bare name have no prefix here, as for an only provider of its kind.
    """
    rows = [("", setting) for setting in (*SERVICE, single_provider_type(kinds), STORAGE_PROVIDERS)]
    rows += [
        ("" if setting.bare else kind.word.upper(), setting)
        for kind in kinds
        for setting in rows_of(kind, kinds)
    ]
    return {
        setting.name_for(prefix): (setting, setting.default_for(var, prefix))
        for prefix, setting in rows
    }
