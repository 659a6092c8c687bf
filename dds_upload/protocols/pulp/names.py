"""Names of objects on the wire: hrefs (absolute paths), PRNs and ids."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.errors import NotFound
from dds_upload.core.reasons import Kind

PREFIX = "/pulp/api/v3"

#: The path at which clients look for the OpenAPI document, below the prefix.
DOCUMENT = "/docs/api.json"

#: The version of Pulp's API. From 3.86 on, clients read more fields of a task; below 3.85, they
#: change the document themselves. The status must have the same version, or clients fetch the
#: document anew.
VERSIONS = {"core": "3.85.0"}


@dataclass(frozen=True, slots=True)
class Named:
    """One kind of objects: the beginning of their paths, and their name in PRNs."""

    folder: str
    model: str
    kind: Kind

    def href(self, id: UUID) -> str:
        """The path of one object; clients accept none with a scheme or a host."""
        return f"{PREFIX}/{self.folder}/{id}/"

    def prn(self, id: UUID) -> str:
        """Its Pulp resource name."""
        return f"prn:core.{self.model}:{id}"

    def id(self, text: str) -> UUID:
        """The id in a path; a text that is no UUID names nothing, so it raises NotFound."""
        try:
            return UUID(text)
        except ValueError:
            raise NotFound(self.kind) from None

    def named(self, text: str) -> UUID:
        """The id in an href, a PRN, or an id; ValueError if it can be none of this kind."""
        bare = text.removeprefix(f"{PREFIX}/{self.folder}/").removeprefix(f"prn:core.{self.model}:")
        return UUID(bare.removesuffix("/"))


UPLOAD = Named("uploads", "upload", Kind.UPLOAD)
ARTIFACT = Named("artifacts", "artifact", Kind.ARTIFACT)
TASK = Named("tasks", "task", Kind.COMMIT)
