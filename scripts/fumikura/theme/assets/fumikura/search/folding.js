/**
 * Text -> the form in which it is compared: the rule of `search_index/folding.py`, told there. `traced` also says where
 * each character of the folded text comes from.
 */

const OLD_KANJI =
  "亞惡壓圍醫爲壹隱榮營衞驛圓鹽緣艷應歐毆櫻奧橫溫穩假價畫會繪壞懷槪擴殼覺學嶽樂渴罐卷陷勸寬關歡觀氣歸龜僞戲犧舊據擧虛峽挾狹鄕曉區驅勳薰徑莖惠揭溪經螢輕繼鷄藝擊缺硏縣儉劍險圈檢獻權顯驗嚴廣效恆黃鑛號國黑碎" +
  "濟齋劑雜參棧蠶慘贊殘絲齒兒辭濕實寫釋壽收從澁獸縱肅處緖敍將稱涉燒證奬條狀乘淨剩疊繩壤孃讓釀觸囑眞寢愼盡圖粹醉穗隨髓樞數瀨聲齊靜竊攝專淺戰踐錢潛纖禪雙壯爭莊搜插巢曾瘦裝總騷增藏臟卽屬續墮對體帶滯臺瀧擇澤" +
  "擔單膽團斷彈遲癡蟲晝鑄廳徵聽敕鎭遞鐵點轉傳燈當黨盜稻鬭德獨讀屆貳惱腦霸拜廢賣麥發髮拔晚蠻祕濱甁拂佛倂竝餠邊變辯瓣辨步寶豐襃飜每萬滿麵默彌譯藥與豫餘譽搖樣謠來賴亂覽龍兩獵綠淚壘禮勵戾靈齡曆歷戀鍊爐勞郞樓" +
  "錄灣";
const NEW_KANJI =
  "亜悪圧囲医為壱隠栄営衛駅円塩縁艶応欧殴桜奥横温穏仮価画会絵壊懐概拡殻覚学岳楽渇缶巻陥勧寛関歓観気帰亀偽戯犠旧拠挙虚峡挟狭郷暁区駆勲薫径茎恵掲渓経蛍軽継鶏芸撃欠研県倹剣険圏検献権顕験厳広効恒黄鉱号国黒砕" +
  "済斎剤雑参桟蚕惨賛残糸歯児辞湿実写釈寿収従渋獣縦粛処緒叙将称渉焼証奨条状乗浄剰畳縄壌嬢譲醸触嘱真寝慎尽図粋酔穂随髄枢数瀬声斉静窃摂専浅戦践銭潜繊禅双壮争荘捜挿巣曽痩装総騒増蔵臓即属続堕対体帯滞台滝択沢" +
  "担単胆団断弾遅痴虫昼鋳庁徴聴勅鎮逓鉄点転伝灯当党盗稲闘徳独読届弐悩脳覇拝廃売麦発髪抜晩蛮秘浜瓶払仏併並餅辺変弁弁弁歩宝豊褒翻毎万満麺黙弥訳薬与予余誉揺様謡来頼乱覧竜両猟緑涙塁礼励戻霊齢暦歴恋錬炉労郎楼" +
  "録湾";
const MODERN = new Map([...OLD_KANJI].map((old, place) => [old, [...NEW_KANJI][place]]));
const INVISIBLE = /[\u00ad\u034f\u200b-\u200f\u2060\ufeff\u202a-\u202e\ufe00-\ufe0f]/gu;
/** A character and what may be composed with it: marks, letters of Hangul, what is invisible between them. */
const CLUSTER =
  /[^][\p{M}\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\uff9e\uff9f\u1160-\u11ff\u3131-\u318e\uffa0-\uffdc]*/gu;
