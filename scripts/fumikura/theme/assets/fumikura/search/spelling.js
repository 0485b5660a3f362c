/**
 * Words of the index that are one slip away from what was typed: see `search_index/vocabulary.py`. Loaded when something is
 * nowhere found.
 */
import { hashOf, wordHash } from "./hashes.js";
import { baseForm } from "./inflections.js";
import { highest } from "./segment.js";

const SLIP_SEED = 0x165667b1;
/** @typedef {import("./query.js").Term} Term */

/** Letters of a word in which one may be wrong, of one that is long, and of the longest that the index has. */
const SHORTEST_WORD = 5;
const LONG_WORD = 7;
const LONGEST_WORD = 20;
/** Words that are taken for what was meant. */
const TAKEN = 3;
/** Words of which it is looked up how often they are there: of others the digit beside them says enough. */
const COUNTED_WORDS = 8;

/**
 * What to look for instead of terms that are nowhere found: words of like spelling, and by what was typed which these are.
 * @param {import("./index.js").Index} index
 * @param {Term[]} terms
 * @returns {Promise<{ terms: Term[], spelled: Record<string, string[]> } | null>} Null if there are none.
 */
export async function respelled(index, terms) {
  const words = await Promise.all(terms.map((term) => wordsLike(index, term)));
  if (!words.some(({ length }) => length)) return null;
  const pairs = terms.map(({ plain }, place) => /** @type {[string, string[]]} */ ([plain, words[place]]));
  const instead = terms.map((term, place) =>
    words[place].length ? { ...term, bases: words[place].map(baseForm), near: true } : term,
  );
  return { terms: instead, spelled: Object.fromEntries(pairs.filter(([, others]) => others.length)) };
}

/**
 * @param {import("./index.js").Index} index
 * @param {Term} term
 * @returns {Promise<string[]>} Words for one that the index does not have, the commonest first.
 */
async function wordsLike(index, { folded, without }) {
  const isWord = !without && /^[a-z]+$/.test(folded) && folded.length >= SHORTEST_WORD && folded.length <= LONGEST_WORD;
  if (!isWord || (await unitsWith(index, folded))) return [];
  const lines = await Promise.all(endsOf(folded).map((end) => linesOf(index, hashOf(SLIP_SEED, [...end]))));
  /** @type {Map<string, number>} */
  const words = new Map();
  for (const line of lines.flat()) {
    const word = line.slice(0, -1);
    if (isSlip(folded, word)) words.set(word, Math.max(words.get(word) ?? 0, Number(line.at(-1)) + 1));
  }
  const some = commonest([...words]).slice(0, COUNTED_WORDS);
  const counts = await Promise.all(some.map((word) => unitsWith(index, word)));
  return commonest(some.map((word, place) => [word, counts[place]])).slice(0, TAKEN);
}

/**
 * @param {import("./index.js").Index} index
 * @param {number} hash Of an end of a word.
 * @returns {Promise<string[]>} The words that it may have, each with a digit: see `search_index/vocabulary.py`. Some may hold
 *   no longer.
 */
async function linesOf(index, hash) {
  const files = await index.ofEach(({ files, about }) => files.whole(`words/${highest(hash, about.word_bits)}.bin`));
  return files.flatMap((bytes) => new TextDecoder().decode(bytes).split("\n").filter(Boolean));
}

/**
 * @param {import("./index.js").Index} index
 * @param {string} word
 * @returns {Promise<number>} Units that hold and have a form of it.
 */
const unitsWith = async (index, word) => (await index.list(wordHash(baseForm(word)))).length;

/**
 * @param {[string, number][]} words Each with how often it is there.
 * @returns {string[]} Those that are.
 */
function commonest(words) {
  const sorted = words.sort(([one, often], [other, oftener]) => oftener - often || (one < other ? -1 : 1));
  return sorted.filter(([, count]) => count).map(([word]) => word);
}

/**
 * @param {string} word
 * @returns {string[]} The ends by which words of its length, of one letter less and of one more are found.
 */
function endsOf(word) {
  const sizes = [word.length - 1, word.length, word.length + 1].map((length) => (length >= LONG_WORD ? 3 : 2));
  return sizes.flatMap((size) => [`${word.slice(0, size)}-`, `-${word.slice(-size)}`]);
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {boolean} Whether they differ by a letter too many, too few or wrong, or by two neighbours exchanged.
 */
export function isSlip(one, other) {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  const room = Math.min(one.length, other.length) - start;
  while (end < room && one.at(-1 - end) === other.at(-1 - end)) end++;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (left.length < 2 && right.length < 2) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** @type {any} */ (globalThis).spelling = respelled; // where this is a script of its own
