"""The processes of a session: a program, and all it started that has not left its session."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

#: How often the kernel is asked while processes end; seconds.
_TICK = 0.01


def processes_of_session(leader: int) -> list[int]:
    """Ids of all processes of the session that `leader` began, whatever became of the leader."""
    return sorted(pid for pid in _all_processes() if _runs_in(leader, pid))


def end_session(leader: int) -> None:
    """Kill all processes of the session; return when the kernel has taken back what they held."""
    while running := processes_of_session(leader):
        for pid in running:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(_TICK)


def _all_processes() -> Iterator[int]:
    """Those, too, that are started while the others are looked at."""
    seen = set[int]()
    while new := {int(it.name) for it in Path("/proc").iterdir() if it.name.isdigit()} - seen:
        yield from new
        seen |= new


def _runs_in(session: int, pid: int) -> bool:
    """See proc_pid_stat(5).

    A process whose first thread has ended is called a zombie while others of its threads still end.
    Until the last has, its files and sockets are open.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    state, threads = fields[0], int(fields[17])
    return int(fields[3]) == session and (state != "Z" or threads > 1)
