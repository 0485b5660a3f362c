/** The 32 bits by which a gram is known: see `search_index/grams.py`. */

const WORD_SEED = 0x27d4eb2f;
const FORM_SEED = 0xe7037ed1;

/**
 * @param {number} seed
 * @param {string[]} characters
 */
export function hashOf(seed, characters) {
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

/**
 * @param {string} word As it stands there.
 * @returns {number}
 */
export const formHash = (word) => hashOf(FORM_SEED, [...word]);
