"""`run` ends at any moment, with everything it started, and leaves its port free."""

from __future__ import annotations

import signal
import subprocess
import time
from random import Random

import pytest

from dds_upload.commands.address import open_listener
from tests.e2e.installation import Installation, program
from tests.e2e.polling import eventually
from tests.services.ports import LOOPBACK
from tests.services.processes import leashed
from tests.services.sessions import processes_of_session

#: Within this time after the program has begun all of it is up, and not much longer; seconds.
START = 4.0

#: How a program ends that was interrupted: in order, by exit code, or by the signal.
INTERRUPTED = (0, 128 + signal.SIGINT, -signal.SIGINT)


class Start:
    """One start of `run`, in a session of its own."""

    def __init__(self, trial: Installation) -> None:
        self._trial = trial
        with (trial.folder / "run.log").open("wb") as log:
            self._process = subprocess.Popen(
                # As `make run` does it: no signal meets a Python that is itself still starting.
                ["/usr/bin/env", "--block-signal=INT", *leashed(program("run"))],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=trial.environment,
                cwd=trial.folder,
                start_new_session=True,
            )

    def ended_by(self, number: signal.Signals) -> int:
        """Send a signal to the first process alone; gives the code it ended with."""
        self._process.send_signal(number)
        return self._process.wait(60)

    def assert_nothing_is_left(self) -> None:
        eventually(lambda: not processes_of_session(self._process.pid))
        open_listener(LOOPBACK, int(self._trial.environment["DDS_PORT"])).close()

    def printed(self) -> str:
        return (self._trial.folder / "run.log").read_text()


def moments(seed: int) -> list[float]:
    """Five of the thirty; most of a start is early."""
    chance = Random(seed)
    return [START * chance.random() ** 1.5 for _ in range(5)]


@pytest.mark.parametrize("seed", range(6))
def test_ctrl_c_at_any_moment_ends_everything_quietly(seed: int, trial: Installation) -> None:
    for moment in moments(seed):
        start = Start(trial)
        time.sleep(moment)
        assert start.ended_by(signal.SIGINT) in INTERRUPTED, (moment, start.printed())
        start.assert_nothing_is_left()
        assert "Traceback" not in start.printed(), (moment, start.printed())


@pytest.mark.parametrize("seed", range(6, 8))
def test_kill_at_any_moment_leaves_nothing_behind(seed: int, trial: Installation) -> None:
    for moment in moments(seed):
        start = Start(trial)
        time.sleep(moment)
        assert start.ended_by(signal.SIGKILL) == -signal.SIGKILL
        start.assert_nothing_is_left()
