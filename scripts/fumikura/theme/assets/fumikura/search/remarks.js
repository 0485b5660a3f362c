/** The annotations of a document in which something was found: what is shown under it. */
import { fold, traced } from "./folding.js";
import { ANNOTATION } from "./kinds.js";
import { shownText } from "./hits.js";
import { placeOf } from "./places.js";
import { isByThem } from "./scope.js";

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
 * @param {import("./candidates.js").Sought[]} sought
 * @param {import("./scope.js").Scope} scope
 * @returns {Promise<Remark[]>} Those that have one of the terms; where there is none, those that are let through.
 */
export async function remarksOf(index, document, sought, scope) {
  const { u: address } = await index.described(document);
  /** @type {Remark[]} */
  const remarks = [];
  for (let number = index.starts[document + 1] - 1; index.kinds[number] === ANNOTATION; number--) {
    const isWanted = sought.length ? sought.some(({ flags }) => flags[number]) : scope.units?.[number];
    if (!isWanted) continue;
    if (remarks.length === MOST_REMARKS) break;
    const unit = await index.unit(number);
    if (!isByThem(scope, unit)) continue;
    const text = unit.x ?? "";
    const places = sought.map(({ term }) => placeOf(text, term)).filter((place) => place !== null);
    const isByName = sought.some(({ term }) => fold(unit.by ?? "").includes(term.folded));
    if (sought.length && !places.length && !isByName) continue;
    const { from } = traced(text);
    const first = places.length ? from[Math.min(...places.map((place) => place.start))] : 0;
    const start = Math.max(0, first - BEFORE_IT);
    const excerpt = shownText(text.slice(start, start + LENGTH));
    const marks = places
      .map((place) => /** @type {[number, number]} */ ([from[place.start] - start, from[place.end] - start]))
      .filter(([, end]) => end <= excerpt.length)
      .sort(([one], [other]) => one - other);
    remarks.unshift({ url: `${address}#${unit.a}`, by: unit.by ?? "", excerpt, marks });
  }
  return remarks;
}
