"""How strict a check is: the profiles of the shapes raise the severity of some rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from pyoxigraph import RdfFormat, Store, parse

from plangraph.errors import PlangraphError
from plangraph.store import lookup, shapes, terms


@cache
def profiles() -> dict[str, frozenset[str]]:
    """The rules that are violations, by profile."""
    store = Store()
    store.extend(parse(shapes.turtle(), format=RdfFormat.TURTLE))
    return {
        terms.local_name(node.value).removeprefix("profile-"): frozenset(
            terms.local_name(rule.value) for rule in lookup.objects(store, node, terms.term("pg:violatedBy"))
        )
        for node in lookup.subjects(store, terms.TYPE, terms.term("pg:Profile"))
    }


def judged(described: Sequence[dict[str, Any]], profile: str | None) -> list[dict[str, Any]]:
    """The findings with their severities under a profile, gravest first; without one as they are."""
    if profile is None:
        return list(described)
    if profile not in profiles():
        listed = sorted(profiles())
        raise PlangraphError(
            f"「{profile}」という厳しさはありません。{'、'.join(listed)} から選んでください。",
            f"There is no profile {profile!r}. Choose one of {', '.join(listed)}.",
        )
    raised = profiles()[profile]
    found = [{**each, "severity": "violation"} if each["rule"] in raised else dict(each) for each in described]
    return sorted(found, key=lambda each: each["severity"] != "violation")
