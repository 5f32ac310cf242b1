"""The forms in which names of bodies, places and programs are compared, each looser than the one before: pure functions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from plangraph.match.names import program_names
from plangraph.text import folded

_OLD: Final = str.maketrans(
    "國學會區廣縣圖體醫應對團發澤邊邉齋齊濱濵嶋﨑髙德惠眞驛鐵櫻總榮龍瀧礒淺假價兒舊號殘實寫壽條狀乘淨讓疊營豫與萬遲參"
    "產爲藝澁來樂覽兩綠壘勞臺擔聽點轉傳當黨獨讀變寶滿默藥譯輕經關觀歸氣擧曉勸嚴顯險檢濟辭收屬續帶斷ヶヵ〜‐–—―−",
    "国学会区広県図体医応対団発沢辺辺斎斉浜浜島崎高徳恵真駅鉄桜総栄竜滝磯浅仮価児旧号残実写寿条状乗浄譲畳営予与万遅参"
    "産為芸渋来楽覧両緑塁労台担聴点転伝当党独読変宝満黙薬訳軽経関観帰気挙暁勧厳顕険検済辞収属続帯断ケカ~-----",
)
_SPELLINGS: Final = (
    *program_names.USUAL, ("しょうがい", "障害"), ("とりくみ", "取組"), ("まち作り", "まちづくり"), ("町づくり", "まちづくり"), ("街づくり", "まちづくり"),
    ("健康作り", "健康づくり"), ("ひとり親", "一人親"), ("支え合い", "支えあい"), ("助け合い", "助けあい"), ("ふれ合い", "ふれあい"),
    ("みまもり", "見守り"), ("ボランティヤ", "ボランティア"), ("センタ", "センター"), ("ターー", "ター"), ("サーヴィス", "サービス"),
    ("および", "及び"), ("ならびに", "並びに"), ("くらし", "暮らし"), ("いきがい", "生きがい"), ("すまい", "住まい"),
)  # fmt: skip
_ABBREVIATED: Final = (
    ("民児協", "民生委員児童委員協議会"), ("要対協", "要保護児童対策地域協議会"), ("自立協", "自立支援協議会"),
    ("地区社協", "地区社会福祉協議会"), ("社協", "社会福祉協議会"), ("ふる協", "ふるさと協議会"), ("市老連", "市老人クラブ連合会"),
    ("ボラセン", "ボランティアセンター"), ("高齢者支援c", "高齢者支援センター"), ("地域包括支援c", "地域包括支援センター"),
)  # fmt: skip
_WHOLE: Final = {
    "包括": "地域包括支援センター",
    "地域包括": "地域包括支援センター",
    "包括支援センター": "地域包括支援センター",
    "シルバー": "シルバー人材センター",
    "民生委員": "民生委員児童委員",
}
_MARKS: Final = re.compile(r"[・･,、，。.「」『』【】\[\]〔〕()<>〈〉《》/／:：;；'\"!！?？※★☆◎○●■□◆~\-_|｜&＆+＋]")
_SEPARATORS: Final = re.compile(r"[・･、，,／/\n;；]")
_NUMERAL: Final = re.compile(r"[一二三四五六七八九十百]+")
_DIGITS: Final = {character: value for value, character in enumerate("一二三四五六七八九", 1)}
_LEGAL: Final = re.compile(
    r"(?:社会福祉|特定非営利活動|npo|認定npo|医療|学校|宗教|(?:公益|一般)(?:社団|財団)|独立行政)法人|\(社福\)|\(福\)|\(公財\)|\(公社\)|\(一財\)|\(一社\)|\(特非\)"
)
_ENDING: Final = re.compile(r"(課|室|部|局|係|班|署|所|館|センター|事務所|支所|事務局|推進室|担当|グループ|チーム)$")
_PLACE_ENDING: Final = re.compile(r"(市|区|町|村|地区|地域|圏域|エリア|コミュニティエリア)$")
_ABOVE: Final = re.compile(r"^(?!(?:[東西南北中]{1,2}|中央)部).{1,12}?(?:本部|部|局|事務局|支部|委員会)(?=.{3,}$)")
_AND_OTHERS: Final = re.compile(r"(?:等|など|ほか|他|外|その他)+$")
_BRACKETED: Final = re.compile(r"^(.+?)[(〔【\[]([^()〔〕【】\[\]]+)[)〕】\]]$")
_JOINING: Final = re.compile(r"(?<=.)(?:及び|並びに|又は)(?=.)")
_SHORTEST_STEM: Final = 3


@lru_cache(maxsize=200_000)
def flat(name: str) -> str:
    """One width and case, without white space."""
    return folded(name)


@lru_cache(maxsize=200_000)
def common(name: str) -> str:
    """The flat form in present characters, common spelling and Arabic numerals, without marks; never empty for a name."""
    text = flat(name).translate(_OLD)
    text = _LEGAL.sub("", text) or text
    text = _MARKS.sub("", text) or text
    for written, usual in _SPELLINGS:
        text = text.replace(written, usual) if written in text else text
    return _NUMERAL.sub(lambda found: _number(found[0]), text)


def _number(text: str) -> str:
    """A numeral of Chinese characters up to 999 in digits; a mere row of digits digit by digit."""
    if not re.search("[十百]", text):
        return "".join(str(_DIGITS[each]) for each in text)
    total, digit = 0, 0
    for each in text:
        if each in _DIGITS:
            digit = _DIGITS[each]
        else:
            total += (digit or 1) * (100 if each == "百" else 10)
            digit = 0
    return str(total + digit)


@lru_cache(maxsize=200_000)
def long(name: str) -> str:
    """The common form with usual abbreviations written out."""
    text = common(name)
    if text in _WHOLE:
        return _WHOLE[text]
    for short, whole in _ABBREVIATED:
        if short in text:
            text = text.replace(short, whole)
    return text


def local(form: str, municipality: str) -> str:
    """A form without the name of its municipality, or just 市, before it; the form itself where nothing would be left."""
    city = common(municipality)
    for front in (
        f"{city}の",
        f"{city}役所",
        f"{city}役場",
        city,
        "市役所",
        "本市の",
        "本市",
        "当市",
        "市内の",
        "市の",
    ):
        if front and form.startswith(front) and len(form) > len(front) + 1:
            return form[len(front) :]
    return form


def stem(form: str, kind: str) -> str:
    """A form without the ending that says what sort of body or place it is, such as 課; empty where little is left."""
    ending = _PLACE_ENDING if kind in ("area", "municipality") else _ENDING
    found = ending.search(form)
    shortest = 1 if kind == "municipality" else 2 if kind == "area" else _SHORTEST_STEM
    return form[: found.start()] if found is not None and found.start() >= shortest else ""


def below(form: str) -> str:
    """A form without a department or bureau named before it (健康医療部福祉政策課); empty where there is none."""
    found = _ABOVE.match(form)
    return form[found.end() :] if found is not None else ""


def bracketed(name: str) -> tuple[str, ...]:
    """What stands before a closing bracket and what stands within it, in flat form; empty where there is no bracket."""
    found = _BRACKETED.match(flat(name))
    return (found[1], found[2]) if found is not None else ()


def alone(form: str) -> str:
    """A form without the words for "and others" at its end; empty where there are none."""
    found = _AND_OTHERS.search(form)
    return form[: found.start()] if found is not None and found.start() > 2 else ""


def joined(form: str) -> str:
    """A form without the words that join two names (及び); empty where there are none."""
    found = _JOINING.sub("", form)
    return found if found != form else ""


def are_separated(name: str) -> bool:
    """Whether something stands in the name that separates names."""
    return _SEPARATORS.search(name) is not None
