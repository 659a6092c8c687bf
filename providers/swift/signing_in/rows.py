"""The settings of signing in with Keystone, under the names that all of OpenStack uses.

An only provider has them without a prefix, as in the file of an OpenStack user. If there are
several providers, each has its own: FAST_OS_AUTH_URL.
"""

from __future__ import annotations

from dataclasses import replace

from dds_upload.core.settings import addresses, parsing
from dds_upload.core.settings.reading import Reader
from dds_upload.core.settings.rows import Setting
from providers.swift.options import KeystoneOptions

_PASSWORD = ("password", "v3password")
_CREDENTIAL = "v3applicationcredential"


def _row(name: str, purpose: str) -> Setting[str]:
    return Setting(f"OS_{name}", parsing.text, purpose, bare=True)


AUTH_URL = Setting(
    "OS_AUTH_URL",
    addresses.url_prefix,
    "instead of SWIFT_USER: where Keystone is, https://keystone.example:5000/v3",
    bare=True,
)
AUTH_TYPE = Setting(
    "OS_AUTH_TYPE",
    parsing.one_of(*_PASSWORD, _CREDENTIAL),
    "password or v3applicationcredential; else the second if OS_APPLICATION_CREDENTIAL_ID is "
    "set, and the first if not",
    bare=True,
)
USERNAME = _row("USERNAME", "the user that signs in at Keystone")
PASSWORD = Setting("OS_PASSWORD", parsing.secret, "that user's password", secret=True, bare=True)
USER_DOMAIN_ID = _row("USER_DOMAIN_ID", "that user's domain; without id and name it is default")
USER_DOMAIN_NAME = _row("USER_DOMAIN_NAME", "the name of that domain instead of its id")
PROJECT_ID = _row("PROJECT_ID", "the project whose account holds the containers")
PROJECT_NAME = _row("PROJECT_NAME", "the name of that project instead of its id")
PROJECT_DOMAIN_ID = _row(
    "PROJECT_DOMAIN_ID", "that project's domain; without id and name it is default"
)
PROJECT_DOMAIN_NAME = _row("PROJECT_DOMAIN_NAME", "the name of that domain instead of its id")
CREDENTIAL_ID = _row(
    "APPLICATION_CREDENTIAL_ID", "an application credential, instead of user and project"
)
CREDENTIAL_SECRET = Setting(
    "OS_APPLICATION_CREDENTIAL_SECRET",
    parsing.secret,
    "that application credential's secret",
    secret=True,
    bare=True,
)
REGION_NAME = _row("REGION_NAME", "the region of the catalog; else its first")
INTERFACE = Setting(
    "OS_INTERFACE",
    parsing.one_of("public", "internal", "admin"),
    "where the service itself reaches Swift; signed URLs lead to the public interface",
    default="public",
    bare=True,
)

ROWS = (
    AUTH_URL, AUTH_TYPE, USERNAME, PASSWORD, USER_DOMAIN_ID, USER_DOMAIN_NAME, PROJECT_ID,
    PROJECT_NAME, PROJECT_DOMAIN_ID, PROJECT_DOMAIN_NAME, CREDENTIAL_ID, CREDENTIAL_SECRET,
    REGION_NAME, INTERFACE,
)  # fmt: skip


def read_keystone(reader: Reader, prefix: str) -> KeystoneOptions | None:
    """The options for signing in at Keystone.

    None if the provider with that prefix has no Keystone.
    """
    if not reader.is_set(AUTH_URL, prefix):
        return None
    kind = reader.read(AUTH_TYPE, prefix)
    by_credential = kind == _CREDENTIAL or (not kind and reader.is_set(CREDENTIAL_ID, prefix))
    found = _credential(reader, prefix) if by_credential else _user(reader, prefix)
    return replace(
        found,
        region=reader.read(REGION_NAME, prefix),
        interface=reader.read(INTERFACE, prefix),
    )


def _credential(reader: Reader, prefix: str) -> KeystoneOptions:
    return KeystoneOptions(
        auth_url=reader.read(AUTH_URL, prefix),
        application_credential_id=reader.require(CREDENTIAL_ID, prefix),
        application_credential_secret=reader.require(CREDENTIAL_SECRET, prefix),
    )


def _user(reader: Reader, prefix: str) -> KeystoneOptions:
    if not (reader.is_set(PROJECT_ID, prefix) or reader.is_set(PROJECT_NAME, prefix)):
        names = [reader.name_of(setting, prefix) for setting in (PROJECT_NAME, PROJECT_ID)]
        reader.fault(f"{' or '.join(names)} must be set")
    return KeystoneOptions(
        auth_url=reader.read(AUTH_URL, prefix),
        username=reader.require(USERNAME, prefix),
        password=reader.require(PASSWORD, prefix),
        user_domain_id=reader.read(USER_DOMAIN_ID, prefix),
        user_domain_name=reader.read(USER_DOMAIN_NAME, prefix),
        project_id=reader.read(PROJECT_ID, prefix),
        project_name=reader.read(PROJECT_NAME, prefix),
        project_domain_id=reader.read(PROJECT_DOMAIN_ID, prefix),
        project_domain_name=reader.read(PROJECT_DOMAIN_NAME, prefix),
    )
