"""Where ontology, shapes, queries and data lie: inside an installed wheel, or at the root of a checkout."""

from __future__ import annotations

from pathlib import Path


def folder(name: str) -> Path:
    """The folder `ontology`, `shapes`, `queries` or `data` that belongs to this installation."""
    here = Path(__file__).parents[1]
    packaged = here / "packaged" / name
    return packaged if packaged.is_dir() else here.parents[1] / name
