"""What a person has decided in a table of suggestions, row by row; a row that cannot be understood is an error."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Store

from plangraph.errors import PlangraphError
from plangraph.match import elements
from plangraph.match.elements import Standing
from plangraph.match.links import links as reading
from plangraph.match.links import sssom
from plangraph.match.links.links import CONTINUES, CORRESPONDS, NONE, PREDICATES, RELATIONS, SAME, SYMMETRIC, Link
from plangraph.match.links.sssom import CURATED, Mappings
from plangraph.store import lookup, terms

Standings = Callable[[str, str], Standing | None]
"""How the plans of two things stand to each other; None where that is not known."""
_YES: Final = ("はい", "yes", "y", "true", "○", "〇", "◯", "✓", "✔", "ok", "採用", "確認", "確認済み", "confirmed")
_NO: Final = (
    "いいえ", "no", "n", "false", "×", "✕", "✗", "x", "not", "不採用", "否定", "rejected", "none", "関係なし", "関係無し", "なし", "該当なし",
)  # fmt: skip
_OPEN: Final = ("", "-", "?", "未定", "未判定", "保留", "要確認", "検討中", "undecided", "open")
_ALSO: Final = {"同一": SAME}
_LONGEST_SHOWN: Final = 40
_MOST_ERRORS: Final = 20


@dataclass(frozen=True)
class Decision:
    """A row that is decided: the relation between two IRIs, or that there is none; how sure, why, who, when, and where.

    `tempting` is the relation that was proposed, `written` the one that was decided before it was seen what can be.
    """

    subject: str
    relation: str
    object: str
    tempting: str
    confidence: Decimal
    reason: str
    author: str
    date: str
    line: int
    written: str = ""

    @property
    def link(self) -> Link:
        """The same as a link."""
        lang = "ja" if re.search("[ぁ-ヿ一-龠]", self.reason) else "en"
        return Link(
            self.subject,
            self.object,
            self.tempting if self.relation == NONE else self.relation,
            reading.REJECTED if self.relation == NONE else reading.CONFIRMED,
            self.confidence,
            {lang: self.reason} if self.reason else {},
            {"ja": self.author} if self.author else {},
            date=self.date,
        )


@dataclass(frozen=True)
class Decided:
    """The decided rows in the order of the table, and how many are left open, and say what the data say already.

    `continued` are those that were called the same though they are of two generations: they continue.
    """

    decisions: tuple[Decision, ...]
    undecided: int
    repeated: int = 0
    continued: int = 0


@dataclass(frozen=True)
class _BadRowError(Exception):
    ja: str
    en: str


class _UnknownError(_BadRowError):
    """Something that is not in the data."""


def read(path: Path, store: Store) -> Decided:
    """The decisions of a table about elements of the plans of a store.

    What the data say already is left out, what contradicts them is an error, and so is what cannot be between two plans
    that stand as they do. Every bad row is named at once, with its line, and nothing is read.
    """
    within = {quad.subject.value for quad in lookup.quads(store, None, terms.term("pg:isWithin"))}
    plans = {quad.subject.value for quad in lookup.quads(store, None, terms.term("pg:shortName"))}
    return of_rows(path, within | plans, reading.links(store, apart=True), standings(store))


def of_rows(
    path: Path,
    known: Collection[str],
    links: Iterable[Link] = (),
    standing: Standings = lambda _one, _other: None,
) -> Decided:
    """The decisions of a table about the things whose IRIs are known, beside the links there are."""
    table = sssom.read(path)
    decisions: list[Decision] = []
    errors: list[tuple[int, _BadRowError]] = []
    undecided = 0
    for line, row in table.rows:
        try:
            found = _decision(row, line, table, known)
            decisions += [] if found is None else [_possible(found, standing(found.subject, found.object))]
        except _BadRowError as bad:
            errors.append((line, bad))
            continue
        undecided += found is None
    continued = sum(decision.relation == CONTINUES and decision.written == SAME for decision in decisions)
    errors += _contradictions(decisions)
    stated = reading.decided(links)
    repeated = {row for row in decisions if _is_stated(row, stated.get(_pair(row)), errors)}
    if errors:
        raise _bad_rows(path, errors)
    once = {_pair(decision): decision for decision in decisions if decision not in repeated}
    return Decided(tuple(once.values()), undecided, len(repeated), continued)


def standings(store: Store) -> Standings:
    """How the plans of two elements stand to each other; None where an element is of no plan or of several."""
    plans = {quad.subject for quad in lookup.quads(store, None, terms.term("pg:shortName"))}
    of: defaultdict[str, set[NamedNode]] = defaultdict(set)
    for quad in lookup.quads(store, None, terms.term("pg:isWithin")):
        if quad.object in plans:
            of[quad.subject.value].add(quad.object)
    for plan in plans:
        of[plan.value].add(plan)
    heading = cache(elements.heading)

    def standing(one: str, other: str) -> Standing | None:
        if len(of[one]) != 1 or len(of[other]) != 1:
            return None
        return elements.standing(*(heading(store, plan) for end in (one, other) for plan in of[end]))

    return standing


def _possible(decision: Decision, standing: Standing | None) -> Decision:
    """The decision where it can be between plans that stand so; the same in two generations is what continues."""
    if standing is None:
        return decision
    if standing.kind == elements.CITIES and decision.relation != NONE:
        raise _BadRowError(
            "別の市町村のものどうしはつなげません。「いいえ」にしてください。",
            "Things of two municipalities are not linked. Decide no.",
        )
    if standing.kind == elements.GENERATIONS and decision.relation == SAME:
        ends = (decision.subject, decision.object)[:: -1 if standing.is_turned else 1]
        return replace(decision, relation=CONTINUES, subject=ends[0], object=ends[1])
    succession = decision.relation not in (*SYMMETRIC, NONE)
    if standing.kind == elements.GENERATIONS and succession and standing.is_turned:
        raise _BadRowError(
            "元が新しい期、先が古い期になっています。元と先を入れ替えてください。",
            "The subject is of the later plan. Exchange subject and object.",
        )
    if standing.kind == elements.WITHIN and succession:
        raise _BadRowError(
            "一つの計画のなかでは「同じ」か「対応」、または「いいえ」にしてください。",
            "Within one plan decide same, corresponds or no.",
        )
    return decision


def _is_stated(decision: Decision, earlier: Link | None, errors: list[tuple[int, _BadRowError]]) -> bool:
    """Whether the data say the same already; that they say something else, or it the other way round, is an error."""
    if earlier is None:
        return False
    wanted = NONE if earlier.status == reading.REJECTED else earlier.relation
    is_turned = decision.subject != earlier.source and decision.relation not in (*SYMMETRIC, NONE)
    if wanted == decision.relation and not is_turned:
        return True
    ja = "データには別の判断があります。変えるときは、そのデータの方を直してください。"
    errors.append((decision.line, _BadRowError(ja, "The data hold another decision. To change it, change it there.")))
    return False


def _decision(row: Mapping[str, str], line: int, table: Mappings, known: Collection[str]) -> Decision | None:
    proposed = _proposed(row)
    relation = _relation(row, proposed)
    if relation is None:
        return None
    subject, other = (_known(row[name], table, known) for name in ("subject_id", "object_id"))
    if subject == other:
        raise _BadRowError("元と先が同じものです。", "Subject and object are one thing.")
    return Decision(
        subject,
        relation,
        other,
        proposed or CORRESPONDS,
        _confidence(row, relation),
        row.get("comment", ""),
        row.get("author_label", ""),
        _date(row.get("mapping_date", "")),
        line,
        relation,
    )


def _relation(row: Mapping[str, str], proposed: str) -> str | None:
    """What was decided: a relation, `NONE`, or None where the row is left open."""
    is_none = row.get("predicate_modifier", "").casefold() == "not"
    if "decision" not in row:
        if row.get("mapping_justification") != CURATED:
            return None
        return NONE if is_none else _needed(proposed, row)
    word = _plain(row["decision"])
    if word in _OPEN:
        return None
    if word in (*_YES, *_NO):
        return NONE if is_none or word in _NO else _needed(proposed, row)
    chosen = _by_word(word)
    if not chosen:
        shown = _short(row["decision"])
        raise _BadRowError(
            f"判断「{shown}」がわかりません。はい、いいえ、または {'、'.join(ja for ja, _ in RELATIONS.values())} と書いてください。",
            f"The decision {shown!r} is not understood. Write yes, no, or one of {', '.join(RELATIONS)}.",
        )
    return chosen


def _proposed(row: Mapping[str, str]) -> str:
    """The relation of the row, by its predicate; empty where it is none of ours."""
    name = row["predicate_id"].removeprefix(terms.PREFIXES["pg"]).removeprefix("pg:")
    by_predicate = {predicate.removeprefix("pg:"): key for key, predicate in PREDICATES.items()}
    proposed = by_predicate.get(name, "")
    written = row.get("relation", "")
    differs = written and _by_word(_plain(written)) not in (proposed, NONE)
    if differs and proposed and _plain(row.get("decision", "")) in _YES:
        raise _BadRowError(
            f"関係の候補「{_short(written)}」と関係のID「{row['predicate_id']}」が違います。正しい関係を「判断」に書いてください。",
            f"The relation {_short(written)!r} and the predicate {row['predicate_id']!r} differ. Write the right relation as the decision.",
        )
    return proposed


def _needed(proposed: str, row: Mapping[str, str]) -> str:
    if not proposed:
        raise _BadRowError(
            f"関係のID「{row['predicate_id']}」はこの用語集の関係ではありません。正しい関係を「判断」に書いてください。",
            f"The predicate {row['predicate_id']!r} is no relation of ours. Write the right relation as the decision.",
        )
    return proposed


def denied(row: Mapping[str, str]) -> bool:
    """Whether a row says that there is no relation: by its modifier, or by what was decided."""
    return row.get("predicate_modifier", "").casefold() == "not" or _plain(row.get("decision", "")) in _NO


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip(" 。.")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_SHOWN else f"{flat[:_LONGEST_SHOWN]}…"


def _by_word(word: str) -> str:
    return next((key for key, words in RELATIONS.items() if word in (key, *words)), _ALSO.get(word, ""))


def _known(name: str, table: Mappings, known: Collection[str]) -> str:
    """The IRI of a thing; where the table lost its prefixes, of the only thing whose IRI ends so."""
    iri = table.expanded(name)
    if iri in known:
        return iri
    ending = "/" + name.replace(":", "/")
    found = [known_iri for known_iri in known if known_iri.endswith(ending)] if ":" in name else []
    if len(found) != 1:
        shown = " ".join(name.split())
        raise _UnknownError(
            f"「{shown or '（空欄）'}」はデータにありません。", f"The data hold no {shown or '(blank)'}."
        )
    return found[0]


def _confidence(row: Mapping[str, str], relation: str) -> Decimal:
    """The confidence given; where the score of the suggestion was left as it is and denied, what is missing to 1."""
    text = unicodedata.normalize("NFKC", row.get("confidence", ""))
    try:
        number = Decimal(text or "1")
    except InvalidOperation:
        number = Decimal(-1)
    if number.is_nan() or not 0 <= number <= 1:
        shown = _short(text)
        raise _BadRowError(
            f"確からしさ「{shown}」は0から1までの数ではありません。",
            f"The confidence {shown!r} is no number from 0 to 1.",
        )
    untouched = text != "" and text == unicodedata.normalize("NFKC", row.get("similarity_score", ""))
    return 1 - number if relation == NONE and untouched else number


def _date(text: str) -> str:
    flat = re.sub("[年月/.]", "-", unicodedata.normalize("NFKC", text)).removesuffix("日")
    parts = flat.split("-")
    try:
        return datetime.date(*map(int, parts)).isoformat() if flat else ""
    except (ValueError, TypeError):
        raise _BadRowError(
            f"日付「{_short(text)}」は 2026-04-01 の形の日付ではありません。",
            f"{_short(text)!r} is no date like 2026-04-01.",
        ) from None


def _pair(decision: Decision) -> frozenset[str]:
    return frozenset((decision.subject, decision.object))


def _contradictions(decisions: Sequence[Decision]) -> Iterable[tuple[int, _BadRowError]]:
    """Rows on one pair that say different things, or the same the other way round where that is something else."""
    first: dict[frozenset[str], Decision] = {}
    for decision in decisions:
        earlier = first.setdefault(_pair(decision), decision)
        is_turned = earlier.subject != decision.subject and decision.relation not in (*SYMMETRIC, NONE)
        if earlier.relation != decision.relation or is_turned:
            ja, en = f"{earlier.line} 行目と判断が食い違います。", f"It contradicts line {earlier.line}."
            yield decision.line, _BadRowError(ja, en)


def _bad_rows(path: Path, errors: Sequence[tuple[int, _BadRowError]]) -> PlangraphError:
    shown = sorted(errors, key=lambda error: error[0])[:_MOST_ERRORS]
    more = len(errors) - len(shown)
    ja = "\n".join(f"  {line} 行目: {bad.ja}" for line, bad in shown) + (f"\n  …ほかに {more} 行" if more else "")
    en = "\n".join(f"  line {line}: {bad.en}" for line, bad in shown) + (f"\n  … and {more} more" if more else "")
    if all(isinstance(bad, _UnknownError) for _, bad in errors):
        ja += "\n二つの計画のデータを --data に指定してください。"
        en += "\nGive the data of the two plans as --data."
    return PlangraphError(
        f"{path.name} に読めない行が {len(errors)} 行あります。直してからもう一度読み込んでください。何も書いていません。\n{ja}",
        f"{len(errors)} rows of {path.name} cannot be read. Mend them and import again; nothing was written.\n{en}",
    )
