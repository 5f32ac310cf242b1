"""What is proposed between plans, and what a person decides of it: relations, reasons, tables there and back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, RdfFormat, Store, parse

import plangraph
from plangraph.cli import main
from plangraph.errors import PlangraphError
from plangraph.match import forms, search
from plangraph.match.links import decisions as deciding
from plangraph.match.links import links as known
from plangraph.match.links import profiles, relations, sssom, suggestions
from plangraph.match.links.suggestions import Suggestion
from plangraph.render import link_tables
from plangraph.store import lookup, terms
from plangraph.synth import files, municipality

PLAN = """@prefix pg: <https://w3id.org/plangraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix id: <https://w3id.org/plangraph/id/> .
@prefix plan: <https://w3id.org/plangraph/id/plan/> .
@prefix program: <https://w3id.org/plangraph/id/program/> .
@prefix fiscal-year: <https://w3id.org/plangraph/id/fiscal-year/> .
plan:aoba-{number} a pg:Plan ; skos:prefLabel "第{number}期青葉市地域福祉計画"@ja ; pg:shortName "aoba-{number}" ;
    pg:municipality <{city}> ; pg:publisher <{publisher}> ; pg:generation {number} ; pg:inSeries <{series}> .
"""
OLD = (
    "配食サービス事業",
    "災害時要援護者の名簿づくり",
    "認知症カフェの開催",
    "福祉の手引きの発行",
    "移送サービス",
    "買い物支援サービス",
)
NEW = (
    "配食サービス",
    "避難行動要支援者名簿の作成と災害時の支援",
    "オレンジカフェ（認知症カフェ）の開催",
    "移送・買い物支援サービス",
    "子ども食堂",
)


def turtle(number: int, names: tuple[str, ...], **changed: str) -> str:
    city = "https://w3id.org/plangraph/id/municipality/aoba"
    given = {"city": city, "publisher": city, "series": "https://w3id.org/plangraph/id/plan-series/aoba", **changed}
    programs = (
        f'program:aoba-{number}-{place} a pg:Program ; skos:prefLabel "{name}"@ja ; pg:isPartOf plan:aoba-{number} .\n'
        for place, name in enumerate(names, 1)
    )
    return PLAN.format(number=number, **given) + "".join(programs)


@pytest.fixture
def folder(tmp_path: Path, own_cache: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    (made / "old.ttl").write_text(turtle(2, OLD), encoding="utf-8")
    (made / "new.ttl").write_text(turtle(3, NEW), encoding="utf-8")
    return made


def proposed(folder: Path, one: str = "aoba-2", other: str = "aoba-3", **settings: object) -> list[Suggestion]:
    store = plangraph.build([folder]).store
    plans = [search.plan_named(store, name) for name in (one, other)]
    return list(suggestions.proposal(store, plans[0], plans[1], **settings).suggestions)  # type: ignore[arg-type]


def first(found: list[Suggestion], name: str) -> tuple[str, str]:
    (each,) = (each for each in found if each.subject.name == name and each.rank == 1)
    return each.relation, each.object.name


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("配食サービス", "配食 サービス", forms.SAME),
        ("配食サービス事業", "配食サービスの実施", forms.VARIANT),
        ("地域ケア会議", "地域ケア会議の推進（開催回数）", forms.VARIANT),
        ("さわやかサービス事業", "住民参加型在宅福祉サービス事業（さわやかサービス事業）", forms.BRACKETED),
        ("障害理解イベント", "障害理解啓発イベントの実施", forms.INSERTED),
        ("ボランティアセンターの運営", "災害ボランティアセンターの運営", ""),
        ("成年後見事業（権利擁護センター）", "日常生活自立支援事業（権利擁護センター）", ""),
        ("配食サービス", "移動支援", ""),
    ],
)
def test_how_names_stand_to_each_other(one: str, other: str, expected: str) -> None:
    assert forms.related(one, other) == expected == forms.related(other, one)


def test_what_two_names_share_is_told_without_particles() -> None:
    assert forms.shared_stretch("防災の意識の醸成", "福祉の意識の醸成") == "意識の醸成"
    assert forms.shared_stretch("まちづくり", "ものづくり") == ""


def test_spellings_and_subjects_bring_words_together() -> None:
    assert dict(profiles.japanese("障がい者の助け合い")).keys() == dict(profiles.japanese("障害者の支えあい")).keys()
    assert "~gathering" in dict(profiles.japanese("サロン")) and "~gathering" in dict(profiles.japanese("通いの場"))


def test_what_goes_on_was_renamed_or_is_gone(folder: Path) -> None:
    found = proposed(folder)
    assert first(found, "配食サービス事業") == ("continues", "配食サービス")
    assert first(found, "認知症カフェの開催")[1] == "オレンジカフェ（認知症カフェ）の開催"
    assert first(found, "移送サービス") == ("merged", "移送・買い物支援サービス")
    assert first(found, "買い物支援サービス") == ("merged", "移送・買い物支援サービス")
    assert not [each for each in found if each.subject.name == "福祉の手引きの発行" and each.score >= relations.LIKELY]
    assert first(found, "第2期青葉市地域福祉計画") == ("continues", "第3期青葉市地域福祉計画")


def test_the_earlier_plan_comes_first_whatever_the_order(folder: Path) -> None:
    assert proposed(folder, "aoba-3", "aoba-2") == proposed(folder)


def test_reasons_are_in_words_in_both_languages(folder: Path) -> None:
    (each,) = (each for each in proposed(folder) if each.subject.name == "移送サービス" and each.rank == 1)
    assert "名称" in suggestions.in_words(each.reasons, "ja")
    assert "name" in suggestions.in_words(each.reasons, "en")


def test_programs_of_two_cities_are_never_linked(folder: Path) -> None:
    other = "https://w3id.org/plangraph/id/municipality/midori"
    (folder / "new.ttl").write_text(turtle(3, OLD, city=other, publisher=other), encoding="utf-8")
    assert proposed(folder) == []


def test_parallel_plans_share_a_service_or_correspond(folder: Path) -> None:
    council = "https://w3id.org/plangraph/id/organization/council"
    names = ("配食サービス事業", "認知症の方を支えるカフェを応援します！")
    text = turtle(3, names, publisher=council, series="https://w3id.org/plangraph/id/plan-series/council")
    (folder / "new.ttl").write_text(text, encoding="utf-8")
    found = proposed(folder, "aoba-3", "aoba-2")
    assert first(found, "配食サービス事業") == ("same", "配食サービス事業")
    assert first(found, "認知症カフェの開催") == ("corresponds", "認知症の方を支えるカフェを応援します！")
    assert {each.relation for each in found} <= {"same", "corresponds"}


def test_repeats_within_a_plan_are_found_and_look_alikes_kept_apart(folder: Path) -> None:
    names = (
        "ヘルプカード・ヘルプマークの配布",
        "ヘルプマーク・カードの配付",
        "ボランティアセンターの運営",
        "災害ボランティアセンターの運営",
    )
    (folder / "old.ttl").write_text(turtle(2, names), encoding="utf-8")
    same = {
        (each.subject.name, each.object.name)
        for each in proposed(folder, "aoba-2", "aoba-2")
        if each.relation == "same"
    }
    assert same == {names[:2]}


def stated(subject: str, predicate: str, other: str, status: str = "confirmed") -> str:
    one, two = (f"{terms.ID}program/{each}" for each in (subject, other))
    return (
        f"<{known.link_iri(one, two).value}> a <{known.LINK.value}> ; <{known.SUBJECT.value}> <{one}> ;"
        f"<{known.PREDICATE.value}> <{terms.term(predicate).value}> ; <{known.OBJECT.value}> <{two}> ;"
        f"<{terms.term('pg:confidence').value}> 0.9 ; <{known.STATUS.value}> <{known.STATUSES}{status}> .\n"
    )


def decide(folder: Path, pair: tuple[str, str], status: str) -> None:
    (folder / "links.ttl").write_text(stated(pair[0], "pg:renamedTo", pair[1], status), encoding="utf-8")


def pairs(found: list[Suggestion]) -> set[tuple[str, str]]:
    return {(terms.local_name(each.subject.iri), terms.local_name(each.object.iri)) for each in found}


@pytest.mark.parametrize("status", ["confirmed", "rejected"])
def test_what_is_rejected_is_not_proposed_again_and_what_is_confirmed_says_so(folder: Path, status: str) -> None:
    pair = ("aoba-2-5", "aoba-3-4")
    assert pair in pairs(proposed(folder))
    decide(folder, pair, status)
    assert pair not in pairs(proposed(folder, undecided=True))
    shown = [each for each in proposed(folder) if pair in pairs([each])]
    assert [each.status for each in shown] == (["confirmed"] if status == "confirmed" else [])
    assert pair in pairs(proposed(folder, known=[]))


def test_invented_generations_are_recovered(tmp_path: Path) -> None:
    files.write(
        tmp_path / "made", municipality.Settings(municipalities=1, generations=2, programs=60, faults=0.0, seed=5)
    )
    (answers,) = (tmp_path / "made").glob("answers/lineage-*.csv")
    (city,) = (each for each in (tmp_path / "made").iterdir() if each.name != "answers")
    built = plangraph.build([city])
    one, other = (search.plan_named(built.store, name) for name in built.plans)
    found = list(suggestions.proposal(built.store, one, other).suggestions)
    wanted = [
        (terms.local_name(row["from"]), terms.local_name(row["to"]))
        for row in csv.DictReader(answers.open(encoding="utf-8"))
        if row["from"].startswith("program/") and row["to"]
    ]
    assert len(set(wanted) & pairs(found)) >= 0.95 * len(wanted)


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main.main, [str(each) for each in arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


def link(folder: Path, output: Path) -> bytes:
    run("link", "aoba-2", "aoba-3", "-o", output, "--data", folder, "--lang", "ja")
    return output.read_bytes()


def cells(content: bytes) -> list[dict[str, str]]:
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def test_the_table_is_sssom_and_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    content = link(folder, tmp_path / "links.tsv")
    assert content.startswith(b"\xef\xbb\xbf# mapping_set_id: ")
    assert content == link(folder, tmp_path / "again.tsv")
    assert content.removeprefix(b"\xef\xbb\xbf") == link(folder, tmp_path / "links.sssom.tsv")
    row = next(each for each in cells(content) if each["subject_id"] == "program:aoba-2-1")
    assert list(row) == list(sssom.COLUMNS)
    assert (row["predicate_id"], row["object_id"]) == ("pg:continuedBy", "program:aoba-3-1")
    assert row["mapping_justification"] == sssom.LEXICAL and row["decision"] == ""
    assert b"#   program: https://w3id.org/plangraph/id/program/" in content


def test_the_workbook_has_a_list_to_choose_from_and_is_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    content = link(folder, tmp_path / "links.xlsx")
    assert content == link(folder, tmp_path / "again.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    (choice,) = sheet.data_validations.dataValidation
    assert "はい,いいえ,同じ" in choice.formula1 and sheet.freeze_panes == "E4"
    assert sheet["A2"].value == "判断" and sheet["A3"].value == "decision"
    longest = max((len(str(cell.value or "")), cell.row) for cell in sheet["E"][3:])
    assert sheet.row_dimensions[longest[1]].height >= 14 * (2 * longest[0] // 60)


def test_suggestions_as_turtle_are_marked_as_such(folder: Path, tmp_path: Path) -> None:
    store = Store()
    store.extend(parse(link(folder, tmp_path / "links.ttl"), format=RdfFormat.TURTLE))
    links = lookup.subjects(store, terms.TYPE, known.LINK)
    status = NamedNode(known.STATUSES + "suggested")
    assert links and set(links) == set(lookup.subjects(store, known.STATUS, status))


def written(path: Path, content: bytes, decisions: dict[str, dict[str, str]]) -> None:
    """The table with cells changed in the first row of each subject."""
    head = [line for line in content.decode("utf-8-sig").splitlines() if line.startswith("#")]
    rows = cells(content)
    for subject, changed in decisions.items():
        next(row for row in rows if row["subject_id"] == subject).update(changed)
    lines = ["\t".join(sssom.COLUMNS), *("\t".join(row.values()) for row in rows)]
    path.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


def test_what_was_decided_comes_back_as_links(folder: Path, tmp_path: Path) -> None:
    content = link(folder, tmp_path / "links.tsv")
    changed = {
        "program:aoba-2-1": {
            "decision": "はい",
            "author_label": "青葉 花子",
            "mapping_date": "2026/4/1",
            "confidence": "0.95",
        },
        "program:aoba-2-3": {"decision": "改称"},
        "program:aoba-2-5": {"decision": "いいえ", "author_label": "Aoba Team"},
    }
    written(tmp_path / "links.tsv", content, changed)
    output = run("import", tmp_path / "links.tsv", "-o", tmp_path / "links.ttl", "--data", folder)
    assert f"{len(cells(content)) - 3} " in output
    store = Store()
    store.extend(parse((tmp_path / "links.ttl").read_bytes(), format=RdfFormat.TURTLE))
    said = {}
    for node in lookup.subjects(store, terms.TYPE, known.LINK):
        values = {quad.predicate.value: quad.object.value for quad in lookup.quads(store, node)}
        said[terms.local_name(values[known.SUBJECT.value])] = values
    assert set(said) == {"aoba-2-1", "aoba-2-3", "aoba-2-5"}
    first_link, second, third = (said[f"aoba-2-{number}"] for number in (1, 3, 5))
    assert first_link[known.PREDICATE.value] == terms.term("pg:continuedBy").value
    assert first_link[terms.term("pg:confidence").value] == "0.95"
    assert first_link[terms.term("prov:generatedAtTime").value] == "2026-04-01T00:00:00"
    assert second[known.PREDICATE.value] == terms.term("pg:renamedTo").value
    assert third[known.STATUS.value].endswith("rejected")
    assert third[terms.term("prov:wasAttributedTo").value] == terms.ID + "agent/aoba-team"


def test_decisions_are_data_the_next_time(folder: Path, tmp_path: Path) -> None:
    content = link(folder, tmp_path / "links.tsv")
    written(tmp_path / "links.tsv", content, {"program:aoba-2-5": {"decision": "いいえ"}})
    run("import", tmp_path / "links.tsv", "-o", folder / "links.ttl", "--data", folder)
    assert ("aoba-2-5", "aoba-3-4") not in pairs(proposed(folder))


def test_what_the_data_say_already_is_left_out_and_what_contradicts_them_is_an_error(
    folder: Path, tmp_path: Path
) -> None:
    content = link(folder, tmp_path / "links.tsv")
    decide(folder, ("aoba-2-5", "aoba-3-4"), "rejected")
    written(tmp_path / "links.tsv", content, {"program:aoba-2-5": {"decision": "いいえ"}})
    output = run("import", tmp_path / "links.tsv", "-o", tmp_path / "links.ttl", "--data", folder)
    assert "すでにある" in output or "already" in output
    assert "rdf:subject" not in (tmp_path / "links.ttl").read_text(encoding="utf-8")
    written(tmp_path / "links.tsv", content, {"program:aoba-2-5": {"decision": "はい"}})
    with pytest.raises(PlangraphError, match="another decision"):
        run("import", tmp_path / "links.tsv", "-o", tmp_path / "links.ttl", "--data", folder)


def test_a_workbook_is_read_like_the_table(folder: Path, tmp_path: Path) -> None:
    link(folder, tmp_path / "links.xlsx")
    book = openpyxl.load_workbook(tmp_path / "links.xlsx")
    book.worksheets[0]["A4"] = "はい"
    book.save(tmp_path / "links.xlsx")
    assert sssom.is_table(tmp_path / "links.xlsx")
    known_things = {f"{terms.ID}{each}" for each in ("plan/aoba-2", "plan/aoba-3")}
    read = deciding.of_rows(tmp_path / "links.xlsx", known_things)
    assert [(each.relation, each.object) for each in read.decisions] == [("continues", terms.ID + "plan/aoba-3")]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "padding"),
    [("utf-16", "\t", 14), ("utf-16", "\t", 0), ("cp932", ",", 14), ("cp932", ",", 0), ("utf-8", "\t", 0)],
)
def test_a_table_is_read_as_a_spreadsheet_saved_it(
    folder: Path, tmp_path: Path, encoding: str, delimiter: str, padding: int
) -> None:
    content = link(folder, tmp_path / "links.tsv")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    head = [line for line in content.decode("utf-8-sig").splitlines() if line.startswith("#")]
    writer.writerows([line, *[""] * padding] for line in head)
    rows = cells(content)
    writer.writerow(["メモ", *reversed(list(rows[0]))])
    for row in rows:
        row["decision"] = "◯" if row["subject_id"] == "program:aoba-2-1" else "保留"
        writer.writerow(["=1+1", *reversed(list(row.values()))])
        writer.writerow([""] * (len(row) + 1))
    (tmp_path / "saved.txt").write_bytes(text.getvalue().encode(encoding, "replace"))
    output = run("import", tmp_path / "saved.txt", "-o", tmp_path / "out.ttl", "--data", folder)
    assert f"{len(rows) - 1} 行" in output and "確認済み 1 件" in output


def test_a_table_that_lost_its_first_lines_is_read_all_the_same(folder: Path, tmp_path: Path) -> None:
    rows = link(folder, tmp_path / "links.tsv").decode("utf-8-sig").splitlines()
    book = openpyxl.Workbook()
    for line in rows:
        if not line.startswith("#"):
            book.worksheets[0].append([cell or None for cell in line.split("\t")])
    book.worksheets[0].cell(2, sssom.COLUMNS.index("decision") + 1, "yes")
    book.create_sheet("empty", 0)
    book.save(tmp_path / "links.xlsx")
    run("import", tmp_path / "links.xlsx", "-o", tmp_path / "out.ttl", "--data", folder)
    assert "plan:aoba-2" in (tmp_path / "out.ttl").read_text(encoding="utf-8")


def test_an_open_quotation_mark_loses_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "links.tsv"
    path.write_text(
        'subject_id\tpredicate_id\tobject_id\tdecision\na\tpg:renamedTo\tb\t"yes\nc\tpg:renamedTo\td\tyes\n'
    )
    with pytest.raises(PlangraphError, match="line 2"):
        sssom.read(path)


def test_what_was_confirmed_is_shown_as_it_was_confirmed(folder: Path, tmp_path: Path) -> None:
    content = link(folder, tmp_path / "links.tsv")
    written(tmp_path / "links.tsv", content, {"program:aoba-2-1": {"decision": "対応"}})
    run("import", tmp_path / "links.tsv", "-o", folder / "links.ttl", "--data", folder)
    (shown,) = [each for each in proposed(folder) if each.status == "confirmed"]
    assert shown.relation == "corresponds"


def test_of_a_table_about_nothing_in_the_data_the_data_are_asked_for(folder: Path, tmp_path: Path) -> None:
    written(tmp_path / "links.tsv", link(folder, tmp_path / "links.tsv"), {"program:aoba-2-1": {"decision": "はい"}})
    with pytest.raises(PlangraphError, match="--data"):
        run("import", tmp_path / "links.tsv", "-o", tmp_path / "out.ttl")


def test_the_same_in_two_generations_is_written_as_what_continues(folder: Path, tmp_path: Path) -> None:
    content = link(folder, tmp_path / "links.tsv")
    written(tmp_path / "links.tsv", content, {"program:aoba-2-1": {"decision": "同じ"}})
    output = run("import", tmp_path / "links.tsv", "-o", tmp_path / "out.ttl", "--data", folder)
    assert "継続" in output
    assert "rdf:predicate pg:continuedBy" in (tmp_path / "out.ttl").read_text(encoding="utf-8")


def test_what_is_measured_is_not_what_a_program_became(tmp_path: Path, own_cache: Path) -> None:
    old, new = turtle(2, ("認知症カフェの開催",)), turtle(3, ("子ども食堂",))
    new += 'program:i a pg:Indicator ; skos:prefLabel "認知症カフェの開催数"@ja ; pg:isPartOf plan:aoba-3 .\n'
    (tmp_path / "plans.ttl").write_text(old + new, encoding="utf-8")
    found = [each for each in proposed(tmp_path) if each.object.kind == "Indicator"]
    assert [each.relation for each in found] == ["corresponds"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"decision": "たぶん"}, "たぶん"),
        ({"decision": "はい", "object_id": "program:nobody"}, "program:nobody"),
        ({"decision": "はい", "confidence": "1.5"}, "1.5"),
        ({"decision": "はい", "relation": "統合"}, "統合"),
        ({"decision": "はい", "relation": "統合かも"}, "統合かも"),
        ({"decision": "はい", "confidence": "NaN"}, "NaN"),
        ({"decision": "はい", "mapping_date": "春"}, "春"),
        ({"decision": "はい", "mapping_date": "2026-13-45"}, "2026-13-45"),
        ({"decision": "はい", "subject_id": "program:aoba-3-2"}, "一つの計画のなか"),
        ({"decision": "はい", "subject_id": "program:aoba-3-1", "object_id": "program:aoba-2-1"}, "入れ替えて"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(
    folder: Path, tmp_path: Path, changed: dict[str, str], message: str
) -> None:
    content = link(folder, tmp_path / "links.tsv")
    written(tmp_path / "links.tsv", content, {"program:aoba-2-1": changed})
    line = next(n for n, text in enumerate(content.decode().splitlines(), 1) if text.startswith("program:aoba-2-1\t"))
    with pytest.raises(PlangraphError) as error:
        run("import", tmp_path / "links.tsv", "-o", tmp_path / "out.ttl", "--data", folder)
    assert message in error.value.ja and f"{line} 行目" in error.value.ja and f"line {line}" in str(error.value)
    assert not (tmp_path / "out.ttl").exists()


def test_suggestions_in_the_data_assert_nothing(folder: Path) -> None:
    text = stated("aoba-2-1", "pg:continuedBy", "aoba-3-1", "suggested")
    text += stated("aoba-2-1", "pg:identicalTo", "aoba-2-2", "suggested")
    (folder / "links.ttl").write_text(text, encoding="utf-8")
    built = plangraph.build([folder])
    for name in ("pg:linkedTo", "pg:becomes", "pg:identicalTo", "pg:generationAfter"):
        assert not lookup.quads(built.store, None, terms.term(name))
    assert all(quad.subject == quad.object for quad in lookup.quads(built.store, None, terms.term("pg:countedAs")))
    assert built.rows("links") == built.rows("program-continuity") == []


def test_programs_that_are_one_go_on_together_and_the_same_is_neither_ended_nor_new(folder: Path) -> None:
    links = (
        ("aoba-2-3", "pg:identicalTo", "aoba-2-2"),
        ("aoba-2-2", "pg:identicalTo", "aoba-2-1"),
        ("aoba-2-3", "pg:renamedTo", "aoba-3-1"),
        ("aoba-2-4", "pg:identicalTo", "aoba-3-2"),
        ("aoba-3-3", "pg:identicalTo", "aoba-3-1"),
    )
    (folder / "links.ttl").write_text("".join(stated(*each) for each in links), encoding="utf-8")
    built = plangraph.build([folder])
    found = [
        (row["kind"], *(row[side] and terms.local_name(row[side]) for side in ("fromIri", "toIri")))
        for row in built.rows("generation-changes")
    ]
    assert sorted(found, key=str) == [
        ("ended", "aoba-2-5", None),
        ("ended", "aoba-2-6", None),
        ("new", None, "aoba-3-4"),
        ("new", None, "aoba-3-5"),
        ("renamed", "aoba-2-1", "aoba-3-1"),
        ("same", "aoba-2-4", "aoba-3-2"),
    ]
    told = [(terms.local_name(row["programIri"]), row["relation"]) for row in built.rows("program-continuity")]
    assert told == [("aoba-2-1", "renamed"), ("aoba-2-4", "same"), ("aoba-2-5", "ended"), ("aoba-2-6", "ended")]


HEADER = (
    "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence\tcomment\tdecision\n"
)


def decided(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    """A table of subject, property, object and decision."""
    lines = (
        "\t".join([one, kind, "", other, "semapv:LexicalMatching", "0.6", "why", said])
        for one, kind, other, said in rows
    )
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "word", "number"),
    [("pg:identicalTo", "yes", 1), ("pg:correspondsTo", "no", 1), ("pg:renamedTo", "yes", 0)],
)
def test_a_pair_decided_in_both_directions_is_one_link_or_a_contradiction(
    tmp_path: Path, kind: str, word: str, number: int
) -> None:
    rows = (("program:a", kind, "program:b", word), ("program:b", kind, "program:a", word))
    path = decided(tmp_path / "links.tsv", *rows)
    things = {f"{terms.ID}program/{each}" for each in "ab"}
    if number:
        assert len(deciding.of_rows(path, things).decisions) == number
    else:
        with pytest.raises(PlangraphError, match="contradicts line 2"):
            deciding.of_rows(path, things)


def test_a_table_of_another_tool_counts_where_a_person_curated_it(tmp_path: Path) -> None:
    path = tmp_path / "other.tsv"
    rows = (
        "program:a\tpg:renamedTo\t\tprogram:b\tsemapv:ManualMappingCuration",
        "program:a\tpg:renamedTo\t\tprogram:c\tsemapv:LexicalMatching",
    )
    path.write_text(
        "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\n" + "\n".join(rows),
        encoding="utf-8",
    )
    read = deciding.of_rows(path, {f"{terms.ID}program/{each}" for each in "abc"})
    assert [each.relation for each in read.decisions] == ["renamed"] and read.undecided == 1


def test_plans_can_be_files(folder: Path, tmp_path: Path) -> None:
    output = run("link", folder / "old.ttl", folder / "new.ttl", "--lang", "en")
    assert "continues" in output and "renamed" in output


def test_an_unknown_plan_is_named_with_those_there_are(folder: Path) -> None:
    with pytest.raises(PlangraphError, match=r"aoba-9.*aoba-2, aoba-3"):
        run("link", "aoba-9", "--data", folder)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(PlangraphError, match="no file"):
        run("link", tmp_path / "plan.xlsx")


def test_a_title_of_several_lines_stays_in_one_line_of_the_metadata() -> None:
    assert 'mapping_set_title: "a b"' in link_tables.metadata({}, "id", "a\nb")
