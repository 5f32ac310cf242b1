"""Faults of names and texts: copied, strayed, half-written, or slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from random import Random

from .cells import Edit, Spot
from .planting import (
    BODIES,
    NAME,
    PROGRAMS,
    TEXT,
    Ground,
    Kind,
    Plant,
    Planted,
    added,
    kind,
    put,
    rewrite,
)

_WORD = re.compile(r"[一-龥]{2,4}")


def _of_another(change: Callable[[str, str, str], tuple[str, str]] | None, *, names_other: bool = True) -> Plant:
    """The text of another row, changed with the names of the own and the other row; or the two swapped."""

    def plant(ground: Ground) -> Planted | None:
        rows = [row for row in ground.singles() if ground.text(PROGRAMS, row, TEXT)]
        for row, other in pairwise(rows):
            own, text = ground.text(PROGRAMS, row, TEXT), ground.text(PROGRAMS, other, TEXT)
            name, foreign = ground.text(PROGRAMS, row, NAME), ground.text(PROGRAMS, other, NAME)
            near = (Spot(PROGRAMS, other, TEXT),)
            if change is None:
                edits = (Edit(PROGRAMS, row, TEXT, text), Edit(PROGRAMS, other, TEXT, own))
                return Planted(edits, Spot(PROGRAMS, row, TEXT), (), near)
            new, _ = change(text, name, foreign)
            if new:
                says = (foreign,) if names_other else ()
                return Planted((Edit(PROGRAMS, row, TEXT, new),), Spot(PROGRAMS, row, TEXT), says, near)
        return None

    return plant


def _core(name: str) -> str:
    return re.split(r"の|（", name)[0]


def _near_copy(text: str, name: str, foreign: str) -> tuple[str, str]:
    return (
        (text.replace(_core(foreign), _core(name)), name)
        if _core(foreign) in text and _core(foreign) != _core(name)
        else ("", "")
    )


def _named(ground: Ground) -> Planted | None:
    """The text speaks of another program where it should speak of its own."""
    rows = ground.singles()
    for row, other in pairwise(rows):
        own, foreign = ground.text(PROGRAMS, row, NAME), ground.text(PROGRAMS, other, NAME)
        text = ground.text(PROGRAMS, row, TEXT)
        if _core(own) in text:
            new = text.replace(_core(own), foreign)
            return Planted((Edit(PROGRAMS, row, TEXT, new),), Spot(PROGRAMS, row, TEXT), (foreign,))
    return None


def _replaced(old: str, new: str) -> Plant:
    return rewrite(lambda text, _: text.replace(old, new, 1), new)


def _word(change: Callable[[str], str]) -> Plant:
    def changed(text: str, rng: Random) -> str | None:
        words = list(_WORD.finditer(text))
        word = rng.choice(words)
        return text[: word.start()] + change(word[0]) + text[word.end() :]

    return rewrite(changed)


def _kanji_before_no(text: str, _: Random) -> str | None:
    found = re.search(r"([一-龥])の", text)
    return None if found is None else text[: found.end()] + "の" + text[found.end() :]


def _open_bracket(text: str, _: Random) -> str:
    return text.removesuffix("。") + "（雨天を除く。"


def _of_the_moon(_: str, rng: Random) -> str:
    things = rng.sample(("月の石", "彗星のちり", "火山の灰", "深海の泥", "氷河の水"), 2)
    return f"ロケットの打上げを年に{rng.randint(2, 99)}度行い、{'や'.join(things)}を持ち帰ります。"


def _near_department(ground: Ground) -> Planted | None:
    names = [
        name for name in ground.sheets.texts(BODIES, "名称").values() if re.fullmatch(r"[一-龠ァ-ヶー]{5,}課", name)
    ]
    row = ground.singles()[0]
    name = ground.rng.choice(names)
    wrong = name[0] + {"福": "副", "策": "索"}.get(name[1], "夢") + name[2:]
    text = ground.text(PROGRAMS, row, TEXT) + f"申込みは{wrong}で受け付けます。"
    return Planted((Edit(PROGRAMS, row, TEXT, text),), Spot(PROGRAMS, row, TEXT), (wrong, name))


def _spaced(text: str, _: Random) -> str:
    first, stop, rest = text.partition("。")
    return " ".join(first) + stop + rest


def _unstopped(text: str, _: Random) -> str | None:
    return (
        text.removesuffix("。")
        if text.endswith(("ます。", "ます。")) and re.search(r"[うくぐすつぬぶむるただい]。$", text)
        else None
    )


KINDS: list[Kind] = [
    kind("text copied", "StrayedText", _of_another(lambda text, *_: (text, "")), "SameTextOtherProgram"),
    kind("text nearly copied", "SimilarTextOtherProgram", _of_another(_near_copy, names_other=False)),
    kind("texts swapped", "StrayedText", _of_another(None, names_other=False)),
    kind("text names another program", "StrayedText", _named),
    kind(
        "text of something else",
        "StrayedText",
        rewrite(_of_the_moon),
    ),
    kind("text 作成中", "StillInPreparation", put(PROGRAMS, TEXT, "作成中", "作成中")),
    kind("text 未定", "StillInPreparation", put(PROGRAMS, TEXT, "未定", "未定")),
    kind("text TBD", "StillInPreparation", put(PROGRAMS, TEXT, "TBD", "TBD")),
    kind("text ○○○", "PlaceholderMarks", put(PROGRAMS, TEXT, "○○○", "○○○")),
    kind("○○○ in text", "PlaceholderMarks", added("毎月○○○で開きます。", "○○○")),
    kind("R年度 in text", "YearNotFilledIn", added("R年度に見直します。", "R年度")),
    kind("令和○年度 in text", "YearNotFilledIn", added("令和○年度に見直します。", "令和○年度"), "PlaceholderMarks"),
    kind("記入例 in text", "TemplateTextLeft", rewrite(lambda text, _: "記入例：" + text, "記入例")),
    kind("（仮称） in name", "NameProvisional", rewrite(lambda text, _: "（仮称）" + text, "（仮称）", heading=NAME)),
    kind("○○○ in name", "PlaceholderMarks", rewrite(lambda text, _: "○○○" + text, "○○○", heading=NAME)),
    kind("name 作成中", "StillInPreparation", put(PROGRAMS, NAME, "作成中", "作成中"), times=1),
    kind("当課 in text", "RelativeReference", added("申込みは当課で受け付けます。", "当課")),
    kind("平成33年度 in text", "YearNeverWas", added("平成33年度に一度見直します。", "平成33年")),
    kind("令和5年度（2024年度）", "YearsDisagree", added("令和5（2024）年度に一度見直します。", "令和5（2024）年")),
    kind("doubled を", "DoubledParticle", _replaced("を", "をを")),
    kind("doubled の", "DoubledParticle", rewrite(_kanji_before_no, "のの")),
    kind("clashing particles", "ParticlesClash", added("関係する機関との連携をの推進に努めます。", "をの")),
    kind("object twice", "ObjectTwice", added("講座の参加者を募集をします。", "を")),
    kind("doubled word", "DoubledWord", _word(lambda word: word * 2), "DoubledCharacter"),
    kind("doubled character", "DoubledCharacter", added("詳しくは広報課課に尋ねてください。", "課課")),
    kind(
        "missing particle", "ParticleMissing", added("市民を対象開く講座もあります。市民を中心、活動します。", "を中心")
    ),
    kind("verb incomplete", "VerbIncomplete", added("だれもが参加できように整えます。", "できように")),
    kind("potential twice", "PotentialTwice", added("つなげられることができるまちにします。", "られることができ")),
    kind("footnote number", "FootnoteNumberLeft", added("利用者12は窓口に集まります。", "12")),
    kind("homophone", "HomophoneWritten", added("関係機関との連携を計ります。", "連携を計")),
    kind("misspelling 講坐", "WrongWord", added("健康の講坐も開きます。", "講坐", "講座")),
    kind("misspelling 除々に", "WrongWord", added("対象を除々に広げます。", "除々に", "徐々に")),
    kind("katakana with a kanji", "CharacterOfLikeShape", added("インタ一ネットで申し込めます。")),
    kind("garbled character", "CharacterGarbled", rewrite(lambda text, _: text + "\ue000の人も来られます。"), times=1),
    kind("old character", "OldCharacter", added("学會で発表します。", "會")),
    kind("half-width katakana", "HalfWidthKatakana", added("ﾎﾞﾗﾝﾃｨｱも募ります。", "ﾎﾞﾗﾝﾃｨｱ")),
    kind("spoken form", "SpokenForm", added("生んでる人を支えます。", "んでる")),
    kind("stop inside", "StopInsideSentence", added("長く続ける。ことができます。", "。"), "SentenceStyleVaries"),
    kind("bracket after stop", "BracketAfterStop", added("窓口で受け付けます。（雨天を除く）")),
    kind("single たり", "SingleTari", added("歌ったり、体操をします。", "たり")),
    kind("bracket open", "BracketUnpaired", rewrite(_open_bracket, "（")),
    kind("bracket of another kind", "BracketUnpaired", added("窓口（市役所」で受け付けます。")),
    kind("stray blank", "StrayBlank", _word(lambda word: f"{word[0]} {word[1:]}")),
    kind(
        "blank in name",
        "StrayBlank",
        rewrite(lambda text, _: text[:2] + " " + text[2:] if re.match("[一-龥]{3}", text) else None, heading=NAME),
    ),
    kind("letters apart", "LetterSpacing", rewrite(_spaced), "SentenceStyleVaries", times=1),
    kind("full stop missing", "FullStopMissing", rewrite(_unstopped, "句点")),
    kind("other style", "SentenceStyleVaries", added("参加者の数を毎月数える。")),
    kind(
        "law title",
        "LawTitleDiffers",
        added("再犯防止等の推進に関する法律に基づきます。", "再犯の防止等の推進に関する法律"),
        times=2,
    ),
    kind("law title slip", "LawTitleDiffers", added("生活困窮者自立支緩法に基づきます。", "生活困窮者自立支援法")),
    kind("count against list", "CountContradictsList", added("三者（市、社会福祉協議会）で話し合います。", "三者")),
    kind(
        "count against quoted list", "CountContradictsList", added("「耳」「目」「手」の2つに分けて支えます。", "2つ")
    ),
    kind("department nearly named in text", "DepartmentNearlyNamed", _near_department),
    kind(
        "departments run together in text",
        "NamesRunTogether",
        added("申込みは福祉政策課生活支援課で受け付けます。", "福祉政策課生活支援課"),
    ),
    kind(
        "council one character off",
        "BodiesNearlySame",
        added("地域づくり協議会や地域づくり協義会と話し合います。自立支援推進協議会と自立支緩推進協議会も加わります。"),
        "WrongWord",
        times=1,
    ),
    kind("one number in full width", "NumberWidthVaries", added("毎月３０人が通います。", "３０"), times=1, alone=True),
    kind(
        "one comma of another kind",
        "MarkVaries",
        rewrite(lambda text, _: text.replace("、", "，", 1), "，"),
        times=1,
        alone=True,
    ),
    kind(
        "half-width bracket",
        "MarkVaries",
        added("窓口(市役所)も開きます。会館（二階）や広場（東側）も使います。広場（北側）でも開きます。", "("),
        times=1,
        alone=True,
    ),
    kind("○ and 〇", "MarkVaries", added("○印の日は予約制、〇印の日は先着順です。", "〇"), times=1, alone=True),
    kind(
        "spelling varies",
        "SpellingVaries",
        added("様々な人、さまざまな場、様々な声、様々な暮らしを結びます。", "さまざま"),
        times=1,
        alone=True,
    ),
    kind("width of a word", "WordWidthVaries", added("ＳＮＳとSNSで知らせます。", "ＳＮＳ"), times=1, alone=True),
    kind(
        "misshapen katakana",
        "MisshapenWord",
        added("ボランティアとボランティアとボランティアとボランテイアが集います。", "ボランテイア"),
        "WrongWord",
        times=1,
        alone=True,
    ),
]
