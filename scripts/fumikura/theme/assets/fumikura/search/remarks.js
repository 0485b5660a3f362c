/** The annotations of a document in which something was found: what is shown under it. */
import { fold } from "./folding.js";
import { ANNOTATION } from "./kinds.js";
import { excerptOf } from "./hits.js";
import { placeOf } from "./places.js";
import { isByThem } from "./scope.js";

/** @typedef {import("./index.js").Unit} Unit */

/** Annotations that are shown under one document. */
const MOST_REMARKS = 8;
/** Annotations that are looked at: each costs the loading of its text. Of others the index says whether to count them. */
const MOST_LOOKED = 100;
/** Characters of an annotation before what was found in it, and all that are shown. */
const BEFORE_IT = 40;
const LENGTH = 200;

/**
 * `more`: how many there are beside those in `shown`, and `next` the address of the first of these.
 * @typedef {{ url: string, by: string, excerpt: string, marks: [number, number][] }} Remark
 * @typedef {{ shown: Remark[], more: number, next: string }} Remarks
 */

/**
 * In the page's order. Annotations are the last units of a document: nothing before them is loaded for this.
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {import("./candidates.js").Sought[]} sought
 * @param {import("./scope.js").Scope} scope
 * @returns {Promise<Remarks>} Those that have one of the terms; where there is none, those that are let through.
 */
export async function remarksOf(index, document, sought, scope) {
  const wanted = [];
  for (let number = index.starts[document + 1] - 1; index.kinds[number] === ANNOTATION; number--)
    if (sought.length ? sought.some(({ flags }) => flags[number]) : scope.units?.[number]) wanted.unshift(number);
  const [{ u: address }, ...units] = await Promise.all([
    index.described(document),
    ...wanted.slice(0, MOST_LOOKED).map((number) => index.unit(number)),
  ]);
  const found = units.flatMap((unit) => {
    const places = sought.map(({ term }) => placeOf(unit.x ?? "", term)).filter((place) => place !== null);
    const isByName = sought.some(({ term }) => fold(unit.by ?? "").includes(term.folded));
    return isByThem(scope, unit) && (!sought.length || places.length || isByName) ? [{ unit, places }] : [];
  });
  const url = (/** @type {Unit} */ unit) => `${address}#${unit.a}`;
  const shown = found.slice(0, MOST_REMARKS).map(({ unit, places }) => {
    const first = places.length ? Math.min(...places.map(({ start }) => start)) : 0;
    const { excerpt, marks } = excerptOf(unit.x ?? "", places, first, BEFORE_IT, LENGTH);
    return { url: url(unit), by: unit.by ?? "", excerpt, marks };
  });
  const next = found[MOST_REMARKS];
  return {
    shown,
    more: found.length - shown.length + wanted.length - units.length,
    next: next ? url(next.unit) : address,
  };
}
