"""A signed URL with anything changed in it opens nothing: every part, in every way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from tests.house.client import Api, digest_of
from tests.house.statements import statements_of
from tests.providers.raw import RawLocal

DATA = b"x" * 100
SIGNATURE, EXPIRES = "temp_url_sig", "temp_url_expires"


@dataclass(frozen=True, slots=True)
class Url:
    """A signed URL in its parts; `path` is not quoted."""

    path: str
    signature: str
    expires: str

    @classmethod
    def of(cls, url: str) -> Url:
        """Without the file's name, which nothing signs."""
        path, _, query = url.partition("?")
        values = dict(each.split("=") for each in query.split("&"))
        return cls(path, values[SIGNATURE], values[EXPIRES])

    def __str__(self) -> str:
        return self.with_query(self.query)

    @property
    def query(self) -> str:
        return f"{SIGNATURE}={self.signature}&{EXPIRES}={self.expires}"

    def with_query(self, query: str) -> str:
        """The same path with that."""
        return f"{self.path}?{query}"

    def on(self, path: str) -> str:
        """The same query with that path, as it is."""
        return f"{path}?{self.query}"

    def having(self, signature: str | None = None, expires: str | None = None) -> str:
        """With other values, which are not quoted."""
        return str(Url(self.path, signature or self.signature, expires or self.expires))


def each_character(text: str) -> Iterator[str]:
    """The text with one character changed, left out or doubled, at every place but slashes."""
    for at, found in enumerate(text):
        if found != "/":
            other = "0" if found != "0" else "1"
            for instead in (other, "", found * 2):
                if (changed := text[:at] + instead + text[at + 1 :]) != text:
                    yield changed


def of_paths(url: Url, other: Url) -> Iterator[str]:
    """Another object, container and provider; another spelling."""
    prefix = len("/storage/")
    yield from (url.on(url.path[:prefix] + it) for it in each_character(url.path[prefix:]))
    yield url.on(other.path)
    yield url.on(url.path.upper())
    yield url.on(url.path.rpartition("-")[0])
    yield url.on(url.path.rpartition("/")[0])
    yield url.on(url.path.replace("/", "//"))
    for more in ("/..", "/.", "/0", "%2F..", "%00", "%20", ".", "//"):
        yield url.on(url.path + more)
    yield url.on(quote(quote(url.path), safe="/"))[:-1]
    folder, _, name = url.path.rpartition("/")
    yield url.on(f"{folder}/../{folder.rpartition('/')[2]}0/{name}")


def of_signatures(url: Url, other: Url) -> Iterator[str]:
    """Others, none, and ours in another spelling."""
    yield from (url.having(signature=it) for it in each_character(url.signature))
    good = url.signature
    for bad in (other.signature, good.upper(), "%20" + good, good + "%0A", good + "%00", "%FF"):
        yield url.having(signature=bad)
    for bad in (good[:40], good[:64] * 2, "%C3%BC" * 32, "%D9%A3" * 64, f"{good},{good}"):
        yield url.having(signature=bad)


def of_expiries(url: Url, other: Url) -> Iterator[str]:
    """Later, earlier, and the same second in another spelling."""
    second = int(url.expires)
    for bad in (second + 1, second - 1, second + 10**6, 10**11, 0, -second, "9" * 5000):
        yield url.having(expires=str(bad))
    for bad in ("0", "%2B", "%20", "-", "1_"):
        yield url.having(expires=bad + url.expires)
    for bad in (".0", "%20", "e0", "%00", "L"):
        yield url.having(expires=url.expires + bad)
    yield url.having(expires=hex(second))
    yield url.having(expires="2030-01-01T00:00:00Z")
    yield url.having(expires="".join(quote(chr(0x660 + int(digit))) for digit in url.expires))


def of_parameters(url: Url, other: Url) -> Iterator[str]:
    """Left out, empty, twice, and under other names."""
    signed, until = url.query.split("&")
    queries = ["", signed, until, f"{SIGNATURE}=&{until}", f"{signed}&{EXPIRES}="]
    queries += [f"{it}&{url.query}" for it in (signed, until, f"{EXPIRES}=1", f"{SIGNATURE}=a")]
    queries += [f"{url.query}&{it}" for it in (signed, until, f"{EXPIRES}=9999999999")]
    queries += [url.query.replace(name, name.upper()) for name in (SIGNATURE, EXPIRES)]
    queries += [url.query.replace(name, name[9:]) for name in (SIGNATURE, EXPIRES)]
    queries += [url.query.replace("&", ";"), url.query.replace("&", "%26"), url.query[:-30]]
    queries += [url.query.replace("=", "%3D"), url.query.replace("=", "[]=")]
    queries += [f"{SIGNATURE}={other.signature}&{EXPIRES}={other.expires}"]
    yield from map(url.with_query, queries)


PARTS: dict[str, Callable[[Url, Url], Iterator[str]]] = {
    "path": of_paths,
    "signature": of_signatures,
    "expiry": of_expiries,
    "parameters": of_parameters,
}


@pytest.fixture(scope="module")
def signed(wire: Api) -> dict[str, tuple[Url, Url]]:
    """By method a URL that is good, and one for something else of the same project."""
    project = wire.project()
    upload = wire.upload(project, 200)
    files = [wire.file(project, wire.stored(project, data, 100)).json for data in (DATA, b"y")]
    granted = [wire.offer(upload, it, 100, **digest_of(DATA)).json for it in (1, 2)]
    downloads = [wire.get(f"/files/{it['id']}/url").json for it in files]
    pairs = {"PUT": granted, "GET": downloads, "HEAD": downloads}
    return {
        method: (Url.of(one["url"]), Url.of(other["url"])) for method, (one, other) in pairs.items()
    }


def ask(wire: Api, method: str, url: str) -> Any:
    """What a request with that URL is answered; paths may be quoted in any way."""
    return wire.storage(method, url, DATA if method == "PUT" else None)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("method", ["PUT", "GET"])
def test_whatever_is_changed_is_refused_and_does_nothing(
    wire: Api, signed: dict[str, tuple[Url, Url]], method: str, part: str
) -> None:
    url, other = signed[method]
    storage = RawLocal(wire.service.root)
    container = url.path.split("/")[3]
    before = storage.objects(container)
    changed = list(PARTS[part](url, other))
    assert str(url) not in changed
    with statements_of(wire.service.database) as asked:
        let_in = [it for it in changed if ask(wire, method, it).status_code not in {403, 404}]
    assert let_in == []
    assert asked == [], "the database is asked about URLs that were signed here alone"
    assert storage.objects(container) == before
    assert storage.leftovers() == []


@pytest.mark.parametrize("method", ["PUT", "GET", "HEAD"])
def test_it_is_good_as_it_is_and_however_its_path_is_quoted(
    wire: Api, signed: dict[str, tuple[Url, Url]], method: str
) -> None:
    url, _ = signed[method]
    quoted = "".join(f"%{ord(it):02X}" for it in url.path.rpartition("/")[2])
    for same in (str(url), url.on(f"{url.path.rpartition('/')[0]}/{quoted}")):
        answer = ask(wire, method, same)
        assert answer.status_code == (201 if method == "PUT" else 200)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("of", ["PUT", "GET"])
def test_a_url_is_good_for_its_method_and_for_a_look(
    wire: Api, signed: dict[str, tuple[Url, Url]], of: str, method: str
) -> None:
    if method in {of, "HEAD"}:
        return
    known = method in {"GET", "PUT"}
    assert ask(wire, method, str(signed[of][0])).status_code == (403 if known else 405)
