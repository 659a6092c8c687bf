"""The client of the field, unmodified."""

from pathlib import Path

import pytest

from tests.services.ddsclient import DukeDSClient


class TestDukeDSClient:
    """The client of the field, unmodified."""

    @pytest.fixture
    def client(self, tmp_path: Path) -> DukeDSClient:
        return DukeDSClient(
            tmp_path / "home", "http://127.0.0.1:9/api/v1", "user", "agent", debug=True
        )

    def test_prints_its_version(self, client: DukeDSClient) -> None:
        done = client.run("--help")
        assert "DukeDSClient (4.0.0)" in done.stdout
        assert (done.returncode, done.stderr) == (0, "")

    def test_finds_its_configuration(self, client: DukeDSClient) -> None:
        done = client.sdk(
            "from ddsc.config import create_config\n"
            "config = create_config()\n"
            "print(config.url, config.user_key, config.agent_key, config.debug_mode)"
        )
        assert done.stdout == "http://127.0.0.1:9/api/v1 user agent True\n"
        assert client.config_file.stat().st_mode & 0o777 == 0o600
