"""What the documents show of pulp is run as it stands, by the unmodified client and by curl."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
import requests

from tests.docs.markdown import section, text_of
from tests.e2e.installation import Installation
from tests.services.processes import clean_environment, run_to_end
from tests.services.tools import tool

ADDRESS = "http://127.0.0.1:8000"
DATA = Random(4488).randbytes(12_000_000)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """One as `make run` has it, with the file that the documents speak of in its folder."""
    (tmp_path / "scan.dat").write_bytes(DATA)
    with Installation(tmp_path, {}, is_forked=True) as found:
        found.start()
        yield found


def run(installation: Installation, script: str, **environ: str) -> str:
    """What a script prints; it has a home of its own, and pulp on its path."""
    home, programs = str(installation.folder), tool("pulp") / "bin"
    done = run_to_end(
        ["/bin/bash", "-euo", "pipefail", "-c", script.replace(ADDRESS, installation.url)],
        env={
            **clean_environment(HOME=home, NO_PROXY="127.0.0.1", **environ),
            "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
        },
        folder=installation.folder,
        timeout=120,
    )
    assert done.returncode == 0, (done.stdout, done.stderr, installation.logs())
    return done.stdout


def test_three_lines_upload_a_file_and_find_it_again(installation: Installation) -> None:
    script = section(text_of("README.md"), "pulp")
    assert ADDRESS in script
    user = installation.create_user("researcher")
    *_, shown = run(installation, script, TOKEN=user.api_token).splitlines()
    assert json.loads(shown)["sha256"] == sha256(DATA).hexdigest()


def test_an_upload_that_broke_off_goes_on_with_what_is_missing(installation: Installation) -> None:
    (script,) = re.findall(
        "```sh\n(.*?)```", text_of("dds_upload/protocols/pulp/README.md"), re.DOTALL
    )
    user = installation.create_user("researcher")
    http = requests.Session()
    http.auth, http.trust_env = (user.username, user.api_token), False
    uploads = f"{installation.url}/pulp/api/v3/uploads/"
    upload = installation.url + http.post(uploads, json={"size": len(DATA)}).json()["pulp_href"]
    for first in (0, 5_000_000):
        piece = DATA[first : first + 3_000_000]
        header = {"Content-Range": f"bytes {first}-{first + len(piece) - 1}/*"}
        assert http.put(upload, files={"file": piece}, headers=header).status_code == 200

    named = {"HOST": installation.url, "ID": upload.split("/")[-2], "TOKEN": user.api_token}
    run(installation, script, **named)
    assert http.get(upload).json()["missing_ranges"] == []
    commit = http.post(upload + "commit/", json={"sha256": sha256(DATA).hexdigest()})
    assert http.get(installation.url + commit.json()["task"]).json()["state"] == "completed"
