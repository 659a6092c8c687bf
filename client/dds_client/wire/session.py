"""Calls to the API of one service, as one user: tokens, JSON, retries, pages."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urlencode
from uuid import uuid4

from dds_client.errors import NotSignedIn, Problem
from dds_client.wire.answers import Answer, problem_of, raise_for
from dds_client.wire.patience import Patience
from dds_client.wire.transport import Transport

Json = dict[str, Any]

#: A token that ends within this time is renewed before it is used; seconds.
_RENEW_BEFORE = 300.0

#: Pages of one list that are asked for at the same time.
_PAGES_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token, or two keys that one is asked for with."""

    token: str | None = field(default=None, repr=False)
    user_key: str | None = field(default=None, repr=False)
    agent_key: str | None = field(default=None, repr=False)


class _Token:
    """The current token, renewed by one thread at a time."""

    def __init__(self, credentials: Credentials, renew: Callable[[], Json]) -> None:
        self._renew = renew
        self._renewable = credentials.token is None
        self._value = credentials.token
        self._good_until = float("inf")
        self._lock = threading.Lock()

    def value(self) -> str:
        with self._lock:
            if self._value is None or time.monotonic() > self._good_until:
                self._replace()
            assert self._value is not None
            return self._value

    def spoil(self, refused: str) -> bool:
        """Forget a token that was refused; False if there is no way to another."""
        with self._lock:
            if self._renewable and self._value == refused:
                self._value = None
            return self._renewable

    def _replace(self) -> None:
        issued = self._renew()
        self._value = str(issued["api_token"])
        life = float(issued.get("time_to_live") or 7200)
        self._good_until = time.monotonic() + max(0.0, life - _RENEW_BEFORE)


class Session:
    """Calls by method and path; each is repeated as `patience` allows."""

    def __init__(
        self,
        transport: Transport,
        url: str,
        credentials: Credentials,
        patience: Patience,
        *,
        page_size: int = 1000,
    ) -> None:
        """`url` is the address of the API, up to and with `/api/v1`."""
        self.url = url.rstrip("/")
        self.transport = transport
        self.patience = patience
        self._page_size = page_size
        self._credentials = credentials
        self._token = _Token(credentials, self._issue)

    def get(self, path: str, **query: str | int) -> Json:
        """The object at a path."""
        return self.call("GET", path, query=query).json()

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Any call that may be repeated. Raises ApiRefused or TryAgain."""
        return self.patience(lambda: self.once(method, path, body, query=query, headers=headers))

    def make(self, path: str, body: object, key: str | None = None) -> Answer:
        """POST what makes something, and makes it once, however often an answer is lost.

        Whoever gives the `key` of an earlier call, for the same, means the same thing. Raises
        ApiRefused or TryAgain.
        """
        return self.call("POST", path, body, headers={"Idempotency-Key": key or str(uuid4())})

    def once(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The same without repeating it. Raises ApiRefused or Unavailable."""
        url = self.url + path + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        for last in (False, True):
            token = self._token.value()
            every = {"Authorization": token, "Accept": "application/json", **(headers or {})}
            if data is not None:
                every["Content-Type"] = "application/json"
            answer = self.transport.call(method, url, every, data)
            if answer.status != 401 or last or not self._token.spoil(token):
                break
        if not answer.ok:
            raise_for(answer)
        return answer

    def every(self, path: str, **query: str | int) -> Iterator[Json]:
        """All items of a list, page by page; after the first page several at a time."""
        first, count = self._page(path, query, 1)
        yield from first
        if count == 2:
            yield from self._page(path, query, 2)[0]
        elif count > 2:
            with ThreadPoolExecutor(_PAGES_AT_ONCE) as pool:
                for items, _ in pool.map(
                    lambda number: self._page(path, query, number), range(2, count + 1)
                ):
                    yield from items

    def _page(
        self, path: str, query: Mapping[str, str | int], number: int
    ) -> tuple[list[Json], int]:
        wanted = {**query, "page": number, "per_page": self._page_size}
        answer = self.call("GET", path, query=wanted)
        pages = answer.headers.get("x-total-pages", "1")
        return list(answer.json()["results"]), int(pages) if pages.isdigit() else 1

    def _issue(self) -> Json:
        """A new token for the keys. Raises NotSignedIn if they open nothing."""
        keys = self._credentials
        if not (keys.user_key and keys.agent_key):
            _no_keys()
        body = json.dumps({"user_key": keys.user_key, "agent_key": keys.agent_key}).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        url = f"{self.url}/software_agents/api_token"
        answer = self.transport.call("POST", url, headers, body)
        if answer.status in {400, 404}:
            raise NotSignedIn(problem_of(answer))
        if not answer.ok:
            raise_for(answer)
        return answer.json()


def _no_keys() -> NoReturn:
    raise NotSignedIn(Problem(401, "there are no keys", suggestion="run `dds login` first"))
