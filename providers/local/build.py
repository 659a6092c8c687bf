"""The parts of one local provider, put together."""

from __future__ import annotations

from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.kinds import ProviderContext
from providers.local.concatenator import LocalConcatenator
from providers.local.handover import LocalHandover
from providers.local.inspector import LocalInspector
from providers.local.inventory import LocalInventory
from providers.local.janitor import LocalJanitor
from providers.local.layout import Layout
from providers.local.mark import LocalMark
from providers.local.options import LocalOptions
from providers.local.root import LocalRoot
from providers.local.store import LocalStore
from providers.local.urls import LocalUrls


def build_local(options: LocalOptions, context: ProviderContext) -> Abilities:
    """Nothing is read or written before the first call; the mark is made in a step of its own."""
    layout = Layout(options.root)
    urls = LocalUrls(context.slug, context.url_key, context.secondary_url_key)
    mark = LocalMark(layout, fsync=options.fsync)
    store = LocalStore(layout, mark, fsync=options.fsync)
    concatenator = LocalConcatenator(layout, mark, fsync=options.fsync)
    return Abilities(
        store=store,
        presigner=urls,
        concatenator=concatenator,
        drafts=store,
        verifier=urls,
        inspector=LocalInspector(layout, mark, store, concatenator),
        janitor=LocalJanitor(layout),
        self_check=LocalRoot(layout, mark),
        mark=mark,
        inventory=LocalInventory(layout, mark),
        handover=LocalHandover(layout, store, location) if (location := options.location) else None,
    )
