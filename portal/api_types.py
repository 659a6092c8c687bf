"""TypeScript's types of the API, made of its OpenAPI document: for checks and editors alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from portal.build import PORTAL
from portal.node import Node

#: Where they lie in the folder of the page; `portal/src/api/types.ts` gives them to the page.
#: Outside of `src`: what is made there would have the page built anew.
TYPES = Path(".types") / "api.ts"

_COMPILER = PORTAL / "node_modules" / "json-schema-to-typescript" / "dist" / "src" / "cli.js"

#: Keys that are not described are no part of a type; bounds of lists are for the service to check.
_OPTIONS = (
    "--no-additionalProperties",
    "--ignoreMinAndMaxItems",
    "--bannerComment=/** Made of the OpenAPI document by portal/api_types.py. */",
)

_OPENAPI_PLACE = "#/components/schemas/"


def write_api_types(node: Node, document: Mapping[str, Any], portal: Path = PORTAL) -> None:
    """Write a type for each named schema of the document; raises NodeError."""
    with TemporaryDirectory() as folder:
        schema = Path(folder) / "schema.json"
        schema.write_text(_json_schema(document["components"]["schemas"]))
        output = ("--input", str(schema), "--output", str(portal / TYPES))
        node.script(_COMPILER, *output, *_OPTIONS, folder=portal)


def _json_schema(named: Mapping[str, Any]) -> str:
    """One schema that refers to all of them, which lie where JSON Schema has named ones."""
    schema = {
        "title": "Schemas",
        "description": "All of them, by name.",
        "type": "object",
        "properties": {name: {"$ref": _OPENAPI_PLACE + name} for name in named},
        "required": list(named),
        "$defs": named,
    }
    return json.dumps(schema).replace(_OPENAPI_PLACE, "#/$defs/")
