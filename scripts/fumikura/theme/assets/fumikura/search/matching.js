/** Where a term stands in the texts of a document. */
import { LITERAL, OVERLAP } from "./candidates.js";
import { fold, plain } from "./folding.js";
import { TEXT, TITLE } from "./kinds.js";
import { placeOf } from "./places.js";
import { WORTH, mostWorth, placeWorth } from "./ranking.js";
import { isByThem } from "./scope.js";

/** Units of a document that are looked at in one go, at first one. */
const AT_ONCE = 8;

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
export function promising(index, document, worth) {
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
 * @param {import("./places.js").Place} place
 */
export function worthOf(index, unit, text, term, { exact, word }) {
  const whole = exact && index.kinds[unit] === TITLE && plain(text).trim() === term.plain;
  const form = (exact ? WORTH.exact : WORTH.folded) + (word ? WORTH.word : 0);
  return placeWorth(index, unit) + form + (whole ? WORTH.whole : 0);
}