const KATAKANA = "\\u30a1-\\u30fa\\u30fc-\\u30fe";
const LONG = new RegExp(`(?<=[${KATAKANA}])-(?=[${KATAKANA}]|(?![\\p{L}\\p{N}_-]))`, "gu");
const JOINED = new RegExp(`(?<=[${KATAKANA}])[ \u30fb]+(?=[${KATAKANA}])`, "gu");
const REPEATED = /([\u3400-\u9fff])\u3005+/gu;
const ALIKE = /[\u2010-\u2015\u2212\u2500\uff70\u2018\u2019\u201c\u201dς]/gu;
const TO_HIRAGANA = /[\u30a1-\u30f6\u30fd\u30fe]/gu;
const ACCENTED = /[\u00c0-\u024f\u1e00-\u1eff]/gu;
const MARKS = /[\u0300-\u036f]/gu;
const OLD = new RegExp(`[${OLD_KANJI}]`, "gu");

/**
 * @param {string} text
 * @returns {string} As NFKC and small letters alone make it: what counts as the very same.
 */
export const plain = (text) => text.normalize("NFKC").toLowerCase();

/**
 * What depends on neighbours, in its order.
 * @type {[RegExp, (found: string) => string][]}
 */
const NEIGHBOURS = [
  [LONG, () => "ー"],
  [JOINED, () => ""],
  [REPEATED, (found) => found.charAt(0).repeat(found.length)],
];

/**
 * @param {string} text
 * @returns {string}
 */
export const fold = (text) =>
  NEIGHBOURS.reduce((folded, [pattern, put]) => folded.replace(pattern, put), simplified(text)).replace(
    TO_HIRAGANA,
    hiragana,
  );

const LOOSE_START = new RegExp(
  `^(?:[ \u30fb]+(?=[${KATAKANA}-])|\u3005|-(?=[${KATAKANA}]|(?![\\p{L}\\p{N}_-])))+`,
  "u",
);
const LOOSE_END = new RegExp(`(?:(?<=[${KATAKANA}-])[ \u30fb]+|(?<=[${KATAKANA}])-)+$`, "u");

/**
 * What a phrase is looked up by: folded without what its neighbours in a text may fold otherwise (a 々, a dash, a middle
 * dot at its ends). Each folded text that has the phrase has this.
 * @param {string} text
 * @returns {string}
 */
export const firm = (text) => fold(simplified(text).replace(LOOSE_START, "").replace(LOOSE_END, ""));

/**
 * `from`: for each UTF-16 unit of `folded`, and for its end, the place in the text that it comes from.
 * @param {string} text
 * @returns {{ folded: string, from: number[] }}
 */
export function traced(text) {
  let folded = "";
  /** @type {number[]} */
  const from = [];
  for (const cluster of text.matchAll(CLUSTER)) {
    const piece = simplified(cluster[0]);
    for (let unit = 0; unit < piece.length; unit++) from.push(cluster.index);
    folded += piece;
  }
  for (const [pattern, put] of NEIGHBOURS) {
    for (const match of [...folded.matchAll(pattern)].reverse()) {
      const [found] = match;
      const fresh = put(found);
      folded = folded.slice(0, match.index) + fresh + folded.slice(match.index + found.length);
      const origins = from.slice(match.index, match.index + fresh.length);
      from.splice(match.index, found.length, ...origins);
    }
  }
  from.push(text.length);
  return { folded: folded.replace(TO_HIRAGANA, hiragana), from };
}

/** @param {string} text */
const simplified = (text) =>
  plain(text.replace(INVISIBLE, ""))
    .replace(ALIKE, alike)
    .replace(ACCENTED, unaccented)
    .replace(MARKS, "")
    .replace(OLD, modern)
    .normalize("NFC");

/** @param {string} character */
const hiragana = (character) => String.fromCharCode(character.charCodeAt(0) - 0x60);

/** @param {string} character */
function alike(character) {
  const code = character.charCodeAt(0);
  if (code === 0x2018 || code === 0x2019) return "'";
  if (code === 0x201c || code === 0x201d) return '"';
  return character === "ς" ? "σ" : "-";
}

/** @param {string} character */
function unaccented(character) {
  const base = character.normalize("NFD").charAt(0);
  return base <= "\x7f" ? base : character;
}

/** @param {string} character */
const modern = (character) => MODERN.get(character) ?? character;
