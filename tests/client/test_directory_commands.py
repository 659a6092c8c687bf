"""Folders, moves, deletions, what is shown of projects, and completion."""

from __future__ import annotations

import subprocess

import pytest

from tests.client.desk import Desk
from tests.e2e.kinds import CHUNK_MAX, CHUNKS_MAX, FILE_MAX
from tests.e2e.trees import write_tree


def test_folders_are_made_with_those_they_lie_in_and_only_once(desk: Desk) -> None:
    write_tree(desk.home, {"a": b"1"})
    desk.upload("a")
    assert desk.json("mkdir", "-p", desk.project, "/x/y")["made"] == ["/x", "/x/y"]
    assert desk.json("mkdir", "-p", desk.project, "/x/y/z")["made"] == ["/x/y/z"]
    assert desk.json("mkdir", "-p", desk.project, "/x/y")["made"] == []
    assert desk.listed() == ["/a", "/x", "/x/y", "/x/y/z"]


def test_things_are_moved_renamed_and_deleted(desk: Desk) -> None:
    write_tree(desk.home / "x", {"a": b"1", "d/b": b"2"})
    desk.upload("x")
    move = ("move", "-p", desk.project)
    desk.succeed(*move, "/x/a", "/x/d")
    desk.succeed(*move, "/x/d/a", "/x/c")
    desk.succeed(*move, "/x/d", "/e")
    assert desk.listed() == ["/e", "/e/b", "/x", "/x/c"]
    for target in ("/e/b", "/no/where"):
        assert desk.dds(*move, "/x/c", target).returncode == 2
    assert desk.dds("delete", "-p", desk.project, "--path", "/e").returncode == 2  # nobody to ask
    desk.succeed("delete", "-p", desk.project, "--path", "/e", "--force")
    assert desk.listed() == ["/x", "/x/c"]
    desk.succeed("delete", "-p", desk.project, "--force")
    assert desk.dds("info", "-p", desk.project).returncode == 2


def test_what_is_shown_of_a_project(desk: Desk) -> None:
    write_tree(desk.home / "x", {"a": b"12345", "d/b": b"123"})
    desk.upload("x")
    assert desk.project in desk.succeed("list").splitlines()
    assert desk.project in desk.succeed("list", "--auth-role", "project_admin").splitlines()
    assert desk.project not in desk.succeed("list", "--auth-role", "file_editor")
    assert "(md5:827ccb0eea8a706c4c34a16891f84e7b)" in desk.succeed(
        "list", "-l", "-p", desk.project
    )
    info = desk.json("info", "-p", desk.project)
    assert (info["folders"], info["files"], info["size"]) == (2, 2, 8)
    assert "is consistent" in desk.succeed("check", "-p", desk.project, "--wait")


def test_providers_and_plans_have_the_policys_numbers(desk: Desk) -> None:
    listed = desk.json("providers")["providers"]
    (default,) = (each for each in listed if each["is_default"])
    assert default["chunk_max_size"] == CHUNK_MAX
    assert default["chunk_max_number"] == CHUNKS_MAX
    (planned,) = desk.json("plan", "--size", str(FILE_MAX))["files"]
    assert (planned["chunk_size"], planned["chunk_count"]) == (CHUNK_MAX, CHUNKS_MAX)
    (refused,) = desk.json("plan", "--size", "2TiB", expect=4)["files"]
    assert str(FILE_MAX) in refused["message"]
    (elsewhere,) = desk.json("plan", "--size", "2TiB", "--provider", "Roomy")["files"]
    assert elsewhere["fits"]
    write_tree(desk.home / "x", {"a": bytes(CHUNK_MAX + 1)})
    (planned,) = desk.json("plan", "x")["files"]
    assert planned["chunk_count"] == 2


def test_roles_are_listed(desk: Desk) -> None:
    assert "file_editor - " in desk.succeed("list-auth-roles")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_commands_and_flags(desk: Desk, shell: str) -> None:
    script = desk.succeed("completion", shell)
    assert "list-auth-roles" in script
    assert "retry-for" in script


def test_bash_completes_by_that(desk: Desk) -> None:
    (desk.home / "complete.sh").write_text(
        desk.succeed("completion", "bash")
        + '\nCOMP_WORDS=(dds upload --fol); COMP_CWORD=2; COMP_LINE="dds upload --fol"\n'
        + "$(complete -p dds | sed 's/.*-F \\([^ ]*\\) .*/\\1/') dds --fol upload\n"
        + 'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    told = subprocess.run(
        ["bash", "complete.sh"], cwd=desk.home, capture_output=True, text=True, check=False
    )
    assert "--follow-symlinks" in told.stdout.split(), told.stderr
