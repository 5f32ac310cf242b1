"""Names against registers: forms, grounds and scores; reorganizations; the command; and the reconciliation service."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Store

import plangraph
import work
from plangraph.cli import main
from plangraph.match import candidates, forms, reconciliation, registers
from plangraph.match.candidates import Index
from plangraph.match.registers import Entry, Register, Reorganization
from plangraph.reason.built import infer
from plangraph.sheet.read import input_files
from plangraph.store import sources, terms
from plangraph.synth import files, municipality

ID = "https://example.org/id/"
AOBA, MIDORI = f"{ID}municipality/aoba", f"{ID}municipality/midori"


def entry(key: str, name: str, *others: str, city: str = AOBA) -> Entry:
    return Entry(f"{ID}{key}", key.partition("/")[0], name, others, city)


REGISTER = Register(
    tuple(
        sorted(
            [
                Entry(AOBA, "municipality", "青葉市", ("999997", "99999"), AOBA),
                Entry(MIDORI, "municipality", "みどり市", ("999989", "99998"), MIDORI),
                entry("department/welfare", "福祉政策課"),
                entry("department/disability", "障害福祉課"),
                entry("department/consumer", "消費生活センター"),
                entry("department/consumer-midori", "消費生活センター", city=MIDORI),
                entry("department/second", "第二こども課"),
                entry("department/exchange", "共生・交流推進課"),
                entry("department/parenting", "子育て支援課", "子育て支援課課"),
                entry("department/old", "高齢福祉課"),
                entry("department/new", "長寿いきがい課"),
                entry("organization/council", "青葉市社会福祉協議会"),
                entry("organization/nature", "広沢自然の会"),
                entry("facility/hall", "ふれあい館（福祉会館）"),
                entry("area/north", "北部地区"),
                entry("program/lectures", "出前講座"),
            ]
        )
    ),
    {AOBA: "青葉市", MIDORI: "みどり市"},
    (Reorganization(f"{ID}event", (f"{ID}department/old",), (f"{ID}department/new",), 2024),),
)
INDEX = Index(REGISTER)


def best(name: str, **more: Any) -> tuple[str, float, bool, str]:
    first = INDEX.candidates(name, **more)[0]
    return first.entry.iri.removeprefix(ID), first.score, first.match, first.reasons[0].key


@pytest.mark.parametrize(
    ("name", "key", "ground", "match"),
    [
        ("福祉政策課", "department/welfare", "same", True),
        (" 福祉　政策課 ", "department/welfare", "width", True),
        ("子育て支援課課", "department/parenting", "variant", True),
        ("障がい福祉課", "department/disability", "spelling", True),
        ("第２こども課", "department/second", "spelling", True),
        ("第2子ども課", "department/second", "spelling", True),
        ("廣澤自然の會", "organization/nature", "spelling", True),
        ("共生交流推進課", "department/exchange", "spelling", True),
        ("社会福祉協議会", "organization/council", "local", True),
        ("青葉市福祉政策課", "department/welfare", "local", True),
        ("市役所福祉政策課", "department/welfare", "local", True),
        ("社協", "organization/council", "abbreviation", True),
        ("市社協", "organization/council", "abbreviation", True),
        ("社会福祉法人青葉市社会福祉協議会", "organization/council", "spelling", True),
        ("健康福祉部福祉政策課", "department/welfare", "above", True),
        ("福祉政策課（総合相談担当）", "department/welfare", "bracket", True),
        ("ふれあい館", "facility/hall", "bracket", True),
        ("福祉政策", "department/welfare", "ending-missing", True),
        ("福祉政策室", "department/welfare", "ending-other", False),
        ("福祉政策課ほか", "department/welfare", "others", False),
        ("福祉政作課", "department/welfare", "near", False),
        ("北部福祉政策課", "department/welfare", "near", False),
        ("999997", "municipality/aoba", "variant", True),
        ("北部", "area/north", "ending-missing", True),
    ],
)
def test_a_name_is_known_in_many_forms(name: str, key: str, ground: str, match: bool) -> None:
    found, score, sure, reason = best(name)
    assert (found, reason, sure) == (key, ground, match)
    assert (score >= candidates.SURE) == match


@pytest.mark.parametrize(
    ("whole", "short"),
    [
        ("民生委員児童委員協議会", "民児協"), ("要保護児童対策地域協議会", "要対協"), ("自立支援協議会", "自立協"),
        ("地区社会福祉協議会", "地区社協"), ("社会福祉協議会", "社協"), ("ふるさと協議会", "ふる協"),
        ("市老人クラブ連合会", "市老連"), ("ボランティアセンター", "ボラセン"), ("高齢者支援センター", "高齢者支援Ｃ"),
        ("地域包括支援センター", "地域包括支援C"), ("地域包括支援センター", "包括"), ("地域包括支援センター", "地域包括"),
        ("地域包括支援センター", "包括支援センター"), ("シルバー人材センター", "シルバー"), ("民生委員児童委員", "民生委員"),
        ("コミュニティソーシャルワーカー", "ＣＳＷ"),
    ],
)  # fmt: skip
def test_an_abbreviation_is_written_out(whole: str, short: str) -> None:
    assert forms.long(short) == forms.long(whole) == forms.common(whole)


def test_an_abbreviation_of_a_whole_name_is_none_within_another() -> None:
    assert forms.long("シルバー大学") == forms.common("シルバー大学")


@pytest.mark.parametrize(
    ("usual", "others"),
    [
        ("こども", "子ども 子供"), ("障害", "障がい 障碍 しょうがい"), ("取組", "取り組み 取組み とりくみ"),
        ("まちづくり", "町づくり 街づくり 町作り 街作り まち作り 町創り 街創り"), ("づくり", "作り 創り"), ("支えあい", "支え合い 支合い"),
        ("助けあい", "助け合い"), ("ふれあい", "ふれ合い"), ("見守り", "みまもり"), ("一人親", "ひとり親"), ("暮らし", "くらし"),
        ("生きがい", "いきがい"), ("住まい", "すまい"), ("声かけ", "声掛け"), ("つながり", "繋がり"), ("かた", "方々"), ("配布", "配付"),
        ("及び", "および"), ("並びに", "ならびに"), ("ボランティア", "ボランティヤ"), ("センター", "センタ"), ("サービス", "サーヴィス"),
        ("国", "國"), ("渡辺", "渡邊 渡邉"), ("高", "髙"), ("戸", "戶 ⼾"), ("民生委員", "⺠生委員"), ("ケ丘", "ヶ丘"),
    ],
)  # fmt: skip
def test_spellings_make_no_difference_to_a_name(usual: str, others: str) -> None:
    assert {forms.common(other) for other in others.split()} == {forms.common(usual)}


def test_words_of_one_meaning_are_one_where_likeness_is_weighed_and_two_as_names() -> None:
    for usual, others in (
        ("支えあい", "助け合い 相互援助"),
        ("発掘", "掘り起こし 掘りおこし"),
        ("見守り", "見守りあ 見守り合"),
    ):
        assert {forms.spelled(other) for other in others.split()} == {forms.spelled(usual)}
        assert forms.common(usual) not in {forms.common(other) for other in others.split()}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("【新規】出前講座", "出前講座"), ("出前講座（再掲）", "出前講座"), ("［拡充］出前講座", "出前講座"), ("（仮称）出前講座", "出前講座"),
        ("【重点】出前講座★", "出前講座"), ("〔拡大〕出前講座", "出前講座"), ("【新】出前講座", "出前講座"), ("【継続】出前講座", "出前講座"),
    ],
)  # fmt: skip
def test_marks_make_no_difference_to_a_program(name: str, other: str) -> None:
    assert forms.form(name) == forms.form(other)


@pytest.mark.parametrize("ending", ["の運営", "の実施", "の推進", "支援の設置", "の開催", "の促進", "の充実", "の拡充", "事業", "業務", "実施事業", "運営の業務", "制度", "等", "など"])  # fmt: skip
def test_endings_of_programs_tell_nothing(ending: str) -> None:
    assert forms.core("みどりの見守り" + ending)[0] in ("みどりの見守り", "みどりの見守り支援")


@pytest.mark.parametrize(
    "form",
    ["社会福祉法人", "特定非営利活動法人", "ＮＰＯ法人", "認定NPO法人", "医療法人", "学校法人", "宗教法人", "公益社団法人", "公益財団法人",
     "一般社団法人", "一般財団法人", "独立行政法人", "（社福）", "（福）", "（公財）", "（公社）", "（一財）", "（一社）", "（特非）"],
)  # fmt: skip
def test_a_legal_form_makes_no_difference_to_a_body(form: str) -> None:
    assert forms.common(f"{form}みどりの輪") == forms.common("みどりの輪")


@pytest.mark.parametrize(
    "ending",
    [
        "課",
        "室",
        "部",
        "局",
        "係",
        "班",
        "署",
        "所",
        "館",
        "センター",
        "事務所",
        "支所",
        "事務局",
        "推進室",
        "担当",
        "グループ",
        "チーム",
    ],
)
def test_a_body_is_known_without_its_ending(ending: str) -> None:
    assert forms.stem(f"みどり福祉{ending}", "department") == "みどり福祉"


@pytest.mark.parametrize("ending", ["市", "区", "町", "村", "地区", "地域", "圏域", "エリア", "コミュニティエリア"])
def test_a_place_is_known_without_its_ending(ending: str) -> None:
    assert forms.stem(f"みどり台{ending}", "area") == "みどり台"


@pytest.mark.parametrize("above", ["本部", "部", "局", "事務局", "支部", "委員会"])
def test_a_department_is_known_behind_the_unit_above_it(above: str) -> None:
    assert forms.below(f"みどり{above}総合相談窓口") == "総合相談窓口"


@pytest.mark.parametrize("own", ["市役所", "本市の", "本市", "当市", "市内の", "市の"])
def test_the_own_municipality_makes_no_difference(own: str) -> None:
    assert forms.local(f"{own}みどりの輪", "") == "みどりの輪"


@pytest.mark.parametrize("word", ["等", "など", "ほか", "他", "外", "その他"])
def test_others_are_left_out(word: str) -> None:
    assert forms.alone(f"みどりの輪{word}") == "みどりの輪"


@pytest.mark.parametrize("word", ["及び", "並びに", "又は"])
def test_names_are_joined_by_few_words(word: str) -> None:
    assert forms.joined(f"福祉課{word}子育て課") == "福祉課子育て課"


def test_one_character_that_tells_two_programs_apart_makes_no_variant() -> None:
    for one, other in (
        ("高齢者見守り訪問教室", "高齢児見守り訪問教室"),
        ("第一回見守り訪問教室", "第二回見守り訪問教室"),
    ):
        assert not list(forms.pairs([one, other]))
    assert list(forms.pairs(["高齢者見守り訪問教室", "高令者見守り訪問教室"]))


def test_a_name_of_two_cities_is_no_match_unless_the_city_is_known() -> None:
    both = INDEX.candidates("消費生活センター")
    assert [each.score for each in both] == [100, 100]
    assert not any(each.match for each in both)
    assert "2件" in candidates.in_words(both[0].reasons, "ja")
    here, there = INDEX.candidates("消費生活センター", municipality=MIDORI)
    assert (here.entry.municipality, here.score, here.match) == (MIDORI, 100, True)
    assert (there.entry.municipality, there.score, there.match) == (AOBA, 40, False)
    assert candidates.in_words(there.reasons, "ja") == "同じ名前。別の自治体（青葉市）のもの"
    assert INDEX.candidates("みどり市消費生活センター")[0].entry.municipality == MIDORI


@pytest.mark.parametrize(
    "name", ["福祉政策課・障害福祉課", "福祉政策課障害福祉課", "福祉政策課および障害福祉課", "福祉政策課、障がい福祉課"]
)
def test_names_run_together_are_told_apart_and_none_is_a_match(name: str) -> None:
    found = INDEX.candidates(name)
    assert {each.entry.name for each in found} == {"福祉政策課", "障害福祉課"}
    assert {each.reasons[0].key for each in found} == {"part"}
    assert not any(each.match for each in found)


def test_a_former_department_leads_to_that_of_today() -> None:
    former, today = INDEX.candidates("高齢福祉課")
    assert (former.entry.name, former.match, today.entry.name, today.match) == (
        "高齢福祉課",
        True,
        "長寿いきがい課",
        False,
    )
    assert candidates.in_words(former.reasons, "ja") == "同じ名前。2024年度から「長寿いきがい課」になった"
    assert candidates.in_words(today.reasons, "en") == "followed 高齢福祉課 (in fiscal year 2024)"


def test_kinds_limit_and_nothing() -> None:
    assert INDEX.candidates("出前講座", kinds=("department",)) == []
    assert INDEX.candidates("出前講座", kinds=("program",))[0].match
    assert len(INDEX.candidates("消費生活センター", limit=1)) == 1
    assert INDEX.candidates("") == INDEX.candidates("　") == INDEX.candidates("まったく別のもの") == []
    assert INDEX.candidates("\ud800" * 5000) == []


def test_numerals_and_names_of_municipalities_in_forms() -> None:
    assert forms.common("第十二期") == forms.common("第１２期") == "第12期"
    assert forms.common("二百三") == "203"
    assert forms.local("青葉市", "青葉市") == "青葉市"
    assert forms.stem("課", "department") == ""


def test_work_grows_with_the_number_of_names_and_no_faster() -> None:
    chance = random.Random(1)
    letters = "福祉健康子育高齢障害支援推進相談地域活動事業包括介護予防防災交通住宅環境教育学習国際"
    names = sorted({"".join(chance.choice(letters) for _ in range(chance.randint(5, 12))) + "課" for _ in range(2_000)})
    found: list[tuple[Any, Any]] = []

    def reconcile(chosen: list[str]) -> None:
        entries = tuple(entry(f"department/{place:05}", name) for place, name in enumerate(chosen))
        index = Index(Register(tuple(sorted(entries)), {AOBA: "青葉市"}))
        found[:] = candidates.reconciled(index, [name[:2] + "新" + name[3:] for name in chosen])

    few, many = work.calls(lambda: reconcile(names[::2])), work.calls(lambda: reconcile(names))
    assert many < 3 * few
    right = sum(bool(given) and given[0].entry.name == name for (_, given), name in zip(found, names, strict=True))
    assert right > 0.95 * len(names)


# reorganizations


def test_what_became_of_a_department_by_year() -> None:
    events = [Reorganization("1", ("a",), ("b", "c"), 2020), Reorganization("2", ("b", "d"), ("e",), 2024)]
    assert registers.current(events, "a", 2019) == {"a"}
    assert registers.current(events, "a", 2020) == {"b", "c"}
    assert registers.current(events, "a", 2025) == {"c", "e"}
    assert registers.followed_by(events, "a") == {"b", "c", "e"}
    stays = [Reorganization("1", ("a",), ("a", "b"), 2020)]
    assert registers.current(stays, "a", 2025) == {"a"}
    circle = [Reorganization("1", ("a",), ("b",), 2020), Reorganization("2", ("b",), ("a",), 2021)]
    assert registers.current(circle, "a", 2025) <= {"a", "b"}


def test_invented_reorganizations_are_events_from_which_successors_follow(tmp_path: Path) -> None:
    settings = municipality.Settings(generations=3, programs=30)
    files.write(tmp_path, settings)
    store = Store()
    sources.load(store, [*sources.vocabulary(), *sources.sources([tmp_path])])
    inferred = infer(store)
    steps = [step for step in municipality.invention(settings, 0).steps if step.kind == "department"]
    assert inferred["department-succession"] == len({(step.source, step.target) for step in steps})
    events = registers.reorganizations(store)
    assert len(events) == 6
    assert all(each.year for each in events)
    for event in events:
        for before in event.before:
            assert registers.closing(events, before) is not None
    types = {quad.subject for quad in store.quads_for_pattern(None, terms.TYPE, terms.term("org:ChangeEvent"), None)}
    assert types == {NamedNode(each.iri) for each in events}


def test_stated_reorganizations_explain_who_is_in_charge_now(tmp_path: Path) -> None:
    settings = municipality.Settings(generations=2, programs=60)
    files.write(tmp_path, settings)
    (folder,) = (each for each in tmp_path.iterdir() if each.name != "answers")
    older, newer = sorted(each.stem for each in folder.glob("*-plan-*.ttl"))
    link = tmp_path / "compared.ttl"
    names = [f"<https://example.org/synthesis/plan/{each}>" for each in (newer, older)]
    link.write_text(f"{names[0]} <{terms.COMPARED_WITH.value}> {names[1]} .\n", encoding="utf-8")
    found = [finding.rule for finding in plangraph.build([tmp_path]).findings]
    assert "DepartmentReplaced" not in found
    assert "DepartmentFormer" not in found
    register = folder / "register.ttl"
    events = register.read_text(encoding="utf-8").replace("org:originalOrganization", "org:linkedTo")
    register.write_text(events, encoding="utf-8")
    assert "DepartmentReplaced" in [finding.rule for finding in plangraph.build([tmp_path]).findings]


# the command


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main.main, ["reconcile", *map(str, arguments)])


def test_names_of_a_text_file_become_a_table_that_excel_opens(tmp_path: Path) -> None:
    names, output = tmp_path / "names.txt", tmp_path / "result.csv"
    names.write_bytes("福祉政策課\r\n障がい福祉課\r\n\r\n=なにか\r\n".encode("cp932"))
    assert run(names, "-o", output, "--municipality", "柏市", "--lang", "en").exit_code == 0
    content = output.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert list(rows[0]) == ["name", "candidate name", "IRI", "type", "score", "match", "reason"]
    assert [(row["name"], row["candidate name"], row["match"]) for row in rows] == [
        ("福祉政策課", "Welfare Policy Division (Kashiwa)", "yes"),
        ("障がい福祉課", "Disability Welfare Division (Kashiwa)", "yes"),
        ("'=なにか", "", "no"),
    ]


@pytest.mark.parametrize("form", ["csv", "tsv", "xlsx"])
def test_a_column_of_a_table_is_read_by_its_heading(tmp_path: Path, form: str) -> None:
    path, output = tmp_path / f"table.{form}", tmp_path / "result.json"
    rows = [["事業一覧", ""], ["番号", "担当部署"], ["1", "福祉政策課、障害福祉課"], ["2", "福祉政策課"]]
    if form == "xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        sign = "," if form == "csv" else "\t"
        path.write_text("\n".join(sign.join(row) for row in rows) + "\n", encoding="utf-8")
    for more in ((), ("--column", "担当部署")):
        assert run(path, "-o", output, *more).exit_code == 0
        assert [each["name"] for each in json.loads(output.read_text(encoding="utf-8"))] == ["福祉政策課", "障害福祉課"]
    with pytest.raises(plangraph.PlangraphError, match="担当部署"):
        input_files.names(path, "部長")


def test_the_printed_names_of_a_plan_are_matched(tmp_path: Path) -> None:
    output = tmp_path / "result.json"
    assert run("kashiwa-plan-5", "--type", "department", "-o", output).exit_code == 0
    found = {each["name"]: each["candidates"] for each in json.loads(output.read_text(encoding="utf-8"))}
    assert found["子育て支援課課"][0]["match"]
    assert found["子育て支援課課"][0]["name"] == "子育て支援課"
    sure = [given for given in found.values() if any(each["match"] for each in given)]
    assert len(sure) == len(found)
    plan = tmp_path / "plans"
    files.write(plan, municipality.Settings(generations=1, programs=20))
    (file,) = plan.glob("*/*-plan-*.ttl")
    assert run(file, "--data", plan, "--type", "department", "-o", output).exit_code == 0
    invented = json.loads(output.read_text(encoding="utf-8"))
    assert invented
    assert all(each["candidates"][0]["match"] for each in invented)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-plan",), "kashiwa-plan-5"),
        (("kashiwa-plan-5", "--type", "person"), "department"),
        (("kashiwa-plan-5", "--municipality", "東京都"), "柏市"),
        (("kashiwa-plan-5", "-o", "result.pdf"), ".xlsx"),
    ],
)
def test_a_wrong_request_says_what_would_do(arguments: tuple[str, ...], said: str) -> None:
    failed = run(*arguments).exception
    assert isinstance(failed, plangraph.PlangraphError)
    assert said in failed.ja and said in failed.en


# the service


@pytest.fixture(scope="module")
def answering(built: plangraph.PlanGraph) -> reconciliation.Service:
    return reconciliation.service(built.store)


def asked(answering: reconciliation.Service, **query: Any) -> list[dict[str, Any]]:
    answer = reconciliation.reconcile(answering, {"q0": query})
    assert "error" not in answer["q0"], answer
    result: list[dict[str, Any]] = answer["q0"]["result"]
    return result


def test_the_manifest_says_what_there_is(answering: reconciliation.Service) -> None:
    for lang in ("ja", "en"):
        said = reconciliation.manifest(answering, "https://example.org/reconcile/", lang)
        assert said["versions"] == ["0.2"]
        assert all(isinstance(said[key], str) for key in ("name", "identifierSpace", "schemaSpace"))
        assert "{{id}}" in said["view"]["url"] and "{{id}}" in said["preview"]["url"]
        assert isinstance(said["preview"]["width"], int) and isinstance(said["preview"]["height"], int)
        assert set(said["suggest"]) == {"entity", "type", "property"}
        assert all({"id", "name"} <= set(each) for each in said["defaultTypes"])
        assert {"name", "label", "type"} <= set(said["extend"]["property_settings"][0])
        assert json.loads(json.dumps(said)) == said


def test_a_batch_has_a_result_for_each_query(answering: reconciliation.Service) -> None:
    batch = {"q0": {"query": "福祉政策課"}, "b": {"query": "消費生活センター", "limit": 1}}
    answer = reconciliation.reconcile(answering, json.dumps(batch))
    assert list(answer) == ["q0", "b"]
    (first,) = answer["q0"]["result"]
    assert first["id"] == terms.ID + "department/kashiwa-welfare-policy"
    assert (first["name"], first["score"], first["match"]) == ("福祉政策課", 100, True)
    assert first["type"] == [{"id": terms.PREFIXES["pg"] + "Department", "name": "所管課"}]
    assert all(isinstance(each["value"], bool | int | float) for each in first["features"])
    assert len(answer["b"]["result"]) == 1
    assert not answer["b"]["result"][0]["match"]


def test_types_and_properties_narrow_the_candidates(answering: reconciliation.Service) -> None:
    same = {"query": "地域いきいきセンター"}
    assert not any(each["match"] for each in asked(answering, **same))
    assert asked(answering, **same, type="Facility")[0]["match"]
    assert asked(answering, **same, type=["pg:Facility", "Department"], type_strict="all") == []
    wished = asked(answering, **same, type="Facility", type_strict="should")
    assert wished[0]["match"] and wished[1]["score"] < wished[0]["score"]
    for value in ("千葉市", "121002", {"id": terms.ID + "municipality/chiba"}, ["千葉市"]):
        first, other = asked(answering, query="消費生活センター", properties=[{"pid": "municipality", "v": value}])
        assert (first["id"].rpartition("/")[2], first["match"]) == ("chiba-consumer-affairs-centre", True)
        assert other["score"] == 40
    (city,) = asked(answering, properties=[{"pid": "localGovernmentCode", "v": "122173"}])
    assert (city["name"], city["match"]) == ("柏市", True)


@pytest.mark.parametrize(
    "request_",
    [None, 3, [], "", "{", "[" * 100_000, b"\xff", {1: {}}, {f"q{n}": {"query": "課"} for n in range(1001)}],
)
def test_a_hostile_batch_is_refused_in_words(answering: reconciliation.Service, request_: Any) -> None:
    for lang in ("ja", "en"):
        answer = reconciliation.reconcile(answering, request_, lang)
        assert answer["status"] == "error"
        assert answer["message"]


@pytest.mark.parametrize(
    "query",
    [
        None, [], "福祉課", {}, {"query": ""}, {"query": 3}, {"query": None}, {"query": "課" * 2000}, {"query": "課", "limit": "3"},
        {"query": "課", "limit": -1}, {"query": "課", "limit": float("nan")}, {"query": "課", "limit": True}, {"query": "課", "type": 3},
        {"query": "課", "type": "Person"}, {"query": "課", "type": [1]}, {"query": "課", "type_strict": "most"},
        {"query": "課", "properties": {}}, {"query": "課", "properties": [1]}, {"query": "課", "properties": [{"pid": "municipality"}]},
        {"query": "課", "properties": [{"pid": "x", "v": "y"}]}, {"query": "課", "properties": [{"pid": "municipality", "v": None}]},
        {"query": "課", "properties": [{"pid": "municipality", "v": {}}]}, {"props": []}, {"query": "課", "properties": [{}] * 99},
    ],
)  # fmt: skip
def test_a_wrong_query_has_no_candidates_and_says_why_and_the_others_are_answered(
    answering: reconciliation.Service, query: Any
) -> None:
    answer = reconciliation.reconcile(answering, {"bad": query, "good": {"query": "福祉政策課"}})
    assert answer["bad"]["result"] == []
    assert answer["bad"]["error"].endswith("。")
    assert answer["good"]["result"][0]["match"]


def test_entities_types_and_properties_are_suggested_page_by_page(answering: reconciliation.Service) -> None:
    first = reconciliation.suggest_entity(answering, "福祉")["result"]
    second = reconciliation.suggest_entity(answering, "福祉", "20")["result"]
    assert len(first) == 20
    assert first[0]["name"].startswith("福祉")
    assert not {each["id"] for each in first} & {each["id"] for each in second}
    assert all({"id", "name", "description", "notable"} == set(each) for each in first)
    assert [each["name"] for each in reconciliation.suggest_type(answering, "課")["result"]] == ["所管課"]
    assert len(reconciliation.suggest_type(answering, "")["result"]) == len(registers.CLASSES)
    assert [each["id"] for each in reconciliation.suggest_property(answering, "succeeded")["result"]] == [
        terms.PREFIXES["pg"] + "succeededBy"
    ]
    for suggest in (reconciliation.suggest_entity, reconciliation.suggest_type, reconciliation.suggest_property):
        assert suggest(answering, None)["status"] == "error"
        assert suggest(answering, "課", "x")["status"] == "error"
        assert suggest(answering, "課" * 999)["status"] == "error"


def test_a_preview_is_a_page_of_its_own(answering: reconciliation.Service) -> None:
    shown = reconciliation.preview(answering, terms.ID + "facility/kashiwa-raccolta-kashiwa")
    assert "ラコルタ柏（教育福祉会館）" in shown["html"] and "柏市" in shown["html"]
    assert isinstance(shown["width"], int) and isinstance(shown["height"], int)
    assert "src=" not in shown["html"] and "href=" not in shown["html"]
    assert reconciliation.preview(answering, "<script>")["status"] == "error"
    assert reconciliation.preview(answering, ["x"])["status"] == "error"


def test_properties_are_proposed_and_fetched(answering: reconciliation.Service) -> None:
    proposed = reconciliation.propose_properties(answering, "Department", "3")
    assert len(proposed["properties"]) == 3
    city, code = terms.ID + "municipality/kashiwa", terms.ID + "department/kashiwa-welfare-policy"
    wanted = [
        {"id": "municipality"},
        {"id": "worksWith", "settings": {"limit": "2", "content": "literal"}},
        {"id": "localGovernmentCode"},
    ]
    answer = reconciliation.extend(answering, {"ids": [code, city, "no-such"], "properties": wanted})
    assert [each["id"] for each in answer["meta"]] == ["municipality", "worksWith", "localGovernmentCode"]
    assert answer["meta"][0]["type"] == {"id": terms.PREFIXES["pg"] + "Municipality", "name": "自治体"}
    assert answer["rows"][code]["municipality"] == [{"id": city, "name": "柏市"}]
    assert len(answer["rows"][code]["worksWith"]) == 2
    assert all(set(each) == {"str"} for each in answer["rows"][code]["worksWith"])
    assert answer["rows"][city]["localGovernmentCode"] == [{"str": "122173"}]
    assert set(answer["rows"]["no-such"]) == {"municipality", "worksWith", "localGovernmentCode"}
    assert not any(answer["rows"]["no-such"].values())


@pytest.mark.parametrize(
    "request_",
    [
        None, "{", [], {}, {"ids": "x", "properties": []}, {"ids": [1], "properties": []}, {"ids": [], "properties": [1]},
        {"ids": [], "properties": [{"id": "x"}]}, {"ids": ["x"] * 1001, "properties": []},
        {"ids": [terms.ID + "municipality/kashiwa"], "properties": [{"id": "prefLabel", "settings": {"limit": [1]}}]},
        {"ids": [], "properties": [{"id": "prefLabel", "settings": 3}]},
    ],
)  # fmt: skip
def test_a_hostile_request_for_values_is_refused_in_words(answering: reconciliation.Service, request_: Any) -> None:
    assert reconciliation.extend(answering, request_)["status"] == "error"
    assert reconciliation.propose_properties(answering, 3)["status"] == "error"
    assert reconciliation.propose_properties(answering, "Person")["status"] == "error"
