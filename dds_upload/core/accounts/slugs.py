"""Slugs: what organisations and projects are called in paths, and how a name becomes one.

An id may stand wherever a slug may, so no slug can be read as an id: neither of ours (a UUID) nor
as the number it is in services that count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count
from uuid import UUID

SLUG_MAX = 50

#: What a number is put behind; the rest of SLUG_MAX is room for it.
_ROOT_MAX = SLUG_MAX - len("-123456789")

_SLUG = re.compile(rf"[a-z0-9_-]{{1,{SLUG_MAX}}}")
_OTHERS = re.compile(r"[^a-z0-9_]+")
_ENDS = "-_"

#: How one thing is named in a path: by its id or by its slug.
Reference = UUID | str


def is_slug(text: str) -> bool:
    """1 to SLUG_MAX lower-case letters, digits, - and _, and neither a number nor an id."""
    return bool(_SLUG.fullmatch(text)) and not text.isdigit() and _id_in(text) is None


def reference_in(text: str) -> Reference | None:
    """The id or the slug that a part of a path is; None for what can name nothing."""
    found = _id_in(text)
    if found is None and is_slug(text):
        return text
    return found


def slug_of(name: str, otherwise: str) -> str:
    """The slug a name gives: letters lose their accents, all that is no letter becomes dashes.

    `otherwise` is the slug where nothing is left, and leads where what is left would be an id.
    """
    letters = (it for it in unicodedata.normalize("NFKD", name) if not unicodedata.combining(it))
    slug = _OTHERS.sub("-", "".join(letters).lower()).strip(_ENDS)[:SLUG_MAX].rstrip(_ENDS)
    return slug if is_slug(slug) else f"{otherwise}-{slug}"[:SLUG_MAX].rstrip(_ENDS)


def root_of(slug: str) -> str:
    """What all further forms of a slug begin with: the slug, cut so that a number fits."""
    return slug[:_ROOT_MAX].rstrip(_ENDS) + "-"


def further_slugs(slug: str, taken: Collection[str]) -> Iterator[str]:
    """The free ones among the slug with -2, -3 and so on, without end."""
    root = root_of(slug)
    numbered = (f"{root}{number}" for number in count(2))
    return (it for it in numbered if it not in taken and is_slug(it))


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
