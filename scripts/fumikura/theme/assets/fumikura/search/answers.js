/** Query + index -> hits: candidates from the lists of units, each then looked for in its text. */
import { grouped, unitsOf } from "./candidates.js";
import { datesOf } from "./facets.js";
import { allowedBy, everything, narrowedBy } from "./filters.js";
import { hitOf } from "./hits.js";
import { find } from "./matching.js";
import { parsed } from "./query.js";
import { WORTH, promiseOf } from "./ranking.js";
import { remarksOf } from "./remarks.js";

/** Documents that are looked at together at first, as many as are shown; twice as many each time after, up to `MOST`. */
const TOGETHER = 10;
const MOST = 80;

/** @typedef {import("./matching.js").Found} Found */

/**
 * `filters`: beside those in the query; several values of one name are alternatives. `facets`: what to count by. `sort`: with
 * `date` the newest first, and a query that names nothing finds everything. `remarks`: whether a hit has the annotations
 * that were found in its document.
 * @typedef {{ limit?: number, filters?: Record<string, string | string[]>, facets?: readonly string[],
 *   sort?: "relevance" | "date", remarks?: boolean }} Options
 */

/**
 * @typedef {{ total: number, exact: boolean, hits: import("./hits.js").Hit[], facets: Record<string, Record<string, number>> }} Answer
 */

export class Search {
  /** @param {import("./index.js").Index} index */
  constructor(index) {
    this.index = index;
  }

  /**
   * @param {string} query
   * @param {Options} [options]
   * @returns {Promise<Answer>}
   */
  async answer(query, { limit = 10, filters = {}, facets = [], sort = "relevance", remarks = false } = {}) {
    const { terms, filters: typed } = parsed(query);
    const wanted = terms.filter((term) => !term.without);
    const choices = Object.entries(filters).map(
      ([name, values]) => /** @type {import("./filters.js").Choice} */ ([name, [values].flat()]),
    );
    const isEmpty = !wanted.length && !typed.length && !choices.length && sort !== "date";
    if (isEmpty) return { total: 0, exact: true, hits: [], facets: {} };
    // All at once: each of them is a request or two.
    const [allowed, narrowed, dates, found, unwanted] = await Promise.all([
      allowedBy(this.index, typed),
      narrowedBy(this.index, choices, facets),
      sort === "date" ? datesOf(this.index) : null,
      Promise.all(wanted.map((term) => unitsOf(this.index, term))),
      Promise.all(terms.filter((term) => term.without).map((term) => unitsOf(this.index, term))),
    ]);
    const byDocument = found.map((units) => grouped(this.index, units));
    const all = [...(byDocument[0]?.keys() ?? allowed ?? everything(this.index))].filter(
      (one) => byDocument.every((group) => group.has(one)) && (!allowed || allowed.has(one)),
    );
    const promise = (/** @type {number} */ one) => promiseOf(this.index, byDocument, one);
    const documents = narrowed.of(all);
    documents.sort(
      (one, other) => (dates ? later(dates[one], dates[other]) : promise(other) - promise(one)) || one - other,
    );
    const without = unwanted.map((units) => grouped(this.index, units));
    const minus = terms.filter((term) => term.without);
    /** @type {{ document: number, hits: Found[], score: number }[]} */
    const answers = [];
    const refused = new Set();
    let looked = 0;
    while (looked < documents.length && answers.length < limit) {
      const some = documents.slice(looked, looked + Math.min(MOST, Math.max(TOGETHER, looked)));
      looked += some.length;
      const results = await Promise.all(some.map((one) => this.#look(one, wanted, byDocument, minus, without)));
      for (const [place, result] of results.entries()) {
        if (result) answers.push(result);
        else refused.add(some[place]);
      }
    }
    if (!dates) answers.sort((one, other) => other.score - one.score || one.document - other.document);
    const hits = await Promise.all(
      answers.slice(0, limit).map(async (one) => ({
        ...(await hitOf(this.index, one)),
        ...(remarks && { remarks: await remarksOf(this.index, one.document, wanted, byDocument) }),
      })),
    );
    const left = all.filter((one) => !refused.has(one));
    const total = documents.length - refused.size;
    return { total, exact: !terms.length || looked >= documents.length, hits, facets: await narrowed.counts(left) };
  }

  /**
   * @param {number} document
   * @param {import("./query.js").Term[]} terms
   * @param {Map<number, number[]>[]} byDocument
   * @param {import("./query.js").Term[]} minus
   * @param {Map<number, number[]>[]} without
   */
  async #look(document, terms, byDocument, minus, without) {
    for (const [place, term] of minus.entries()) {
      if (await find(this.index, document, term, without[place].get(document) ?? [])) return null;
    }
    /** @type {Found[]} */
    const hits = [];
    for (const [place, term] of terms.entries()) {
      const hit = await find(this.index, document, term, byDocument[place].get(document) ?? []);
      if (!hit) return null;
      hits.push(hit);
    }
    const together = hits.length > 1 && hits.every((hit) => hit.unit === hits[0].unit);
    const score = hits.reduce((sum, hit) => sum + hit.worth, together ? WORTH.together : 0);
    return { document, hits, score };
  }
}

/**
 * Orders dates, the newest first and what has none last.
 * @param {string} one
 * @param {string} other
 */
const later = (one, other) => (one < other ? 1 : one > other ? -1 : 0);
