"""What administrators see and do over the network, and nobody else."""

from __future__ import annotations

import pytest

from tests.house.client import UNKNOWN, Api, errors_of, md5
from tests.house.fixtures import client
from tests.house.setting import Lab

CALLS = (
    ("GET", "/admin/statistics", None),
    ("GET", "/admin/uploads/failed", None),
    ("POST", f"/admin/uploads/{UNKNOWN}/requeue", None),
    ("GET", "/admin/users", None),
    ("POST", "/admin/users", {"username": "eve"}),
    ("PUT", f"/admin/users/{UNKNOWN}", {"is_disabled": True}),
    ("POST", f"/admin/users/{UNKNOWN}/keys", None),
)


@pytest.fixture
def admin(lab: Lab) -> Api:
    """An administrator."""
    return client(lab, "root", admin=True)


def send(api: Api, project: str, content: bytes) -> str:
    """A complete upload, which the worker has not seen yet."""
    upload = str(api.begin(project, len(content)).json["id"])
    api.send_chunk(upload, 1, content)
    api.complete(upload, content)
    return upload


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_others_may_not(api: Api, method: str, path: str, body: object) -> None:
    assert api.call(method, path, body, expect=403).json["reason_code"] == "permission_denied"
    assert Api(api.service, None).call(method, path, body, expect=401)


def test_everybody_learns_whether_they_are_one(api: Api, admin: Api) -> None:
    assert api.get("/current_user").json["is_admin"] is False
    assert admin.get("/current_user").json["is_admin"] is True


def test_of_nothing_there_is_nothing(admin: Api) -> None:
    assert admin.get("/admin/statistics").json == {
        "days": [],
        "states": [],
        "stored": [],
        "refusals": [],
        "oldest_open": None,
    }


def test_the_numbers_are_those_of_what_happened(lab: Lab, api: Api, admin: Api) -> None:
    project = api.project()
    provider = api.get("/storage_providers").json["results"][0]
    today = lab.clock().date().isoformat()
    for content in (b"12345", b"1234567"):
        send(api, project, content)
    lab.work()
    oldest = api.begin(project, 50, name="first.dat").json["id"]
    lab.clock.forward(days=1)
    tomorrow = lab.clock().date().isoformat()
    second = api.begin(project, 70).json["id"]
    for _ in range(3):
        body = {"number": 1, "size": 1000, "hash": {"value": md5(b""), "algorithm": "md5"}}
        api.put(f"/uploads/{second}/chunks", body, expect=400)

    found = admin.get("/admin/statistics").json
    first_day, second_day = found["days"]
    assert (first_day["day"], second_day["day"]) == (today, tomorrow)
    assert first_day["counts"] == {"upload_began": 3, "upload_completed": 2}
    assert second_day["counts"] == {"upload_began": 1, "chunk_refused": 3}
    assert found["states"] == [
        {"state": "complete", "count": 2, "size": 12},
        {"state": "open", "count": 2, "size": 120},
    ]
    assert found["stored"] == [
        {
            "project": {"id": project, "name": "Mice"},
            "storage_provider": {"id": provider["id"], "name": provider["name"]},
            "count": 2,
            "size": 12,
        }
    ]
    assert found["refusals"] == [{"reason_code": "chunk_size_out_of_range", "count": 3}]
    assert (found["oldest_open"]["id"], found["oldest_open"]["name"]) == (oldest, "first.dat")
    assert found["oldest_open"]["project"] == {"id": project, "name": "Mice"}


def test_days_of_long_ago_are_left_out(lab: Lab, api: Api, admin: Api) -> None:
    api.begin(api.project(), 5)
    lab.clock.forward(days=31)
    found = admin.get("/admin/statistics").json
    assert (found["days"], found["refusals"]) == ([], [])
    assert found["oldest_open"]["size"] == 5


def test_a_failed_upload_is_assembled_again(lab: Lab, api: Api, admin: Api) -> None:
    project = api.project()
    upload = api.begin(project, 5).json["id"]
    api.send_chunk(upload, 1, b"12345")
    wrong = {"hash": {"value": md5(b"other"), "algorithm": "md5"}}
    api.put(f"/uploads/{upload}/complete", wrong, expect=202)
    lab.work()
    [failed] = admin.get("/admin/uploads/failed").json["results"]
    assert (failed["id"], failed["project"], failed["size"]) == (upload, {"id": project}, 5)
    assert failed["error_message"]
    path = f"/admin/uploads/{upload}/requeue"
    assert admin.post(path, expect=202).json == {"requeued": [upload]}
    assert api.get(f"/uploads/{upload}").json["state"] == "assembling"
    assert admin.post(path, expect=202).json == {"requeued": []}


def test_a_user_is_made_and_can_work_at_once(admin: Api) -> None:
    body = {"username": "ada", "full_name": "Ada Lovelace", "email": "ada@example.org"}
    made = admin.post("/admin/users", body, expect=201).json
    assert (made["full_name"], made["is_admin"], made["disabled_on"]) == (
        "Ada Lovelace",
        False,
        None,
    )
    assert Api(admin.service, made["api_token"]).get("/current_user").json["username"] == "ada"
    keys = {name: made[name] for name in ("user_key", "agent_key")}
    assert admin.post("/software_agents/api_token", keys, expect=201)
    again = admin.post("/admin/users", {"username": "ada"}, expect=400)
    assert again.json["reason_code"] == "already_taken"
    assert errors_of(admin.post("/admin/users", {"username": "a b"}, expect=400))
    assert errors_of(admin.post("/admin/users", {"username": 7}, expect=400))


def test_a_user_is_locked_out_and_let_in_again(api: Api, admin: Api) -> None:
    user = api.get("/current_user").json["id"]
    path = f"/admin/users/{user}"
    assert admin.put(path, {"is_disabled": True}, expect=200).json["disabled_on"]
    api.get("/current_user", expect=401)
    listed = {it["username"]: it for it in admin.get("/admin/users").json["results"]}
    assert listed["researcher"]["disabled_on"]
    assert admin.put(path, {"is_disabled": False}, expect=200).json["disabled_on"] is None
    api.get("/current_user")
    admin.put(f"/admin/users/{UNKNOWN}", {"is_disabled": True}, expect=404)
    assert errors_of(admin.put(path, {"is_disabled": "yes"}, expect=400))


def test_nobody_locks_themselves_out(admin: Api) -> None:
    own = admin.get("/current_user").json["id"]
    admin.put(f"/admin/users/{own}", {"is_disabled": True}, expect=403)
    admin.get("/current_user")


def test_new_keys_replace_the_old_ones(api: Api, admin: Api) -> None:
    made = admin.post("/admin/users", {"username": "ada"}, expect=201).json
    keys = admin.post(f"/admin/users/{made['id']}/keys", expect=201).json
    assert set(keys) == {"user_key", "agent_key"}
    assert api.post("/software_agents/api_token", keys, expect=201)
    old = {name: made[name] for name in keys}
    assert api.post("/software_agents/api_token", old, expect=404)
    admin.post(f"/admin/users/{UNKNOWN}/keys", expect=404)
