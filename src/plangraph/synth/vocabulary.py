"""The words of invented programs and plans: forms of work, sentences with slots, headings, measures of progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Form:
    """A kind of work: its service type, what names end in, and sentences with the slots partner, place, times."""

    service: str
    names: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Gauge:
    """How progress is counted: the end of the label, the unit, the usual range at the start, whether it shall rise."""

    label: str
    unit: str
    low: int
    high: int
    rises: bool = True


FORMS: Final = (
    Form(
        "human-resources",
        ("サポーター養成", "支え手の育成", "リーダー研修", "人材バンクの運営"),
        (
            "基礎編と実践編に分けた研修を{times}開き、修了した方に登録していただきます。",
            "{partner}と協力して育てた支え手が、{place}で腕を磨きます。",
            "経験の浅い支え手には先輩が付き、{times}の勉強会で力を伸ばします。",
            "人前で教える技を身に付けたリーダーを、{place}に送り出します。",
        ),
    ),
    Form(
        "information",
        ("情報ガイドの発行", "お知らせ便", "ポータルサイトの運用", "手引きづくり"),
        (
            "手に取りやすい冊子を{place}に並べ、{times}内容を新しくします。",
            "紙と電子の両方で情報を届け、{partner}にも配布をお願いします。",
            "調べたい項目から探せる画面を整え、{times}見やすさを確かめます。",
            "読み上げや拡大に対応した案内を作り、{place}でも受け取れるようにします。",
        ),
    ),
    Form(
        "activity-places",
        ("居場所づくり", "交流サロンの開設", "活動拠点の整備", "ひろばの開放"),
        (
            "{place}を{times}開き、予約なしで立ち寄れるようにします。",
            "{partner}の力を借りて会場を開け、飲み物を用意して迎えます。",
            "利用者が当番で受付を務め、{place}を自分たちの居場所に育てます。",
            "空いている時間の{place}を借り、{times}交流の機会をつくります。",
        ),
    ),
    Form(
        "goods",
        ("用具の貸出し", "応援キットの配布", "教材セットの提供"),
        (
            "必要な品を{place}で受け取れるようにし、使い方も実際にお見せします。",
            "壊れた品は{partner}が直し、長く使えるように手入れします。",
            "{times}在庫を数え、足りない品を寄付で補います。",
            "一式を箱に詰め、{place}から希望者へお届けします。",
        ),
    ),
    Form(
        "subsidies",
        ("費用の助成", "応援補助金", "利用券の交付"),
        (
            "かかった費用の半分を上限の範囲で支え、申請は{place}でも受け付けます。",
            "審査には{partner}も加わり、使い道を{times}公表します。",
            "所得に応じて自己負担を軽くし、領収書の写しだけで申し込めるようにします。",
            "初めて申し込む団体には、{place}で書類の書き方を説明します。",
        ),
    ),
    Form(
        "awareness",
        ("講演会の開催", "普及キャンペーン", "出前教室", "月間パネル展"),
        (
            "{place}に講師を招き、{times}市民が学べる日を設けます。",
            "{partner}と呼びかけの文句を考え、横断幕やのぼりで目に留まるようにします。",
            "申込みのあった職場や学校へ出向き、{times}実演を交えて説明します。",
            "写真と図を使ったパネルを{place}に飾り、感想を寄せてもらいます。",
        ),
    ),
    Form(
        "group-support",
        ("活動団体への支援", "グループ立ち上げ応援", "世話人会の後押し"),
        (
            "団体の会計や広報の悩みを{times}聞き、先輩団体を紹介します。",
            "新しい仲間を探す団体に、{place}の掲示板を使っていただきます。",
            "{partner}の助言を受けながら、会則づくりと役割分担を手伝います。",
            "世話人が休んでも続くよう、{times}引継ぎの話し合いを設けます。",
        ),
    ),
    Form(
        "networking",
        ("ネットワーク会議", "連絡協議会の運営", "連携体制づくり"),
        (
            "{partner}をはじめ関わる機関が{times}顔を合わせ、役割の隙間を埋めます。",
            "事例を持ち寄る会議を{place}で開き、決めた分担を一覧に残します。",
            "連絡先と担当を書いた名簿を共有し、{times}新しい担当者を引き合わせます。",
            "情報を渡すときの約束を定め、{partner}にも守っていただきます。",
        ),
    ),
    Form(
        "consultation",
        ("窓口の設置", "個別相談会", "訪問支援", "電話相談"),
        (
            "{place}に専門の相談員を置き、{times}夜間も話を伺います。",
            "出向くことが難しい方のお宅へ伺い、{partner}と手分けして支えます。",
            "匿名でも話せる回線を設け、続きの支援が要る方は{partner}へ引き継ぎます。",
            "予約制の相談を{times}行い、待たずに話せるようにします。",
        ),
    ),
)

AUDIENCES: Final[dict[str, str]] = {
    "若い世代": "young-people",
    "一人暮らしの方": "isolated-people",
    "子育て中の家庭": "families-with-children",
    "外国籍の方": "foreign-residents",
    "小中学生": "children",
    "介護する家族": "carers",
    "収入の少ない世帯": "people-in-need",
    "働き盛りの方": "residents",
    "被害に遭った方": "victims",
    "退院した方": "people-with-health-problems",
    "避難に不安のある方": "people-at-risk-in-disasters",
    "出所した方": "ex-offenders",
    "福祉の職員": "professionals",
}
FIELD_TARGETS: Final[dict[str, tuple[str, ...]]] = {
    "watching-over": ("older-people", "isolated-people"),
    "older-people": ("older-people", "carers"),
    "persons-with-disabilities": ("persons-with-disabilities", "carers"),
    "children-and-parenting": ("children", "families-with-children"),
    "health": ("residents", "people-with-health-problems"),
    "safety": ("residents", "people-at-risk-in-disasters"),
    "bearers": ("activists", "local-groups"),
    "education": ("residents", "children"),
    "community-ties": ("residents", "local-groups"),
    "consultation": ("people-in-need", "residents"),
}
OPENERS: Final = (
    "{aim}よう、{core}に力を注ぎます。",
    "{core}を足がかりに、{aim}まちへ近づけます。",
    "{core}の大切さを伝え、{aim}土台を固めます。",
    "だれもが{core}を身近に感じ、{aim}ための取組です。",
    "{core}をめぐる困りごとを拾い上げ、{aim}道筋を示します。",
    "暮らしのなかに{core}を根付かせ、{aim}ことを目標とします。",
    "{aim}日を早めるため、{core}の輪を広げます。",
    "{core}の現場の声を聞き、{aim}ところまで伴走します。",
)
FOCUSES: Final = (
    "とりわけ{audience}に届く時間帯と言葉を選びます。",
    "{audience}を主な対象とし、事情に合わせて進めます。",
    "{audience}が気後れせずに加われる入口を設けます。",
)
EXTRAS: Final = (
    "終わった後には参加者へ短い質問を配り、次の回の内容に生かします。",
    "{year}までに市内のすべての地区へ広げます。",
    "{year}には進め方を見直し、続け方を決めます。",
    "地区ごとの偏りを地図に落とし、少ない所から始めます。",
    "費用は無料とし、手話と要約筆記を申込みに応じて付けます。",
    "うまくいった例を集め、ほかの地区へ紹介します。",
    "担当者が替わっても質が落ちないよう、手順書を整えます。",
    "個人の情報は鍵のかかる棚で扱い、目的の外には使いません。",
    "市民から募った委員が、半年ごとに出来栄えを確かめます。",
    "平日に来られない方のため、土曜の午前にも行います。",
    "申込みは電話のほか、市の通信アプリでも受け付けます。",
    "初年度は試行とし、{year}から本格的に始めます。",
    "送り迎えが必要な方には、乗合の車を手配します。",
    "小さな成功を広報紙で伝え、関わる人のやる気を支えます。",
    "雨の日や酷暑の日は、屋内に切り替えて続けます。",
    "{times}の進み具合を庁内の会議に報告します。",
    "利用した方の同意を得て、歩みを記録に残します。",
    "近隣の市とも知恵を出し合い、共通の書式を使います。",
    "道具や会場の不足は、使わなくなった備品で補います。",
    "専門職が後ろで支え、難しい場面では代わって対応します。",
)
TIMES: Final = ("月1回", "月2回", "年2回", "年3回", "年4回", "年6回", "年8回", "週1回", "週2回", "2か月に1回")
PLACES: Final = (
    "公民館",
    "商店街の空き店舗",
    "図書館の集会室",
    "小学校の空き教室",
    "駅前の広場",
    "神社の社務所",
    "市役所の1階",
    "農協の直売所",
    "大学の食堂",
    "薬局の待合",
    "郵便局の窓口",
    "団地の集会所",
)

VISIONS: Final = (
    "手を取り合い、笑顔で年を重ねられるまち{city}",
    "ひとりにしない、ひとりにならない{city}",
    "声をかけ合い、明日を楽しみにできる{city}",
    "だれの暮らしも置き去りにしないまち{city}",
    "つながりが力になるまち{city}",
    "ここで生まれ、ここで老いることを誇れる{city}",
)
POLICIES: Final = (
    "となり近所で支え合う土壌を耕す",
    "困りごとを丸ごと受け止める",
    "だれもが役割を持ち活躍する",
    "いのちと健康を守り抜く",
    "福祉を担う人と組織を強くする",
    "安心して住み続ける備えを固める",
    "学び合い違いを認める心を育む",
)
MEASURES: Final[dict[str, tuple[str, ...]]] = {
    "watching-over": ("気づきと見守りの網の目", "孤立を生まない訪問の充実"),
    "older-people": ("長寿を楽しむ暮らしの後押し", "老いと介護に備える支援"),
    "persons-with-disabilities": ("障害のある人の社会参加", "その人らしい住まいと仕事"),
    "children-and-parenting": ("妊娠期から続く育児の応援", "子どもの育ちを囲む環境"),
    "health": ("生涯を通じた健康の増進", "心と体の不調への早めの対応"),
    "safety": ("災害に強い地区の形成", "犯罪や事故から守る備え"),
    "bearers": ("新しい活動者の発掘", "専門職と市民の力の結集"),
    "education": ("福祉の学びの機会拡大", "権利を守る意識の浸透"),
    "community-ties": ("世代を越えた居場所の広がり", "多様な住民が出会う地区づくり"),
    "consultation": ("断らない相談の体制", "生活の立て直しへの伴走"),
}
MEASURE_TEXTS: Final = (
    "{aim}よう、{name}を進めます。ここに{count}事業を掲げます。",
    "{name}は、{aim}まちに欠かせません。{count}事業を柱として取り組みます。",
    "{count}事業を組み合わせ、{aim}暮らしを目指します。{name}の成果は毎年確かめます。",
    "市民との意見交換では、{aim}ことを望む声が寄せられました。これに応え、{name}に{count}事業を充てます。",
    "{name}に当たっては、{aim}という姿を関係者が共に描きます。そのための{count}事業を載せます。",
)
DIRECTION_STARTS: Final[dict[str, tuple[str, ...]]] = {
    "watching-over": (
        "郵便や宅配の協力者",
        "近所どうしの目配り",
        "夜間の連絡網",
        "気づきの伝え先",
        "留守がちな家庭",
        "訪ねる人の安全",
    ),
    "older-people": (
        "元気な高齢期の習慣",
        "在宅介護の負担",
        "長寿者の知恵",
        "もの忘れへの理解",
        "移動の足",
        "老老世帯の休息",
    ),
    "persons-with-disabilities": (
        "障害への思い込み",
        "働く場の選択肢",
        "当事者の発言",
        "親なき後の住まい",
        "情報の受け取り方",
        "余暇の楽しみ",
    ),
    "children-and-parenting": (
        "孤独な子育て",
        "放課後の過ごし方",
        "幼い命の安全",
        "進学の費用",
        "親になる準備",
        "園と学校の橋渡し",
    ),
    "health": (
        "検診の受けやすさ",
        "食と運動の知識",
        "心の休め方",
        "薬との付き合い",
        "病後の職場復帰",
        "若いうちの体力",
    ),
    "safety": (
        "避難の手順",
        "夜道と空き地の死角",
        "消費生活の落とし穴",
        "非常食の蓄え",
        "被災後の片付け",
        "通学路の見直し役",
    ),
    "bearers": (
        "参加者の裾野",
        "専門職の処遇",
        "活動資金の工面",
        "団体役員の負担",
        "学生の発想",
        "勤め人の休日",
    ),
    "education": (
        "学校の授業内容",
        "職場研修の機会",
        "偏見のない言葉遣い",
        "権利を学ぶ教材",
        "体験の語り手",
        "読みやすい文章",
    ),
    "community-ties": (
        "気軽な集会所",
        "町内行事の魅力",
        "転入家庭との縁",
        "外国出身者の声",
        "使われない建物",
        "世代間の会話",
    ),
    "consultation": (
        "受付の入口",
        "複数の部署の分担",
        "制度の谷間",
        "家賃と食費の不安",
        "相談員の心の健康",
        "声を上げにくい事情",
    ),
}
RENAMED_MEASURES: Final = ("新たな視点による", "地区とともに進める", "暮らしの場からの")
MERGED_ENDINGS: Final = ("一体的な推進", "総合応援プログラム", "合同プロジェクト")
DIRECTION_ENDS: Final = ("を見つめ直す", "を広げる工夫", "の底上げ", "に目を向ける", "を次代へつなぐ", "の立て直し")

GAUGES: Final = (
    Gauge("に関する催しの参加者数", "person", 40, 900),
    Gauge("の支援を受けた延べ人数", "person", 200, 4000),
    Gauge("に関する催しの開催回数", "time", 6, 48),
    Gauge("に寄せられた相談の件数", "case", 30, 700),
    Gauge("に取り組む拠点の数", "place", 4, 24),
    Gauge("に協力する団体の数", "group", 6, 60),
    Gauge("を進める地区の数", "area", 4, 12),
    Gauge("を知る市民の割合", "percent", 18, 55),
    Gauge("の取組に満足した人の割合", "percent", 48, 80),
    Gauge("に不安を感じる人の割合", "percent", 35, 65, rises=False),
    Gauge("の支援を待つ人の数", "person", 30, 200, rises=False),
)
TOPICS_OF_PILLARS: Final[dict[str, tuple[str, ...]]] = {
    "local-problem-solving": ("住民どうしの助け合い", "身近な課題を話し合う場", "自治の力を伸ばす後押し"),
    "community-wide-ties": ("社会に加わる道の多様化", "居場所と出番の創出", "農業や商業とのつながり"),
    "community-based-comprehensive-support": ("分野を問わない受け止め", "保健と福祉の一体的な推進", "制度の谷間の解消"),
    "professional-capacity": ("専門職の育成と定着", "職種を越えた学び合い", "経験者の知見の活用"),
}
