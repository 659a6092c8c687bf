"""How a run ends that cannot do what it was asked for, and what it says then."""

from __future__ import annotations

import json

import pytest

from tests.client.desk import Desk
from tests.e2e.installation import Installation
from tests.e2e.trees import write_tree


def test_wrong_keys_end_with_4_and_are_not_shown(desk: Desk) -> None:
    desk.sign_in(user_key="wrong" * 8)
    write_tree(desk.home, {"a": b"1"})
    done = desk.dds("upload", "-p", desk.project, "a")
    assert done.returncode == 4
    assert "invalid key" in done.stderr
    assert "wrong" not in done.stdout + done.stderr


def test_a_token_does_instead_of_keys(desk: Desk) -> None:
    (desk.home / ".ddsclient").write_text(json.dumps({"url": desk.url}))
    token = desk.user.api_token
    assert desk.dds("list", DUKE_DATA_SERVICE_AUTH=token).returncode == 0
    assert desk.dds("list", DUKE_DATA_SERVICE_AUTH="wrong").returncode == 4


@pytest.mark.parametrize(
    "line",
    [
        ["upload", "-p", "Mice", "missing"],
        ["upload", "missing"],
        ["upload", "-p", "Mice"],
        ["upload", "-p", "Mice", "-i", "x", "."],
        ["upload", "-p", "Mice", "--jobs", "0", "."],
        ["download", "-p", "no such project"],
        ["download", "-i", "00000000-0000-4000-8000-000000000000"],
        ["delete", "-p", "no such project", "--force"],
        ["plan"],
        ["plan", "--size", "many"],
        ["uploads", "resume", "00000000-0000-4000-8000-000000000000"],
        ["no-such-command"],
        [],
    ],
)
def test_what_makes_no_sense_ends_with_2_in_words_or_in_json(desk: Desk, line: list[str]) -> None:
    done = desk.dds(*line)
    assert done.returncode == 2
    assert done.stderr.startswith("dds: ")
    assert done.stdout == ""
    if line:
        document = desk.json(*line, expect=2)
        assert document["exit_code"] == 2
        assert document["error"]["message"]


def test_who_may_not_write_is_told_so(
    desk: Desk, client_service: Installation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write_tree(desk.home, {"x/a": b"1"})
    desk.upload("x")
    name = f"viewer-{desk.project[-8:]}"
    guest = Desk.at(
        client_service, client_service.create_user(name), tmp_path_factory.mktemp("guest")
    )
    guest.project = desk.project
    assert guest.dds("list", "-p", desk.project).returncode == 2
    added = ("add-user", "-p", desk.project, "--user", name, "--auth-role")
    assert desk.dds(*added, "no_role").returncode == 2
    desk.succeed(*added, "project_viewer")
    assert guest.listed() == ["/x", "/x/a"]
    write_tree(guest.home, {"x/b": b"2"})
    assert guest.upload("x", expect=4)["files"][0]["state"] == "failed"
    assert guest.download("back", expect=4)["files"][0]["state"] == "failed"
    desk.succeed("remove-user", "-p", desk.project, "--user", name)
    assert guest.dds("list", "-p", desk.project).returncode == 2


def test_a_service_that_is_away_ends_with_5(desk: Desk) -> None:
    desk.url = "http://127.0.0.1:9/api/v1"  # the discard port
    desk.sign_in()
    done = desk.dds("list", "--retry-for", "1s")
    assert done.returncode == 5
    assert "http://127.0.0.1:9 cannot be reached" in done.stderr


def test_login_tries_the_keys_before_it_keeps_them(desk: Desk) -> None:
    own = desk.home / ".ddsclient"
    own.unlink()
    keys = {"user_key": desk.user.user_key, "agent_key": desk.user.agent_key}
    (desk.home / "keys.json").write_text(json.dumps(keys))
    (desk.home / "wrong.json").write_text(json.dumps({**keys, "user_key": "wrong"}))
    assert desk.dds("login", "--url", desk.url, "--keys-from", "wrong.json").returncode == 4
    assert not own.exists()
    told = desk.succeed("login", "--url", desk.url, "--keys-from", "keys.json")
    assert desk.user.username in told
    assert own.stat().st_mode & 0o777 == 0o600
    own.unlink()
    variables = {"DDS_USER_KEY": keys["user_key"], "DDS_AGENT_KEY": keys["agent_key"]}
    desk.succeed("login", DDS_URL=desk.url, **variables)
    desk.succeed("list")
