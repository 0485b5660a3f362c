/** A phrase -> the grams that it is looked up by: those of `search_index/grams.py`, told there. */
import { hashOf, wordHash } from "./hashes.js";
import { WORD, baseForm } from "./inflections.js";

const SEEDS = [0, 0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x2545f491, 0x9e6c63d1];
/** Letters beside a space that make a gram with it, if there are as many. */
const SEAM = 2;
const LETTER = 1;
const KANA = 2;
const IDEOGRAPH = 3;
/** How rare letters are in English, a to z, in steps of four tenths of a bit; other letters, digits and gaps. */
const RARITY = [..."9FDB7EEAANHCDA9EPAA9DHDNEQ"].map((digit) => parseInt(digit, 36) * 0.4);
const OTHER = 6;
const GAP = 3;
/** Weight of a bit, so that three letters of usual rarity weigh as much as two kanji. */
const BIT = 0.33;

/**
 * A gram and how much it says: the higher `weight`, the fewer texts have it. `start`, `end`: the characters it covers.
 * @typedef {{ hash: number, weight: number, start: number, end: number }} Gram
 */

/** @param {string} character */
function kindOf(character) {
  if (/[\u30a1-\u30fa\u30fc-\u30fe\u3041-\u309f]/.test(character)) return KANA;
  if (/[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\u{20000}-\u{3ffff}]/u.test(character))
    return IDEOGRAPH;
  return /[\p{L}\p{N}]/u.test(character) ? LETTER : 0;
}

/**
 * @param {string} folded
 * @returns {Gram[]} The most telling first; those that no other covers before the rest.
 */
export function gramsOf(folded) {
  const characters = [...folded];
  const kinds = characters.map(kindOf);
  /** @type {Gram[]} */
  const found = [];
  /**
   * @param {number} start
   * @param {number} size
   * @param {number} weight
   */
  const add = (start, size, weight) =>
    found.push({
      hash: hashOf(SEEDS[size], characters.slice(start, start + size)),
      weight,
      start,
      end: start + size,
    });
  /** @param {number} start @param {number} end */
  const rarity = (start, end) => BIT * characters.slice(start, end).reduce((sum, one) => sum + rarityOf(one), 0);
  for (const { start, end, hash } of innerWords(characters))
    found.push({ hash, start, end, weight: rarity(start, Math.min(end, start + 6)) + 1 });
  for (let place = 0; place + 1 < characters.length; place++) {
    const [first, second, third] = kinds.slice(place, place + 3);
    const gaps = characters.slice(place, place + 3).map((one) => one !== "\n" && !kindOf(one));
    const isLatin = (first || third) === LETTER;
    const isSpaced = characters[place + 1] === " " && first === LETTER && third === LETTER;
    if (first && gaps[1] && third && !isSpaced) add(place, 3, isLatin ? rarity(place, place + 3) : 3);
    const marks = gaps.map((gap, at) => gap && characters[place + at] !== " ");
    if (first === LETTER && second === LETTER && marks[2]) add(place, 3, rarity(place, place + 3));
    if (marks[0] && second === LETTER && third === LETTER) add(place, 3, rarity(place, place + 3));
    if (gaps[0] && gaps[1] && third !== undefined && characters[place + 2] !== "\n")
      add(place, 3, rarity(place, place + 3));
    const left = lettersBeside(kinds, place, -1);
    const right = lettersBeside(kinds, place, 1);
    if (characters[place] === " " && left && right)
      add(place - left, left + 1 + right, rarity(place - left, place + right + 1));
    if (!first || !second) continue;
    const ideographs = Number(first === IDEOGRAPH) + Number(second === IDEOGRAPH);
    add(place, 2, first === LETTER && second === LETTER ? rarity(place, place + 2) : 2 + ideographs * 1.5);
    const kana = [first, second, third].filter((kind) => kind === KANA).length;
    if (third && kana >= 2) add(place, 3, 4 + Number(kana === 2));
    else if (third && first === LETTER && second === LETTER && third === LETTER)
      add(place, 3, rarity(place, place + 3));
  }
  const spanned = new Set(found.flatMap(({ start, end }) => [start, end - 1]));
  for (let place = 0; place < characters.length; place++) {
    const lonely = kinds[place] && !spanned.has(place);
    if (lonely || (!found.length && characters[place].trim())) add(place, 1, kinds[place] === IDEOGRAPH ? 2 : 0.5);
  }
  return ordered(found);
}

/**
 * @param {number[]} kinds
 * @param {number} place Of a space.
 * @param {number} step Before it or after it.
 * @returns {number} Up to `SEAM` letters beside it; 0 if the phrase does not say how many there are.
 */
function lettersBeside(kinds, place, step) {
  let count = 0;
  while (count < SEAM && kinds[place + (count + 1) * step] === LETTER) count++;
  return count === SEAM || kinds[place + (count + 1) * step] !== undefined ? count : 0;
}

/** @param {string} character */
const rarityOf = (character) => RARITY[character.charCodeAt(0) - 97] ?? (kindOf(character) ? OTHER : GAP);

/**
 * The words of which a phrase has both ends, so that a text that has it has them too.
 * @param {string[]} characters
 */
function* innerWords(characters) {
  const text = characters.map((one) => (one.length > 1 ? "\ufffd" : one)).join("");
  for (const { index: start, 0: word } of text.matchAll(WORD)) {
    const end = start + word.length;
    const first = start - Number(text[start - 1] === "'");
    const last = end + Number(text[end] === "'");
    if (first > 0 && last < text.length) yield { start, end, hash: wordHash(baseForm(word)) };
  }
}

/** @param {Gram[]} grams */
function ordered(grams) {
  const waiting = new Map(grams.map((gram) => [gram.hash, gram]));
  const covered = new Set();
  /** @type {Gram[]} */
  const chosen = [];
  while (waiting.size) {
    let best;
    let most = -1;
    for (const gram of waiting.values()) {
      let fresh = 0;
      for (let place = gram.start; place < gram.end; place++) fresh += Number(!covered.has(place));
      const worth = gram.weight * (0.2 + fresh / (gram.end - gram.start));
      if (worth > most) [best, most] = [gram, worth];
    }
    if (!best) break;
    for (let place = best.start; place < best.end; place++) covered.add(place);
    waiting.delete(best.hash);
    chosen.push(best);
  }
  return chosen;
}
