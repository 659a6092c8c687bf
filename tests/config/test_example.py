"""example.env tells the truth about every setting and knows no other."""

import re
from pathlib import Path

import pytest

from config.table import documented
from dds_upload.bootstrap.settings import load
from providers.registry import KINDS
from providers.swift.signing_in.rows import ROWS
from tests.config.environments import CREDENTIAL, KEY, KEYSTONE, SWIFT_NEEDS, behind

EXAMPLE = Path(__file__).parents[2] / "config" / "example.env"
LINE = re.compile(r"^#(?P<name>[A-Z][A-Z0-9_]*)=(?P<default>.*)$", re.MULTILINE)


def shown() -> dict[str, str]:
    return {match["name"]: match["default"] for match in LINE.finditer(EXAMPLE.read_text())}


def test_it_has_every_setting_with_its_default_and_no_other() -> None:
    assert shown() == {name: default for name, (_, default) in documented(KINDS).items()}


def test_no_setting_is_in_it_twice() -> None:
    assert len(LINE.findall(EXAMPLE.read_text())) == len(shown())


@pytest.mark.parametrize("name", documented(KINDS))
def test_each_line_follows_a_line_of_why(name: str) -> None:
    setting, _ = documented(KINDS)[name]
    marks = " (required)" * setting.required + " (secret)" * setting.secret
    assert f"\n# {setting.purpose}{marks}\n#{name}=" in EXAMPLE.read_text()


def test_copying_it_whole_changes_nothing() -> None:
    assert all(line.startswith("#") or not line for line in EXAMPLE.read_text().splitlines())


def test_saying_all_defaults_aloud_changes_nothing(tmp_path: Path) -> None:
    defaults = {name: default for name, (_, default) in documented(KINDS, tmp_path).items()}
    assert load(defaults, var=tmp_path) == load({}, var=tmp_path)


def test_every_setting_is_read() -> None:
    seen: set[str] = set()

    class Watched(dict[str, str]):
        def get(self, key: str, default: object = None) -> str:
            seen.add(key)
            return super().get(key, str(default or ""))

    several = {
        "STORAGE_PROVIDERS": "swift,local",
        "SWIFT_TYPE": "swift",
        "LOCAL_TYPE": "local",
        "LOCAL_DEFAULT": "true",
        "SECRET_KEY_BASE": KEY,
        **behind("SWIFT", SWIFT_NEEDS),
    }
    for environ in (several, KEYSTONE, CREDENTIAL):
        load(Watched(environ))
    names, behind_prefix = set(documented(KINDS)), {f"SWIFT_{setting.name}" for setting in ROWS}
    read = {name if name in names else name.removesuffix("_FILE") for name in seen}
    assert read - behind_prefix == names
