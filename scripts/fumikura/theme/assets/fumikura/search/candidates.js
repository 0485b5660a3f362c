/** A term -> the units that may have it, from the lists of the index: all that have, and perhaps a few more. */
import { gramsOf, wordHash } from "./grams.js";
import { common } from "./lists.js";

/** Code points that a unit is indexed beyond its end: `OVERLAP` in `search_index/documents.py`. */
export const OVERLAP = 64;
/** Folded ones of a phrase that are looked up: two half-width characters may be one of them. */
const SURE = OVERLAP / 2;
/** Grams that are looked up at once, and units that are few enough to look at. */
const GRAMS = 3;
const FEW = 12;
/** Share of the units that are left at which more grams tell no more. */
const SETTLED = 0.7;

/** @typedef {{ units: Uint32Array, words: Uint32Array }} Candidates */

/**
 * @param {import("./index.js").Index} index
 * @param {import("./query.js").Term} term
 * @returns {Promise<Candidates>}
 */
export async function unitsOf(index, term) {
  const [units, words] = await Promise.all([
    literal(index, term.firm),
    term.base ? index.list(wordHash(term.base)) : new Uint32Array(0),
  ]);
  return { units, words };
}

/**
 * @param {import("./index.js").Index} index
 * @param {string} folded
 */
async function literal(index, folded) {
  const grams = gramsOf([...folded].slice(0, SURE).join(""));
  /** @type {Uint32Array | null} */
  let units = null;
  for (let place = 0; place < grams.length; place += GRAMS) {
    const lists = await Promise.all(grams.slice(place, place + GRAMS).map((gram) => index.list(gram.hash)));
    const before = units ? units.length : Infinity;
    for (const list of lists) units = units ? common(units, list) : list;
    if (units && (units.length <= FEW || units.length > before * SETTLED)) break;
  }
  return units ?? new Uint32Array(0);
}

/**
 * @param {import("./index.js").Index} index
 * @param {Candidates} found
 * @returns {Map<number, number[]>} Units by document; those that have a form of the word first.
 */
export function grouped(index, { units, words }) {
  /** @type {Map<number, number[]>} */
  const groups = new Map();
  const known = new Set();
  for (const list of [words, units]) {
    for (const unit of list) {
      if (known.has(unit)) continue;
      known.add(unit);
      const group = groups.get(index.of[unit]);
      if (group) group.push(unit);
      else groups.set(index.of[unit], [unit]);
    }
  }
  return groups;
}
