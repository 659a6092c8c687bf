"""docs/signed-urls.md: its times are those of the code."""

from __future__ import annotations

import re

from dds_upload.core.storage.kinds import URL_DURATION
from dds_upload.core.uploads.sealing import FIRST_LOOK_AFTER, HEALING_LOOK_EVERY, LAST_LOOK_AFTER
from tests.docs.markdown import text_of

PAGE = re.sub(r"\s+", " ", text_of("docs/signed-urls.md"))


def test_the_times_are_those_of_the_code() -> None:
    assert LAST_LOOK_AFTER.days == 1
    for told in (
        f"`SIGNED_URL_DURATION` ({URL_DURATION.seconds} seconds by default)",
        f"| {FIRST_LOOK_AFTER.seconds} seconds after it, and at most a minute |",
        "| one day after it |",
        f"looked at every {HEALING_LOOK_EVERY.seconds} seconds",
    ):
        assert told in PAGE
