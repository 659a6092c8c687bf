"""The parameters of a query: the part of a list, its order, and its keys.

Clients look a parameter up here before they send it, so they send only those. They always send some
of them, so `fields`, `exclude_fields`, `ordering` and every parameter that ends with `__in` have to
be arrays.
"""

from __future__ import annotations

from collections.abc import Iterable

from dds_upload.protocols.pulp.filters import TASK_STATES
from dds_upload.web.openapi.parts import query, query_list, query_repeated
from dds_upload.web.openapi.schemas import Json, array, size, text, whole

#: The fields by which every list can be sorted; `pk` is the same as `pulp_id`.
_ORDERS = ("pk", "pulp_id", "pulp_created", "pulp_last_updated")

_TASK_ORDERS = ("started_at", "finished_at", "name", "state")

#: Sizes are compared in these ways, apart from equality.
_COMPARISONS = {
    "gt": "larger than this",
    "lt": "smaller than this",
    "gte": "at least this large",
    "lte": "at most this large",
}


def of_uploads() -> list[Json]:
    """The parameters of the list of uploads."""
    return [*_page(), _ordering("size"), *_sizes(), *_identities(), _combined(), *keys()]


def of_artifacts() -> list[Json]:
    """The parameters of the list of artifacts."""
    sha256 = query("sha256", "Only artifacts with this SHA-256, in hexadecimal.", text())
    ordering = _ordering("size", "sha256")
    return [*_page(), ordering, sha256, *_sizes(), *_identities(), _combined(), *keys()]


def of_tasks() -> list[Json]:
    """The parameters of the list of tasks."""
    return [
        *_page(),
        _ordering(*_TASK_ORDERS),
        query("name", "Only tasks with this name.", text()),
        query("name__contains", "Only tasks whose name contains this.", text()),
        query_list("name__in", "Only tasks with one of these names.", array(text())),
        query("state", "Only tasks in this state; no task ever gets into some of them.", _state()),
        query_list("state__in", "Only tasks in one of these states.", array(_state())),
        query("logging_cid", "Only tasks whose request had this Correlation-ID.", text()),
        query("logging_cid__contains", "Only tasks whose Correlation-ID contains this.", text()),
        *_moments("started_at", "began"),
        *_moments("finished_at", "ended"),
        query("parent_task", "Only tasks begun by this task; there are none.", text()),
        query("task_group", "Only tasks of this group; there are none.", text()),
        query("worker", "Only tasks of this worker; no task names one.", text()),
        query_list(
            "worker__in", "Only tasks of one of these workers; no task names one.", array(text())
        ),
        query("created_resources", "Only tasks that made the object with this href.", text()),
        *_resources(),
        *_identities(),
        _combined(),
        *keys(),
    ]


def keys() -> list[Json]:
    """The parameters that choose the keys of an item."""
    names = array(text())
    return [
        query_repeated("fields", "Keys to show; all keys if none is named.", names),
        query_repeated("exclude_fields", "Keys to leave out.", names),
    ]


def _page() -> list[Json]:
    return [
        query("limit", "The most items on a page.", whole(minimum=0)),
        query("offset", "The number of items to skip.", whole(minimum=0)),
        query(
            "after",
            "The beginning of the page, copied from a link to it; not with ordering.",
            text(),
        ),
        query("since", "When the first page was read, copied from a link to another page.", text()),
    ]


def _ordering(*names: str) -> Json:
    values = [sign + name for name in (*_ORDERS, *names) for sign in ("", "-")]
    description = "The field to sort by; with a minus sign in front, the largest comes first."
    return query_list("ordering", description, array(text(enum=values)))


def _sizes() -> Iterable[Json]:
    yield query("size", "Only items of this size.", size("Bytes."))
    for suffix, meaning in _COMPARISONS.items():
        yield query(f"size__{suffix}", f"Only items that are {meaning}.", size("Bytes."))
    ends = array(size("Bytes."), minItems=2, maxItems=2)
    yield query_list(
        "size__range", "Only items whose size is from the first to the second number.", ends
    )


def _moments(name: str, verb: str) -> Iterable[Json]:
    at = text(format="date-time")
    yield query(name, f"Only items that {verb} at this moment.", at)
    for suffix, meaning in {"gt": "after", "lt": "before", "gte": "since", "lte": "until"}.items():
        yield query(f"{name}__{suffix}", f"Only items that {verb} {meaning} this moment.", at)


def _identities() -> list[Json]:
    some = array(text())
    return [
        query_list("prn__in", "Only items with one of these Pulp resource names.", some),
        query_list("pulp_href__in", "Only items with one of these hrefs.", some),
        query_list("pulp_id__in", "Only items with one of these UUIDs.", some),
    ]


def _resources() -> Iterable[Json]:
    kinds = {"reserved": "work on", "exclusive": "have to themselves", "shared": "share"}
    for kind, verb in kinds.items():
        name = f"{kind}_resources"
        yield query(name, f"Only tasks that {verb} the object with this href.", text())
        yield query_list(f"{name}__in", "The same for any of these hrefs.", array(text()))


def _combined() -> Json:
    description = "Filters in the form name=value, combined by NOT, AND, OR and brackets."
    return query("q", description, text())


def _state() -> Json:
    return text(enum=list(TASK_STATES))
