"""The parts of one Swift provider, put together."""

from __future__ import annotations

from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.kinds import ProviderContext
from providers.swift.concatenator import SwiftConcatenator
from providers.swift.inspector import SwiftInspector
from providers.swift.inventory import SwiftInventory
from providers.swift.options import SwiftOptions
from providers.swift.quotas import SwiftQuotas
from providers.swift.segments import SwiftSegments
from providers.swift.session import Session
from providers.swift.store import SwiftStore
from providers.swift.urls import SwiftUrls


def build_swift(options: SwiftOptions, context: ProviderContext) -> Abilities:
    """Nothing is sent before the first call."""
    session = Session(options, context.url_duration)
    cors_origins = " ".join(context.browser_origins)
    return Abilities(
        store=SwiftStore(session, options.keys, cors_origins=cors_origins),
        presigner=SwiftUrls(session, options.keys),
        concatenator=SwiftConcatenator(session),
        segment_check=SwiftSegments(session),
        inventory=SwiftInventory(session),
        quotas=SwiftQuotas(session),
        inspector=SwiftInspector(options, cors_origins, context.url_duration),
    )
