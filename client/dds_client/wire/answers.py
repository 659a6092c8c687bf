"""What servers answer, and which errors their answers are."""

from __future__ import annotations

import email.utils
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from dds_client.errors import ApiRefused, NotFound, NotSignedIn, Problem, Unavailable

#: Statuses after which the same request may succeed. Swift says 498 to one that comes too often,
#: and 507, as the service does, while there is no room.
_RETRYABLE = frozenset({408, 425, 429, 498, 500, 502, 503, 504, 507})

#: How much of an answer that is no JSON is shown; characters.
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """The object in the body. Raises Unavailable if it is none, as a proxy's page is."""
        try:
            value = json.loads(self.body) if self.body else {}
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise Unavailable(f"the answer is not one of the service: {self._shown()}")
        return value

    def _shown(self) -> str:
        return self.body[:_SHOWN].decode("utf-8", "replace").strip() or f"HTTP {self.status}"


def problem_of(answer: Answer) -> Problem:
    """What an error answer says, whatever it looks like."""
    try:
        body = json.loads(answer.body)
    except ValueError:
        body = None
    return problem_in(body, answer.status)


def problem_in(body: object, status: int) -> Problem:
    """The same for an envelope that was read already, such as one of many in an answer."""
    if not isinstance(body, dict):
        return Problem(status, f"HTTP status {status}")
    reason = body.get("reason") or body.get("error") or ""
    limits = body.get("limits")
    return Problem(
        status=status,
        reason=str(reason),
        code=str(body.get("reason_code") or ""),
        suggestion=str(body.get("suggestion") or ""),
        limits=limits if isinstance(limits, dict) else {},
        fields=tuple(_fields(body.get("errors"))),
        consistent=body.get("code") != "resource_not_consistent",
    )


def raise_for(answer: Answer) -> NoReturn:
    """Raise what an error answer means: Unavailable, or a kind of ApiRefused."""
    problem = problem_of(answer)
    raise_problem(problem, retry_after(answer.headers))


def raise_problem(problem: Problem, wait: float | None = None) -> NoReturn:
    """The same for a problem that was read already; `wait` in seconds."""
    if not problem.consistent:
        raise Unavailable(str(problem), retry_after=wait, soon=True)
    if problem.status in _RETRYABLE or problem.code == "changed_meanwhile":
        raise Unavailable(str(problem), retry_after=wait, soon=problem.status == 409)
    if problem.status == 401 or problem.code in {"keys_invalid", "keys_missing"}:
        raise NotSignedIn(problem)
    if problem.status == 404:
        raise NotFound(problem)
    raise ApiRefused(problem)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How long a server asks to wait (RFC 9110, 10.2.3), in seconds; None if it does not."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())


def _fields(errors: object) -> list[tuple[str, str]]:
    """The service writes `{field: message}`, the original one `{"field":, "message":}`."""
    found: list[tuple[str, str]] = []
    for error in errors if isinstance(errors, list) else ():
        if not isinstance(error, dict):
            continue
        if set(error) == {"field", "message"}:
            found.append((str(error["field"]), str(error["message"])))
        else:
            found.extend((str(name), str(message)) for name, message in error.items())
    return found
