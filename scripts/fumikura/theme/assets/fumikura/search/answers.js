/** Query + index -> hits: candidates from the lists of units, each then looked for in its text. */
import { fold, plain, traced } from "./folding.js";
import { gramsOf, wordHash } from "./grams.js";
import { WORD, baseForm } from "./inflections.js";
import { common } from "./lists.js";
import { parsed } from "./query.js";

/** Code points that a unit is indexed beyond its end: `OVERLAP` in `search_index/documents.py`. */
const OVERLAP = 64;
/** Folded ones of a phrase that are looked up: two half-width characters may be one of them. */
const SURE = OVERLAP / 2;
/** Grams that are looked up at once, and units that are few enough to look at. */
const GRAMS = 3;
const FEW = 12;
/** Share of the units that are left at which more grams tell no more. */
const SETTLED = 0.7;
/** Documents that are looked at together at first, as many as are shown; twice as many each time after, up to `MOST`. */
const TOGETHER = 10;
const MOST = 80;
/** Units of a document in which a better place is looked for, when there is one. */
const BETTER = 50;
const AROUND = 60;
/** What answers are counted by: `NAMES` in `search_index/facets.py`. */
const FACETS = ["kind", "site", "author", "tag", "year", "lang"];
/** What a hit is worth. */
const WORTH = { title: 8, heading: 4, annotation: 2, exact: 3, word: 2, folded: 1, together: 2 };

/**
 * A hit in one unit: `text` is that of the unit, and of the next where it ends there; `start`, `end`: in the folded text.
 * @typedef {{ unit: number, text: string, start: number, end: number, worth: number, exact: boolean }} Found
 */

/**
 * @typedef {{ url: string, title: string, kind: string, heading: string, excerpt: string, marks: [number, number][],
 *   score: number, site: string, date: string, exact: boolean }} Hit
 */

