/** Which documents are allowed by filters, and what those of an answer have: from the columns of `facets.bin`. */
import { fold } from "./folding.js";

/** What answers are counted by: `NAMES` in `search_index/facets.py`. */
const FACETS = ["kind", "site", "author", "tag", "year", "lang"];

/**
 * @param {import("./index.js").Index} index
 * @param {import("./query.js").Filter[]} filters
 * @returns {Promise<Set<number> | null>}
 */
export async function allowedBy(index, filters) {
  if (!filters.length) return null;
  const facets = await index.facets();
  const allowed = new Set(Array.from({ length: index.manifest.documents }, (_, one) => one));
  for (const { name, value, without } of filters) {
    for (const one of allowed) if (hasValue(facets, one, name, value) === without) allowed.delete(one);
  }
  return allowed;
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
  const [values, column] = facets[{ by: "author", in: "kind" }[name] ?? name] ?? [[], []];
  const own = [column[document] ?? []].flat();
  return own.some((/** @type {number} */ number) => fold(values[number]) === fold(value));
}
