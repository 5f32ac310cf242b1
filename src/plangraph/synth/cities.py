"""Invented municipalities: names and codes that no place has, departments and their reorganisation, bodies and places."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from plangraph.synth.invention import Area, Department, Facility, Municipality, Organization, Reorganization, Step

_FRONTS: Final[dict[str, str]] = {
    "asagi": "あさぎ",
    "ibuki": "いぶき",
    "utage": "うたげ",
    "egao": "えがお",
    "otowa": "おとわ",
    "kagari": "かがり",
    "kirara": "きらら",
    "kureha": "くれは",
    "kohaku": "こはく",
    "sazanami": "さざなみ",
    "shigure": "しぐれ",
    "suzuka": "すずか",
    "sera": "せら",
    "soyogi": "そよぎ",
    "tamayura": "たまゆら",
    "chidori": "ちどり",
    "tsuzumi": "つづみ",
    "tokiwa": "ときわ",
    "nagomi": "なごみ",
    "nijimi": "にじみ",
    "nozomi": "のぞみ",
    "hazuki": "はづき",
    "hibiki": "ひびき",
    "fubuki": "ふぶき",
    "homare": "ほまれ",
    "mashiro": "ましろ",
    "mihato": "みはと",
    "mutsumi": "むつみ",
    "megumi": "めぐみ",
    "momiji": "もみじ",
    "yasuragi": "やすらぎ",
    "yukari": "ゆかり",
    "yoiyami": "よいやみ",
    "wakaba": "わかば",
}
_BACKS: Final[dict[str, str]] = {
    "asahi": "朝日",
    "dai": "台",
    "gahara": "ヶ原",
    "hama": "浜",
    "hoshi": "星",
    "ishi": "石",
    "izumi": "泉",
    "kawa": "川",
    "kaze": "風",
    "kumo": "雲",
    "machi": "町",
    "matsu": "松",
    "minato": "湊",
    "mori": "森",
    "numa": "沼",
    "oka": "丘",
    "saka": "坂",
    "sato": "里",
    "shima": "島",
    "sono": "園",
    "taki": "滝",
    "tani": "谷",
    "tsuki": "月",
    "ura": "浦",
    "yama": "山",
}
_BEFORE: Final = {"": "", "kita": "北", "minami": "南", "higashi": "東", "nishi": "西", "shin": "新"}
MOST: Final = len(_FRONTS) * len(_BACKS) * len(_BEFORE)
"""How many municipalities there are names for."""

_FIRST_PREFECTURE: Final = 51
_PER_PREFECTURE: Final = 200
_WEIGHTS: Final = (6, 5, 4, 3, 2)

_DEPARTMENTS: Final[dict[str, tuple[str, ...]]] = {
    "福祉総務": ("福祉総務課", "地域共生推進課", "ふくし企画課"),
    "高齢者": ("高齢者支援課", "長寿いきがい課", "シニア応援室"),
    "障害": ("障害福祉課", "しょうがい支援室", "ともに生きる課"),
    "家庭": ("子ども家庭課", "こども未来課", "子育て応援室"),
    "健康": ("健康増進課", "保健予防課", "すこやか推進室"),
    "生活": ("生活福祉課", "くらし再建課", "自立応援室"),
    "協働": ("市民協働課", "町会ふれあい課", "コミュニティ振興課"),
    "防災": ("防災危機管理課", "災害対策室", "安全安心まちづくり課"),
    "学習": ("生涯学習課", "社会教育課", "公民館運営室"),
    "相談": ("総合相談センター", "福祉まるごと窓口室", "断らない支援室"),
    "介護": ("介護保険課", "介護サービス課", "要介護認定室"),
    "保育": ("保育運営課", "幼児教育課", "ほいく推進室"),
    "母子": ("母子保健センター", "親子すくすく室", "妊娠出産支援センター"),
    "防犯": ("交通防犯課", "くらし安全課", "地域見守り室"),
    "学校": ("学校教育課", "指導企画課", "教育支援センター"),
    "労働": ("産業労働課", "商工にぎわい課", "仕事開拓室"),
    "住宅": ("住宅政策課", "すまい相談室", "建築指導課"),
    "交通": ("都市交通課", "地域の足対策室", "公共移動企画課"),
    "国際": ("国際交流課", "多文化共生室", "外国人支援センター"),
    "広報": ("広報広聴課", "情報発信課", "シティプロモーション室"),
    "人権": ("人権男女共同課", "男女平等センター", "いのちの尊重室"),
    "環境": ("環境政策課", "資源循環課", "公園みどり課"),
    "運動": ("スポーツ振興課", "文化芸術課", "運動公園管理室"),
    "年金": ("国保年金課", "医療助成課", "保険給付課"),
    "図書": ("図書館サービス課", "読書推進室", "中央図書館管理課"),
    "包括": ("地域包括ケア課", "在宅医療連携室", "認知症対策室"),
}
"""The duties of departments, each with the names it may go by."""

CORE: Final = tuple(_DEPARTMENTS)[:10]
FIELD_DUTIES: Final[dict[str, tuple[str, ...]]] = {
    "watching-over": ("高齢者", "協働", "防犯", "包括"),
    "older-people": ("高齢者", "介護", "包括", "労働"),
    "persons-with-disabilities": ("障害", "労働", "住宅", "運動"),
    "children-and-parenting": ("家庭", "保育", "母子", "学校"),
    "health": ("健康", "年金", "運動", "母子"),
    "safety": ("防災", "防犯", "交通", "環境"),
    "bearers": ("福祉総務", "協働", "労働", "広報"),
    "education": ("学習", "学校", "人権", "図書"),
    "community-ties": ("協働", "国際", "学習", "環境"),
    "consultation": ("相談", "生活", "住宅", "福祉総務"),
}
_ORGANIZATIONS: Final[dict[str, str]] = {
    "社会福祉協議会": "council-of-social-welfare",
    "民生委員児童委員協議会": "welfare-commissioners",
    "地区社協連絡会": "district-association",
    "地域包括支援センター": "consultation-agency",
    "医師会": "professional-association",
    "薬剤師会": "professional-association",
    "シルバー人材センター": "public-body",
    "ボランティア連絡会": "council-or-meeting",
    "商工会議所": "professional-association",
    "手をつなぐ家族の会": "other-group",
    "子育てネットひなたぼっこ": "other-group",
    "町会連合会": "district-association",
}
_AREAS: Final = ("みなと", "やまて", "中央", "はなぞの", "旧街道", "学園前", "本宿", "つつじ丘", "八幡下", "せせらぎ")
_HALLS: Final = ("ふれあい館", "コミュニティセンター", "福祉会館", "交流プラザ", "子育てひろば")


def municipality(seed: int, index: int) -> tuple[Municipality, dict[int, dict[str, str]], list[Step]]:
    """The municipality number `index` as it is before its first reorganisation.

    With it come the departments by generation and duty (only the first generation here) and no steps yet; pass all
    three to `reorganise` for each further generation.
    """
    rng = Random(f"city {seed} {index}")
    key, stem = _name(seed, index)
    city = f"{stem}市"
    duties = [*CORE, *rng.sample(tuple(_DEPARTMENTS)[10:], rng.randint(5, 10))]
    names = _distinct_names(rng, duties)
    departments = tuple(
        Department(f"{key}-d{number:02}", name, _body_type(name)) for number, name in enumerate(names, start=1)
    )
    areas = tuple(
        Area(f"{key}-area-{number}", f"{name}地区")
        for number, name in enumerate(rng.sample(_AREAS, rng.randint(4, 8)), start=1)
    )
    facilities = tuple(
        Facility(f"{area.key}-{number}", area.name.removesuffix("地区") + hall, area.key)
        for area in areas
        for number, hall in enumerate(rng.sample(_HALLS, rng.randint(1, 2)), start=1)
    )
    bodies = ("社会福祉協議会", *rng.sample(tuple(_ORGANIZATIONS)[1:], rng.randint(5, 8)))
    organizations = tuple(
        Organization(f"{key}-body-{number}", f"{city}{name}" if name.endswith("会") else name, _ORGANIZATIONS[name])
        for number, name in enumerate(bodies, start=1)
    )
    made = Municipality(key, city, _code(index), departments, organizations, areas, facilities)
    return made, {1: dict(zip(duties, (each.key for each in departments), strict=True))}, []


def reorganise(
    city: Municipality, offices: dict[int, dict[str, str]], steps: list[Step], rng: Random, generation: int, year: int
) -> tuple[Municipality, dict[int, dict[str, str]], list[Step]]:
    """The same with one department renamed, two merged and one split on the way to `generation`, which begins in `year`.

    A duty keeps leading to a department: that of its new name, of the merger, or the first half of the split. Only
    departments that never changed are changed; where fewer than four are left, none is.
    """
    current = dict(offices[generation - 1])
    untouched = [duty for duty in current if current[duty] == offices[1][duty]]
    if len(untouched) < 4:
        return city, {**offices, generation: current}, steps
    renamed, one, other, halved = rng.sample(untouched, 4)
    departments, own = list(city.departments), list(steps)

    def opened(name: str, relation: str, *closed: str) -> str:
        key = f"{city.key}-d{len(departments) + 1:02}"
        departments.append(Department(key, name, _body_type(name)))
        own.extend(Step("department", each, key, relation) for each in closed)
        return key

    def event(before: tuple[str, ...], *after: str) -> Reorganization:
        return Reorganization(before, after, year)

    taken = {each.name for each in departments}
    fresh = [name for name in _DEPARTMENTS[renamed] if all(_clear(name, known) for known in taken)]
    new = fresh[0] if fresh else f"{renamed}戦略課"
    before, pair, whole = current[renamed], (current[one], current[other]), current[halved]
    current[renamed] = opened(new, "renamed", before)
    current[one] = current[other] = opened(f"{one}・{other}課", "merged", *pair)
    current[halved] = opened(f"{halved}企画調整課", "split", whole)
    half = opened(f"{halved}事業推進室", "split", whole)
    events = (event((before,), current[renamed]), event(pair, current[one]), event((whole,), current[halved], half))
    known = (*city.reorganizations, *events)
    changed = replace(city, departments=tuple(departments), reorganizations=known)
    return changed, {**offices, generation: current}, own


def _name(seed: int, index: int) -> tuple[str, str]:
    rng = Random(f"names {seed}")
    step = next(number for number in (rng.randrange(1, MOST) for _ in range(MOST)) if _coprime(number, MOST))
    place = (rng.randrange(MOST) + index * step) % MOST
    place, front = divmod(place, len(_FRONTS))
    before, back = divmod(place, len(_BACKS))
    parts = (tuple(_BEFORE.items())[before], tuple(_FRONTS.items())[front], tuple(_BACKS.items())[back])
    return "".join(latin for latin, _ in parts), "".join(japanese for _, japanese in parts)


def _coprime(one: int, other: int) -> bool:
    while other:
        one, other = other, one % other
    return one == 1


def _code(index: int) -> str:
    """A six-digit code with a valid check digit, of a prefecture that does not exist."""
    prefecture, number = divmod(index, _PER_PREFECTURE)
    digits = f"{_FIRST_PREFECTURE + prefecture:02}{number + 201:03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return f"{digits}{(11 - total % 11) % 10}"


def _body_type(name: str) -> str:
    return "centre" if name.endswith("センター") else "division"


def _distinct_names(rng: Random, duties: list[str]) -> list[str]:
    names: list[str] = []
    for duty in duties:
        choices = [name for name in _DEPARTMENTS[duty] if all(_clear(name, known) for known in names)]
        names.append(rng.choice(choices or [f"{duty}管理課"]))
    return names


def _clear(one: str, other: str) -> bool:
    """Whether no slip of the pen or two would make one name the other, and neither holds the other."""
    same = sum(a == b for a, b in zip(one, other, strict=False))
    return max(len(one), len(other)) - same > 2 and one not in other and other not in one
