"""The kinds of files by content that this installation accepts, with their processors."""

from __future__ import annotations

from dds_upload.core.content.processing import Processor, Processors
from dds_upload.protocols.sentry.kinds import ARTIFACT_BUNDLES, DEBUG_FILES, PROGUARD_MAPPINGS


def build_processors() -> Processors:
    """Debug files need an optional library; without it they are refused."""
    by_kind: dict[str, Processor | None] = {PROGUARD_MAPPINGS: None, ARTIFACT_BUNDLES: None}
    try:
        from dds_upload.adapters.symbols import read_debug_file
    except ImportError:
        return Processors(by_kind)
    return Processors({DEBUG_FILES: read_debug_file, **by_kind})
