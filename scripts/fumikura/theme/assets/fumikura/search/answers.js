/** Query + index -> hits: candidates from the lists of units, each then looked for in its text. */
import { Sought, phrasesOf } from "./candidates.js";
import { EVERYTHING, countedBy, isByThem, scopeOf } from "./filters.js";
import { hitOf } from "./hits.js";
import { TEXT } from "./index.js";
import { baseForm } from "./inflections.js";
import { find, findTogether } from "./matching.js";
import { parsed } from "./query.js";
import { annotatedWorth, ranked } from "./ranking.js";

/** Documents that are looked at together at first, as many as are shown; twice as many each time after, up to `MOST`. */
const TOGETHER = 10;
const MOST = 80;
/** Share of those that turn out not to have what was sought at which it pays to ask the index more. */
const MANY = 0.3;

/** @typedef {import("./matching.js").Found} Found */
/** @typedef {{ document: number, hits: Found[], score: number }} Result */

/**
 * `total`: documents that have it, or, if not `exact`, that may have it; without `facets`, of a common word there may also be
 * more that have it within others. `spelled`: for each word that is nowhere, the ones of like spelling that were looked
 * for instead.
 * @typedef {{ total: number, exact: boolean, hits: import("./hits.js").Hit[], facets: Record<string, Record<string, number>>,
 *   spelled: Record<string, string[]> }} Answer
 */

/** @typedef {{ limit: number, facets: boolean, scope: import("./filters.js").Scope }} Asked */

export class Search {
  /**
   * @param {import("./index.js").Index} index
   * @param {typeof import("./spelling.js").respelled} [respelled] Gives words for one that is nowhere.
   */
  constructor(index, respelled = async () => []) {
    this.index = index;
    this.respelled = respelled;
  }

  /**
   * @param {string} query
   * @param {{ limit?: number, filters?: Record<string, string>, facets?: boolean }} [options]
   * @returns {Promise<Answer>}
   */
  async answer(query, { limit = 10, filters = {}, facets = false } = {}) {
    const { terms, filters: typed } = parsed(query);
    const given = Object.entries(filters).map(([name, value]) => ({ name, value, without: false }));
    const scope = await scopeOf(this.index, [...typed, ...given]);
    if (!terms.some((term) => !term.without) && !scope.documents)
      return { total: 0, exact: true, hits: [], facets: {}, spelled: {} };
    const asked = { limit, facets, scope };
    const answer = await this.#answer(terms, asked);
    if (answer.total) return answer;
    const words = await Promise.all(terms.map((term) => this.respelled(this.index, term)));
    if (!words.some(({ length }) => length)) return answer;
    const pairs = terms.map(({ plain }, place) => /** @type {[string, string[]]} */ ([plain, words[place]]));
    const spelled = Object.fromEntries(pairs.filter(([, others]) => others.length));
    const instead = terms.map((term, place) =>
      words[place].length ? { ...term, bases: words[place].map(baseForm), near: true } : term,
    );
    return { ...(await this.#answer(instead, asked)), spelled };
  }

  /**
   * @param {import("./query.js").Term[]} terms
   * @param {Asked} asked
   * @returns {Promise<Answer>}
   */
  async #answer(terms, { limit, facets, scope }) {
    const wanted = terms.filter((term) => !term.without);
    const sought = wanted.map((term) => new Sought(this.index, term, scope));
    const minus = terms.filter((term) => term.without).map((term) => new Sought(this.index, term, EVERYTHING));
    const [phrases] = await Promise.all([
      phrasesOf(this.index, wanted),
      ...sought.map((one) => one.open()),
      ...minus.map((one) => one.open().then(() => one.widen())),
    ]);
    const widen = () => Promise.all(sought.map((one) => one.widen()));
    const candidates = () => ranked(this.index, sought, phrases, scope.documents);
    if (facets) await widen();
    let waiting = candidates();
    if (waiting.length < limit) {
      await widen();
      waiting = candidates();
    }
    /** @type {Result[]} */
    const results = [];
    const looked = new Set();
    while (waiting.length && !isEnough(results, limit, waiting[0].promise, looked.size)) {
      const size = Math.min(MOST, Math.max(TOGETHER, looked.size));
      const some = waiting.slice(0, size).map(({ document }) => document);
      const found = await Promise.all(some.map((one) => this.#look(one, sought, phrases, minus)));
      results.push(...found.filter((one) => one !== null));
      for (const document of some) looked.add(document);
      waiting = waiting.slice(size);
      const isVain = found.filter((one) => !one).length > some.length * MANY;
      const isOver = !waiting.length && results.length < limit;
      if (isOver) await widen();
      else if (isVain) await Promise.all(sought.map((one) => one.narrow()));
      if (isOver || isVain) waiting = candidates().filter(({ document }) => !looked.has(document));
    }
    results.sort((one, other) => other.score - one.score || one.document - other.document);
    const hits = await Promise.all(
      results
        .slice(0, limit)
        .map(async (one) => hitOf(this.index, one, wanted, wanted.length ? 0 : await this.#first(one.document, scope))),
    );
    const found = [...results, ...waiting].map(({ document }) => document);
    const exact = !terms.length || (!waiting.length && sought.every((one) => one.isWide));
    const counts = facets ? await countedBy(this.index, found) : {};
    return { total: found.length, exact, hits, facets: counts, spelled: {} };
  }

  /**
   * The unit that a document is shown by where nothing but filters was typed.
   * @param {number} document
   * @param {import("./filters.js").Scope} scope
   */
  async #first(document, scope) {
    const [start, end] = [this.index.starts[document], this.index.starts[document + 1]];
    for (let unit = start; unit < end; unit++) {
      const isLetThrough = scope.units ? scope.units[unit] : this.index.kinds[unit] === TEXT;
      if (isLetThrough && (!scope.by.length || isByThem(scope, await this.index.unit(unit)))) return unit;
    }
    return start;
  }

  /**
   * @param {number} document
   * @param {Sought[]} sought
   * @param {Uint8Array | null} phrases
   * @param {Sought[]} minus
   * @returns {Promise<Result | null>}
   */
  async #look(document, sought, phrases, minus) {
    for (const one of minus) if (await find(this.index, document, one)) return null;
    const together = sought.length > 1 ? await findTogether(this.index, document, sought, phrases) : null;
    /** @type {Found[]} */
    const hits = [];
    for (const [place, one] of sought.entries()) {
      const hit = await find(this.index, document, one, together?.hits[place]);
      if (!hit) return null;
      hits.push(hit);
    }
    const score = hits.reduce(
      (sum, hit) => sum + hit.worth,
      (together?.worth ?? 0) + annotatedWorth(this.index, document),
    );
    // Shown is where they are closest; what counts is the best place of each.
    return { document, hits: together?.hits ?? hits, score };
  }
}

/**
 * Whether nothing better can come, or enough was looked at that looks better than it is.
 * @param {Result[]} results
 * @param {number} limit
 * @param {number} promise The most that the next document can be worth.
 * @param {number} looked
 */
function isEnough(results, limit, promise, looked) {
  if (results.length < limit) return false;
  if (looked >= limit + TOGETHER) return true;
  const scores = results.map(({ score }) => score).sort((one, other) => other - one);
  return promise <= (scores[limit - 1] ?? Infinity);
}
