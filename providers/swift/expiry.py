"""Whether the holder of a signed URL can set when the sent object ends by itself.

An object that was sent with X-Delete-At or X-Delete-After is gone at that time, whatever became of
its upload, and no listing shows that. A TempURL passes both headers on, unless the cluster's
settings prevent it: `incoming_remove_headers` names headers that are removed,
`incoming_allow_headers` those that stay all the same. A name may end with `*`, which stands for any
end. Both are in /info (Swift's documentation of the middleware tempurl).

If the headers are passed on, each segment is asked for before it is relied on, and an end that it
has is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

#: The headers by which a client sets the end.
SAYING_WHEN = ("x-delete-at", "x-delete-after")

#: The header that shows the end of an object, and the one that removes it.
SHOWN_AS = "x-delete-at"
NEVER = {"X-Remove-Delete-At": "true"}


def passed_on(info: Mapping[str, Any]) -> Sequence[str]:
    """Those of these headers that the cluster lets clients send; none if it removes both."""
    removed, allowed = _lists(info)
    return [it for it in SAYING_WHEN if _is_in(it, allowed) or not _is_in(it, removed)]


def expiry_faults(info: Mapping[str, Any]) -> Iterator[str]:
    """What an operator has to change, in one sentence.

    Nothing if the cluster is set up so already.
    """
    passed = passed_on(info)
    if not passed:
        return
    removed, allowed = _lists(info)
    todo = []
    missing = [it for it in SAYING_WHEN if not _is_in(it, removed)]
    if missing:
        line = " ".join([*removed, *missing])
        todo.append(f"set `incoming_remove_headers = {line}` in its section [filter:tempurl]")
    kept = [it for it in allowed if any(_is_in(name, [it]) for name in passed)]
    if kept:
        todo.append(f"take {' '.join(kept)} out of its incoming_allow_headers")
    names = " and ".join(it.title() for it in passed)
    yield f"the cluster's proxy lets signed URLs set {names}: {' and '.join(todo)}"


def _lists(info: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The removed and the allowed headers; a cluster without TempURLs has neither."""
    tempurl = info.get("tempurl", {"incoming_remove_headers": SAYING_WHEN})
    names = ("incoming_remove_headers", "incoming_allow_headers")
    removed, allowed = ([it.lower() for it in tempurl.get(name, ())] for name in names)
    return removed, allowed


def _is_in(header: str, patterns: Iterable[str]) -> bool:
    return any(header.startswith(it[:-1]) if it.endswith("*") else header == it for it in patterns)
