/** Where several terms stand together in the texts of a document. */
import { fold } from "./folding.js";
import { promising, worthOf } from "./matching.js";
import { placeOf } from "./places.js";
import { closestOf } from "./proximity.js";
import { WORTH, mostWorth } from "./ranking.js";
import { isByThem } from "./scope.js";

/** Units of a document that several terms are looked for in. */
const SHARED = 3;

/** @typedef {import("./matching.js").Found} Found */

/**
 * The unit in which several terms are closest to each other.
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {import("./candidates.js").Sought[]} sought
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
