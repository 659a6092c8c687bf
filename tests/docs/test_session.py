"""README.md from "Try it" to "Operate it": one session in one shell, run as it stands."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, text_of
from tests.e2e.installation import Installation, Part, program
from tests.services.processes import clean_environment, run_to_end
from tests.services.tools import tool

_ADDRESS = "http://127.0.0.1:8000"


def blocks() -> list[str]:
    """All lines that a reader is to type, in their order."""
    part = text_of("README.md").partition("\n## Try it\n")[2].partition("\n## Operate it\n")[0]
    return re.findall("```sh\n(.*?)```", part, re.DOTALL)


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Installation]:
    with Installation(tmp_path, {}) as installation:
        yield installation


@pytest.fixture
def running(trial: Installation) -> Iterator[Installation]:
    """What `make run` starts."""
    part = Part("run", program("run"), trial)
    part.start_and_wait()
    yield trial
    part.kill()


@pytest.fixture
def reader(trial: Installation) -> Installation:
    """That folder with what a clone has to install and to send."""
    for name in ("docs", "client"):
        shutil.copytree(ROOT / name, trial.folder / name)
    shutil.copy(ROOT / "README.md", trial.folder)
    return trial


def typed(
    installation: Installation, *options: str, installed: bool = True
) -> subprocess.CompletedProcess[str]:
    """Everything behind `make run`, typed into one shell in the installation's folder."""
    start, *others = blocks()
    assert start == "make run\n"
    script = "".join(others)
    assert _ADDRESS in script
    script = _reaching_pip(script) if installed else _without_pip(script)
    clients = [str(tool(name) / "bin") for name in ("ddsclient", "sentry-cli-3", "pulp")]
    return run_to_end(
        ["/bin/bash", *options, "-c", script.replace(_ADDRESS, installation.url)],
        env={
            # Clients that look for a newer release of themselves are refused, and go on.
            **clean_environment(HTTPS_PROXY="http://127.0.0.1:9", NO_PROXY="127.0.0.1"),
            **{"HOME": str(installation.folder), "SENTRY_DISABLE_UPDATE_CHECK": "1"},
            **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
            "PIP_NO_COMPILE": "0",  # pip takes this for whether to compile, which takes long
            "PATH": ":".join([f"{sys.base_prefix}/bin", "/usr/local/bin:/usr/bin:/bin", *clients]),
        },
        folder=installation.folder,
        timeout=240,
    )


def _reaching_pip(script: str) -> str:
    """The same, where pip alone knows the proxy and the home of this machine."""
    environ = (
        f"{name}={shlex.quote(os.environ.get(name, ''))}" for name in ("HTTPS_PROXY", "HOME")
    )
    before, pip, after = script.partition("var/dds/bin/pip")
    assert pip
    return f"{before}{' '.join(environ)} {pip}{after}"


def _without_pip(script: str) -> str:
    """The same, where the client is run as it stands in the clone."""
    run = f"PYTHONPATH=client {shlex.quote(sys.executable)} -m dds_client"
    return re.sub(r"^.*var/dds/bin/pip.*$", f'dds() {{ {run} "$@"; }}', script, flags=re.MULTILINE)


def test_every_line_works_in_its_order(running: Installation, reader: Installation) -> None:
    done = typed(running, "-euo", "pipefail")
    printed = (done.stdout, done.stderr, running.logs())
    assert done.returncode == 0, printed
    assert done.stdout.splitlines().count("the same") == 2, printed
    assert "X-MIN-CHUNK-UPLOAD-SIZE: 40000" in done.stdout.upper().replace("\r", "").splitlines()
    assert '"chunk_count": 3' in done.stdout
    handbook = running.folder / "var" / "handbook"
    assert (handbook / "README.md").read_bytes() == (ROOT / "README.md").read_bytes()
    assert sorted(each.name for each in (handbook / "docs").iterdir()) == sorted(
        each.name for each in (ROOT / "docs").iterdir()
    )
    assert "Error" not in done.stdout + done.stderr, printed


def test_without_a_service_each_line_fails_in_a_few_words(reader: Installation) -> None:
    (reader.folder / "var").mkdir()
    done = typed(reader, installed=False)
    assert "TOKEN: is empty, start the service first" in done.stderr
    session = done.stderr.partition("ddsclient")[0]  # what comes then is said by programs of others
    assert "Traceback" not in session
    assert "the same" not in done.stdout
