"""Words of welfare plans that mean one subject: what 居場所 and サロン have in common though no character is shared."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

SUBJECTS: Final[dict[str, str]] = {
    "abuse": "虐待|ＤＶ|dv|暴力",
    "awareness": "啓発|周知|普及|理解促進|理解の促進|福祉教育|学び|学習|意識|醸成|高揚",
    "care-prevention": "介護予防|フレイル|認知症予防|健康体操",
    "childcare": "子育て|保育|育児|妊娠|妊婦|妊産婦|出産|母子|乳幼児|親子|ファミリーサポート",
    "children": "こども|児童|若者|青少年|学校|学用品|ヤングケアラー|成長|育ち",
    "commissioners": "民生委員|児童委員|地区社協|地区社会福祉協議会|町会|自治会|ふるさと協議会|地域組織|地域福祉団体|福祉活動団体",
    "consultation": "相談|窓口|困りごと|心配ごと|悩み",
    "crime": "防犯|犯罪|消費者被害|消費生活|詐欺|交通安全",
    "dementia": "認知症|オレンジ",
    "disability": "障害|手話|要約筆記|バリアフリー",
    "disaster": "災害|防災|避難|減災|要支援者",
    "employment": "就労|就業|雇用|仕事|働く|ジョブ|シルバー人材",
    "exchange": "交流|ふれあい|つながり|イベント|世代間",
    "foreign": "外国|国際|多文化",
    "gathering": "居場所|通いの場|サロン|カフェ|つどい|集い|集える|立ち寄|拠点",
    "health": "健康|保健|医療|健診|食育|自殺",
    "home-services": "在宅|生活援助|配食|家事|ホームヘルプ|住民参加型|訪問",
    "housing": "住まい|住宅|居住",
    "information": "情報|広報|発信|ホームページ|アプリ",
    "isolation": "孤立|孤独|ひきこもり|見守|声かけ|安否|お元気",
    "money": "資金|貸付|給付|手当|助成|補助|募金|寄附|貯金|家計",
    "mobility": "移動|外出|交通|送迎",
    "mutual-help": "支えあ|互助|共助|助け|担い手|支え手|受け手|協力会員",
    "outreach": "アウトリーチ|早期発見|発見|早期|把握|伴走|切れ目",
    "participation": "参加|参画|活躍|役割|生きがい|やりがい|活動者",
    "partnership": "連携|協働|ネットワーク|多機関|分野横断|包括的|重層|協議体|団体|多様な主体|複合",
    "poverty": "困窮|貧困|生活保護|低所得|自立支援",
    "rights": "権利|後見|意思決定|意思の尊重|人権|差別|尊重|擁護",
    "staff": "人材|育成|養成|発掘|確保|研修|リーダー|サポーター|推進員",
    "volunteers": "ボランティア|活動者|コーディネート",
}
"""Subjects that welfare plans of any municipality deal with, each with the words that show it."""

_WORDS: Final = {key: re.compile(words) for key, words in SUBJECTS.items()}


@cache
def subjects(plain: str) -> tuple[str, ...]:
    """The subjects of which a plain text has a word."""
    return tuple(key for key, words in _WORDS.items() if words.search(plain))
