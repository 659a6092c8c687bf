"""Reads debug files with the library `symbolic`, an optional requirement of the service.

The library maps a file on disk into memory. How much memory it takes depends on the caches that it
makes, not on the size of the file.
"""

from __future__ import annotations

from pathlib import Path

from symbolic.debuginfo import Archive, Object
from symbolic.exceptions import SymbolicError

from dds_upload.adapters.symbol_maps import read_symbol_map
from dds_upload.core.content.processing import NewDerivedFile, Processed
from dds_upload.core.content.requests import Findings
from dds_upload.core.errors import IntegrityFailed
from dds_upload.core.failure import Failure, FailureCode

#: The answer about a file that is no debug file; the words of the library.
UNSUPPORTED = "unsupported object file format"

SYMCACHE = "symcache"

#: Formats that the library makes caches of; asking it for one of another is an error of ours.
_WITH_SYMCACHE = frozenset({"breakpad", "elf", "macho", "pdb", "pe", "wasm"})


def read_debug_file(file: Path, folder: Path) -> Processed:
    """The Processor of debug files.

    It describes the (first) object or map, and makes a cache of its symbols. A cache that cannot be
    made is a fault of an otherwise good file. No cache is made of a map.
    """
    found = read_symbol_map(file)
    return _read_object(file, folder) if found is None else Processed(found)


def _read_object(file: Path, folder: Path) -> Processed:
    try:
        object = next(Archive.open(str(file)).iter_objects(), None)
    except SymbolicError as error:
        raise IntegrityFailed(_unreadable(_first_line(error) or UNSUPPORTED)) from error
    if object is None:
        raise IntegrityFailed(_unreadable(UNSUPPORTED))
    findings = _findings(object)
    if object.file_format not in _WITH_SYMCACHE:
        return Processed(findings)
    path = folder / SYMCACHE
    try:
        with path.open("wb") as target:
            object.make_symcache().dump_into(target)  # type: ignore[no-untyped-call]
    except SymbolicError as error:
        details = {"text": _first_line(error)}
        return Processed(findings, fault=Failure(FailureCode.NOT_PROCESSED, details))
    return Processed(findings, [NewDerivedFile(SYMCACHE, path)])


def _findings(object: Object) -> Findings:
    return {
        "cpu_name": object.arch,
        "debug_id": object.debug_id,
        "code_id": object.code_id,
        "symbol_type": object.file_format,
        "type": object.kind,
        "features": sorted(object.features),
    }


def _unreadable(text: str) -> Failure:
    return Failure(FailureCode.UNREADABLE, {"text": text})


def _first_line(error: SymbolicError) -> str:
    """The library's sentence without its traces, which are of no use to a client."""
    return str(error).partition("\n")[0]
