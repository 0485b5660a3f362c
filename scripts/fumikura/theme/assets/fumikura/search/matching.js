/** Where a term stands in the texts of a document. */
import { OVERLAP } from "./candidates.js";
import { fold, plain } from "./folding.js";
import { WORD, baseForm } from "./inflections.js";
import { WORTH, worthOf } from "./ranking.js";

/** Units of a document in which a better place is looked for, when there is one. */
const BETTER = 50;

/**
 * A hit in one unit: `text` is that of the unit, and of the next where it ends there; `start`, `end`: in the folded text.
 * @typedef {{ unit: number, text: string, start: number, end: number, worth: number, exact: boolean }} Found
 */

/**
 * The best place of a term in a document.
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {import("./query.js").Term} term
 * @param {number[]} units
 * @returns {Promise<Found | null>}
 */
export async function find(index, document, term, units) {
  /** @type {Found | null} */
  let best = null;
  let exact = false; // of the document: a title that only looks so may be the better place
  for (const [place, unit] of units.entries()) {
    if (best && place >= BETTER) break;
    const found = await findIn(index, document, term, unit);
    if (found && (!best || found.worth > best.worth)) best = found;
    exact ||= Boolean(found?.exact);
    if (exact && unit !== index.starts[document]) break;
  }
  return best && { .../** @type {Found} */ (best), exact };
}

/**
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {import("./query.js").Term} term
 * @param {number} unit
 * @returns {Promise<Found | null>}
 */
async function findIn(index, document, term, unit) {
  const own = await index.unit(unit);
  let text = own.x ?? "";
  const next = unit + 1 < index.starts[document + 1] && !own.n && !own.a ? unit + 1 : null;
  let place = placeOf(text, term);
  if (!place && next !== null) {
    const following = await index.unit(next);
    if (!following.a && following.h === own.h && following.f === own.f) {
      text += (following.x ?? "").slice(0, term.plain.length * 2 + OVERLAP);
      place = placeOf(text, term);
    }
  }
  if (place) return { unit, text, ...place, worth: place.worth + worthOf(own, place.start) };
  if (own.m && fold(own.m).includes(term.folded))
    return { unit, text, start: 0, end: 0, worth: WORTH.folded, exact: false };
  return null;
}

/**
 * The best place of a term in a text, if it is there: as it was typed, in another form of the word, or written otherwise.
 * @param {string} text
 * @param {import("./query.js").Term} term
 * @returns {{ start: number, end: number, worth: number, exact: boolean } | null}
 */
export function placeOf(text, term) {
  const folded = fold(text);
  const exact = plain(text).includes(term.plain);
  const literal = exact || folded.includes(term.folded);
  const words = term.base ? [...folded.matchAll(WORD)].filter((word) => baseForm(word[0]) === term.base) : [];
  if (!literal && !words.length) return null;
  const word = words.find((one) => one[0] === term.folded) ?? (literal ? undefined : words[0]);
  const sought = folded.includes(term.folded) ? term.folded : term.firm;
  const start = word ? word.index : folded.indexOf(sought);
  const length = word ? word[0].length : sought.length;
  const worth = (exact ? WORTH.exact : WORTH.folded) + (word ? WORTH.word : 0);
  return { start, end: start + length, worth, exact };
}
