/** A part of the index, as its files have it: documents and units by their numbers within it. */
import { BrokenIndex, Files, kept, unzipped } from "./files.js";
import { ANNOTATION, HEADINGS, TEXT, TITLE } from "./kinds.js";
import { decoded } from "./lists.js";

/**
 * What the manifest says of a segment.
 * @typedef {{ generation: string, documents: number, units: number, shard_bits: number, shard_head: number,
 *   word_bits: number }} About
 */

/** Bytes of a file of texts that are asked for first: its head, and the first part of most. */
const TEXTS_HEAD = 2560;

/** Bytes of lists that stand before the longer ones: `SHORT` in `search_index/shards.py`. */
const SHORT = 24;

/** The grams of a shard, each with how many units it has, and where their list is. */
/** @typedef {{ grams: Uint32Array, counts: number[], starts: number[], lengths: number[] }} Directory */

/** A part of a document: its first unit, and where it is in the file. */
/** @typedef {{ first: number, start: number, end: number }} Part */

/**
 * `starts`: first unit of each document, and the number of all; `kinds`, `marked`: what each unit is, and whether a passage
 * of it is annotated; `packs`: the first document of each file of texts, and the number of all.
 * @typedef {{ starts: Uint32Array, kinds: Uint8Array, marked: Uint8Array, packs: Uint32Array }} Bounds
 */

export class Segment {
  /**
   * @param {Files} files
   * @param {About} about
   * @param {Bounds} bounds
   */
  constructor(files, about, bounds) {
    this.files = files;
    this.about = about;
    this.bounds = bounds;
    /** @type {Map<string, Promise<Directory>>} */
    this.directories = new Map();
    /** @type {Map<string, Promise<Part[][]>>} */
    this.heads = new Map();
    /** @type {Map<string, Promise<any>>} */
    this.texts = new Map();
  }

  /**
   * @param {URL} base Folder of the index.
   * @param {About} about What is in its folder never changes.
   * @param {number[]} hashes Of grams that will be asked for next: their files are loaded at the same time.
   */
  static async open(base, about, hashes) {
    const files = new Files(new URL(`${about.generation}/`, base));
    const bounds = files.whole("bounds.bin");
    for (const hash of hashes) files.head(shardOf(hash, about), about.shard_head).catch(() => {}); // who needs it is told
    return new Segment(files, about, boundsIn(await bounds, about));
  }

  /**
   * @param {number} hash Of a gram.
   * @returns {Promise<Uint32Array>} The units that have it.
   */
  async list(hash) {
    const { counts, starts, lengths, at } = await this.#entry(hash);
    if (at < 0) return new Uint32Array(0);
    const { units, shard_head: head } = this.about;
    const bytes = await this.files.part(shardOf(hash, this.about), starts[at], starts[at] + lengths[at], head);
    return decoded(bytes, counts[at], units);
  }

  /**
   * @param {number} hash Of a gram.
   * @returns {Promise<number>} How many units have it: known before their list is loaded.
   */
  async count(hash) {
    const { counts, at } = await this.#entry(hash);
    return counts[at] ?? 0;
  }

  /**
   * @param {number} hash Of an end of a word.
   * @returns {Promise<string[]>} The words that it may have, each with a digit: see `search_index/vocabulary.py`.
   */
  async words(hash) {
    const text = new TextDecoder().decode(await this.files.whole(`words/${first(hash, this.about.word_bits)}.bin`));
    return text ? text.split("\n") : [];
  }

