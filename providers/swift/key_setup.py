"""Checks whether the keys of signed URLs are in place, and puts them there.

Keys are compared and set here, and never printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from swiftclient import client  # type: ignore[import-untyped]

from providers.swift.own_containers import Headers, at_once, own_containers
from providers.swift.session import Session
from providers.swift.url_keys import UrlKeys, differing, missing

_ACCOUNT_META = "X-Account-Meta-"


def set_keys(session: Session, keys: UrlKeys) -> list[str]:
    """Put keys where they belong, unless they are there; a sentence for each change.

    If containers have their own keys, those of the account are removed only in a later run, once
    all containers are in order: until then clients may have URLs that were signed with them.
    """
    given = session.call(client.head_account)
    done = _set_on_containers(session, keys) if keys.are_of_containers else []
    changed, account = differing(keys.account_headers(), given), session.urls.account
    if done and changed:
        return [*done, f"account {account} keeps its keys until this is done again: {_WAIT}"]
    if changed:
        session.call(client.post_account, changed)
    verb = {True: "was set", False: "was removed"}
    return done + [
        f"{_shown(name)} of account {account} {verb[bool(value)]}"
        for name, value in changed.items()
    ]


def key_faults(
    session: Session, keys: UrlKeys, given: Headers, containers: Mapping[str, Headers]
) -> Iterator[str]:
    """The keys that are not in place: a sentence each. `given` are the keys of the account."""
    account = session.urls.account
    if not keys.are_of_containers:
        for which in missing(keys.account_headers(), given):
            yield f"the {which} key is not among the Temp-URL keys of account {account}"
        return
    if changed := differing(keys.account_headers(), given):
        names = " and ".join(map(_shown, changed))
        yield f"{names} of account {account} opens every container: {_AGAIN}"
    wrong = [
        name
        for name, headers in containers.items()
        if missing(keys.container_headers(name), headers)
    ]
    if wrong:
        yield f"{counted(wrong)} without the keys that URLs are signed with: {_AGAIN}"


def counted(names: list[str]) -> str:
    """The number of these containers, and the first of them."""
    if len(names) == 1:
        return f"container {names[0]} is"
    return f"{len(names)} containers, such as {names[0]}, are"


_WAIT = "wait until URLs signed with them have expired, and all services were restarted"
_AGAIN = "run providers configure"


def _set_on_containers(session: Session, keys: UrlKeys) -> list[str]:
    found = own_containers(session)
    wanted = {
        name: changed
        for name, headers in found.items()
        if (changed := differing(keys.container_headers(name), headers))
    }
    at_once(lambda name: session.call(client.post_container, name, wanted[name]), list(wanted))
    if not wanted:
        return []
    return [f"keys of {len(wanted)} of {len(found)} containers were set"]


def _shown(header: str) -> str:
    return header.removeprefix(_ACCOUNT_META)
