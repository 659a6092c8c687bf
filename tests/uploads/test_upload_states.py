"""The one table of states, and what an upload says about itself."""

from __future__ import annotations

from itertools import product

import pytest

from dds_upload.core.errors import IllegalTransition
from dds_upload.core.uploads.upload import (
    BYTES_GO,
    GONE,
    TRANSITIONS,
    UploadState,
    check_transition,
)

LEGAL = {
    "open": {"assembling", "aborted", "expired"},
    "assembling": {"complete", "failed", "open", "aborted"},
    "failed": {"assembling", "purged"},
    "complete": {"purged"},
    "aborted": set(),
    "expired": set(),
    "purged": set(),
}


def test_the_table_knows_every_state() -> None:
    assert set(TRANSITIONS) == set(UploadState)
    assert LEGAL.keys() == {str(state) for state in UploadState}


@pytest.mark.parametrize(("source", "target"), list(product(UploadState, repeat=2)))
def test_a_step_outside_of_the_table_raises(source: UploadState, target: UploadState) -> None:
    if target in LEGAL[source]:
        check_transition(source, target)
    else:
        with pytest.raises(IllegalTransition, match=f"{source} cannot become {target}"):
            check_transition(source, target)


def test_bytes_go_for_good() -> None:
    assert GONE < BYTES_GO
    assert not any(TRANSITIONS[state] for state in BYTES_GO)
