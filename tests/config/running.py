"""How gunicorn is started with the configuration file, and what it is asked while it runs."""

import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.services.ports import LOOPBACK
from tests.services.processes import clean_environment

REPOSITORY = Path(__file__).parents[2]
CONF = REPOSITORY / "config" / "gunicorn.conf.py"
#: The file itself with less patience: two minutes are long for a test.
IMPATIENT = f"""exec(open({str(CONF)!r}).read())
patience = Patience(streams=2, streams_of_one=1, rate=1000, idle=75, window=1, head=1)
worker_class = serving(patience)
"""


@dataclass
class Running:
    """A server that answers, the file it logs to, and the home of its account."""

    port: int
    log: Path
    home: Path

    def get(self, path: str, headers: dict[str, str] | None = None) -> int:
        connection = HTTPConnection(LOOPBACK, self.port, timeout=10)
        connection.request("GET", path, headers=headers or {})
        status = connection.getresponse().status
        connection.close()
        return status

    def is_up(self) -> bool:
        try:
            return self.get("/") == 200
        except OSError:
            return False

    def logged(self, text: str) -> str:
        """The log, once it holds `text`."""
        deadline = time.monotonic() + 10
        while text not in (log := self.log.read_text()):
            assert time.monotonic() < deadline, log
            time.sleep(0.02)
        return log


def command(conf: Path) -> list[str]:
    return [sys.executable, "-m", "gunicorn", "-c", str(conf), "tests.config.application:app"]


def environment(**extra: str) -> dict[str, str]:
    return clean_environment(PYTHONPATH=str(REPOSITORY), **extra)
