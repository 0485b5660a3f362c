/** Query + index -> hits: candidates from the lists of units, each then looked for in its text. */
import { grouped, unitsOf } from "./candidates.js";
import { allowedBy, countedBy } from "./filters.js";
import { hitOf } from "./hits.js";
import { find } from "./matching.js";
import { parsed } from "./query.js";
import { WORTH, promiseOf } from "./ranking.js";

/** Documents that are looked at together at first, as many as are shown; twice as many each time after, up to `MOST`. */
const TOGETHER = 10;
const MOST = 80;

/** @typedef {import("./matching.js").Found} Found */

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
   * @param {{ limit?: number, filters?: Record<string, string>, facets?: boolean }} [options]
   * @returns {Promise<Answer>}
   */
  async answer(query, { limit = 10, filters = {}, facets = false } = {}) {
    const { terms, filters: typed } = parsed(query);
    const wanted = terms.filter((term) => !term.without);
    const given = Object.entries(filters).map(([name, value]) => ({ name, value, without: false }));
    const allowed = await allowedBy(this.index, [...typed, ...given]);
    if (!wanted.length && !allowed) return { total: 0, exact: true, hits: [], facets: {} };
    const [found, unwanted] = await Promise.all([
      Promise.all(wanted.map((term) => unitsOf(this.index, term))),
      Promise.all(terms.filter((term) => term.without).map((term) => unitsOf(this.index, term))),
    ]);
    const byDocument = found.map((units) => grouped(this.index, units));
    let documents = byDocument.length ? [...byDocument[0].keys()] : [...(allowed ?? [])];
    documents = documents.filter(
      (one) => byDocument.every((group) => group.has(one)) && (!allowed || allowed.has(one)),
    );
    documents.sort(
      (one, other) => promiseOf(this.index, byDocument, other) - promiseOf(this.index, byDocument, one) || one - other,
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
    answers.sort((one, other) => other.score - one.score || one.document - other.document);
    const hits = await Promise.all(answers.slice(0, limit).map((one) => hitOf(this.index, one)));
    const left = documents.filter((one) => !refused.has(one));
    const counts = facets ? await countedBy(this.index, left) : {};
    return { total: left.length, exact: looked >= documents.length, hits, facets: counts };
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
