"""The time, as a port."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

#: The time now, in UTC; a port, so that tests can move it.
Clock = Callable[[], datetime]
