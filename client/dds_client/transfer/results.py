"""The result for each file, and the exit code for all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dds_client.errors import DdsError, ExitCode


class State(StrEnum):
    """The result for a file."""

    SENT = "sent"
    RECEIVED = "received"
    SAME = "same"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file; `moved_bytes` travelled in this run."""

    path: str
    size: int
    state: State
    moved_bytes: int = 0
    message: str = ""
    failure: ExitCode | None = None

    @classmethod
    def failed(cls, path: str, size: int, error: DdsError, moved_bytes: int = 0) -> FileResult:
        """For this error."""
        return cls(path, size, State.FAILED, moved_bytes, str(error), error.exit_code)


def exit_code_of(results: Iterable[FileResult]) -> ExitCode:
    """Done; some failed and others went; or why nothing went that was left to do.

    Files that were there already count neither way.
    """
    failures: set[ExitCode] = set()
    went = False
    for result in results:
        if result.state is State.FAILED:
            failures.add(result.failure or ExitCode.SOME_FAILED)
        elif result.state is not State.SAME:
            went = True
    if not failures:
        return ExitCode.DONE
    if went:
        return ExitCode.SOME_FAILED
    if failures == {ExitCode.REFUSED}:
        return ExitCode.REFUSED
    return ExitCode.TRY_AGAIN if ExitCode.TRY_AGAIN in failures else ExitCode.SOME_FAILED
