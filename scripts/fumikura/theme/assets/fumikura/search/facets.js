/** What answers are narrowed by and counted by: the columns of `facets/`, each loaded when it is needed first. */
import { BrokenIndex, kept } from "./files.js";
import { fold } from "./folding.js";

/** `NAMES` in `search_index/facets.py`. */
export const FACETS = ["kind", "site", "author", "tag", "year", "lang"];

/** @type {number[]} Of most documents of some columns. */
const NONE = [];

/**
 * `values`: the commonest first; `of`: the numbers of those that each document has. Of values that are written otherwise
 * but fold to the same, all documents have the commonest.
 * @typedef {{ values: string[], of: number[][] }} Column
 */

/** @type {WeakMap<object, Map<string, Promise<Column>>>} Columns that were loaded, by their index. */
const columns = new WeakMap();

/**
 * @param {import("./index.js").Index} index
 * @param {string} name One of `FACETS`.
 * @returns {Promise<Column>}
 */
export function columnOf(index, name) {
  const known = columns.get(index) ?? new Map();
  columns.set(index, known);
  return kept(known, name, async () =>
    columnIn(await index.files.whole(`facets/${name}.bin`), index.manifest.documents),
  );
}

/**
 * @param {Uint8Array} bytes See `search_index/facets.py`.
 * @param {number} documents
 * @returns {Column}
 */
export function columnIn(bytes, documents) {
  const end = bytes.indexOf(10);
  let place = end + 1;
  const number = () => {
    for (let value = 0, shift = 0; place < bytes.length; shift += 7) {
      const byte = bytes[place++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new BrokenIndex("a column of facets is cut off");
  };
  if (end < 0) throw new BrokenIndex("a column of facets is cut off");
  /** @type {string[]} */
  const values = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  /** @type {Map<string, number>} */
  const first = new Map();
  const same = values.map((value, at) => {
    const key = fold(value);
    if (!first.has(key)) first.set(key, at);
    return /** @type {number} */ (first.get(key));
  });
  const counts = Array.from({ length: documents }, number);
  const one = (/** @type {number} */ count) => {
    if (count === 1) return [same[number()]];
    return count ? [...new Set(Array.from({ length: count }, () => same[number()]))] : NONE;
  };
  return { values, of: counts.map(one) };
}

/**
 * Which documents a filter lets through: those that have one of its values.
 * @param {import("./index.js").Index} index
 * @param {string} name One of `FACETS`; of another one no document has a value.
 * @param {string[]} wanted
 * @returns {Promise<(document: number) => boolean>}
 */
export async function having(index, name, wanted) {
  if (!FACETS.includes(name)) return () => false;
  const { values, of } = await columnOf(index, name);
  const keys = new Set(wanted.map(fold));
  const numbers = new Set(values.flatMap((value, number) => (keys.has(fold(value)) ? [number] : [])));
  return (document) => of[document].some((number) => numbers.has(number));
}

/**
 * @param {import("./index.js").Index} index
 * @returns {Promise<string[]>} The date of each document, as far as it is known.
 */
export const datesOf = (index) => index.files.json("facets/date.bin");

/**
 * @param {Column} column
 * @param {number[]} documents
 * @returns {Record<string, number>} How many of them have each value, the commonest of the site first.
 */
export function countedIn({ values, of }, documents) {
  const counts = new Uint32Array(values.length);
  for (const document of documents) for (const number of of[document]) counts[number]++;
  return Object.fromEntries(values.map((value, number) => [value, counts[number]]).filter(([, count]) => count));
}
