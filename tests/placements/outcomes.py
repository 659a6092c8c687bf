"""Several calls at the same moment, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from time import sleep
from typing import TypeVar

from dds_upload.core.errors import UploadServiceError
from dds_upload.core.placements.commits import Commit
from dds_upload.protocols.pulp.words import WORDS
from tests.house.setting import Lab
from tests.uploads.test_races import at_once

T = TypeVar("T")


def attempts(lab: Lab, calls: Sequence[Callable[[], T]]) -> list[T | UploadServiceError]:
    """What calls give that begin together, or what they raise on purpose."""
    return at_once(lab, [partial(_caught, call) for call in calls])


def later(seconds: float, call: Callable[[], T]) -> Callable[[], T]:
    """The call, begun so much later: another step of the others is met in each round of a race."""

    def wait_and_call() -> T:
        sleep(seconds)
        return call()

    return wait_and_call


def kinds(outcomes: Sequence[object]) -> dict[type, int]:
    """How often there is an outcome of each type."""
    return Counter(type(it) for it in outcomes)


def told(commit: Commit) -> str | None:
    """What the client of a commit is told of its failure; None where it did not fail."""
    return WORDS.say_failure(commit.failure) if commit.failure else None


def _caught(call: Callable[[], T]) -> T | UploadServiceError:
    try:
        return call()
    except UploadServiceError as error:
        # What led to it may hold a cursor, and freeing that waits for whoever has its connection.
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)
