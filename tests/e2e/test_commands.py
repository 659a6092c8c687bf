"""Every command as an operator types it: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from dds_upload.commands.parser import main
from tests.e2e.caller import Caller
from tests.e2e.installation import Installation, program
from tests.e2e.kinds import CHUNKS_MAX, swift_settings
from tests.e2e.polling import eventually
from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.swift import SwiftServer

COMMANDS = [
    "", "run", "serve", "worker", "migrate",
    "users", "users create", "users list", "users keys", "users disable", "users enable",
    "tokens", "tokens list", "tokens revoke",
    "providers", "providers list", "providers check", "providers configure",
    "uploads", "uploads list", "uploads requeue", "files", "files restore", "audit",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_explains(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    usage, _, explanation = capsys.readouterr().out.partition("\n\n")
    assert usage.startswith("usage: python -m dds_upload")
    assert explanation


class TestStart:
    """What stops a start, and what does not."""

    def test_the_api_refuses_a_database_that_is_not_at_head(self, fresh: Installation) -> None:
        done = fresh.run("serve")
        assert done.returncode == 1
        assert "is not applied: run migrate" in done.stderr
        assert "Traceback" not in done.stderr

    def test_migrating_again_changes_nothing(self, fresh: Installation) -> None:
        assert "applied" in fresh.succeed("migrate")
        assert fresh.succeed("migrate") == "the database is at head\n"

    def test_output_that_nobody_reads_any_more_ends_a_command_quietly(
        self, fresh: Installation
    ) -> None:
        fresh.succeed("migrate")
        for command in (["events", "list", "--json"], ["providers", "list"]):
            reader, writer = os.pipe()
            os.close(reader)  # as `head` does once it has its lines
            done = subprocess.run(
                program(*command),
                env=fresh.environment,
                cwd=fresh.folder,
                stdout=writer,
                stderr=subprocess.PIPE,
                text=True,
                timeout=60,
            )
            os.close(writer)
            assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, "")

    @pytest.mark.parametrize("command", ["serve", "worker", "migrate", "run"])
    def test_every_fault_is_told_at_once_and_no_secret(
        self, fresh: Installation, command: str
    ) -> None:
        fresh.settings |= {
            "DATABASE_URL": "mysql://user:hidden@host/database",
            "SECRET_KEY_BASE": "hidden",
            "SIGNED_URL_DURATION": "soon",
            "ROOMY_TYPE": "swift",
            "ROOMY_PASS": "hidden\nagain",
        }
        done = fresh.run(command)
        assert (done.returncode, done.stdout) == (1, "")
        assert "hidden" not in done.stderr
        named = {line.split()[1] for line in done.stderr.splitlines() if line.startswith("  - ")}
        assert named >= {"DATABASE_URL", "SECRET_KEY_BASE", "SIGNED_URL_DURATION"}
        assert named >= {"ROOMY_ACCT", "ROOMY_URL_ROOT", "ROOMY_PRIMARY_KEY"}


class TestAccounts:
    """Users and tokens; the running API sees each change at once."""

    def test_new_keys_end_the_old_ones(self, local: Installation) -> None:
        user = local.create_user(f"rotating-{uuid4().hex[:6]}")
        old = {"user_key": user.user_key, "agent_key": user.agent_key}
        new = json.loads(local.succeed("users", "keys", user.username, "--json"))
        stranger = Caller(local.api_url, None)
        path = "/software_agents/api_token"
        stranger.call("POST", path, old, expect=404)
        given = {name: new[name] for name in old}
        token = stranger.call("POST", path, given, expect=201).json()["api_token"]
        assert Caller(local.api_url, token).get("/current_user")["username"] == user.username

    def test_a_disabled_user_is_refused(self, local: Installation) -> None:
        user = local.create_user(f"leaving-{uuid4().hex[:6]}")
        caller = Caller(local.api_url, user.api_token)
        caller.get("/current_user")
        local.succeed("users", "disable", user.username)
        caller.get("/current_user", expect=401)
        listed = json.loads(local.succeed("users", "list", "--json"))
        (row,) = [row for row in listed if row["username"] == user.username]
        assert row["disabled_at"]

    def test_lists_are_for_people_and_json_is_for_programs(self, local: Installation) -> None:
        name = local.create_user(f"listed-{uuid4().hex[:6]}", "--admin").username
        (line,) = [line for line in local.succeed("users", "list").splitlines() if name in line]
        assert " yes " in line
        listed = json.loads(local.succeed("users", "list", "--json"))
        assert [each["is_admin"] for each in listed if each["username"] == name] == [True]
        assert " no" in local.succeed("providers", "list")
        for command in ("users", "providers", "tokens", "organizations", "uploads"):
            printed = local.succeed(command, "list").split()
            assert not {"True", "False", "None"} & set(printed)

    def test_a_revoked_token_is_refused(self, local: Installation) -> None:
        user = local.create_user(f"revoked-{uuid4().hex[:6]}")
        caller = Caller(local.api_url, user.api_token)
        listed = local.succeed("tokens", "list", "--json")
        assert user.api_token not in listed
        (token,) = [each for each in json.loads(listed) if each["username"] == user.username]
        local.succeed("tokens", "revoke", token["id"])
        caller.get("/current_user", expect=401)

    def test_a_name_is_given_once(self, local: Installation) -> None:
        name = local.create_user(f"twice-{uuid4().hex[:6]}").username
        done = local.run("users", "create", name)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("error: ")


@pytest.fixture(scope="module")
def strict_swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SwiftServer]:
    """A Swift that joins five segments at the most; one test alone sets it up."""
    with SwiftServer(tmp_path_factory.mktemp("strict-swift"), segments_max=5) as server:
        yield server


@pytest.fixture
def on_strict_swift(strict_swift: SwiftServer, tmp_path: Path) -> Iterator[Installation]:
    """An installation that promises more than that Swift can hold."""
    settings = swift_settings(strict_swift, "sqlite:///var/dds.db")
    with Installation(tmp_path, settings) as installation:
        installation.succeed("migrate")
        yield installation


class TestProviders:
    """Storage is tried out before anybody depends on it."""

    def test_a_swift_is_checked_set_up_and_checked_again(
        self, on_strict_swift: Installation
    ) -> None:
        done = on_strict_swift.run("providers", "check")
        faults = done.stdout.splitlines()
        assert done.returncode == 1
        for expected in ("primary key", "secondary key", f"{CHUNKS_MAX}"):
            assert any(expected in fault for fault in faults), done.stdout

        on_strict_swift.settings["SWIFT_CHUNK_MAX_NUMBER"] = "5"
        configured = on_strict_swift.succeed("providers", "configure")
        assert len(configured.splitlines()) == 2
        assert on_strict_swift.succeed("providers", "check") == "swift: ok\n"

        secrets = [
            value
            for name, value in on_strict_swift.settings.items()
            if name.endswith(("_KEY", "_PASS", "_BASE"))
        ]
        printed = done.stdout + done.stderr + configured
        assert [secret for secret in secrets if secret in printed] == []

    @pytest.mark.parametrize("command", ["serve", "worker"])
    def test_limits_beyond_the_storage_stop_the_start(
        self, on_strict_swift: Installation, command: str
    ) -> None:
        done = on_strict_swift.run(command)
        assert done.returncode == 1
        (fault,) = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
        assert "swift" in fault
        assert str(CHUNKS_MAX) in fault
        assert "5" in fault

    def test_storage_that_is_away_stops_nothing(self, on_strict_swift: Installation) -> None:
        with closing(ReservedPort()) as nobody:
            on_strict_swift.settings["SWIFT_URL_ROOT"] = f"http://{LOOPBACK}:{nobody.number}"
            checked = on_strict_swift.run("providers", "check")
            assert checked.returncode == 1
            assert "cannot be reached" in checked.stdout
            on_strict_swift.api.start_and_wait()
            assert "limits are not checked" in on_strict_swift.api.log.read_text()

    def test_the_list_is_what_is_configured(self, local: Installation) -> None:
        listed = json.loads(local.succeed("providers", "list", "--json"))
        assert [(each["slug"], each["is_default"]) for each in listed] == [
            ("local", True),
            ("roomy", False),
        ]


class TestUploads:
    """Uploads that failed can be put back to work."""

    def test_a_failed_upload_is_queued_again_after_repair(
        self, local: Installation, local_caller: Caller
    ) -> None:
        project = local_caller.project()
        upload = str(local_caller.upload(project, 7)["id"])
        local_caller.send_chunks(upload, b"content", 7)
        (chunk,) = (local.folder / "var/storage/containers" / project / upload).iterdir()
        lost = chunk.rename(local.folder / "lost")
        local_caller.complete(upload, b"content")
        status = local_caller.finished(upload)
        assert "reported size does not match" in status["error_message"]
        failed = json.loads(local.succeed("uploads", "list", "--failed", "--json"))
        assert upload in [each["id"] for each in failed]

        lost.rename(chunk)
        assert local.succeed("uploads", "requeue", upload) == f"{upload} is queued\n"
        eventually(lambda: local_caller.status(upload)["error_on"] is None)
        assert local_caller.finished(upload)["error_on"] is None
        assert local_caller.content(local_caller.file(project, upload)) == b"content"

    def test_only_what_failed_is_queued_again(
        self, local: Installation, local_caller: Caller
    ) -> None:
        upload = str(local_caller.upload(local_caller.project(), 1)["id"])
        done = local.run("uploads", "requeue", upload)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"error: {upload} is not an upload that failed\n"
