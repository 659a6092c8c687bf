"""README.md: its settings are all there are, its commands and targets exist, its session runs."""

from __future__ import annotations

import re

import pytest

from dds_upload.commands.parser import build_parser
from tests.docs.markdown import code_spans, section, settings_table, text_of

README = text_of("README.md")


def test_the_table_of_settings_is_the_one_the_service_reads() -> None:
    assert section(README, "settings") == settings_table()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z]+)", README))))
def test_every_make_target_it_names_exists(target: str) -> None:
    assert re.search(rf"^{target}:", text_of("Makefile"), re.MULTILINE)


def _commands() -> list[str]:
    """Command lines named in tables and text, without their optional parts."""
    found = []
    for span in code_spans(README):
        match = re.fullmatch(r"python -m dds_upload (.+)", span)
        if match:
            found.append(re.sub(r"\[.*?\]", "", match[1]).strip())
    return found


@pytest.mark.parametrize("command", _commands())
def test_every_command_it_names_is_one(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [word for word in command.split() if word.islower() and not word.startswith("-")]
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args([*words, "--help"])
    assert ended.value.code == 0
    assert words[-1] in capsys.readouterr().out
