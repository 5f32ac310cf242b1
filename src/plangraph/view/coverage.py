"""What plans take up and what they leave out: target groups, the national framework, themes by city, generations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plangraph.store.labels import Item
from plangraph.view.matrix import NOTHING, count_cell, is_a, level, seen, sum_cell
from plangraph.view.table import Card, Cards, Cell, Head, Line, Listing, Matrix, MatrixRow, Row, Span, gap, line, small
from plangraph.view.texts import Phrase, data, joined, named, natural, number, phrase, texts

KINDS: Final = ("FrameworkPillar", "Theme", "TargetGroup", "ActorRole")
"""The kinds of concepts in the order of the page of generations, each the end of its IRI; others follow."""


def audience(rows: list[Row], judged: list[Row], lang: str) -> Matrix:
    """Programs by target group (down) and department (across, the one with most first).

    `judged` are the rows of coverage-across-generations; they know the groups without a department. A group is marked
    where one department of several alone serves it, where no program of it names a department, and where the plan has
    no program for it.
    """
    t = texts(lang)
    known = {row["conceptIri"]: row for row in judged if is_a(row, "TargetGroup", "kindIri")}
    groups = {iri: named(row, "concept") for iri, row in known.items()}
    groups |= {row["targetGroupIri"]: named(row, "targetGroup") for row in rows}
    labels = {row["departmentIri"]: named(row, "department") for row in rows}
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row["departmentIri"]] += row["programs"]
    columns = sorted(labels, key=lambda iri: (-totals[iri], labels[iri].label, iri))
    cells = {(row["targetGroupIri"], row["departmentIri"]): row for row in rows}
    most = max((row["programs"] for row in rows), default=0)

    def shown(iri: str) -> MatrixRow:
        own = [cells.get((iri, department)) for department in columns]
        serving = sum(row is not None for row in own)
        mark = serving_mark(serving, len(columns), known[iri]["elements"] if iri in known else None)
        head = line(groups[iri], *([gap(t[f"audience_{mark}"])] if mark else []))
        return MatrixRow(Head(head), (sum_cell(serving), *(_served(row, most) for row in own)))

    heads: list[str | Item] = [t["column_serving"], *(labels[iri] for iri in columns)]
    return Matrix(
        "audience",
        (t["title_audience"],),
        line(t["column_targetGroup"]),
        tuple(Head(line(head), (), True) for head in heads),
        tuple(map(shown, groups)),
    )


def serving_mark(serving: int, departments: int, elements: int | None) -> str | None:
    """ "single", "unnamed" or "nobody", or nothing to say of a target group."""
    if serving:
        return "single" if serving == 1 < departments else None
    return "unnamed" if elements else "nobody"


def _served(row: Row | None, most: int) -> Cell:
    if row is None:
        return NOTHING
    return Cell(f"l{level(row['programs'], most)}", (line(number(row["programs"])),), row["namesItems"])


def framework(
    coverage: list[Row], gaps: list[Row], structure: list[Row], judged: list[Row], lang: str
) -> tuple[Matrix, Listing] | Cards:
    """Topics by pillar and policy, and what is missing; where no policy stands beside any topic, a card for each pillar.

    `judged` are the rows of coverage-across-generations; they know the pillars that such a plan does not answer.
    """
    answering = [row for row in gaps if (row["propertyIri"] or "").endswith("ns#answers")]
    pillars = {row["conceptIri"]: named(row, "concept") for row in judged if is_a(row, "FrameworkPillar", "kindIri")}
    pillars |= {row["pillarIri"]: named(row, "pillar") for row in coverage}
    pillars |= {r["elementIri"]: named(r, "element") for r in answering if "/framework-pillar/" in r["elementIri"]}
    answers = [(iri, item, [row for row in coverage if row["pillarIri"] == iri]) for iri, item in pillars.items()]
    if not answering and all(row["policy"] is None for row in coverage):
        nothing = (line(gap(texts(lang)["gap_nothing"])),)
        cards = [Card(line(item), tuple(_topic(row, lang) for row in own) or nothing) for _, item, own in answers]
        return Cards(tuple(cards))
    return _policies(coverage, structure, answers, lang)


def _policies(
    coverage: list[Row], structure: list[Row], answers: list[tuple[str, Item, list[Row]]], lang: str
) -> tuple[Matrix, Listing]:
    t = texts(lang)
    own_policies = [row for row in structure if is_a(row, "Policy")]
    known = {row["policy"] for row in coverage if row["policy"]}
    known |= {row["number"] for row in own_policies if row["number"]}
    policies = sorted(known | {row["name"] for row in own_policies if not row["number"]}, key=natural)
    answered = {row["policy"] for row in coverage}
    columns: list[str | None] = [*policies, *([None] if None in answered else [])]

    def title(policy: str | None) -> Phrase:
        if policy is None:
            return (t["no_policy"],)
        return phrase("policy_number", lang, n=policy) if policy in known else (data(policy),)

    heads = [Head(line(title(p), *([] if p in answered else [gap(t["gap_policy"])]))) for p in columns]
    rows, open_pillars = [], []
    for _, item, own in answers:
        unanswered = all(row["policy"] is None for row in own)
        open_pillars += [item] if unanswered else []
        cells = [_topics([row for row in own if row["policy"] == policy], lang) for policy in columns]
        rows.append(MatrixRow(Head(line(item, *([gap(t["gap_pillar"])] if unanswered else []))), tuple(cells)))
    blank = [named(row, "pillar") for row in coverage if row["topic"] is None]
    lacking: dict[str, Sequence[Item | Phrase]] = {
        "framework_pillars": open_pillars,
        "framework_policies": [title(policy) for policy in policies if policy not in answered],
        "framework_topics": blank,
    }
    items = [
        line((t[key], t["colon"], *(joined(found, t["list_join"]) or (t["none"],)))) for key, found in lacking.items()
    ]
    matrix = Matrix("framework", (t["title_framework"],), line(t["column_pillar"]), tuple(heads), tuple(rows))
    return matrix, Listing(t["framework_gaps"], tuple(items))


def _topics(rows: list[Row], lang: str) -> Cell:
    look = "words lack" if rows and rows[0]["topic"] is None else "words l1" if rows else "words"
    return Cell(look, tuple(_topic(row, lang) for row in rows))


def _topic(row: Row, lang: str) -> Line:
    words: Span | Item = gap(texts(lang)["gap_topic"]) if row["topic"] is None else named(row, "topic")
    sure = row["confidence"]
    return line(words, *([] if sure is None else [small(phrase("confidence_is", lang, n=number(sure)))]))


def themes(plans: list[tuple[Item, list[Row], list[Row]]], lang: str) -> tuple[Matrix, Listing]:
    """Programs by theme (down) and city (across); the shade tells a theme's share within its own city; and the plans of each.

    `plans` are the plan, its rows of themes-across-cities and of coverage-across-generations; the latter know the themes
    that no plan takes up.
    """
    t = texts(lang)
    rows = [row for _, own, _ in plans for row in own]
    cities = {row["municipalityIri"]: named(row, "municipality") for row in rows}
    counts: Counter[tuple[str, str]] = Counter()
    sure: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        key = (row["themeIri"], row["municipalityIri"])
        counts[key] += row["programs"]
        sure.setdefault(key, []).extend([] if row["confidence"] is None else [row["confidence"]])
    most = {city: max(count for (_, own), count in counts.items() if own == city) for city in cities}
    known = [{row["themeIri"]: named(row, "theme") for row in own} for _, own, _ in plans]
    known += [{r["conceptIri"]: named(r, "concept") for r in rows if is_a(r, "Theme", "kindIri")} for _, _, rows in plans]  # fmt: skip

    def cell(theme: str, city: str) -> Cell:
        lowest = [
            small(phrase("at_least", lang, n=number(min(sure[theme, city])))) for _ in sure.get((theme, city), ())[:1]
        ]
        return count_cell(counts[theme, city], most[city], *lowest)

    matrix = Matrix(
        "themes",
        (t["title_themes"],),
        line(t["column_theme"]),
        tuple(Head(line(city)) for city in cities.values()),
        tuple(
            MatrixRow(Head(line(item)), tuple(cell(iri, city) for city in cities))
            for iri, item in merged(known).items()
        ),
    )
    listed = [
        (city, [plan for plan, own, _ in plans if any(row["municipalityIri"] == iri for row in own)])
        for iri, city in cities.items()
    ]
    items = (line(Span((city, t["colon"]), "strong"), joined(titles, t["list_join"])) for city, titles in listed)
    return matrix, Listing(t["themes_plans"], tuple(items))


@dataclass(frozen=True)
class Generation:
    """A plan among those of its series; `earlier` is the nearest generation before it in the data, `absent` those between."""

    iri: str
    title: Item
    series: Item
    number: int | None
    earlier: int | None
    earlier_iri: str | None
    absent: tuple[int, ...]


def generations_of(rows: list[Row], titles: dict[str, Item]) -> list[Generation]:
    """The plans of the rows of coverage-across-generations, by series and generation; one without generation comes last."""
    plans = sorted(
        {row["planIri"]: row for row in rows}.values(),
        key=lambda row: (row["series"], row["generation"] is None, row["generation"] or 0, row["planIri"]),
    )
    found = []
    for plan in plans:
        before = [
            (other["generation"], other["planIri"])
            for other in plans
            if other["series"] == plan["series"]
            and None not in (other["generation"], plan["generation"])
            and other["generation"] < plan["generation"]
        ]
        earlier, iri = before[-1] if before else (None, None)
        absent = tuple(range(earlier + 1, plan["generation"])) if earlier is not None else ()
        series = named(plan, "series")
        title = titles.get(plan["planIri"], series)
        found.append(Generation(plan["planIri"], title, series, plan["generation"], earlier, iri, absent))
    return found


def gap_mark(row: Row, before: Row | None) -> str | None:
    """What a count says beside that of the earlier generation in the data, `before`; None where there is nothing to say.

    "new": it answered, this one does not; "old": neither does; "closed": this one answers what it left out; "gap":
    this one does not answer, and nothing is known of an earlier one.
    """
    if row["elements"]:
        return "closed" if before is not None and not before["elements"] else None
    return "gap" if before is None else "new" if before["elements"] else "old"


def with_gaps(rows: list[Row], titles: dict[str, Item]) -> list[Row]:
    """The rows of coverage-across-generations in the order of the page, with the title of the plan and the mark of a gap."""
    plans = {plan.iri: plan for plan in generations_of(rows, titles)}
    order, kinds = list(plans), sorted(seen(rows, "kindIri"), key=_rank)
    found = {(row["planIri"], row["conceptIri"]): row for row in rows}
    return [
        row
        | {
            "title": plans[row["planIri"]].title.label,
            "gap": gap_mark(row, found.get((plans[row["planIri"]].earlier_iri, row["conceptIri"]))),
        }
        for row in sorted(rows, key=lambda row: (kinds.index(row["kindIri"]), order.index(row["planIri"])))
    ]


def generations(rows: list[Row], titles: dict[str, Item], lang: str) -> tuple[Listing, list[tuple[Line, Matrix]]]:
    """What each plan answers, kind by kind: concepts down, plans across, by series and in the order of generations.

    `rows` are those of coverage-across-generations, `titles` the names of plans by IRI. A cell says nothing where a plan
    was not judged throughout; else it is compared with the earlier generation.
    """
    t, plans = texts(lang), generations_of(rows, titles)
    marked = with_gaps(rows, titles)
    found = {(row["planIri"], row["conceptIri"]): row for row in marked}
    series = list(dict.fromkeys(plan.series for plan in plans))
    groups = tuple(((name,), sum(plan.series == name for plan in plans)) for name in series)
    kinds = []
    for kind in seen(marked, "kindIri"):
        own = [row for row in marked if row["kindIri"] == kind]
        most = {p.iri: max((r["elements"] for r in own if r["planIri"] == p.iri), default=0) for p in plans}
        concepts = merged([{r["conceptIri"]: named(r, "concept") for r in own if r["planIri"] == iri} for iri in most])
        cells = {iri: tuple(_answer(found.get((p, iri)), most[p], lang) for p in most) for iri in concepts}
        end = kind.rpartition("#")[2]
        title = line(t.get(f"kind_of_{end}", named(own[0], "kind")) if lang == "en" else named(own[0], "kind"))
        matrix = Matrix(
            "generations",
            title[0].text,
            line(t["column_concept"]),
            tuple(Head(_generation(plan, lang)) for plan in plans),
            tuple(MatrixRow(Head(line(item)), cells[iri]) for iri, item in concepts.items()),
            groups,
        )
        kinds.append((title, matrix))
    return Listing("", tuple(_compared(plan, lang) for plan in plans), "names"), kinds


def _generation(plan: Generation, lang: str) -> Line:
    t = texts(lang)
    head: Phrase = (t["no_generation"],) if plan.number is None else phrase("generation", lang, n=str(plan.number))
    return line(head, *([] if plan.earlier is None else [small(phrase("compared_with", lang, n=str(plan.earlier)))]))


def _compared(plan: Generation, lang: str) -> Line:
    t = texts(lang)
    if plan.earlier is None:
        return line(Span((plan.title,), "strong"), t["no_earlier"])
    absent = t["list_join"].join(map(str, plan.absent))
    between = phrase("earlier_absent", lang, n=absent) if absent else ()
    return line(Span((plan.title,), "strong"), phrase("earlier_is", lang, n=str(plan.earlier)) + between)


def _answer(row: Row | None, most: int, lang: str) -> Cell:
    if row is None:
        return Cell("unread", (line("—"),))
    t, count, sure = texts(lang), row["elements"], row["confidence"]
    words: list[str | Span] = [number(count)]
    if row["gap"]:
        words.append(Span((t[f"gap_sign_{row['gap']}"],), "closed" if row["gap"] == "closed" else "gap"))
    if not row["stated"] and (count or sure is not None):
        words.append(small(" ".join(filter(None, (t["judged_short"], number(sure))))))
    return Cell(f"l{level(count, most)}" if count else "lack", (line(*words),))


def merged(lists: list[dict[str, Item]]) -> dict[str, Item]:
    """All concepts by IRI, in the order of the list that holds most of them."""
    found: dict[str, Item] = {}
    for concepts in sorted(lists, key=len, reverse=True):
        found |= concepts
    return found


def _rank(kind: str) -> int:
    end = kind.rpartition("#")[2]
    return KINDS.index(end) if end in KINDS else len(KINDS)
