/** A term -> the units that may have it, from the lists of the index: all that have, and perhaps a few more. */
import { gramsOf } from "./grams.js";
import { formHash, wordHash } from "./hashes.js";
import { common, merged } from "./lists.js";
import { EVERYTHING } from "./scope.js";

/** Code points that a unit is indexed beyond its end: `OVERLAP` in `search_index/documents.py`. */
export const OVERLAP = 64;
/** Folded ones of a phrase that are looked up: two half-width characters may be one of them. */
const SURE = OVERLAP / 2;
/** Grams whose counts are looked up at once; lists of the rarest of them that are loaded at first, and then. */
const COUNTED = 6;
const AT_FIRST = 3;
const MORE = 2;
/** Units that are few enough to look at. */
const FEW = 12;
/** Share of the units that are left at which more grams tell no more. */
const SETTLED = 0.7;

/** What is known of a unit and a term: that it has a form of the word, may have what was typed, has it as a word. */
export const WORD_FORM = 1;
export const LITERAL = 2;
export const TYPED_WORD = 4;

/**
 * @param {import("./query.js").Term} term
 * @returns {number[]} The grams that are asked for first.
 */
export function firstHashes(term) {
  const { bases, form } = wordHashes(term);
  return bases.length
    ? [...bases, ...form]
    : gramsOf(sure(term))
        .slice(0, COUNTED)
        .map(({ hash }) => hash);
}

/** @param {import("./query.js").Term} term */
const sure = ({ firm }) => [...firm].slice(0, SURE).join("");

/** @param {import("./query.js").Term} term */
const wordHashes = ({ bases, folded, near }) => ({
  bases: bases.map(wordHash),
  form: bases.length && !near ? [formHash(folded)] : [],
});

export class Sought {
  /**
   * @param {import("./index.js").Index} index
   * @param {import("./query.js").Term} term
   * @param {Promise<import("./scope.js").Scope>} scope Which units may be a hit.
   */
  constructor(index, term, scope) {
    this.index = index;
    this.term = term;
    this.waiting = scope;
    this.scope = EVERYTHING;
    /** What is known of each unit. */
    this.flags = new Uint8Array(index.units);
    /** @type {Uint32Array} */
    this.units = new Uint32Array(0);
    /** @type {Uint32Array} */
    this.words = new Uint32Array(0);
    /** @type {Uint32Array | null} */
    this.literal = null;
    /** @type {Uint32Array} */
    this.typed = new Uint32Array(0);
    this.grams = term.near ? [] : gramsOf(sure(term));
    /** Grams whose counts are known but whose lists are not read. @type {({ hash: number } & import("./index.js").Count)[]} */
    this.counted = [];
  }

  /** Units with a form of the word, where it is one; else those that may have what was typed. */
  async open() {
    const { bases, form } = wordHashes(this.term);
    const all = (/** @type {number[]} */ hashes) => Promise.all(hashes.map((hash) => this.index.list(hash)));
    const [scope, words, typed] = await Promise.all([this.waiting, all(bases), all(form)]);
    this.scope = scope;
    this.words = words.reduce(merged, this.words);
    this.typed = typed.reduce(common, this.words);
    if (!words.length) await this.widen();
    else this.#note();
  }

  /** Also the units that have what was typed within another word. */
  async widen() {
    if (this.literal) return;
    await this.#load(AT_FIRST);
    await this.narrow();
  }

  get isWide() {
    return this.literal !== null || this.term.near;
  }

  /** More grams, as long as they tell something. */
  async narrow() {
    for (let last = Infinity; this.literal && this.literal.length > FEW;) {
      if (this.literal.length > last * SETTLED || !(this.grams.length || this.counted.length)) break;
      last = this.literal.length;
      await this.#load(MORE);
    }
    this.#note();
  }

  /** @param {number} lists To be loaded: those of the rarest grams, and all that are loaded already. */
  async #load(lists) {
    if (this.counted.length < lists && this.grams.length) {
      const some = this.grams.splice(0, COUNTED);
      const counts = await Promise.all(some.map(({ hash }) => this.index.count(hash)));
      this.counted.push(...some.map(({ hash }, place) => ({ hash, ...counts[place] })));
      this.counted.sort((one, other) => one.count - other.count);
    }
    const isNowhere = this.counted[0]?.count === 0;
    const chosen = isNowhere ? [] : this.counted.filter(({ isHere }, place) => isHere || place < lists);
    if (isNowhere) this.literal = new Uint32Array(0);
    this.counted = this.counted.filter((one) => !chosen.includes(one));
    for (const list of await Promise.all(chosen.map(({ hash }) => this.index.list(hash))))
      this.literal = this.literal ? common(this.literal, list) : list;
    this.literal ??= new Uint32Array(0);
  }

  #note() {
    const { flags, scope } = this;
    const isIn = (/** @type {number} */ unit) => !scope.units || scope.units[unit];
    flags.fill(0);
    for (const unit of this.words) if (isIn(unit)) flags[unit] = WORD_FORM;
    for (const unit of this.typed) if (isIn(unit) && !this.term.near) flags[unit] |= LITERAL | TYPED_WORD;
    for (const unit of this.literal ?? []) if (isIn(unit)) flags[unit] |= LITERAL;
    this.units = merged(this.words, this.literal ?? new Uint32Array(0)).filter((unit) => flags[unit]);
  }
}
