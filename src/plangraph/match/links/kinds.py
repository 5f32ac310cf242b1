"""The kinds of links: their keys, their words, and the properties that state them."""

from __future__ import annotations

from typing import Final

SAME: Final = "same"
CONTINUES: Final = "continues"
RENAMED: Final = "renamed"
MERGED: Final = "merged"
SPLIT: Final = "split"
CORRESPONDS: Final = "corresponds"
NONE: Final = "none"
RELATIONS: Final = {
    SAME: ("同じ", "same"),
    CONTINUES: ("継続", "continues"),
    RENAMED: ("改称", "renamed"),
    MERGED: ("統合", "merged"),
    SPLIT: ("分割", "split"),
    CORRESPONDS: ("対応", "corresponds"),
    NONE: ("関係なし", "none"),
}
"""The keys of the relations with their words in Japanese and English."""
PREDICATES: Final = {
    SAME: "pg:identicalTo",
    CONTINUES: "pg:continuedBy",
    RENAMED: "pg:renamedTo",
    MERGED: "pg:mergedInto",
    SPLIT: "pg:splitInto",
    CORRESPONDS: "pg:correspondsTo",
}
"""The property of each relation; that of none is the one that was tempting."""
SYMMETRIC: Final = (SAME, CORRESPONDS)
"""The relations that hold both ways."""
