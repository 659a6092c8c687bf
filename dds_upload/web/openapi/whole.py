"""Puts OpenAPI 3.1 documents together from their files, one for each file of resources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from dds_upload import __version__
from dds_upload.web.openapi.parts import answer, operation
from dds_upload.web.openapi.schemas import Json

#: The path of an API's document, below its own prefix.
DOCUMENT = "/openapi.json"

#: The operations of each path, by method.
Paths = dict[str, Json]


class DocumentFile(Protocol):
    """A module that describes some calls, and the objects in their bodies."""

    def paths(self) -> Paths:
        """Its calls, by path."""

    def schemas(self) -> dict[str, Json]:
        """Its objects, by name."""


def paths_of(files: Iterable[DocumentFile]) -> Paths:
    """The calls of all files."""
    return {path: item for file in files for path, item in file.paths().items()}


def schemas_of(files: Iterable[DocumentFile]) -> dict[str, Json]:
    """The objects of all files."""
    return {name: schema for file in files for name, schema in file.schemas().items()}


def with_path_parts(paths: Paths, parts: Mapping[str, Json]) -> Paths:
    """The same paths with their parameters; `parts` has a parameter for each variable."""
    return {path: _with_parts(item, variables(path), parts) for path, item in paths.items()}


def variables(path: str) -> list[str]:
    """The names of the variables in a path."""
    return re.findall(r"\{(\w+)\}", path)


def described_here(operation_id: str) -> Json:
    """The call that answers this very document."""
    told = {200: answer("The document.", {"type": "object"})}
    return operation(operation_id, "This document.", told, {}, security=[{}])


def whole_document(
    title: str, description: str, prefix: str, paths: Paths, components: Mapping[str, Json]
) -> Json:
    """The whole document of an API below `prefix`; each security scheme is one way to sign in."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": __version__, "description": description},
        "servers": [{"url": prefix}],
        "security": [{name: []} for name in components["securitySchemes"]],
        "paths": paths,
        "components": dict(components),
    }


def _with_parts(item: Json, names: Iterable[str], parts: Mapping[str, Json]) -> Json:
    parameters = [parts[name] for name in names]
    return {"parameters": parameters, **item} if parameters else item
