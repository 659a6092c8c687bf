"""What operations refuse, by code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dds_upload.core.errors import NotFound
from dds_upload.core.reasons import Kind


@contextmanager
def not_found(kind: Kind) -> Iterator[None]:
    """The block must find nothing of that kind."""
    with pytest.raises(NotFound) as caught:
        yield
    assert caught.value.kind is kind
