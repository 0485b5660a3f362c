/** What filters let through, and what the documents of an answer have: from the columns of `facets.bin`. */
import { fold } from "./folding.js";
import { ANNOTATION } from "./index.js";

/** What answers are counted by: `NAMES` in `search_index/facets.py`. */
const FACETS = ["kind", "site", "author", "tag", "year", "lang", "by"];

/**
 * What filters let through: documents, and units that may be a hit; all where there is null. `by`: who has written them.
 * @typedef {{ documents: Uint8Array | null, units: Uint8Array | null, by: string[] }} Scope
 */

/** @type {Scope} */
export const EVERYTHING = { documents: null, units: null, by: [] };

/**
 * @param {import("./index.js").Index} index
 * @param {import("./query.js").Filter[]} filters
 * @returns {Promise<Scope>}
 */
export async function scopeOf(index, filters) {
  if (!filters.length) return EVERYTHING;
  const facets = await index.facets();
  const documents = new Uint8Array(index.manifest.documents).fill(1);
  for (const { name, value, without } of filters.filter(({ name }) => name !== "in"))
    for (const document of documents.keys())
      if (hasValue(facets, document, name, value) === without) documents[document] = 0;
  const places = filters.filter(({ name, without }) => name === "in" || (name === "by" && !without));
  if (!places.length) return { documents, units: null, by: [] };
  const units = new Uint8Array(index.units).fill(1);
  for (const unit of units.keys())
    if (!documents[index.of[unit]] || !places.every((filter) => isIn(index, facets, unit, filter))) units[unit] = 0;
  // A document without a place that is let through is none.
  documents.fill(0);
  for (const [unit, is] of units.entries()) if (is) documents[index.of[unit]] = 1;
  return { documents, units, by: places.filter(({ name }) => name === "by").map(({ value }) => fold(value)) };
}

/**
 * @param {Scope} scope
 * @param {import("./index.js").Unit} unit One that is let through.
 * @returns {boolean} Whether it is by those who are asked for: not known before it is loaded.
 */
export const isByThem = ({ by }, unit) => by.every((name) => fold(unit.by ?? "") === name);

/**
 * Whether a unit is an annotation, or the own text of an article, a note or another page.
 * @param {import("./index.js").Index} index
 * @param {any} facets
 * @param {number} unit
 * @param {import("./query.js").Filter} filter
 */
function isIn(index, facets, unit, { name, value, without }) {
  const isAnnotation = index.kinds[unit] === ANNOTATION;
  if (name === "by") return isAnnotation;
  const is = isAnnotation ? fold(value) === "annotation" : hasValue(facets, index.of[unit], "kind", value);
  return is !== without;
}

/**
 * @param {import("./index.js").Index} index
 * @param {number[]} documents
 * @returns {Promise<Record<string, Record<string, number>>>} How many of them have each value, by the facet's name.
 */
export async function countedBy(index, documents) {
  const columns = await index.facets();
  /** @type {Record<string, Record<string, number>>} */
  const counts = {};
  for (const name of FACETS) {
    const [values, column] = columns[name];
    const own = new Map();
    for (const document of documents)
      for (const number of [column[document] ?? []].flat()) own.set(values[number], (own.get(values[number]) ?? 0) + 1);
    counts[name] = Object.fromEntries(own);
  }
  return counts;
}

/**
 * @param {any} facets
 * @param {number} document
 * @param {string} name
 * @param {string} value
 */
function hasValue(facets, document, name, value) {
  const date = facets.date[document];
  if (name === "before") return Boolean(date) && date < value;
  if (name === "after") return Boolean(date) && date.slice(0, value.length) > value;
  const [values, column] = facets[name] ?? [[], []];
  const own = [column[document] ?? []].flat();
  return own.some((/** @type {number} */ number) => fold(values[number]) === fold(value));
}
