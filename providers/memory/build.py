"""The parts of one storage in memory, put together."""

from __future__ import annotations

from dds_upload.core.storage.abilities import Abilities
from providers.memory.options import MemoryOptions
from providers.memory.store import MemoryStore
from providers.memory.urls import MemoryUrls


def build_memory(options: MemoryOptions) -> Abilities:
    """Keep `options.switches` to turn them later."""
    store = MemoryStore(options)
    return Abilities(store=store, presigner=MemoryUrls(), concatenator=store, segment_check=store)
