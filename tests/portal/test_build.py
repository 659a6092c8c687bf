"""The page is built of its sources alone, once, and with any Node that is new enough."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest

from portal.build import DIST, PORTAL, build, digest_of, install_tools, main
from portal.node import NodeError, is_new_enough, on_this_machine, run

#: What a person's browser loads before signing in, at most: gzipped bytes of script.
SCRIPT_MAX = 120_000


def test_a_second_build_does_nothing() -> None:
    build()
    assert build() is False


def test_all_scripts_together_are_small() -> None:
    build()
    scripts = list((DIST / "assets").glob("*.js"))
    assert scripts
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) < SCRIPT_MAX


def test_the_page_loads_nothing_of_others() -> None:
    build()
    page = (DIST / "index.html").read_text()
    assert re.findall(r'(?:src|href)="([^"]+)"', page)
    assert all(link.startswith("/") for link in re.findall(r'(?:src|href)="([^"]+)"', page))
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


@pytest.mark.parametrize("change", ["content", "name", "pin"])
def test_other_sources_have_another_digest(tmp_path: Path, change: str) -> None:
    copy = tmp_path / "portal"
    shutil.copytree(PORTAL, copy, ignore=shutil.ignore_patterns("node_modules", "dist", ".*"))
    before = digest_of(copy)
    assert before == digest_of(PORTAL)
    source = copy / "src" / "main.tsx"
    match change:
        case "content":
            source.write_text(source.read_text() + "\n")
        case "name":
            source.rename(copy / "src" / "first.tsx")
        case "pin":
            (copy / "package-lock.json").write_text("{}")
    assert digest_of(copy) != before


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v18.20.4", False),
        ("v20.18.1", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("nonsense", False),
    ],
)
def test_only_a_node_that_vite_runs_on_is_taken(version: str, expected: bool) -> None:
    assert is_new_enough(version) is expected


def test_a_machine_without_node_or_with_an_old_one_has_none(tmp_path: Path) -> None:
    assert on_this_machine(str(tmp_path)) is None
    for name, text in (("node", "#!/bin/sh\necho v18.0.0\n"), ("npm", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    assert on_this_machine(str(tmp_path)) is None


def test_what_fails_is_told_and_stops_only_who_asked_for_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_registry() -> bool:
        raise NodeError("exit status 1: npm ci\nnpm error network\nno registry answers")

    monkeypatch.setattr("portal.build.build", no_registry)
    assert main(["--if-possible"]) == 0
    assert "cannot be built (npm error network)" in capsys.readouterr().out
    assert main([]) == 1
    assert "no registry answers" in capsys.readouterr().err


def test_a_program_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(NodeError, match="nothing-like-this"):
        run(["nothing-like-this"], tmp_path, {})


def test_the_logic_of_the_page_passes_its_own_tests() -> None:
    vitest = PORTAL / "node_modules" / "vitest" / "vitest.mjs"
    install_tools().script(vitest, "run", folder=PORTAL)
