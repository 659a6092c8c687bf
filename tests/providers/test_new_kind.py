"""A new kind of storage is one folder and one line, as CONTRIBUTING.md has it, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from dds_upload.core.storage.kinds import StorageKind
from tests.docs.markdown import ROOT, section, text_of
from tests.e2e.caller import Caller
from tests.e2e.installation import Installation

RECIPE = section(text_of("CONTRIBUTING.md"), "add a provider")
TOY = Path(__file__).parent / "toy"
ENVIRON = {
    "STORAGE_PROVIDER_TYPE": "toy",
    "TOY_BOX": "box",
    "TOY_PASSWORD_FILE": "password",
    "TOY_CHUNK_MAX_NUMBER": "3",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder whose `providers` are those of the service, the toy, and its line."""
    (tmp_path / "password").write_text("please\n")
    providers = tmp_path / "providers"
    unwanted = ignore_patterns("__pycache__")
    copytree(ROOT / "providers", providers, ignore=unwanted)
    copytree(TOY, providers / "toy", ignore=unwanted)
    registry = providers / "registry.py"
    line = '    "swift",\n'
    assert registry.read_text().count(line) == 1
    registry.write_text(registry.read_text().replace(line, line + '    "toy",\n'))
    return tmp_path


@pytest.fixture
def toy(folder: Path) -> Iterator[Installation]:
    """An installation that stores in toys; a program finds its working folder's `providers`."""
    with Installation(folder, ENVIRON) as installation:
        yield installation


def faults(installation: Installation, **environ: str) -> list[str]:
    """What is wrong with the settings once these are added."""
    installation.settings |= environ
    done = installation.run("providers", "list")
    assert done.returncode == 1
    assert done.stderr.startswith("the configuration has faults:\n")
    return [line.removeprefix("  - ") for line in done.stderr.splitlines()[1:]]


def test_it_is_listed_as_it_is_configured(toy: Installation) -> None:
    [shown] = json.loads(toy.succeed("providers", "list", "--json"))
    assert (shown["slug"], shown["display_name"], shown["is_default"]) == ("toy", "Toy", True)
    assert (shown["chunk_max_number"], shown["chunk_max_size_bytes"]) == (3, 5368709120)


def test_its_settings_are_checked_like_all_others(toy: Installation) -> None:
    assert faults(toy, TOY_BOX="", TOY_PASSWORD="please", TOY_DEPRECATED="maybe") == [
        "TOY_DEPRECATED must be true or false",
        "TOY_BOX must be set",
        "TOY_PASSWORD and TOY_PASSWORD_FILE must not both be set",
    ]
    several = {"STORAGE_PROVIDER_TYPE": "", "STORAGE_PROVIDERS": "a,b", "A_DEFAULT": "true"}
    kinds = {"A_TYPE": "toy", "B_TYPE": "toy", "A_PASSWORD": "please", "B_PASSWORD": "please"}
    boxes = {"A_BOX": "box", "B_BOX": "box"}
    assert faults(toy, **several, **kinds, **boxes) == ["A_BOX and B_BOX must not be one box"]
    assert faults(toy, B_TYPE="s3") == ["B_TYPE must be local or swift or toy"]


def test_limits_beyond_its_own_stop_the_start(toy: Installation) -> None:
    assert toy.succeed("providers", "check") == "toy: ok\n"
    toy.settings["TOY_CHUNK_MAX_NUMBER"] = "4"
    fault = "toy: chunk_max_number is 4, the storage joins at most 3 segments"
    toy.succeed("migrate")
    checked, served = toy.run("providers", "check"), toy.run("serve")
    assert (checked.returncode, checked.stdout) == (1, f"{fault}\n")
    assert (served.returncode, served.stderr) == (1, f"error: {fault}\n")


def test_it_takes_an_upload_and_gives_it_back(toy: Installation) -> None:
    toy.start()
    caller = Caller(toy.api_url, toy.create_user("researcher").api_token)
    project = caller.project()
    data = b"0123456789"
    begun = caller.call(
        "POST",
        f"/projects/{project}/uploads",
        {"name": "brain.dat", "content_type": "text/plain", "size": len(data)},
        expect=201,
    )
    assert begun.headers["X-MIN-CHUNK-UPLOAD-SIZE"] == "4"
    file = caller.file(project, caller.stored(project, data, cut=4))
    assert caller.content(file) == data
    assert any((toy.folder / "box").rglob("*.md5-*"))


@pytest.mark.parametrize("part", [field.name for field in fields(StorageKind)])
def test_the_recipe_names_every_part_of_a_kind(part: str) -> None:
    assert f"`{part}`" in RECIPE
