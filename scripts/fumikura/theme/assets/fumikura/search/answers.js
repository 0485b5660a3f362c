/** Query + index -> hits: candidates from the lists of units, each then looked for in its text. */
import { Sought, firstHashes } from "./candidates.js";
import { hitOf } from "./hits.js";
import { find } from "./matching.js";
import { parsed } from "./query.js";
import { WORTH, annotatedWorth, ranked } from "./ranking.js";
import { EVERYTHING } from "./scope.js";

/** Documents that are looked at together at first, as many as are shown; twice as many each time after, up to `MOST`. */
const TOGETHER = 10;
const MOST = 80;
/** Share of those that turn out not to have what was sought at which it pays to ask the index more. */
const MANY = 0.3;

/**
 * How many times as many as are wanted may turn out not to have English words, within others at that: then it is said that
 * there may be more. Where nothing was found, words of like spelling come first, and if there are none all are looked at.
 */
const MOST_VAIN = 3;

/** Units that may have an English word within others which are so few that they may well not. */
const DOUBTFUL = 60;

/** @typedef {import("./matching.js").Found} Found */
/** @typedef {{ document: number, hits: Found[], score: number }} Result */
/** @typedef {import("./filters.js").Narrowing} Narrowing */

/**
 * `filters`: beside those in the query; several values of one name are alternatives. `facets`: what to count by. `sort`: with
 * `date` the newest first, and a query that names nothing finds everything. `remarks`: whether a hit has the annotations
 * that were found in its document.
 * @typedef {{ limit?: number, filters?: Record<string, string | string[]>, facets?: readonly string[],
 *   sort?: "relevance" | "date", remarks?: boolean }} Options
 */

/**
 * `total`: documents that have it, or, if not `exact`, that may have it; without `facets`, of a common word there may also be
 * more that have it within others. `spelled`: for each word that is nowhere, the ones of like spelling that were looked
 * for instead.
 * @typedef {{ total: number, exact: boolean, hits: import("./hits.js").Hit[], facets: Record<string, Record<string, number>>,
 *   spelled: Record<string, string[]> }} Answer
 */

/**
 * What is loaded when it is needed.
 * @typedef {{ respelled: typeof import("./spelling.js").respelled,
 *   several: () => typeof import("./several.js").several, more: () => typeof import("./more.js").more }} Parts
 */

/** What is sought, what must not be there, and units that may have all of it as one phrase. */
/** @typedef {{ sought: Sought[], minus: Sought[], phrases: Uint8Array | null }} Opened */

/**
 * `patience`: documents that may turn out not to have it; `other`: what may be looked for instead, once it is asked for.
 * @typedef {{ limit: number, isCounted: boolean, remarks: boolean, narrowing: Promise<Narrowing>, patience: number,
 *   other: ReturnType<Parts["respelled"]> | null }} Asked
 */

/** @type {Narrowing} */
const NOTHING_NARROWED = {
  scope: EVERYTHING,
  sorted: null,
  lets: () => true,
  counts: async () => ({}),
};

export class Search {
  /**
   * @param {import("./index.js").Index} index
   * @param {Parts} parts
   */
  constructor(index, parts) {
    this.index = index;
    this.parts = parts;
  }

  /**
   * @param {string} query
   * @param {Options} [options]
   * @returns {Promise<Answer>}
   */
  async answer(query, { limit = 10, filters = {}, facets = [], sort = "relevance", remarks = false } = {}) {
    const { terms, filters: typed } = parsed(query);
    const isPlain = !typed.length && !Object.keys(filters).length && sort !== "date";
    if (isPlain && terms.every((term) => term.without))
      return { total: 0, exact: true, hits: [], facets: {}, spelled: {} };
    const narrowing =
      isPlain && !facets.length
        ? Promise.resolve(NOTHING_NARROWED)
        : this.parts.more().narrowing(this.index, typed, filters, facets, sort);
    /** @type {Asked} */
    const asked = {
      limit,
      isCounted: facets.length > 0,
      remarks,
      narrowing,
      patience: MOST_VAIN * Math.max(limit, TOGETHER),
      other: null,
    };
    const answer = await this.#answer(terms, asked);
    if (answer.hits.length || !limit) return answer;
    const other = await (asked.other ?? this.parts.respelled(this.index, terms));
    if (other) return { ...(await this.#answer(other.terms, asked)), spelled: other.spelled };
    return answer.exact ? answer : this.#answer(terms, { ...asked, patience: Infinity });
  }

  /**
   * @param {import("./query.js").Term[]} terms
   * @param {Asked} asked
   * @returns {Promise<Answer>}
   */
  async #answer(terms, asked) {
    const wanted = terms.filter((term) => !term.without);
    const opened = await this.#open(terms, asked);
    if (opened.sought.some(isDoubtful)) {
      asked.other ??= this.parts.respelled(this.index, terms); // while they are looked for, in vain perhaps
      asked.other.catch(() => {}); // who needs it is told
    }
    const narrowing = await asked.narrowing;
    const { results, left, exact } = await this.#look(opened, narrowing, asked);
    const { more } = this.parts;
    const hits = await Promise.all(
      results.map(async (one) => {
        const instead = wanted.length ? 0 : await more().shownUnit(this.index, one.document, narrowing.scope);
        const hit = await hitOf(this.index, one, wanted, instead);
        if (asked.remarks)
          hit.remarks = await more().remarksOf(this.index, one.document, opened.sought, narrowing.scope);
        return hit;
      }),
    );
    const total = left.filter(narrowing.lets).length;
    return { total, exact: !terms.length || exact, hits, facets: await narrowing.counts(left), spelled: {} };
  }

  /**
   * @param {import("./query.js").Term[]} terms
   * @param {Asked} asked
   * @returns {Promise<Opened>}
   */
  async #open(terms, { narrowing, isCounted }) {
    const wanted = terms.filter((term) => !term.without);
    const hashes = terms.flatMap(firstHashes);
    for (const segment of this.index.segments) segment.expect(hashes);
    const scope = narrowing.then((one) => one.scope);
    const everywhere = Promise.resolve(EVERYTHING);
    const sought = wanted.map((term) => new Sought(this.index, term, scope));
    const minus = terms.filter((term) => term.without).map((term) => new Sought(this.index, term, everywhere));
    const openWide = (/** @type {Sought} */ one) => one.open().then(() => one.widen());
    // All at once: each of them is a request or two.
    const waiting = [...sought.map((one) => (isCounted ? openWide(one) : one.open())), ...minus.map(openWide)];
    const phrases = wanted.length > 1 ? await this.parts.several().phrasesOf(this.index, wanted) : null;
    await Promise.all(waiting);
    return { sought, minus, phrases };
  }

