"""What the unmodified pulp-cli shows of uploads, artifacts and tasks, and to whom."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.installation import Installation, User
from tests.e2e.pulp_desk import GIVE_UP, PulpDesk, sha256_of
from tests.e2e.sentry_samples import noise
from tests.services.pulp import PulpCli

#: How the client puts that somebody is not who they say.
REFUSED = "Error: Authentication failed for uploads_list."


def test_an_artifact_is_found_by_its_digest(desk: PulpDesk) -> None:
    data = noise(100)
    artifact = desk.upload(desk.write("f.bin", data))
    assert desk.show("artifact", "show", "--sha256", sha256_of(data)) == artifact
    assert desk.show("artifact", "list", "--sha256", sha256_of(data)) == [artifact]
    assert "Could not find" in desk.refused("artifact", "show", "--sha256", sha256_of(b"other"))
    assert desk.show("artifact", "show", "--href", artifact["prn"]) == artifact


def test_artifacts_are_listed(newcomer: PulpDesk) -> None:
    thirty, ten, twenty = (newcomer.store(noise(size)) for size in (30, 10, 20))
    assert newcomer.show("artifact", "list") == [twenty, ten, thirty]
    by_size = ("artifact", "list", "--ordering", "size")
    middle = newcomer.show(*by_size, "--limit", "1", "--offset", "1", "--exclude-field", "size")
    assert middle == [{key: value for key, value in twenty.items() if key != "size"}]
    sizes = newcomer.show(*by_size, "--field", "size", "--field", "sha256")
    assert sizes == [{"size": it["size"], "sha256": it["sha256"]} for it in (ten, twenty, thirty)]


def test_uploads_are_listed(newcomer: PulpDesk) -> None:
    one, three, two, four = (newcomer.begin(size) for size in (1, 3, 2, 4))
    assert [it["pulp_href"] for it in newcomer.show("upload", "list")] == [four, two, three, one]
    page, printed = newcomer.succeed(
        *("upload", "list", "--limit", "2", "--offset", "1"),
        *("--field", "pulp_href", "--ordering", "-size"),
    )
    assert page == [{"pulp_href": three}, {"pulp_href": two}]
    assert "Not all 4 entries were shown." in printed
    by_two = ("--ordering", "pulp_created", "--ordering", "-size", "--field", "size")
    assert newcomer.show("upload", "list", *by_two) == [{"size": size} for size in (1, 3, 2, 4)]


def test_an_upload_is_shown_with_its_chunks_and_what_is_missing(desk: PulpDesk) -> None:
    upload = desk.begin(300)
    data = noise(100)
    desk.send(upload, 100, data)
    shown = desk.show("upload", "show", "--href", upload)
    assert shown["chunks"] == [{"offset": 100, "size": 100, "sha256": sha256_of(data)}]
    assert shown["bytes_received"] == 100
    assert shown["missing_ranges"] == [{"first": 0, "last": 99}, {"first": 200, "last": 299}]
    for option in ("--upload", "--href"):  # for a name the client asks the list, which has less
        by_name = desk.show("upload", "show", option, shown["prn"])
        assert by_name["pulp_href"] == upload
        assert by_name.items() <= shown.items()


def test_an_upload_that_was_destroyed_is_gone(newcomer: PulpDesk) -> None:
    upload, other = newcomer.begin(10), newcomer.begin(10)
    with newcomer.sends(GIVE_UP, GIVE_UP):
        newcomer.succeed("upload", "destroy", "--href", upload)
        newcomer.succeed("upload", "destroy", "--href", newcomer.read(other)["prn"])
    assert "Not found." in newcomer.refused("upload", "show", "--href", upload)
    assert "Not found." in newcomer.refused("upload", "destroy", "--href", upload)
    assert newcomer.show("upload", "list") == []


def test_commits_are_shown_as_tasks(newcomer: PulpDesk) -> None:
    first, second = (newcomer.store(noise(3000)) for _ in range(2))
    newer, older = newcomer.show("task", "list")
    assert (newer["state"], newer["error"]) == ("completed", None)
    assert newer["created_resources"] == [second["pulp_href"]]
    assert newcomer.show("task", "show", "--wait", "--href", newer["pulp_href"]) == newer
    by_artifact = ("task", "list", "--created-resource", first["pulp_href"])
    assert newcomer.show(*by_artifact) == [older]
    (upload,) = newer["reserved_resources_record"]
    assert newcomer.show("task", "list", "--reserved-resource-in", upload) == [newer]
    newcomer.call("GET", upload, expect=404)
    states = ("--state-in", "completed", "--state-in", "failed")
    assert newcomer.show("task", "list", *states, "--limit", "1", "--offset", "1") == [older]


def test_a_request_can_be_followed_by_the_name_its_client_gave_it(newcomer: PulpDesk) -> None:
    name = newcomer.write("f.bin", noise(3000))
    artifact = newcomer.show("--cid", "mouse-1", "artifact", "upload", "--file", name)
    (task,) = newcomer.show("task", "list", "--cid", "mouse-1")
    assert task["created_resources"] == [artifact["pulp_href"]]


def test_the_status_is_told(desk: PulpDesk) -> None:
    status, printed = desk.succeed("-vv", "status")
    assert status["database_connection"] == {"connected": True}
    assert [it["component"] for it in status["versions"]] == ["core"]
    assert "status_read : get" in printed


def test_a_wrong_password_is_told(installation: Installation, user: User, tmp_path: Path) -> None:
    for password in ("wrong", user.agent_key):
        client = PulpCli(tmp_path / "wrong", installation.url, user.username, password)
        done = client.run("upload", "list")
        assert (done.returncode, done.stdout) == (1, ""), password
        assert REFUSED in done.stderr


def test_the_keys_of_user_and_agent_work_as_well(
    desk: PulpDesk, installation: Installation, user: User, tmp_path: Path
) -> None:
    artifact = desk.upload(desk.write("f.bin", noise(100)))
    client = PulpCli(tmp_path / "keys", installation.url, user.user_key, user.agent_key)
    done = client.run("artifact", "upload", "--file", desk.client.folder / "f.bin")
    assert done.returncode == 0, done.stderr
    assert "Artifact already exists." in done.stderr
    assert artifact["pulp_href"] in done.stdout