  /**
   * @param {number} hash
   * @returns {Promise<Directory & { at: number }>} `at`: its place, or -1.
   */
  async #entry(hash) {
    const { shard_bits: bits, shard_head: size } = this.about;
    const name = shardOf(hash, this.about);
    const directory = await kept(this.directories, name, async () => {
      const [count, coded, entries] = numbers(await this.files.part(name, 0, 12, size));
      const end = 12 + coded + entries;
      const bytes = await this.files.part(name, 12, end, size);
      const grams = count ? decoded(bytes.subarray(0, coded), count, 2 ** (32 - bits)) : new Uint32Array(0);
      const next = varints(bytes, coded);
      /** @type {number[]} */
      const counts = [];
      /** @type {number[]} */
      const lengths = [];
      for (let gram = 0; gram < count; gram++) {
        const number = next();
        counts.push(number & 7 || next());
        lengths.push(number >> 3);
      }
      const sum = (/** @type {number[]} */ some) => some.reduce((all, length) => all + length, 0);
      const places = [end, end + sum(lengths.filter((length) => length <= SHORT))];
      const starts = lengths.map((length) => (places[Number(length > SHORT)] += length) - length);
      return { grams, counts, starts, lengths };
    });
    return { ...directory, at: directory.grams.indexOf(bits ? (hash << bits) >>> bits : hash) };
  }

  /**
   * @param {number} document
   * @param {number} within Of its units.
   * @returns {Promise<import("./index.js").Unit>}
   */
  async unit(document, within) {
    const parts = await this.#parts(document);
    const place = parts.filter(({ first }) => first <= within).length - 1;
    return (await this.#part(document, place)).x[within - parts[place].first];
  }

  /**
   * @param {number} document
   * @returns {Promise<import("./index.js").Described>}
   */
  described(document) {
    return this.#part(document, 0);
  }

  /**
   * @param {number} document
   * @param {number} place Of a part.
   */
  #part(document, place) {
    return kept(this.texts, `${document}/${place}`, async () => {
      const { start, end } = (await this.#parts(document))[place];
      const bytes = await this.files.part(`texts/${this.#pack(document)}.bin`, start, end, TEXTS_HEAD);
      return JSON.parse(new TextDecoder().decode(await unzipped(bytes)));
    });
  }

  /**
   * @param {number} document
   * @returns {Promise<Part[]>}
   */
  async #parts(document) {
    const { packs } = this.bounds;
    const pack = this.#pack(document);
    const name = `texts/${pack}.bin`;
    const documents = await kept(this.heads, name, async () => {
      const [length] = numbers(await this.files.part(name, 0, 4, TEXTS_HEAD));
      const next = varints(await this.files.part(name, 4, 4 + length, TEXTS_HEAD), 0);
      let end = 4 + length;
      return Array.from({ length: packs[pack + 1] - packs[pack] }, () => {
        let units = 0;
        return Array.from({ length: next() }, () => {
          const [first, start] = [units, end];
          units += next();
          end += next();
          return { first, start, end };
        });
      });
    });
    return documents[document - packs[pack]];
  }

  /** @param {number} document */
  #pack(document) {
    const { packs } = this.bounds;
    let low = 0;
    for (let high = packs.length - 1; high - low > 1;) {
      const middle = (low + high) >> 1;
      if (packs[middle] <= document) low = middle;
      else high = middle;
    }
    return low;
  }
}

/**
 * @param {Uint8Array} bytes Five runs of bits: see `search_index/index_files.py`.
 * @param {About} about
 * @returns {Bounds}
 */
function boundsIn(bytes, { documents, units }) {
  let place = 0;
  const run = (/** @type {number} */ count) => bits(bytes.subarray(place, (place += Math.ceil(count / 8))), count);
  const [begins, headed, annotations, marked] = [run(units), run(documents), run(units), run(units)];
  const fresh = run(documents);
  const starts = new Uint32Array(documents + 1).fill(units);
  const kinds = annotations.map((one) => (one ? ANNOTATION : TEXT));
  let document = 0;
  for (const [unit, is] of begins.entries()) {
    if (!is) continue;
    kinds[unit] = TITLE;
    if (headed[document]) kinds[unit + 1] = HEADINGS;
    starts[document++] = unit;
  }
  if (document !== documents || bytes.length !== place) throw new BrokenIndex("bounds.bin is cut off");
  const packs = [...fresh.keys(), documents].filter((one) => fresh[one] !== 0);
  return { starts, kinds, marked, packs: Uint32Array.from(packs) };
}

/**
 * @param {number} hash
 * @param {number} count
 * @returns {number} Its so many highest bits.
 */
const first = (hash, count) => (count ? hash >>> (32 - count) : 0);

/**
 * @param {number} hash
 * @param {About} about
 */
const shardOf = (hash, { shard_bits: bits }) => `shards/${first(hash, bits)}.bin`;

/**
 * @param {Uint8Array} bytes
 * @param {number} place
 * @returns {() => number} Gives the next of the numbers from there on: seven bits a byte, the lowest first.
 */
export function varints(bytes, place) {
  return () => {
    for (let value = 0, shift = 0; place < bytes.length; shift += 7) {
      const byte = bytes[place++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new BrokenIndex("a file of the index is cut off");
  };
}

/** @param {Uint8Array} bytes 32-bit numbers, the low byte first. */
function numbers(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 4 }, (_, place) => view.getUint32(place * 4, true));
}

/**
 * @param {Uint8Array} bytes
 * @param {number} count
 * @returns {Uint8Array} A number for each bit, the highest of a byte first.
 */
function bits(bytes, count) {
  const found = new Uint8Array(count);
  for (let place = 0; place < count; place++) found[place] = (bytes[place >> 3] >> (7 - (place & 7))) & 1;
  return found;
}
