"""The session in README.md, from provider to download, is run as it stands."""

from __future__ import annotations

from pathlib import Path

from tests.docs.markdown import section, text_of
from tests.e2e.installation import Installation
from tests.services.processes import clean_environment, run_to_end

_ADDRESS = "http://127.0.0.1:8000"


def test_the_session_of_the_readme_ends_with_the_same_bytes(tmp_path: Path) -> None:
    script = section(text_of("README.md"), "session")
    assert _ADDRESS in script
    with Installation(tmp_path, {}) as installation:
        installation.start()
        user = installation.create_user("reader")
        done = run_to_end(
            ["/bin/bash", "-ec", script.replace(_ADDRESS, installation.url)],
            env=clean_environment(TOKEN=user.api_token),
            folder=tmp_path,
            timeout=120,
        )
        assert done.stdout.endswith("the same\n"), (done.stdout, done.stderr, installation.logs())
    assert "X-MIN-CHUNK-UPLOAD-SIZE: 12000" in done.stderr.upper().replace("\r", "")
