/** A phrase -> the grams that it is looked up by: those of `search_index/grams.py`, told there. */

const SEEDS = [0, 0x9e3779b1, 0x85ebca6b, 0xc2b2ae35];
const WORD_SEED = 0x27d4eb2f;
const LETTER = 1;
const KANA = 2;
const IDEOGRAPH = 3;

/**
 * A gram and how much it says: the higher `weight`, the fewer texts have it. `start`, `end`: the characters it covers.
 * @typedef {{ hash: number, weight: number, start: number, end: number }} Gram
 */

/**
 * @param {number} seed
 * @param {string[]} characters
 */
function hashOf(seed, characters) {
  let state = seed;
  for (const character of characters) {
    state = Math.imul(state ^ /** @type {number} */ (character.codePointAt(0)), 0xcc9e2d51);
    state = Math.imul(state ^ (state >>> 15), 0x1b873593);
    state ^= state >>> 13;
  }
  return state >>> 0;
}

/**
 * @param {string} base Base form of a word.
 * @returns {number}
 */
export const wordHash = (base) => hashOf(WORD_SEED, [...base]);

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
  for (let place = 0; place + 1 < characters.length; place++) {
    const [first, second, third] = kinds.slice(place, place + 3);
    const gaps = characters.slice(place, place + 3).map((one) => one !== "\n" && !kindOf(one));
    if (first && gaps[1] && third) add(place, 3, 3);
    if (first === LETTER && second === LETTER && gaps[2]) add(place, 3, 2.5);
    if (gaps[0] && second === LETTER && third === LETTER) add(place, 3, 2.5);
    if (!first || !second) continue;
    const ideographs = Number(first === IDEOGRAPH) + Number(second === IDEOGRAPH);
    add(place, 2, first === LETTER && second === LETTER ? 1 : 2 + ideographs * 1.5);
    const kana = [first, second, third].filter((kind) => kind === KANA).length;
    if (third && kana >= 2) add(place, 3, 4 + Number(kana === 2));
    else if (third && first === LETTER && second === LETTER && third === LETTER) add(place, 3, 4);
  }
  const spanned = new Set(found.flatMap(({ start, end }) => [start, end - 1]));
  for (let place = 0; place < characters.length; place++) {
    const lonely = kinds[place] && !spanned.has(place);
    if (lonely || (!found.length && characters[place].trim())) add(place, 1, kinds[place] === IDEOGRAPH ? 2 : 0.5);
  }
  return ordered(found);
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
