"""The kind `toy`: a folder whose files are joined of three pieces at the most."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dds_upload.core.secret import Secret
from dds_upload.core.settings import parsing
from dds_upload.core.settings.reading import Reader
from dds_upload.core.settings.rows import Clash, Setting
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.kinds import PolicyRows, ProviderContext, StorageKind
from dds_upload.core.storage.policy import ProviderCapabilities
from providers.local.concatenator import LocalConcatenator
from providers.local.layout import Layout
from providers.local.mark import LocalMark
from providers.local.store import LocalStore
from providers.local.urls import LocalUrls

BOX = Setting("BOX", parsing.folder, "the box that holds the bytes", required=True)
PASSWORD = Setting("PASSWORD", parsing.secret, "opens the box", required=True, secret=True)


@dataclass(frozen=True, slots=True)
class ToyOptions:
    """A box, and what opens it."""

    box: Path
    password: Secret


class ToyStore(LocalStore):
    """It opens for one password only, and joins pieces of four bytes or more."""

    def __init__(self, options: ToyOptions) -> None:
        layout = Layout(options.box)
        super().__init__(layout, LocalMark(layout, fsync=False), fsync=False)
        assert options.password.reveal() == "please"

    def capabilities(self) -> ProviderCapabilities:
        return ProviderCapabilities(segment_max_number=3, segment_min_size_bytes=4)


def build_toy(options: ToyOptions, context: ProviderContext) -> Abilities:
    """Clients reach it through the service."""
    urls = LocalUrls(context.slug, context.url_key)
    layout = Layout(options.box)
    mark = LocalMark(layout, fsync=False)
    joined = LocalConcatenator(layout, mark, fsync=False)
    return Abilities(
        ToyStore(options), presigner=urls, concatenator=joined, verifier=urls, mark=mark
    )


def read_options(reader: Reader, prefix: str) -> ToyOptions:
    """The options of the provider with that prefix."""
    return ToyOptions(reader.read(BOX, prefix), reader.read(PASSWORD, prefix))


def clash(one: ToyOptions, other: ToyOptions) -> Clash | None:
    """Two providers need two boxes."""
    return Clash(BOX, "must not be one box") if one.box == other.box else None


KIND: Final = StorageKind(
    word="toy",
    title="a box",
    policy_rows=PolicyRows(
        description=Setting("DESCRIPTION", parsing.text, "what is said of it", default="A toy"),
        chunk_hash_algorithm=Setting(
            "CHUNK_HASH_ALGORITHM", parsing.one_of("md5"), "of each chunk's digest", default="md5"
        ),
    ),
    rows=(BOX, PASSWORD),
    read=read_options,
    build=build_toy,
    clash=clash,
    is_on_this_host=True,
)
