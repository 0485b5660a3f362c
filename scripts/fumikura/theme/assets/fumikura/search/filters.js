/** Which documents filters let through, and how many of an answer have each value. */
import { FACETS, columnOf, countedIn, datesOf, having } from "./facets.js";

/** A filter that a reader chose beside the query: a document has one of its values. @typedef {[string, string[]]} Choice */

/** @type {Record<string, string>} */
const SAME = { by: "author", in: "kind" };

/**
 * @param {import("./index.js").Index} index
 * @param {import("./query.js").Filter[]} filters
 * @returns {Promise<Set<number> | null>} The documents that have all of them; null where there is no filter.
 */
export async function allowedBy(index, filters) {
  if (!filters.length) return null;
  const allowed = everything(index);
  for (const { name, value, without } of filters) {
    const passes = await passing(index, name, [value]);
    for (const one of allowed) if (passes(one) === without) allowed.delete(one);
  }
  return allowed;
}

/** @param {import("./index.js").Index} index */
export const everything = (index) => new Set(Array.from({ length: index.manifest.documents }, (_, one) => one));

/**
 * @param {import("./index.js").Index} index
 * @param {string} name
 * @param {string[]} values
 * @returns {Promise<(document: number) => boolean>} Whether a document has one of them.
 */
async function passing(index, name, values) {
  if (name !== "before" && name !== "after") return having(index, SAME[name] ?? name, values);
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
 * @param {Choice[]} choices
 * @param {readonly string[]} names What is to be counted by.
 */
export async function narrowedBy(index, choices, names) {
  const counted = names.filter((name) => FACETS.includes(name));
  const [tests] = await Promise.all([
    Promise.all(choices.map(([name, values]) => passing(index, name, values))),
    Promise.all(counted.map((name) => columnOf(index, name))),
  ]);
  return {
    /** @param {number[]} documents */
    of: (documents) => documents.filter((one) => tests.every((passes) => passes(one))),
    /**
     * How many of `documents` have each value. The choice of a facet does not narrow its own counts: they tell what
     * choosing another of its values would add.
     * @param {number[]} documents
     * @returns {Promise<Record<string, Record<string, number>>>}
     */
    counts: async (documents) => {
      /** @type {Record<string, Record<string, number>>} */
      const counts = {};
      for (const name of counted) {
        const others = tests.filter((_, place) => (SAME[choices[place][0]] ?? choices[place][0]) !== name);
        const left = documents.filter((one) => others.every((passes) => passes(one)));
        counts[name] = countedIn(await columnOf(index, name), left);
      }
      return counts;
    },
  };
}
