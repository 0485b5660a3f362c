/** What filters let through, and how many of an answer have each value. */
import { FACETS, columnOf, countedIn, datesOf, having } from "./facets.js";
import { fold } from "./folding.js";
import { ANNOTATION, TEXT } from "./kinds.js";
import { isByThem } from "./scope.js";

/** Several values are alternatives. @typedef {{ name: string, values: string[], without: boolean }} Filter */

/** @typedef {import("./scope.js").Scope} Scope */
/** @typedef {{ document: number, promise: number }} Candidate */

/**
 * `scope`: what the query's own filters let through, and where a hit may stand; `sorted`: documents, the newest
 * first, if they are to be so; `lets`: whether a reader's choice beside the query lets a document through; `counts`: how many
 * documents have each value.
 * @typedef {{ scope: Scope, sorted: ((found: Candidate[]) => Candidate[]) | null, lets: (document: number) => boolean,
 *   counts: (documents: number[]) => Promise<Record<string, Record<string, number>>> }} Narrowing
 */

/** Filters that say where a hit stands, not only in which document. */
const PLACES = ["in", "by"];

/**
 * @param {import("./index.js").Index} index
 * @param {import("./query.js").Filter[]} typed
 * @param {Record<string, string | string[]>} beside Filters beside the query, by name.
 * @param {readonly string[]} counted What is to be counted by.
 * @param {"relevance" | "date"} sort
 * @returns {Promise<Narrowing>}
 */
export async function narrowing(index, typed, beside, counted, sort) {
  const chosen = Object.entries(beside).map(([name, values]) => ({ name, values: [values].flat(), without: false }));
  const asked = typed.map(({ name, value, without }) => ({ name, values: [value], without }));
  const [scope, narrowed, dates] = await Promise.all([
    scopeOf(index, [...asked, ...chosen.filter(({ name }) => PLACES.includes(name))]),
    narrowedBy(
      index,
      chosen.filter(({ name }) => !PLACES.includes(name)),
      counted,
    ),
    sort === "date" ? datesOf(index) : null,
  ]);
  /** @param {Candidate[]} found The best first. */
  const byDate = (found) => found.sort((one, other) => later(dates ?? [], one.document, other.document));
  return { scope, ...narrowed, sorted: dates && byDate };
}

/**
 * Orders documents by their dates, the newest first and what has none last.
 * @param {string[]} dates
 * @param {number} one
 * @param {number} other
 */
function later(dates, one, other) {
  if (dates[one] === dates[other]) return one - other;
  return dates[one] < dates[other] ? 1 : -1;
}

/**
 * @param {import("./index.js").Index} index
 * @param {Filter[]} filters
 * @returns {Promise<Scope>}
 */
async function scopeOf(index, filters) {
  if (!filters.length) return { documents: null, units: null, by: [] };
  const documents = new Uint8Array(index.manifest.documents).fill(1);
  for (const { name, values, without } of filters.filter(({ name }) => name !== "in")) {
    const passes = await passing(index, name, values);
    for (const document of documents.keys()) if (passes(document) === without) documents[document] = 0;
  }
  const places = filters.filter(({ name, without }) => name === "in" || (name === "by" && !without));
  if (!places.length) return { documents, units: null, by: [] };
  const tests = await Promise.all(places.map((filter) => standing(index, filter)));
  const units = new Uint8Array(index.units);
  for (const unit of units.keys()) units[unit] = Number(documents[index.of[unit]] && tests.every((is) => is(unit)));
  // A document without a place that is let through is none.
  documents.fill(0);
  for (const [unit, is] of units.entries()) if (is) documents[index.of[unit]] = 1;
  const by = places.filter(({ name }) => name === "by").map(({ values }) => values.map(fold));
  return { documents, units, by };
}

/**
 * @param {import("./index.js").Index} index
 * @param {Filter} filter `in` or `by`.
 * @returns {Promise<(unit: number) => boolean>} Whether a unit is an annotation, or the own text of such a document.
 */
async function standing(index, { name, values, without }) {
  if (name === "by") return (unit) => index.kinds[unit] === ANNOTATION;
  const isOfKind = await passing(index, "kind", values);
  const isAnnotation = values.map(fold).includes("annotation");
  return (unit) => (index.kinds[unit] === ANNOTATION ? isAnnotation : isOfKind(index.of[unit])) !== without;
}

/**
 * @param {import("./index.js").Index} index
 * @param {string} name
 * @param {string[]} values
 * @returns {Promise<(document: number) => boolean>} Whether a document has one of them.
 */
async function passing(index, name, values) {
  if (name !== "before" && name !== "after") return having(index, name, values);
  const dates = await datesOf(index);
  return (document) => values.some((value) => isBeside(dates[document], name, value));
}

/**
 * @param {string} date
 * @param {"before" | "after"} name
 * @param {string} value
 */
const isBeside = (date, name, value) =>
  Boolean(date) && (name === "before" ? date < value : date.slice(0, value.length) > value);

/**
 * Documents narrowed by choices: several values of one name are alternatives, several names are all demanded.
 * @param {import("./index.js").Index} index
 * @param {Filter[]} choices
 * @param {readonly string[]} names What is to be counted by.
 */
async function narrowedBy(index, choices, names) {
  if (!names.every((name) => FACETS.includes(name))) throw new TypeError(`facets: some of ${FACETS.join(", ")}`);
  const [tests] = await Promise.all([
    Promise.all(choices.map(({ name, values }) => passing(index, name, values))),
    Promise.all(names.map((name) => columnOf(index, name))),
  ]);
  return {
    /** @param {number} document */
    lets: (document) => tests.every((passes) => passes(document)),
    /**
     * How many of `documents` have each value. The choice of a facet does not narrow its own counts: they tell what
     * choosing another of its values would add.
     * @param {number[]} documents
     * @returns {Promise<Record<string, Record<string, number>>>}
     */
    counts: async (documents) => {
      /** @type {Record<string, Record<string, number>>} */
      const counts = {};
      for (const name of names) {
        const others = tests.filter((_, place) => choices[place].name !== name);
        const left = documents.filter((one) => others.every((passes) => passes(one)));
        counts[name] = countedIn(await columnOf(index, name), left);
      }
      return counts;
    },
  };
}

/**
 * @param {import("./index.js").Index} index
 * @param {number} document
 * @param {Scope} scope
 * @returns {Promise<number>} The unit that a document is shown by where nothing but filters was typed.
 */
export async function shownUnit(index, document, scope) {
  const [start, end] = [index.starts[document], index.starts[document + 1]];
  for (let unit = start; unit < end; unit++) {
    const isLetThrough = scope.units ? scope.units[unit] : index.kinds[unit] === TEXT;
    if (isLetThrough && (!scope.by.length || isByThem(scope, await index.unit(unit)))) return unit;
  }
  return start;
}
