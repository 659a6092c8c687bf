"""Has files assembled of chunks that were sent, and answers their states; clients poll this.

The answer is 200 whenever the request can be read: the fault of a file is a part of its state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import falcon

from dds_upload.core.accounts.organizations import Organization
from dds_upload.core.accounts.users import Caller
from dds_upload.core.content.requests import FilesRequest
from dds_upload.core.errors import NotFound
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.operations.accounts.find_organization import FindOrganization, require_scope
from dds_upload.operations.content.request_files import RequestFiles
from dds_upload.protocols.sentry.assemble_messages import read_bundle, read_debug_files
from dds_upload.protocols.sentry.assemble_rendering import answer, debug_file_answers
from dds_upload.protocols.sentry.chunk_upload import MAY_SEND
from dds_upload.web.authentication import caller_of
from dds_upload.web.words import refused

#: The folder of a project for all files of this protocol.
FOLDER = "sentry"


@dataclass(frozen=True, slots=True)
class AssembleDebugFiles:
    """POST /projects/{org}/{project}/files/difs/assemble: all files of one command."""

    find: FindOrganization
    request_files: RequestFiles
    providers: StorageProviders

    def on_post(self, req: falcon.Request, resp: falcon.Response, org: str, project: str) -> None:
        """Answer the state of each file by its checksum."""
        caller = _caller(req)
        organization = self.find(caller, org)
        project_id = self.find.project(caller, organization, project)
        files = read_debug_files(req, _chunks_max(self.providers))
        statuses = self.request_files(
            caller,
            FilesRequest(organization.id, (project_id,), FOLDER, [file.request for file in files]),
        )
        resp.data = debug_file_answers(files, statuses)
        resp.content_type = falcon.MEDIA_JSON


@dataclass(frozen=True, slots=True)
class AssembleBundle:
    """POST /organizations/{org}/artifactbundle/assemble: one bundle for some projects."""

    find: FindOrganization
    request_files: RequestFiles
    providers: StorageProviders

    def on_post(self, req: falcon.Request, resp: falcon.Response, org: str) -> None:
        """Answer its state."""
        caller = _caller(req)
        organization = self.find(caller, org)
        bundle = read_bundle(req, _chunks_max(self.providers))
        project_ids = self._projects(caller, organization, bundle.projects)
        wanted = FilesRequest(organization.id, project_ids, FOLDER, [bundle.request])
        resp.media = answer(self.request_files(caller, wanted)[bundle.request.key])

    def _projects(
        self, caller: Caller, organization: Organization, named: Sequence[str]
    ) -> tuple[UUID, ...]:
        """The ids of the projects, each once: one can be named by its slug and by its id."""
        try:
            return tuple(self.find.projects(caller, organization, named))
        except NotFound as error:
            raise refused("One or more projects are invalid") from error


def _caller(req: falcon.Request) -> Caller:
    caller = caller_of(req)
    require_scope(caller, *MAY_SEND)
    return caller


def _chunks_max(providers: StorageProviders) -> int:
    """By the operator's policy: storage may allow fewer, but is not always known yet."""
    return providers.default.policy.chunk_max_number


def routes(
    find: FindOrganization, request_files: RequestFiles, providers: StorageProviders
) -> dict[str, object]:
    """Resources by path."""
    needed = (find, request_files, providers)
    return {
        "/projects/{org}/{project}/files/difs/assemble": AssembleDebugFiles(*needed),
        "/organizations/{org}/artifactbundle/assemble": AssembleBundle(*needed),
    }
