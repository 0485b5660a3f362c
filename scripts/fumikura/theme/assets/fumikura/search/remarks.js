/** The annotations of a document in which something was found: what is shown under it. */
import { traced } from "./folding.js";
import { placeOf } from "./matching.js";

/** Annotations that are shown under one document: each costs the loading of its text. */
const MOST_REMARKS = 8;
/** Characters of an annotation before what was found in it, and all that are shown. */
const BEFORE_IT = 40;
const LENGTH = 200;

/** @typedef {{ url: string, by: string, excerpt: string, marks: [number, number][] }} Remark */

/**
 * In the page's order. Annotations are the last units of a document: nothing before them is loaded for this.
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {import("./query.js").Term[]} terms
 * @param {Map<number, number[]>[]} byDocument Units that may have each term, by document.
 * @returns {Promise<Remark[]>}
 */
export async function remarksOf(index, document, terms, byDocument) {
  const units = new Set(byDocument.flatMap((group) => group.get(document) ?? []));
  const { u: address } = await index.described(document);
  /** @type {Remark[]} */
  const remarks = [];
  for (const number of [...units].sort((one, other) => other - one)) {
    const unit = await index.unit(number);
    if (!unit.a || remarks.length === MOST_REMARKS) break;
    const text = unit.x ?? "";
    const places = terms.map((term) => placeOf(text, term)).filter((place) => place !== null);
    if (!places.length) continue;
    const { from } = traced(text);
    const start = Math.max(0, from[Math.min(...places.map((place) => place.start))] - BEFORE_IT);
    const excerpt = text.slice(start, start + LENGTH);
    const marks = places
      .map((place) => /** @type {[number, number]} */ ([from[place.start] - start, from[place.end] - start]))
      .filter(([, end]) => end <= excerpt.length)
      .sort(([one], [other]) => one - other);
    remarks.unshift({ url: `${address}#${unit.a}`, by: unit.by ?? "", excerpt, marks });
  }
  return remarks;
}
