"""Text -> the form in which it is compared: what a reader would call the same, written the same.

The same in the browser (``theme/assets/fumikura/search/folding.js``); a test compares the two.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
"""The Unicode Standard, Hiragana and Katakana blocks, which lie side by side."""
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\uff70"), "-")
_QUOTES = {ord("\u2018"): "'", ord("\u2019"): "'", ord("\u201c"): '"', ord("\u201d"): '"'}
_FINAL_SIGMA = {ord("ς"): "σ"}
_ACCENTED = {
    code: base
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if (base := unicodedata.normalize("NFD", chr(code)).lower()[:1]) != chr(code).lower() and base.isascii()
}
_MARKS = dict.fromkeys(range(0x300, 0x370))
"""Combining accents that are in no character of their own."""
# Old forms of kanji and today's, character by character: 常用漢字表 (Cabinet notification 2 of 2010), the bracketed.
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
_FIRST: Mapping[int, int | str | None] = {
    **_DASHES,
    **_QUOTES,
    **_FINAL_SIGMA,
    **_ACCENTED,
    **_MARKS,
    **str.maketrans(_OLD_KANJI, _NEW_KANJI),
}

# Before all else: one of them between two characters would keep them from being composed.
_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u2060\ufeff\u202a-\u202e\ufe00-\ufe0f]+")
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30fe"
# Each begins with what is rare in a text, and looks back from there: to look for what is common takes much longer.
_LONG = re.compile(rf"-(?<=[{_KATAKANA}]-)(?=[{_KATAKANA}]|(?![\w-]))")
_JOINED = re.compile(rf"[ \u30fb](?<=[{_KATAKANA}][ \u30fb])[ \u30fb]*(?=[{_KATAKANA}])")
_REPEATED = re.compile("\u3005(?<=[\u3400-\u9fff]\u3005)\u3005*")
BR = "\u2028"
"""In a text: a ``<br>``."""
WRAP = "\u2029"
"""In a text: where the source of the page goes on in its next line."""
_UNSPACED = "\u3001-\u30ff\u3400-\u9fff"
# Not before a voicing mark, with which what is before the break would be composed when it is folded again.
_UNBROKEN = re.compile(f"[{BR}{WRAP}](?![\u3099\u309a])(?:(?<=[{_UNSPACED}].)|(?=[{_UNSPACED}]))")
_BROKEN = re.compile(f"[{BR}{WRAP}]")


_NOTHING = 0xFFFFFFFF


@functools.cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """What stands for each code point: by ``_FIRST``, and for katakana. ``str.translate`` takes ten times as long."""
    return _table(_FIRST), _table(_KATAKANA_TO_HIRAGANA)


def _table(changes: Mapping[int, int | str | None]) -> NDArray[np.uint32]:
    table = np.arange(0x110000, dtype="<u4")
    for code, to in changes.items():
        table[code] = _NOTHING if to is None else ord(to) if isinstance(to, str) else to
    return table


def _changed(text: str, table: NDArray[np.uint32]) -> str:
    codes = table[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")]
    left: bytes = codes[codes != _NOTHING].tobytes()
    return left.decode("utf-32-le", "surrogatepass")


def fold(text: str) -> str:
    """``text`` as it is compared. What is folded already stays as it is.

    In this order: nothing invisible; NFKC; lower case; one dash and one apostrophe for all that look so; Latin letters
    without accents; today's form of a kanji for its old one; no line break beside a Japanese character, and a space for
    any other; a dash after katakana as the long vowel that it stands for; no middle dot or space between katakana; 々
    as the character that it repeats; katakana as hiragana.
    """
    first, katakana = _tables()
    folded = _changed(_normal("NFKC", _INVISIBLE.sub("", text)).lower(), first)
    folded = _normal("NFC", folded)  # an accent that is gone may have stood between what composes
    folded = _BROKEN.sub(" ", _UNBROKEN.sub("", folded))
    folded = _JOINED.sub("", _LONG.sub("ー", folded))
    return _changed(_REPEATED.sub(_written_out, folded), katakana)


def fold_each(texts: Sequence[str]) -> list[str]:
    """The same of each of ``texts``, many of which take half as long together."""
    if any(_APART in text for text in texts):
        return [fold(text) for text in texts]
    return fold(_APART.join(texts)).split(_APART) if texts else []


_APART = "\0"
"""Nothing is folded across it, or becomes it."""


def _normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    """Part by part, since what has a normal form already is seen at once."""
    return _APART.join([unicodedata.normalize(form, part) for part in text.split(_APART)])


def _written_out(found: re.Match[str]) -> str:
    return found.string[found.start() - 1] * len(found[0])
