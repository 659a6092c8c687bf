"""A failure in two columns: its code, and its details as JSON."""

from __future__ import annotations

import json
from typing import Any

from dds_upload.core.failure import Failure, FailureCode


def failure_columns(failure: Failure | None) -> dict[str, Any]:
    """The columns `error_code` and `error_details`; both are NULL if nothing failed."""
    if failure is None:
        return {"error_code": None, "error_details": None}
    return {"error_code": failure.code, "error_details": json.dumps(dict(failure.details))}


def to_failure(code: str | None, details: str | None) -> Failure | None:
    """The failure of these two columns."""
    return None if code is None else Failure(FailureCode(code), json.loads(details or "{}"))


def fault_columns(fault: Failure | None) -> dict[str, Any]:
    """The same for the columns `fault_code` and `fault_details`."""
    columns = failure_columns(fault)
    return {"fault_code": columns["error_code"], "fault_details": columns["error_details"]}
