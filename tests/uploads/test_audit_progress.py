"""How far an audit is: whoever watches a terminal sees it, and a log is not filled with it."""

from __future__ import annotations

import io
from contextlib import suppress

from dds_upload.commands.progress import Progress
from dds_upload.core.storage.manifest import ObjectKey


class Terminal(io.StringIO):
    """Somebody sits before it."""

    def isatty(self) -> bool:
        return True


def test_whoever_watches_sees_how_far_it_is() -> None:
    terminal = Terminal()
    with suppress(KeyboardInterrupt), Progress("local", terminal) as progress:
        progress.advance(ObjectKey("project", "upload/1"), 3 * 2**30)
        raise KeyboardInterrupt
    shown = terminal.getvalue()
    assert "local: 1 objects, 3 GiB read, at project/upload/1" in shown
    assert shown.endswith("\x1b[Klocal: go on with --after project/upload/1\n")


def test_nobody_watches_a_log() -> None:
    log = io.StringIO()
    with Progress("local", log) as progress:
        progress.advance(ObjectKey("project", "upload/1"), 100)
    assert log.getvalue() == ""
