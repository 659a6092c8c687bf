"""Slugs: the names of organisations and projects in paths, and how a slug is made of a name.

Paths take a slug or an id in the same place. So no slug can be read as an id: neither as one of
ours (a UUID) nor as a number, which is an id in services that count.
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
    """Whether it has 1 to SLUG_MAX of a-z, 0-9, - and _, and is neither a number nor an id."""
    return bool(_SLUG.fullmatch(text)) and not text.isdigit() and _id_in(text) is None


def reference_in(text: str) -> Reference | None:
    """The id or the slug that a part of a path is; None if it can be neither."""
    found = _id_in(text)
    if found is None and is_slug(text):
        return text
    return found


def slug_of(name: str, otherwise: str) -> str:
    """The slug of a name: letters lose their accents, all other characters become dashes.

    `otherwise` is the slug if nothing is left, and a prefix if the rest would be an id.
    """
    letters = (it for it in unicodedata.normalize("NFKD", name) if not unicodedata.combining(it))
    slug = _OTHERS.sub("-", "".join(letters).lower()).strip(_ENDS)[:SLUG_MAX].rstrip(_ENDS)
    return slug if is_slug(slug) else f"{otherwise}-{slug}"[:SLUG_MAX].rstrip(_ENDS)


def root_of(slug: str) -> str:
    """The common beginning of a slug's numbered forms: the slug, cut so that a number fits."""
    return slug[:_ROOT_MAX].rstrip(_ENDS) + "-"


def further_slugs(slug: str, taken: Collection[str]) -> Iterator[str]:
    """The free slugs among the slug with -2, -3 and so on, without end."""
    root = root_of(slug)
    numbered = (f"{root}{number}" for number in count(2))
    return (it for it in numbered if it not in taken and is_slug(it))


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
