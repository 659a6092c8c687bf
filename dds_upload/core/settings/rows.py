"""Rows of settings: the description of one variable, and the rule that two providers may break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One variable: its name, the parser of its text, its purpose, and its default.

    The default is text as an operator would write it. In it, `{var}` stands for the folder of
    generated files and `{title}` for the provider's name. Empty means that there is none. A secret
    can also be given as NAME_FILE, the path of a file that holds it. A bare name is one that other
    programs know: an only provider has it without a prefix.
    """

    name: str
    parse: Callable[[str], T]
    purpose: str
    default: str = ""
    required: bool = False
    secret: bool = False
    bare: bool = False

    def name_for(self, prefix: str = "") -> str:
        """The variable's full name; a provider's settings begin with its prefix."""
        return f"{prefix}_{self.name}" if prefix else self.name

    def default_for(self, var: Path, prefix: str = "") -> str:
        """The default with its placeholders filled in."""
        title = prefix.replace("_", " ").strip().capitalize()
        return self.default.replace("{title}", title).replace("{var}", str(var))


@dataclass(frozen=True)
class Clash:
    """Two providers whose values of one setting exclude each other.

    `rule` is the rule they break.
    """

    setting: Setting[Any]
    rule: str

    def sentence(self, one: str, other: str) -> str:
        """The fault as a sentence, for the providers with these prefixes."""
        return f"{self.setting.name_for(one)} and {self.setting.name_for(other)} {self.rule}"
