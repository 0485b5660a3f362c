/** What answers are narrowed by and counted by: the columns of `facets/`, each loaded when it is needed first. */
import { cutOff, kept } from "./files.js";
import { fold } from "./folding.js";
import { varints } from "./segment.js";

/** `NAMES` in `search_index/facets.py`. */
export const FACETS = ["kind", "site", "author", "tag", "year", "lang", "by"];

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
  return kept(known, name, async () => {
    const parts = await index.ofEach(async ({ files, about }) =>
      columnIn(await files.whole(`facets/${name}.bin`), about.documents),
    );
    return foldedIn(isWhole(index) ? parts[0] : joined(index, parts));
  });
}

/**
 * @param {import("./index.js").Index} index
 * @returns {boolean} Whether it consists of one segment of which everything holds.
 */
const isWhole = ({ segments, manifest }) => segments.length === 1 && segments[0].about.documents === manifest.documents;

/**
 * @param {Uint8Array} bytes See `search_index/facets.py`.
 * @param {number} documents
 * @returns {Column}
 */
export function columnIn(bytes, documents) {
  const end = bytes.indexOf(10);
  const number = varints(bytes, end + 1);
  if (end < 0) throw cutOff("a column of facets");
  /** @type {string[]} */
  const values = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  const counts = Array.from({ length: documents }, number);
  return { values, of: counts.map((count) => (count ? Array.from({ length: count }, number) : NONE)) };
}

/**
 * @param {import("./index.js").Index} index
 * @param {Column[]} parts The columns of its segments.
 * @returns {Column} That of the whole, as if it had been written at once.
 */
function joined(index, parts) {
  const rows = index.column((home, place) => parts[home].of[place].map((number) => parts[home].values[number]));
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const value of rows.flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
  const values = [...counts].sort(([, one], [, other]) => other - one).map(([value]) => value);
  const numbers = new Map(values.map((value, number) => [value, number]));
  return { values, of: rows.map((row) => row.map((value) => /** @type {number} */ (numbers.get(value)))) };
}

/**
 * @param {Column} column
 * @returns {Column} With one number for values that fold to the same.
 */
export function foldedIn({ values, of }) {
  /** @type {Map<string, number>} */
  const first = new Map();
  const same = values.map((value, at) => {
    const key = fold(value);
    if (!first.has(key)) first.set(key, at);
    return /** @type {number} */ (first.get(key));
  });
  const foldedRow = (/** @type {number[]} */ own) => {
    if (own.length === 1) return [same[own[0]]];
    return own.length ? [...new Set(own.map((number) => same[number]))] : NONE;
  };
  return { values, of: of.map(foldedRow) };
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
export async function datesOf(index) {
  const parts = await index.ofEach((segment) => segment.files.json("facets/date.bin"));
  return index.column((home, place) => parts[home][place]);
}

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
