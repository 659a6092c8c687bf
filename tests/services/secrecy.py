"""Nothing that a test run writes to a log is a secret: keys, passwords, tokens, signatures.

A plugin module: it looks at every record that is logged in a test's process. Logs of processes are
looked through by whoever started them, at their end.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from dds_upload.core.secret import Secret

#: What gives a secret away by its form alone, whosever it is.
_FORMS = {
    "a signature": re.compile(r"(?i)(?:temp_url_sig|signature)=(?:%[0-9a-f]{2}|[\w+/-]){16,}"),
    "a signed token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{16,}"),
    "credentials": re.compile(r"(?i)\b(?:bearer|basic|token) (?=\S*\d)[\w.+/=-]{20,}"),
    "a token of a storage": re.compile(r"\bAUTH_tk[0-9a-f]{16,}|\bgAAAA[\w-]{40,}"),
    "a password in a URL": re.compile(r"\w://[^\s/:@]+:(?!\*+@)[^\s/@]{4,}@"),
}
#: Settings whose values are secrets.
_SECRET_SETTINGS = re.compile(r"SECRET|PASS|TOKEN|_KEY(?:_BASE)?$|TEMP_URL_KEYS?$")

#: Shorter ones are looked for in no log: they may be anybody's word.
_SHORTEST_KEY = 20


def told_in(text: str, known: Iterable[str] = (), shown: Collection[str] = ()) -> list[str]:
    """What the text says that it must not, each with its line's beginning.

    `known` are secrets of any form; `shown` are those that it is there to show.
    """
    found = [(what, it) for what, form in _FORMS.items() for it in form.finditer(text)]
    places = [
        (what, it.start())
        for what, it in found
        if not any(secret in it.group() for secret in shown)
    ]
    places += [("a key", text.index(it)) for it in known if it not in shown and it in text]
    return [f"{what} in: {_line_before(text, at)} ..." for what, at in places]


def _line_before(text: str, at: int) -> str:
    """What stands before the secret, which is not repeated here."""
    return text[text.rfind("\n", 0, at) + 1 : at][-300:]


def secret_settings(settings: Mapping[str, str]) -> set[str]:
    """Values of settings that nobody may read; a file's name is none."""
    return {
        value
        for name, value in settings.items()
        if _SECRET_SETTINGS.search(name) and len(value) >= 8
    }


class _Watch(logging.Handler):
    """Compares each record with the forms of secrets, and with all that were revealed so far."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self._revealed: dict[str, set[str]] = {}  # by their beginning: a record is read once

    def remember(self, secret: str) -> None:
        """No record from now on says it."""
        if len(secret) >= _SHORTEST_KEY:
            self._revealed.setdefault(secret[:_SHORTEST_KEY], set()).add(secret)

    def emit(self, record: logging.LogRecord) -> None:
        """Exceptions are written out, as a log does it."""
        text = self.format(record)
        known = {
            secret
            for at in range(len(text) - _SHORTEST_KEY + 1)
            for secret in self._revealed.get(text[at : at + _SHORTEST_KEY], ())
            if text.startswith(secret, at)
        }
        test = os.environ.get("PYTEST_CURRENT_TEST", "between tests")
        self.told += [f"{test}: {record.name} tells {it}" for it in told_in(text, known)]


@contextmanager
def watched(logger: logging.Logger) -> Iterator[_Watch]:
    """All that comes to this logger meanwhile is looked at."""
    watch, reveal = _Watch(), Secret.reveal

    def remember(self: Secret) -> str:
        value = reveal(self)
        watch.remember(value)
        return value

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Secret, "reveal", remember)
        logger.addHandler(watch)
        try:
            yield watch
        finally:
            logger.removeHandler(watch)


@pytest.fixture(scope="session", autouse=True)
def secrets_stay_secret() -> Iterator[None]:
    """Fail at the end of a worker's run where a log of its process told one."""
    with watched(logging.getLogger()) as watch:
        yield
    assert not watch.told, "\n".join(watch.told)
