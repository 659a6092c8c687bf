"""Errors, sorted by what the caller can do about them, and the exit codes of `dds`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class ExitCode(IntEnum):
    """How `dds` ends; the numbers are public and stay."""

    DONE = 0
    DEFECT = 1
    USAGE = 2
    SOME_FAILED = 3
    REFUSED = 4
    TRY_AGAIN = 5
    DIFFERENT = 6
    INTERRUPTED = 130


class DdsError(Exception):
    """The base of all errors of this package; its text is a sentence for people."""

    exit_code = ExitCode.DEFECT


class UsageError(DdsError):
    """What was asked for does not make sense here: a path, a project or a setting is not there."""

    exit_code = ExitCode.USAGE


class LocalError(DdsError):
    """A local file cannot be read or written."""

    exit_code = ExitCode.SOME_FAILED


class Refused(DdsError):
    """The service or the storage refuses, and would refuse again."""

    exit_code = ExitCode.REFUSED


class TryAgain(DdsError):
    """It may work later: the network, the service or storage was away for too long."""

    exit_code = ExitCode.TRY_AGAIN


class PathInUse(TryAgain):
    """Another process of this account and machine works on the same path."""


class Unavailable(TryAgain):
    """One request was in vain and can be repeated; `retry_after` is what the server asks for.

    `soon` says that the cause is known to pass within seconds.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, soon: bool = False
    ) -> None:
        """`retry_after` in seconds."""
        super().__init__(message)
        self.retry_after = retry_after
        self.soon = soon


class Interrupted(DdsError):
    """The caller asked to stop."""

    exit_code = ExitCode.INTERRUPTED


class FileChanged(DdsError):
    """A local file is not what it was when its upload began."""

    exit_code = ExitCode.SOME_FAILED


class UploadGone(TryAgain):
    """An upload takes no more bytes: it expired, was given up, or has failed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error answer says.

    `code` is for programs (`reason_code`), `limits` has the numbers that come with it, sizes in
    bytes.
    """

    status: int
    reason: str
    code: str = ""
    suggestion: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    fields: tuple[tuple[str, str], ...] = ()
    consistent: bool = True

    def __str__(self) -> str:
        """One sentence: the reason, the fields at fault, and the suggestion if it says more."""
        parts = [f"{name} {words}" for name, words in self.fields]
        if self.reason and not (parts and self.reason == "validation failed"):
            parts.insert(0, self.reason)
        if not parts:
            parts.append(f"HTTP status {self.status}")
        if self.suggestion and not self.fields:
            parts.append(self.suggestion)
        return "; ".join(parts)


class ApiRefused(Refused):
    """An error answer of the service that repeating would not change."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class NotSignedIn(ApiRefused):
    """The token or the keys are not accepted."""


class NotFound(ApiRefused):
    """The object does not exist, or the caller may not know of it."""
