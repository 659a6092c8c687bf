"""The filters and sort fields of collections: which field each query parameter is about.

A table for each collection. The API's document names the same parameters, and a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from dds_upload.core.listing import AllOf, Condition, Filter, Operator
from dds_upload.core.placements.commits import CommitState
from dds_upload.core.storage.digest import is_value_of
from dds_upload.core.storage.policy import SIZE_MAX
from dds_upload.protocols.pulp.names import ARTIFACT, TASK, UPLOAD, Named
from dds_upload.protocols.pulp.rendering import TASK_NAME

#: Gives the filter that a parameter's text asks for; ValueError, in words for the client.
Read = Callable[[str], Filter]

#: Matches nothing.
NOTHING = Condition("id", Operator.ONE_OF, ())

_NUMBER = re.compile(r"[0-9]{1,19}")

#: Properties that no task here has, so that a filter by them finds none.
_NEVER = (
    "shared_resources",
    "shared_resources__in",
    "parent_task",
    "task_group",
    "worker",
    "worker__in",
)

#: States that clients may ask for; no task here is ever in one of the last three.
TASK_STATES = (*CommitState, "skipped", "canceling", "canceled")


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection: its filters by parameter, and its fields by the name in `ordering`."""

    filters: Mapping[str, Read]
    order: Mapping[str, str]


def number(text: str) -> int:
    """A whole number of the 64 bits that databases keep; ValueError."""
    if not _NUMBER.fullmatch(text) or int(text) > SIZE_MAX:
        raise ValueError("Enter a whole number.")
    return int(text)


def items(text: str) -> list[str]:
    """The parts of a list."""
    return [part for part in (part.strip() for part in text.split(",")) if part]


def _where(field: str, operator: Operator, read: Callable[[str], object]) -> Read:
    return lambda text: Condition(field, operator, read(text))


_COMPARISONS = {
    "": Operator.IS,
    "__lt": Operator.LESS,
    "__gt": Operator.MORE,
    "__lte": Operator.AT_MOST,
    "__gte": Operator.AT_LEAST,
}


def _compared(field: str, read: Callable[[str], object]) -> dict[str, Read]:
    return {f"{field}{end}": _where(field, how, read) for end, how in _COMPARISONS.items()}


def _sizes() -> dict[str, Read]:
    between = _where("size", Operator.BETWEEN, _two_numbers)
    return {**_compared("size", number), "size__range": between}


def _moment(text: str) -> datetime:
    """ISO 8601; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign that was not quoted
    except ValueError:
        raise ValueError("Enter a date and time as 2026-01-31T12:00:00Z.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _two_numbers(text: str) -> tuple[int, int]:
    ends = [number(part) for part in items(text)]
    if len(ends) != 2:
        raise ValueError("Enter two whole numbers, separated by a comma.")
    return ends[0], ends[1]


def _references(field: str, kind: Named, *names: str) -> dict[str, Read]:
    """Parameters that list hrefs, PRNs or ids; one that cannot name anything matches nothing."""

    def ids(text: str) -> Iterator[UUID]:
        for part in items(text):
            try:
                yield kind.named(part)
            except ValueError:
                continue

    return dict.fromkeys(names, _where(field, Operator.ONE_OF, lambda text: tuple(ids(text))))


def _itself(kind: Named) -> dict[str, Read]:
    return _references("id", kind, "prn__in", "pulp_href__in", "pulp_id__in")


def _sha256(text: str) -> str:
    if not is_value_of("sha256", text.lower()):
        raise ValueError("Enter 64 hexadecimal digits.")
    return text.lower()


def _state(text: str) -> str:
    if text not in TASK_STATES:
        raise ValueError(f"Select a valid choice: {', '.join(CommitState)}.")
    return text


def _states(text: str) -> tuple[str, ...]:
    return tuple(_state(part) for part in items(text))


def _named(matches: Callable[[str], bool]) -> Read:
    """A filter by name matches all tasks or none: they have one name."""
    return lambda text: AllOf() if matches(text) else NOTHING


_IDS = {"pk": "id", "pulp_id": "id"}

UPLOADS = Collection(
    filters={**_sizes(), **_itself(UPLOAD)},
    order={
        **_IDS,
        "pulp_created": "created_at",
        "pulp_last_updated": "active_at",
        "size": "size",
    },
)

ARTIFACTS = Collection(
    filters={
        "sha256": _where("sha256", Operator.IS, _sha256),
        **_sizes(),
        **_itself(ARTIFACT),
    },
    order={
        **_IDS,
        "pulp_created": "created_at",
        "pulp_last_updated": "created_at",
        "size": "size",
        "sha256": "sha256",
    },
)

TASKS = Collection(
    filters={
        "state": _where("state", Operator.IS, _state),
        "state__in": _where("state", Operator.ONE_OF, _states),
        "name": _named(lambda text: text == TASK_NAME),
        "name__contains": _named(lambda text: text in TASK_NAME),
        "name__in": _named(lambda text: TASK_NAME in items(text)),
        "logging_cid": _where("correlation_id", Operator.IS, str),
        "logging_cid__contains": _where("correlation_id", Operator.CONTAINS, str),
        **_compared("started_at", _moment),
        **_compared("finished_at", _moment),
        **_references("artifact_id", ARTIFACT, "created_resources"),
        **_references("upload_id", UPLOAD, "reserved_resources", "reserved_resources__in"),
        **_references("upload_id", UPLOAD, "exclusive_resources", "exclusive_resources__in"),
        **dict.fromkeys(_NEVER, lambda text: NOTHING),
        **_itself(TASK),
    },
    order={
        **_IDS,
        "pulp_created": "created_at",
        "pulp_last_updated": "changed_at",
        "started_at": "started_at",
        "finished_at": "finished_at",
        "name": "created_at",
        "state": "state",
    },
)