  /**
   * The documents that have what was sought, as many as are wanted, and all that have it or may have it.
   * @param {Opened} opened
   * @param {Narrowing} narrowing
   * @param {Asked} asked
   * @returns {Promise<{ results: Result[], left: number[], exact: boolean }>}
   */
  async #look(opened, { scope, sorted, lets }, { limit, patience }) {
    const { sought, phrases } = opened;
    const widen = () => Promise.all(sought.map((one) => one.widen()));
    const candidates = () => {
      const found = ranked(this.index, sought, phrases, scope.documents);
      return sorted?.(found) ?? found;
    };
    const looked = new Set();
    const refused = new Set();
    const isOfWords = sought.length > 0 && sought.every(({ term }) => term.bases.length);
    let all = candidates();
    const left = () => all.filter(({ document }) => !looked.has(document) && lets(document));
    let waiting = left();
    if (waiting.length < limit) {
      await widen();
      all = candidates();
      waiting = left();
    }
    /** @type {Result[]} */
    const results = [];
    while (waiting.length && !isEnough(results, limit, sorted ? -Infinity : waiting[0].promise, looked.size)) {
      const size = Math.min(MOST, Math.max(isClose(waiting, opened) ? 2 * TOGETHER : TOGETHER, looked.size));
      const some = waiting.slice(0, size).map(({ document }) => document);
      const found = await Promise.all(some.map((one) => this.#lookAt(one, opened)));
      results.push(...found.filter((one) => one !== null));
      for (const [place, document] of some.entries()) {
        looked.add(document);
        if (!found[place]) refused.add(document);
      }
      waiting = waiting.slice(size);
      const isVain = found.filter((one) => !one).length > some.length * MANY;
      const isOver = !waiting.length && results.length < limit;
      if (isOver) await widen();
      else if (isVain) await Promise.all(sought.map((one) => one.narrow()));
      if (isOver || isVain) {
        all = candidates();
        waiting = left();
      }
      if (isOfWords && refused.size >= patience) break;
    }
    if (!sorted) results.sort((one, other) => other.score - one.score || one.document - other.document);
    return {
      results: results.slice(0, limit),
      left: all.map(({ document }) => document).filter((document) => !refused.has(document)),
      exact: !waiting.length && sought.every((one) => one.isWide),
    };
  }

  /**
   * @param {number} document
   * @param {Opened} opened
   * @returns {Promise<Result | null>}
   */
  async #lookAt(document, { sought, minus, phrases }) {
    for (const one of minus) if (await find(this.index, document, one)) return null;
    const together =
      sought.length > 1 ? await this.parts.several().findTogether(this.index, document, sought, phrases) : null;
    const found = await Promise.all(sought.map((one, place) => find(this.index, document, one, together?.hits[place])));
    const hits = found.filter((hit) => hit !== null);
    if (hits.length < found.length) return null;
    const typed = sought.length && hits.every(({ exact }) => exact) ? WORTH.typed : 0;
    const score = hits.reduce(
      (sum, hit) => sum + hit.worth,
      typed + (together?.worth ?? 0) + annotatedWorth(this.index, document),
    );
    // Shown is where they are closest; what counts is the best place of each.
    return { document, hits: together?.hits ?? hits, score };
  }
}

/**
 * Whether an English word that is nowhere as one is likely to be nowhere at all: then words of like spelling come instead.
 * @param {Sought} sought
 */
const isDoubtful = ({ term, words, units }) =>
  term.bases.length > 0 && !term.near && !words.length && units.length < DOUBTFUL;

/**
 * Whether more documents than are shown will be looked at in any case: how close terms stand to each other is not known of
 * any that may be worth as much as the first.
 * @param {{ promise: number }[]} waiting The best first.
 * @param {Opened} opened
 */
const isClose = (waiting, { sought }) => sought.length > 1 && waiting[TOGETHER]?.promise === waiting[0].promise;

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
