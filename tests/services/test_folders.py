"""Folders of servers: one that a killed run left goes, one in use stays."""

from pathlib import Path

from tests.services.folders import open_folder


def test_what_a_killed_run_left_goes_with_the_next_wherever_it_lies(tmp_path: Path) -> None:
    abandoned = tmp_path / "dds-test-kind-left"
    abandoned.mkdir()
    (abandoned / ".in-use").touch()
    (abandoned / "bytes").touch()
    with open_folder("kind", tmp_path) as used, open_folder("kind", tmp_path) as other:
        assert not abandoned.exists()
        assert used.parent == other.parent == tmp_path
        assert used.exists()
    assert list(tmp_path.iterdir()) == []