/**
 * @typedef {{ total: number, exact: boolean, hits: Hit[], facets: Record<string, Record<string, number>> }} Answer
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
    const allowed = await this.#allowed([...typed, ...given]);
    if (!wanted.length && !allowed) return { total: 0, exact: true, hits: [], facets: {} };
    const [found, unwanted] = await Promise.all([
      Promise.all(wanted.map((term) => this.#units(term))),
      Promise.all(terms.filter((term) => term.without).map((term) => this.#units(term))),
    ]);
    const byDocument = found.map((units) => this.#grouped(units));
    let documents = byDocument.length ? [...byDocument[0].keys()] : [...(allowed ?? [])];
    documents = documents.filter(
      (one) => byDocument.every((group) => group.has(one)) && (!allowed || allowed.has(one)),
    );
    documents.sort((one, other) => this.#promise(byDocument, other) - this.#promise(byDocument, one) || one - other);
    const without = unwanted.map((units) => this.#grouped(units));
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
    const hits = await Promise.all(answers.slice(0, limit).map((one) => this.#hit(one)));
    const left = documents.filter((one) => !refused.has(one));
    const counts = facets ? await this.#counted(left) : {};
    return { total: left.length, exact: looked >= documents.length, hits, facets: counts };
  }

  /**
   * @param {import("./query.js").Filter[]} filters
   * @returns {Promise<Set<number> | null>}
   */
  async #allowed(filters) {
    if (!filters.length) return null;
    const facets = await this.index.facets();
    const allowed = new Set(Array.from({ length: this.index.manifest.documents }, (_, one) => one));
    for (const { name, value, without } of filters) {
      for (const one of allowed) if (this.#has(facets, one, name, value) === without) allowed.delete(one);
    }
    return allowed;
  }

  /**
   * @param {number[]} documents
   * @returns {Promise<Record<string, Record<string, number>>>} How many of them have each value, by the facet's name.
   */
  async #counted(documents) {
    const columns = await this.index.facets();
    /** @type {Record<string, Record<string, number>>} */
    const counts = {};
    for (const name of FACETS) {
      const [values, column] = columns[name];
      const own = new Map();
      for (const document of documents)
        for (const number of [column[document] ?? []].flat())
          own.set(values[number], (own.get(values[number]) ?? 0) + 1);
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
  #has(facets, document, name, value) {
    const date = facets.date[document];
    if (name === "before") return Boolean(date) && date < value;
    if (name === "after") return Boolean(date) && date.slice(0, value.length) > value;
    const [values, column] = facets[{ by: "author", in: "kind" }[name] ?? name] ?? [[], []];
    const own = [column[document] ?? []].flat();
    return own.some((/** @type {number} */ number) => fold(values[number]) === fold(value));
  }

  /**
   * The units that may have a term: all that have, and perhaps a few more.
   * @param {import("./query.js").Term} term
   * @returns {Promise<{ units: Uint32Array, words: Uint32Array }>}
   */
  async #units(term) {
    const [units, words] = await Promise.all([
      this.#literal(term.firm),
      term.base ? this.index.list(wordHash(term.base)) : new Uint32Array(0),
    ]);
    return { units, words };
  }

  /** @param {string} folded */
  async #literal(folded) {
    const grams = gramsOf([...folded].slice(0, SURE).join(""));
    /** @type {Uint32Array | null} */
    let units = null;
    for (let place = 0; place < grams.length; place += GRAMS) {
      const lists = await Promise.all(grams.slice(place, place + GRAMS).map((gram) => this.index.list(gram.hash)));
      const before = units ? units.length : Infinity;
      for (const list of lists) units = units ? common(units, list) : list;
      if (units && (units.length <= FEW || units.length > before * SETTLED)) break;
    }
    return units ?? new Uint32Array(0);
  }

  /**
   * @param {{ units: Uint32Array, words: Uint32Array }} found
   * @returns {Map<number, number[]>} Units by document; those that have a form of the word first.
   */
  #grouped({ units, words }) {
    /** @type {Map<number, number[]>} */
    const groups = new Map();
    const known = new Set();
    for (const list of [words, units]) {
      for (const unit of list) {
        if (known.has(unit)) continue;
        known.add(unit);
        const group = groups.get(this.index.of[unit]);
        if (group) group.push(unit);
        else groups.set(this.index.of[unit], [unit]);
      }
    }
    return groups;
  }

  /**
   * How good a document looks before its text is read.
   * @param {Map<number, number[]>[]} byDocument
   * @param {number} document
   */
  #promise(byDocument, document) {
    const start = this.index.starts[document];
    let promise = 0;
    let together = true;
    const first = byDocument[0]?.get(document) ?? [];
    for (const group of byDocument) {
      const units = group.get(document) ?? [];
      if (units.includes(start)) promise += WORTH.title;
      together &&= units.some((unit) => first.includes(unit));
    }
    return promise + (together ? WORTH.together : 0);
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
      if (await this.#find(document, term, without[place].get(document) ?? [])) return null;
    }
    /** @type {Found[]} */
    const hits = [];
    for (const [place, term] of terms.entries()) {
      const hit = await this.#find(document, term, byDocument[place].get(document) ?? []);
      if (!hit) return null;
      hits.push(hit);
    }
    const together = hits.length > 1 && hits.every((hit) => hit.unit === hits[0].unit);
    const score = hits.reduce((sum, hit) => sum + hit.worth, together ? WORTH.together : 0);
    return { document, hits, score };
  }

  /**
   * The best place of a term in a document.
   * @param {number} document
   * @param {import("./query.js").Term} term
   * @param {number[]} units
   * @returns {Promise<Found | null>}
   */
  async #find(document, term, units) {
    /** @type {Found | null} */
    let best = null;
    let exact = false; // of the document: a title that only looks so may be the better place
    for (const [place, unit] of units.entries()) {
      if (best && place >= BETTER) break;
      const found = await this.#findIn(document, term, unit);
      if (found && (!best || found.worth > best.worth)) best = found;
      exact ||= Boolean(found?.exact);
      if (exact && unit !== this.index.starts[document]) break;
    }
    return best && { .../** @type {Found} */ (best), exact };
  }

  /**
   * @param {number} document
   * @param {import("./query.js").Term} term
   * @param {number} unit
   * @returns {Promise<Found | null>}
   */
  async #findIn(document, term, unit) {
    const own = await this.index.unit(unit);
    let text = own.x ?? "";
    const next = unit + 1 < this.index.starts[document + 1] && !own.n && !own.a ? unit + 1 : null;
    let place = placeOf(text, term);
    if (!place && next !== null) {
      const following = await this.index.unit(next);
      if (!following.a && following.h === own.h && following.f === own.f) {
        text += (following.x ?? "").slice(0, term.plain.length * 2 + OVERLAP);
        place = placeOf(text, term);
      }
    }
    if (place) return { unit, text, ...place, worth: place.worth + worthOf(own, place.start) };
    if (own.m && fold(own.m).includes(term.folded))
      return { unit, text, start: 0, end: 0, worth: WORTH.folded, exact: false };
    return null;
  }

  /**
   * @param {{ document: number, hits: Found[], score: number }} answer
   * @returns {Promise<Hit>}
   */
  async #hit({ document, hits, score }) {
    const about = await this.index.described(document);
    const start = this.index.starts[document];
    const shown = hits.find((hit) => hit.unit !== start) ?? hits[0];
    const unit = await this.index.unit(shown ? shown.unit : Math.min(start + 1, this.index.starts[document + 1] - 1));
    const text = shown?.text ?? unit.x ?? "";
    const places = traced(text).from; // only here: of most hits nobody sees the place
    const from = Math.max(0, places[shown?.start ?? 0] - AROUND);
    const excerpt = text.slice(from, from + AROUND * 4);
    const marks = hits
      .filter((hit) => hit.unit === shown?.unit && hit.end > hit.start)
      .map((hit) => /** @type {[number, number]} */ ([places[hit.start] - from, places[hit.end] - from]))
      .filter(([begin, end]) => begin >= 0 && end <= excerpt.length)
      .sort(([one], [other]) => one - other);
    return {
      url: about.u + (unit.a || unit.f ? `#${unit.a || unit.f}` : ""),
      title: about.t,
      kind: unit.a ? "annotation" : about.k,
      heading: unit.h ?? "",
      excerpt,
      marks,
      score,
      site: about.s ?? "",
      date: about.d ?? "",
      exact: hits.every((hit) => hit.exact),
    };
  }
}

