"""What cannot pass by itself is not called temporary."""

from __future__ import annotations

import shutil

from tests.house.fixtures import client
from tests.house.setting import Lab


def test_a_container_that_can_never_be_made_is_no_temporary_state(lab: Lab) -> None:
    api = client(lab, "researcher")
    project = api.bare_project()
    assert api.begin(project, 10, 404).json["code"] == "resource_not_consistent"
    shutil.rmtree(lab.root)
    lab.root.write_text("no folder")
    lab.work()
    answer = api.begin(project, 10, 503).json
    assert (answer["code"], answer["reason_code"]) == ("not_provided", "storage_refused")
    lab.root.unlink()
    mark = lab.providers.default.abilities.mark
    assert mark is not None
    mark.make()
    lab.work()
    api.begin(project, 10)
