"""Orders that a test leaves for processes of the service: files in a folder, one a step."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.faults.steps import STEPS, Step


class Order(StrEnum):
    """What a process does that gets to a step: once, but for a refusal, which stands."""

    PASS = "go on"

    KILL_PROCESS = "kill the process, if it is of the API"
    KILL_API = "kill all processes of the API"
    KILL_WORKER = "kill the worker"
    READ_ONLY = "the disk is read-only"

    def is_for(self, command: str) -> bool:
        """Whether a process of that command obeys: what one has begun, the other may take over."""
        return _COMMANDS.get(self, command) == command


_COMMANDS = {Order.KILL_PROCESS: "serve", Order.KILL_API: "serve", Order.KILL_WORKER: "worker"}


@dataclass(frozen=True, slots=True)
class Arms:
    """The order for one step, as both sides see it."""

    path: Path

    def give(self, order: Order) -> None:
        """In one move, so that nobody reads half of it."""
        draft = self.path.with_suffix(".draft")
        draft.write_text(order)
        draft.rename(self.path)

    def take_back(self) -> None:
        """If it is still there."""
        self.path.unlink(missing_ok=True)

    @property
    def is_given(self) -> bool:
        """Whether it waits for somebody, or stands."""
        return self.path.exists()

    def take(self, command: str) -> Order | None:
        """The order, if there is one for processes of that; of several that ask one gets it."""
        if not self.path.exists():
            return None
        with suppress(FileNotFoundError):
            order = Order(self.path.read_text())
            if not order.is_for(command):
                return None
            if order is not Order.READ_ONLY:
                self.path.unlink()  # raises for all but the first
            return order
        return None


def arms(folder: Path, step: Step) -> Arms:
    """That step's in a folder."""
    return Arms(folder / f"step-{STEPS.index(step)}")
