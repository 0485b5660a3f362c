"""Text -> the form in which it is compared: what a reader would call the same, written the same.

The same in the browser (``theme/assets/fumikura/search/folding.js``); a test compares the two.
"""

from __future__ import annotations

import re
import unicodedata

_HIRAGANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
"""To katakana: The Unicode Standard, Hiragana and Katakana blocks, which lie side by side."""
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\uff70"), "-")
_QUOTES = {ord("\u2018"): "'", ord("\u2019"): "'", ord("\u201c"): '"', ord("\u201d"): '"'}
_FINAL_SIGMA = {ord("ς"): "σ"}
_ACCENTED = {
    code: base
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if (base := unicodedata.normalize("NFD", chr(code)).lower()[:1]) != chr(code).lower() and base.isascii()
}
_INVISIBLE = dict.fromkeys(
    (0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0xFE00, 0xFE10))
)
# Old forms of kanji and today's, character by character: 常用漢字表 (Cabinet notification 2 of 2010), the forms in brackets.
_OLD_KANJI = (
    "亞惡壓圍醫爲壹隱榮營衞驛圓鹽緣艷應歐毆櫻奧橫溫穩假價畫會繪壞懷槪擴殼覺學嶽樂渴罐卷陷勸寬關歡觀氣歸龜僞戲犧舊據擧虛峽挾狹"
    "鄕曉區驅勳薰徑莖惠揭溪經螢輕繼鷄藝擊缺硏縣儉劍險圈檢獻權顯驗嚴廣效恆黃鑛號國黑碎濟齋劑雜參棧蠶慘贊殘絲齒兒辭濕實寫釋壽收"
    "從澁獸縱肅處緖敍將稱涉燒證奬條狀乘淨剩疊繩壤孃讓釀觸囑眞寢愼盡圖粹醉穗隨髓樞數瀨聲齊靜竊攝專淺戰踐錢潛纖禪雙壯爭莊搜插巢"
    "曾瘦裝總騷增藏臟卽屬續墮對體帶滯臺瀧擇澤擔單膽團斷彈遲癡蟲晝鑄廳徵聽敕鎭遞鐵點轉傳燈當黨盜稻鬭德獨讀屆貳惱腦霸拜廢賣麥發"
    "髮拔晚蠻祕濱甁拂佛倂竝餠邊變辯瓣辨步寶豐襃飜每萬滿麵默彌譯藥與豫餘譽搖樣謠來賴亂覽龍兩獵綠淚壘禮勵戾靈齡曆歷戀鍊爐勞郞樓"
    "錄灣"
)
_NEW_KANJI = (
    "亜悪圧囲医為壱隠栄営衛駅円塩縁艶応欧殴桜奥横温穏仮価画会絵壊懐概拡殻覚学岳楽渇缶巻陥勧寛関歓観気帰亀偽戯犠旧拠挙虚峡挟狭"
    "郷暁区駆勲薫径茎恵掲渓経蛍軽継鶏芸撃欠研県倹剣険圏検献権顕験厳広効恒黄鉱号国黒砕済斎剤雑参桟蚕惨賛残糸歯児辞湿実写釈寿収"
    "従渋獣縦粛処緒叙将称渉焼証奨条状乗浄剰畳縄壌嬢譲醸触嘱真寝慎尽図粋酔穂随髄枢数瀬声斉静窃摂専浅戦践銭潜繊禅双壮争荘捜挿巣"
    "曽痩装総騒増蔵臓即属続堕対体帯滞台滝択沢担単胆団断弾遅痴虫昼鋳庁徴聴勅鎮逓鉄点転伝灯当党盗稲闘徳独読届弐悩脳覇拝廃売麦発"
    "髪抜晩蛮秘浜瓶払仏併並餅辺変弁弁弁歩宝豊褒翻毎万満麺黙弥訳薬与予余誉揺様謡来頼乱覧竜両猟緑涙塁礼励戻霊齢暦歴恋錬炉労郎楼"
    "録湾"
)
_FIRST = {**_DASHES, **_QUOTES, **_FINAL_SIGMA, **_ACCENTED, **_INVISIBLE, **str.maketrans(_OLD_KANJI, _NEW_KANJI)}

_KATAKANA = "\u30a1-\u30fa\u30fc-\u30fe"
_JOINED = re.compile(rf"(?<=[{_KATAKANA}])[ \u30fb]+(?=[{_KATAKANA}])")
_LONG = re.compile(rf"(?<=[{_KATAKANA}])-(?=[{_KATAKANA}]|(?![\w-]))")
_REPEATED = re.compile("([\u3400-\u9fff])\u3005")


def fold(text: str) -> str:
    """``text`` as it is compared.

    In this order: NFKC; lower case; one dash and one apostrophe for all that look so; Latin letters without accents;
    nothing invisible; today's form of a kanji for its old one; no middle dot or space between katakana; a dash after
    katakana as the long vowel that it stands for; 々 as the character that it repeats; hiragana as katakana.
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(_FIRST)
    folded = _JOINED.sub("", folded)
    folded = _LONG.sub("ー", folded)
    return _REPEATED.sub(r"\1\1", folded).translate(_HIRAGANA)