/**
 * @param {import("./index.js").Unit} unit
 * @param {number} start In the folded text.
 */
function worthOf(unit, start) {
  if (unit.n)
    return fold(unit.x ?? "")
      .slice(0, start)
      .includes("\n")
      ? WORTH.heading
      : WORTH.title;
  return unit.a ? WORTH.annotation : 0;
}

/**
 * The best place of a term in a text, if it is there: as it was typed, in another form of the word, or written otherwise.
 * @param {string} text
 * @param {import("./query.js").Term} term
 * @returns {{ start: number, end: number, worth: number, exact: boolean } | null}
 */
function placeOf(text, term) {
  const folded = fold(text);
  const exact = plain(text).includes(term.plain);
  const literal = exact || folded.includes(term.folded);
  const words = term.base ? [...folded.matchAll(WORD)].filter((word) => baseForm(word[0]) === term.base) : [];
  if (!literal && !words.length) return null;
  const word = words.find((one) => one[0] === term.folded) ?? (literal ? undefined : words[0]);
  const sought = folded.includes(term.folded) ? term.folded : term.firm;
  const start = word ? word.index : folded.indexOf(sought);
  const length = word ? word[0].length : sought.length;
  const worth = (exact ? WORTH.exact : WORTH.folded) + (word ? WORTH.word : 0);
  return { start, end: start + length, worth, exact };
}
