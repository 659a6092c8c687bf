"""What a server answers is what the OpenAPI document says, with all that stands before Falcon."""

from __future__ import annotations

import pytest
import requests
from hypothesis import given

from tests.e2e.installation import Installation
from tests.house.whole import IS_WHOLE
from tests.openapi.calls import AnyCase, Operation, cases, check, offered, tries
from tests.openapi.documents import PLACES, with_full_paths


@pytest.fixture
def http() -> requests.Session:
    """One connection for all calls."""
    session = requests.Session()
    session.trust_env = False
    return session


def test_a_server_answers_as_it_says(local: Installation, http: requests.Session) -> None:
    place = PLACES["dds"]
    token = local.create_user("described").api_token
    given_out = http.get(local.url + place.path, timeout=30).json()
    statuses: set[int] = set()

    def tried(operation: Operation) -> None:
        @tries(20 if IS_WHOLE else 1)
        @given(case=cases(operation, {}))
        def call(case: AnyCase) -> None:
            headers = {"Authorization": token}
            response = case.call(base_url=local.url, session=http, headers=headers, timeout=30)
            statuses.add(response.status_code)
            check(case, response)

        call()

    for operation in offered(with_full_paths(given_out, place.prefix)):
        tried(operation)
    assert statuses >= {200, 400, 403, 404}
