"""Every code of core has words wherever it can be said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dds_upload.commands import words as commands
from dds_upload.core.reasons import Kind
from dds_upload.protocols.dds import words as dds


@pytest.mark.parametrize("words", [dds.KINDS, commands.KINDS], ids=["dds", "commands"])
def test_every_kind_has_a_name(words: Mapping[Kind, str]) -> None:
    assert set(words) == set(Kind)
    assert all(words.values())
