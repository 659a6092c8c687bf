"""The Makefile with a Python that only says what it was asked for: nothing is installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.installation import REPOSITORY
from tests.services.processes import clean_environment, run_to_end

#: Makes an environment whose Python prints its arguments; without pip that fails in the middle.
PYTHON = r"""#!/bin/sh
case "$2" in
*venv*)
  mkdir -p "$3/bin"
  cat > "$3/bin/python" <<END
#!/bin/sh
test -e $3/pip || test "\$2" != pip || exit 1
echo ran "\$@"
END
  chmod +x "$3/bin/python"
  test -e no-ensurepip && exit 1
  touch "$3/pip" ;;
esac
exit 0
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What make needs of a clone."""
    for name in ("Makefile", "requirements.txt", "requirements-symbols.txt"):
        shutil.copy(REPOSITORY / name, tmp_path)
    python = tmp_path / "python"
    python.write_text(PYTHON)
    python.chmod(0o755)
    return tmp_path


def make(clone: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = ["/usr/bin/env", "make", f"PYTHON={clone}/python", *arguments]
    return run_to_end(command, env=clean_environment(**variables), folder=clone)


def served(done: subprocess.CompletedProcess[str]) -> str:
    """How the service was started at last."""
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout.splitlines()[-1]


def test_what_it_does_is_said_in_whole_sentences(clone: Path) -> None:
    lines = [line for line in make(clone, "run").stdout.splitlines() if not line.startswith("ran ")]
    assert [line.split()[0] for line in lines] == ["Making", "Installing"]


def test_an_environment_that_could_not_be_made_is_made_once_it_can_be(clone: Path) -> None:
    (clone / "no-ensurepip").touch()
    assert make(clone, "run").returncode != 0
    assert (clone / ".venv/bin/python").exists()
    (clone / "no-ensurepip").unlink()
    assert served(make(clone, "run")).startswith("ran -m dds_upload run")


def test_an_installation_that_was_broken_off_is_begun_from_nothing(clone: Path) -> None:
    served(make(clone, "run"))
    half, requirements = clone / ".venv" / "half", clone / "requirements.txt"
    half.touch()
    assert "Making" not in make(clone, "run").stdout  # it was whole
    (clone / ".venv" / "pip").unlink()
    os.utime(requirements)
    os.utime(clone / ".venv" / ".service", (0, 0))
    assert make(clone, "run").returncode != 0
    assert half.exists()
    served(make(clone, "run"))
    assert not half.exists()


@pytest.mark.parametrize(
    ("arguments", "variables", "address"),
    [
        ([], {}, "127.0.0.1 8000"),
        (["PORT=8080", "HOST=::"], {}, ":: 8080"),
        ([], {"DDS_HOST": "0.0.0.0", "DDS_PORT": "81"}, "0.0.0.0 81"),
    ],
)
def test_the_address_is_as_told(
    arguments: list[str], variables: dict[str, str], address: str, clone: Path
) -> None:
    host, port = address.split()
    expected = f"ran -m dds_upload run --host {host} --port {port}"
    assert served(make(clone, "run", *arguments, **variables)) == expected


def test_help_shows_no_variables_of_make(clone: Path) -> None:
    shown = make(clone).stdout
    assert "make run" in shown
    assert "$" not in shown
