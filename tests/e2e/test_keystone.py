"""An installation behind Keystone, as an operator sets it up, and what is told of a slip."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation
from tests.e2e.trees import CHUNK, TREE, read_tree, write_tree
from tests.house.setting import SECRET
from tests.services.cloud import LESSER_REGION, REGION, Cloud
from tests.services.ddsclient import DukeDSClient
from tests.services.identity import Identity, Member

CONTENT = b"mice " * 1000


@pytest.fixture(scope="module")
def owner(identity: Identity) -> Member:
    """A user at Keystone with an account that no other test uses."""
    return identity.add_member()


@pytest.fixture
def behind_keystone(owner: Member, tmp_path: Path) -> Mapping[str, str]:
    """What an operator sets."""
    password = tmp_path / "password"
    password.write_text(f"{owner.password}\n")
    return {
        "SECRET_KEY_BASE": SECRET,
        "STORAGE_PROVIDER_TYPE": "swift",
        **owner.environ,
        "OS_PASSWORD": "",
        "OS_PASSWORD_FILE": str(password),
        "OS_REGION_NAME": REGION,
        "OS_INTERFACE": "internal",
        "SWIFT_PRIMARY_KEY": "the primary key",
        "SWIFT_KEY_SCOPE": "container",
    }


def test_a_file_comes_and_goes_by_urls_that_the_catalog_leads_to(
    behind_keystone: Mapping[str, str], cloud: Cloud, owner: Member, tmp_path: Path
) -> None:
    with Installation(tmp_path, behind_keystone, is_forked=True) as installation:
        assert installation.succeed("providers", "configure") == "swift: nothing to configure\n"
        assert installation.succeed("providers", "check") == "swift: ok\n"
        installation.start()
        caller = Caller(installation.api_url, installation.create_user("researcher").api_token)
        project = caller.project()
        file = caller.file(project, caller.stored(project, CONTENT, cut=2000))
        signed = caller.get(f"/files/{file}/url")
        assert signed["host"] == cloud.public_url
        assert signed["url"].startswith(f"/v1/AUTH_{owner.project_id}/")
        assert caller.content(file) == CONTENT
        assert installation.succeed("providers", "check") == "swift: ok\n"


def test_the_official_client_sends_and_fetches_a_tree(
    behind_keystone: Mapping[str, str], tmp_path: Path
) -> None:
    with Installation(tmp_path, behind_keystone, is_forked=True) as installation:
        installation.start()
        user = installation.create_user("researcher")
        keys = user.user_key, user.agent_key
        home = tmp_path / "home"
        client = DukeDSClient(home, installation.api_url, *keys, upload_bytes_per_chunk=CHUNK)
        write_tree(home / "tree", TREE)
        for command in (["upload", "tree"], ["check", "--wait"], ["download", "back"]):
            done = client.run(command[0], "-p", "Mice", *command[1:])
            assert done.returncode == 0, (command, done.stdout, done.stderr)
        assert read_tree(home / "back" / "tree") == TREE


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"OS_PASSWORD_FILE": "", "OS_PASSWORD": "hidden"}, "the password is wrong"),
        ({"OS_REGION_NAME": "Elsewhere"}, f"in region Elsewhere, but in {REGION}, {LESSER_REGION}"),
        ({"OS_AUTH_URL": "http://keystone.invalid/v3"}, "keystone.invalid/v3: no answer"),
    ],
    ids=["password", "region", "host"],
)
def test_what_is_wrong_is_a_sentence_of_providers_check(
    behind_keystone: Mapping[str, str], change: Mapping[str, str], told: str, tmp_path: Path
) -> None:
    with Installation(tmp_path, {**behind_keystone, **change}) as installation:
        done = installation.run("providers", "check")
    assert done.returncode == 1
    assert told in done.stdout
    assert "swift: user" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "hidden" not in done.stdout + done.stderr
