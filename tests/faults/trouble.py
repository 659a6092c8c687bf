"""What happens to one of three nodes of a Swift."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from tests.services.swift import SwiftServer

#: The node that it happens to.
NODE = 2


class Trouble(StrEnum):
    """From a step of an upload's life on."""

    #: The node is gone, and stays away until the end.
    KILLED = "killed"
    #: The node takes connections and answers nothing until the end.
    HUNG = "hung"
    #: The node is gone for that step, and back for all that follows, behind what was written.
    STALE = "stale"


@contextmanager
def trouble_with(server: SwiftServer, trouble: Trouble) -> Iterator[None]:
    """Begins now. However it ends, the node answers again afterwards."""
    server.stop_node(NODE, signal.SIGSTOP if trouble is Trouble.HUNG else signal.SIGKILL)
    try:
        yield
    finally:
        server.start_node(NODE)
