"""A real OpenStack Keystone for the tests: one process, with its rows in SQLite.

It listens on loopback only and keeps everything below one folder. It must not be taken for a
production one: passwords are hashed in a hurry, and its keys are made once and never rotated.
"""

import base64
import secrets
from pathlib import Path

import requests

from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.processes import Running, Server, StartError, clean_environment
from tests.services.tools import tool

_BOOT = Path(__file__).with_name("keystone_boot.py")
#: Importing Keystone takes seconds, and on a busy machine very many.
_PATIENCE = 240

ADMINISTRATOR = "admin"


class KeystoneServer(Running):
    """One Keystone. Its port is the same after stop() and start(), and so is its data."""

    def __init__(self, folder: Path) -> None:
        """Reserve the port; nothing is started or written yet."""
        self._folder = folder.absolute()
        self._port = ReservedPort()
        self._server: Server | None = None
        self.password = secrets.token_hex(16)
        self.url = f"http://{LOOPBACK}:{self._port.number}/v3"

    def start(self) -> None:
        """Start it, with a new database where there is none; return when it answers.

        Raises StartError with its log where it does not; then it is not left running.
        """
        if self._server:
            raise StartError("this Keystone runs already")
        self._write_settings()
        python = tool("keystone") / "bin" / "python"
        self._server = Server(
            [python, "-I", _BOOT, self._folder, str(self._port.number), self.password],
            log=self._folder / "keystone.log",
            env=clean_environment(HOME=str(self._folder)),
        )
        try:
            self._server.wait_ready(self._answers, timeout=_PATIENCE)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it, keeping its data. May be repeated."""
        if self._server:
            self._server.stop()
        self._server = None

    def close(self) -> None:
        """Stop, and give the port back: it cannot be started again. May be repeated."""
        self.stop()
        self._port.close()

    def _write_settings(self) -> None:
        keys = self._folder / "keys"
        if not keys.exists():
            keys.mkdir(mode=0o700, parents=True)
            for name in ("0", "1"):
                file = keys / name
                file.touch(mode=0o600)
                file.write_bytes(base64.urlsafe_b64encode(secrets.token_bytes(32)))
        # One process, so a cache in its memory is always right.
        (self._folder / "keystone.conf").write_text(f"""\
[database]
connection = sqlite:///{self._folder / "keystone.db"}
[fernet_tokens]
key_repository = {keys}
[fernet_receipts]
key_repository = {keys}
[credential]
key_repository = {keys}
[identity]
password_hash_rounds = 4
[cache]
backend = dogpile.cache.memory
""")

    def _answers(self) -> bool:
        try:
            return requests.get(self.url, timeout=5).ok
        except requests.RequestException:
            return False
