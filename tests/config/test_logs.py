"""What a log line never holds."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from gunicorn.config import Config

from config.access_log import FORMAT, LeanLogger
from dds_upload.bootstrap.logs import log_config
from tests.services.processes import clean_environment, run_to_end

#: Configuring logging changes a whole process, so a process of its own does it.
START = """
import logging, logging.config, sys
from dds_upload.bootstrap.logs import log_config
logging.config.dictConfig(log_config("info"))
log, text = logging.getLogger("some.part"), sys.argv[1]
"""


def logged(folder: Path, statements: str, text: str = "") -> str:
    """What `statements` write to stderr, having `log` and `text` at hand."""
    env = clean_environment(PYTHONPATH=str(Path(__file__).parents[2]))
    done = run_to_end([sys.executable, "-c", START + statements, text], env=env, folder=folder)
    assert (done.returncode, done.stdout) == (0, "")
    return done.stderr


def test_a_line_says_when_who_and_what_on_stderr(tmp_path: Path) -> None:
    err = logged(tmp_path, "log.info('stored %d bytes', 7); log.debug('unseen')")
    assert err.endswith("[INFO] some.part: stored 7 bytes\n")
    assert err.count("\n") == 1


def test_each_line_says_its_own_second(tmp_path: Path) -> None:
    err = logged(
        tmp_path,
        "at = lambda created: logging.makeLogRecord({'levelname': 'INFO', 'created': created})\n"
        "for created in (0, 0.9, 1, 0): logging.root.handlers[0].handle(at(created))",
    )
    assert [line[:19] for line in err.splitlines()] == [
        f"1970-01-01T00:00:0{second}" for second in (0, 0, 1, 0)
    ]


@pytest.mark.parametrize(
    "url", ["/storage/x?signature=hidden&expires=1", "http://swift/v1/a?b&temp_url_sig=hidden"]
)
def test_queries_of_urls_are_left_out(url: str, tmp_path: Path) -> None:
    err = logged(tmp_path, "log.info('put %s done. really? yes=no', text)", url)
    assert err.endswith(f"put {url.split('?')[0]}?... done. really? yes=no\n")


def test_queries_are_left_out_of_tracebacks_too(tmp_path: Path) -> None:
    fail = "try: raise ValueError('no answer from ' + text)\nexcept ValueError: log.exception('x')"
    err = logged(tmp_path, fail, "http://swift/a?temp_url_sig=hidden")
    assert err.endswith("ValueError: no answer from http://swift/a?...\n")


def test_a_message_cannot_forge_a_line(tmp_path: Path) -> None:
    err = logged(tmp_path, "log.info('name: %s', text)", "a\nb\r\x1b[2J\x85\tc")
    assert err.endswith("name: a\\x0ab\\x0d\\x1b[2J\\x85\tc\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("level", "swiftclient"), [("debug", "WARNING"), ("info", "WARNING"), ("error", "ERROR")]
)
def test_libraries_that_log_what_they_send_are_held_back(level: str, swiftclient: str) -> None:
    loggers = log_config(level)["loggers"]
    assert loggers["swiftclient"]["level"] == swiftclient
    assert loggers["gunicorn.access"]["level"] == "INFO"


def test_a_request_s_line_is_made_of_few_values(tmp_path: Path) -> None:
    class Response:
        status, sent = "200 OK", 17

    environ = {
        "REMOTE_ADDR": "::1",
        "REQUEST_METHOD": "PUT",
        "PATH_INFO": "/x",
        "QUERY_STRING": "temp_url_sig=hidden",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_USER_AGENT": 'dds "1"',
        "HTTP_AUTHORIZATION": "hidden",
    }
    atoms = LeanLogger(Config()).atoms(
        Response, None, environ, timedelta(milliseconds=1, microseconds=9)
    )
    assert FORMAT % atoms == '::1 "PUT /x HTTP/1.1" 200 17 bytes 1 ms "dds \\"1\\""'
