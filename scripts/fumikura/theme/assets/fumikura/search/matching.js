/** Where terms stand in the texts of a document. */
import { LITERAL, OVERLAP } from "./candidates.js";
import { isByThem } from "./filters.js";
import { fold, plain } from "./folding.js";
import { TEXT, TITLE } from "./index.js";
import { wordsIn } from "./inflections.js";
import { closestOf } from "./proximity.js";
import { WORTH, mostWorth, placeWorth } from "./ranking.js";

/** Units of a document that are looked at in one go, at first one; and those that several terms are looked for in. */
const AT_ONCE = 8;
const SHARED = 3;

/**
 * A hit in one unit: `text` is that of the unit, and of the next where it ends there; `start`, `end`: in the folded text,
 * or both 0 where it is in what is not shown.
 * @typedef {{ unit: number, text: string, start: number, end: number, worth: number, exact: boolean }} Found
 */

/** @typedef {import("./candidates.js").Sought} Sought */

/**
 * The best place of a term in a document.
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {Sought} sought
 * @param {Found | null} [known] One that is known already.
 * @returns {Promise<Found | null>}
 */
export async function find(index, document, sought, known = null) {
  const waiting = promising(index, document, (unit) => mostWorth(index, sought, unit));
  let best = known;
  let exact = Boolean(known?.exact); // of the document: a title that only looks so may be the better place
  const isDone = () =>
    best && mostWorth(index, sought, waiting[0]) <= best.worth && (exact || !waiting.some(mayBeExact));
  const mayBeExact = (/** @type {number} */ unit) => sought.flags[unit] & LITERAL;
  for (let size = 1; waiting.length && !isDone(); size = Math.min(AT_ONCE, size * 2)) {
    const some = waiting.splice(0, size);
    for (const found of await Promise.all(some.map((unit) => findIn(index, document, sought, unit)))) {
      if (found && (!best || found.worth > best.worth)) best = found;
      exact ||= Boolean(found?.exact);
    }
  }
  return best && { ...best, exact };
}

/**
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {(unit: number) => number} worth
 * @returns {number[]} The units that are worth something, those that are worth most first.
 */
function promising(index, document, worth) {
  const units = [];
  for (let unit = index.starts[document]; unit < index.starts[document + 1]; unit++) if (worth(unit)) units.push(unit);
  return units.sort((one, other) => worth(other) - worth(one) || one - other);
}

/**
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {Sought} sought
 * @param {number} unit
 * @returns {Promise<Found | null>}
 */
async function findIn(index, document, { term, scope }, unit) {
  const own = await index.unit(unit);
  if (!isByThem(scope, own)) return null;
  let text = own.x ?? "";
  let place = placeOf(text, term);
  const next = unit + 1;
  if (!place && index.kinds[unit] === TEXT && next < index.starts[document + 1] && index.kinds[next] === TEXT) {
    const following = await index.unit(next);
    if (following.h === own.h && following.f === own.f) {
      text += (following.x ?? "").slice(0, term.plain.length * 2 + OVERLAP);
      place = placeOf(text, term);
    }
  }
  if (place) return { unit, text, ...place, worth: worthOf(index, unit, text, term, place) };
  const more = own.m ?? own.by ?? "";
  if (!fold(more).includes(term.folded)) return null;
  const exact = index.kinds[unit] !== TEXT && plain(more).includes(term.plain); // what is above kanji is no text
  return { unit, text, start: 0, end: 0, worth: exact ? WORTH.exact : WORTH.folded, exact };
}

/**
 * @param {import("./index.js").Index} index
 * @param {number} unit
 * @param {string} text
 * @param {import("./query.js").Term} term
 * @param {Place} place
 */
function worthOf(index, unit, text, term, { exact, word }) {
  const whole = exact && index.kinds[unit] === TITLE && plain(text).trim() === term.plain;
  const form = (exact ? WORTH.exact : WORTH.folded) + (word ? WORTH.word : 0);
  return placeWorth(index, unit) + form + (whole ? WORTH.whole : 0);
}

/** @typedef {{ start: number, end: number, exact: boolean, word: boolean }} Place */

/**
 * The best place of a term in a text, if it is there: as it was typed, in another form of the word, or written otherwise.
 * @param {string} text
 * @param {import("./query.js").Term} term
 * @returns {Place | null}
 */
export function placeOf(text, term) {
  const folded = fold(text);
  const exact = !term.near && plain(text).includes(term.plain);
  const literal = !term.near && (exact || folded.includes(term.folded));
  const words = term.bases.length ? wordsIn(folded).filter(({ base }) => term.bases.includes(base)) : [];
  if (!literal && !words.length) return null;
  const word = words.find((one) => one.word === term.folded) ?? (literal ? undefined : words[0]);
  const sought = folded.includes(term.folded) ? term.folded : term.firm;
  const start = word ? word.start : folded.indexOf(sought);
  const length = word ? word.word.length : sought.length;
  return { start, end: start + length, exact, word: Boolean(word) };
}

/**
 * The unit in which several terms are closest to each other.
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {Sought[]} sought
 * @param {Uint8Array | null} phrases Units that may have them as one phrase.
 * @returns {Promise<{ hits: Found[], worth: number } | null>}
 */
export async function findTogether(index, document, sought, phrases) {
  const terms = sought.map(({ term }) => term);
  const closeness = (/** @type {number} */ unit) => (phrases?.[unit] ? WORTH.phrase : WORTH.near);
  const units = promising(index, document, (unit) =>
    sought.every(({ flags }) => flags[unit])
      ? sought.reduce((sum, one) => sum + mostWorth(index, one, unit), closeness(unit))
      : 0,
  );
  let best = null;
  for (const unit of units.slice(0, SHARED)) {
    if (best && best.worth >= closeness(unit)) break;
    const own = await index.unit(unit);
    const text = isByThem(sought[0].scope, own) ? (own.x ?? "") : "";
    const found = terms.map((term) => placeOf(text, term));
    if (!found.every((place) => place !== null)) continue;
    const { worth, places } = closestOf(fold(text), terms);
    const hits = found.map((place, number) => ({
      unit,
      text,
      ...(places[number] ?? place),
      exact: place.exact,
      worth: worthOf(index, unit, text, terms[number], place),
    }));
    if (!best || worth > best.worth) best = { hits, worth };
  }
  return best;
}
