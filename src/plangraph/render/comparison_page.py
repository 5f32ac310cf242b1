"""The comparison as one offline page in both languages: pictures of continuity, the table of old and new, and the evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from plangraph.match import continuity
from plangraph.match.continuity import STATUSES, Change
from plangraph.match.elements import Element
from plangraph.render import html
from plangraph.view import flow, old_and_new
from plangraph.view.comparison import VALUES, Comparison, Coverage
from plangraph.view.comparison_words import LANGUAGES, counted, number, texts

COLOURS: Final = {
    "same": "#3b4a57",
    "continued": "#0072b2",
    "renamed": "#56b4e9",
    "merged": "#009e73",
    "split": "#e69f00",
    "corresponds": "#cc79a7",
    "ended": "#a8430f",
    "new": "#7a8f00",
    "only_old": "#b9a48f",
    "only_new": "#9aa85a",
    "undecided": "#8a949d",
}
_EACH: Final = 40
"""Up to so many programs on either side each is a bar of its own; more are drawn by measure."""
_NAMED: Final = 8
STRUCTURE: Final = ("Goal", "Policy", "Initiative", "Measure", "Direction")


def render(told: Comparison, lang: str) -> bytes:
    """The page with pictures and evidence, opening in `lang`."""
    return _page("comparison.html", told, lang)


def render_table(told: Comparison, lang: str) -> bytes:
    """The table of old and new alone, in `lang`, to be printed or pasted into a document."""
    return _page("old-and-new.html", told, lang)


def _page(template: str, told: Comparison, lang: str) -> bytes:
    chosen = "en" if lang == "en" else "ja"
    versions = [version(told, each) for each in LANGUAGES]
    values = {
        "lang": chosen,
        "title": f"{told.old.title} → {told.new.title}" if told.mode == "generations" else f"{told.old.title} / {told.new.title}",
        "versions": versions,
        "version": next(each for each in versions if each["lang"] == chosen),
        "colours": COLOURS,
        "mode": told.mode,
    }  # fmt: skip
    return html.environment().get_template(f"comparison/{template}").render(**values).encode("utf-8")


def version(told: Comparison, lang: str) -> dict[str, Any]:
    """Everything that the page says in one language."""
    t = texts(lang)
    pictures = _pictures(told, lang)
    return {
        "lang": lang,
        "t": t,
        "heading": t[f"compared_title_{told.mode}"],
        "lead": t[f"compared_lead_{told.mode}"],
        "plans": [_plan(told, side, lang) for side in ("old", "new")],
        "notes": old_and_new.notes(told, lang),
        "counts": _counts(told, lang),
        "pictures": pictures,
        "table_title": t["table_side" if told.mode == "side" else "table_title"],
        "heads": heads(told, lang),
        "parts": old_and_new.parts(told, lang),
        "indicators": indicators(told, lang),
        "coverage": coverage(told, lang),
        "cities": cities(told, lang),
    }  # fmt: skip


def heads(told: Comparison, lang: str) -> list[str]:
    """What stands over the two sides, and over what tells them apart."""
    keys = ("old", "new", "what_changed") if told.mode == "generations" else ("left", "right", "difference")
    return [texts(lang)[key] for key in keys]


def _plan(told: Comparison, side: str, lang: str) -> dict[str, str]:
    plan = told.old if side == "old" else told.new
    first, last = plan.years
    names = ("old", "new") if told.mode == "generations" else ("left", "right")
    return {
        "side": texts(lang)[names[side == "new"]],
        "title": plan.title,
        "years": f"{first or ''}–{last or ''}" if first or last else "",
    }


def _counts(told: Comparison, lang: str) -> dict[str, Any]:
    """How much of each status there is, kind by kind; the statuses that occur nowhere have no column."""
    counts = continuity.counts(told.shown)
    columns = [status for status in (*STATUSES, "moved") if any(status in own for own in counts.values())]
    return {
        "columns": [texts(lang)[f"status_{status}"] for status in columns],
        "rows": [
            (texts(lang)[f"kind_{kind}"], [own.get(status, 0) for status in columns]) for kind, own in counts.items()
        ],
    }


def _pictures(told: Comparison, lang: str) -> list[dict[str, Any]]:
    t = texts(lang)
    found = []
    programs = [change for change in told.shown if change.kind == "Program"]
    if any(change.old and change.new for change in programs):
        found.append(_picture(told, programs, t["sankey"], lang, "p", grouped=_many(programs)))
    structure = [change for change in told.shown if change.kind in STRUCTURE]
    linked = [change for change in structure if change.old and change.new]
    if linked:
        drawn = linked if _many(structure) else structure
        picture = _picture(told, drawn, t["sankey_structure"], lang, "s", grouped=False)
        found.append(picture | {"note": t["only_linked"] if len(drawn) < len(structure) else ""})
    return found


def _many(changes: list[Change]) -> bool:
    return max(len({each for change in changes for each in side(change)}) for side in (_old, _new)) > _EACH


def _old(change: Change) -> tuple[Element, ...]:
    return change.old


def _new(change: Change) -> tuple[Element, ...]:
    return change.new


def _picture(
    told: Comparison, changes: list[Change], title: str, lang: str, prefix: str, *, grouped: bool
) -> dict[str, Any]:
    t = texts(lang)

    def key_of(element: Element) -> tuple[str, str]:
        if not grouped:
            return (element.iri, element.title)
        return (element.groups[0].iri, element.groups[0].title) if element.groups else (flow.NOWHERE, t["no_group"])

    kinds = {change.kind for change in changes} | {each.kind for change in changes for each in change.new}
    order = [each for plan in (told.old, told.new) for each in plan.elements if each.kind in kinds]
    drawn = flow.picture(changes, order, key_of, lambda kind: texts(lang)[f"node_{kind}"])
    statuses = [status for status in STATUSES if any(band.status == status for band in drawn.bands)]
    return {
        "title": title,
        "drawn": drawn,
        "grouped": grouped,
        "legend": [
            {
                "status": status,
                "sign": texts(lang)[f"sign_{status}"],
                "name": texts(lang)[f"status_{status}"],
                "means": texts(lang)[f"means_{status}"],
            }
            for status in statuses
        ],
        "bands": [
            _band(told, band, f"{lang}-{prefix}{index}", lang, key_of) for index, band in enumerate(drawn.bands, 1)
        ],
        "id": f"{lang}-{prefix}",
        "note": t["first_measure"] if grouped else "",
    }


def _band(
    told: Comparison, band: flow.Band, name: str, lang: str, key_of: Callable[[Element], flow.Key]
) -> dict[str, Any]:
    t = texts(lang)
    status = texts(lang)[f"status_{band.status}"]

    def within(row: old_and_new.Evidence) -> bool:
        keys = (band.source.key, band.target.key)
        return all(end is None or key_of(end)[0] == key for end, key in zip(row.ends, keys, strict=True))

    rows = [each for change in band.changes for each in old_and_new.evidence(told, change, lang) if within(each)]
    ends = f"{band.source.title} → {band.target.title}"
    count = counted("pairs", lang, band.count) if band.status not in flow.ENDS else t["items"].format(n=band.count)
    named = [" → ".join(filter(None, (row.old, row.new))) for row in rows[:_NAMED]]
    if len(rows) > _NAMED:
        named.append(t["more"].format(n=len(rows) - _NAMED))
    return {
        "id": name,
        "band": band,
        "heading": ends,
        "status": status,
        "count": count,
        "sign": texts(lang)[f"sign_{band.status}"],
        "tip": "\n".join([f"{ends}（{status} {count}）" if lang == "ja" else f"{ends} ({status}, {count})", *named]),
        "rows": rows,
        "signed": band.width >= flow.SIGNED,
    }


def indicators(told: Comparison, lang: str) -> list[dict[str, Any]]:
    """The rows of the table of indicators; none where nobody has compared any."""
    t = texts(lang)
    if all(change.kind != "Indicator" for change in told.shown):
        return []
    return [
        {
            "status": texts(lang)[f"status_{each.status}"],
            "old": "" if each.old is None else each.old["label"] or "",
            "new": "" if each.new is None else each.new["label"] or "",
            "units": [data["unit"] or "—" for data in (each.old, each.new) if data is not None],
            "values": [
                {
                    "old": old_and_new.value(each, "old", name, lang),
                    "new": old_and_new.value(each, "new", name, lang),
                    "change": t[each.changes[name]] if name in each.changes else "",
                }
                for name in VALUES
            ],
            "note": "" if each.old is None or each.new is None or each.changes else t["no_value" if each.same_unit else "other_unit"],
        }
        for each in told.measured
    ]  # fmt: skip


def coverage(told: Comparison, lang: str) -> list[dict[str, Any]]:
    """The tables of coverage, one for each kind of concept."""
    t = texts(lang)
    kinds = dict.fromkeys(each.kind for each in told.coverage)
    return [
        {
            "title": t.get(f"concept_{kind}") or _first(told, kind).kind_names[lang],
            "rows": [_covered(told, each, lang) for each in told.coverage if each.kind == kind],
        }
        for kind in kinds
    ]


def _first(told: Comparison, kind: str) -> Coverage:
    return next(each for each in told.coverage if each.kind == kind)


def _covered(told: Comparison, each: Coverage, lang: str) -> dict[str, Any]:
    words = "coverage" if told.mode == "generations" else "side_coverage"
    return {
        "name": each.names[lang],
        "before": "—" if each.before is None else number(each.before),
        "after": "—" if each.after is None else number(each.after),
        "change": texts(lang)[f"{words}_{each.change}"] if each.change else "",
        "sign": each.change,
    }


def cities(told: Comparison, lang: str) -> list[dict[str, Any]]:
    """The tables of two cities, one for each kind of concept."""
    t = texts(lang)
    return [
        {
            "title": t["side_by_side"].format(kind=t[f"concept_{kind}"]),
            "head": t[f"concept_{kind}"],
            "rows": [
                {
                    "name": each.names[lang],
                    "sign": each.sign,
                    "said": t[f"city_{each.sign}"].format(old=told.old.title, new=told.new.title),
                    "sides": [
                        {
                            "count": counted("city_programs", lang, len(side)),
                            "names": side,
                        }
                        for side in (each.old, each.new)
                    ],
                }
                for each in told.cities
                if each.kind == kind
            ],
        }
        for kind in dict.fromkeys(each.kind for each in told.cities)
    ]
