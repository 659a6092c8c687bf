"""Which exit code follows of what became of the files."""

from __future__ import annotations

import pytest

from dds_client.errors import DdsError, ExitCode, LocalError, Refused, TryAgain
from dds_client.transfer.results import FileResult, State, exit_code_of

SENT = FileResult("a", 1, State.SENT, 1)
SAME = FileResult("b", 1, State.SAME)


def failed(error: DdsError) -> FileResult:
    return FileResult.failed("c", 1, error)


REFUSED, AWAY, UNREADABLE = (failed(kind("x")) for kind in (Refused, TryAgain, LocalError))


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([], ExitCode.DONE),
        ([SENT, SAME], ExitCode.DONE),
        ([SENT, REFUSED], ExitCode.SOME_FAILED),
        ([SENT, AWAY], ExitCode.SOME_FAILED),
        ([REFUSED], ExitCode.REFUSED),
        ([SAME, REFUSED], ExitCode.REFUSED),
        ([AWAY], ExitCode.TRY_AGAIN),
        ([AWAY, REFUSED], ExitCode.TRY_AGAIN),
        ([UNREADABLE], ExitCode.SOME_FAILED),
        ([UNREADABLE, REFUSED], ExitCode.SOME_FAILED),
    ],
)
def test_the_exit_code_says_what_is_left_to_do(results: list[FileResult], code: ExitCode) -> None:
    assert exit_code_of(results) is code
