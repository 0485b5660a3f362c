/** A part of the index, as its files have it: documents and units by their numbers within it. */
import { Files, cutOff, kept, unzipped } from "./files.js";
import { ANNOTATION, HEADINGS, TEXT, TITLE } from "./kinds.js";
import { decoded } from "./lists.js";

/**
 * What the manifest says of a segment.
 * @typedef {{ generation: string, documents: number, units: number, shard_bits: number, shard_head: number,
 *   text_steps: number, together: number, word_bits: number }} About
 */

/**
 * Bytes of a file of lists that are loaded before it is known which of them are needed: all, if it is the only one. Of several
 * grams the rarer will do, whose lists are short.
 */
const EXPECTED = 16_000;

/** Bytes that the length of a part is a multiple of: `STEP` in `search_index/text_packs.py`. */
const STEP = 128;

/** The grams of a shard, each with how many units it has, and where their list is. */
/** @typedef {{ grams: Uint32Array, counts: number[], starts: number[], lengths: number[] }} Directory */

/**
 * Some units that are compressed together: the first of them, the number of the file, and where they are in it.
 * @typedef {{ first: number, file: number, start: number, end: number }} Part
 */

/**
 * `starts`: first unit of each document, and the number of all; `kinds`, `marked`: what each unit is, and whether a passage
 * of it is annotated.
 * @typedef {{ starts: Uint32Array, kinds: Uint8Array, marked: Uint8Array }} Bounds
 */

export class Segment {
  /**
   * @param {URL} base Folder of the index.
   * @param {About} about What is in its folder never changes.
   */
  constructor(base, about) {
    this.files = new Files(new URL(`${about.generation}/`, base));
    this.about = about;
    /** @type {Bounds} */
    this.bounds = /** @type {any} */ (null); // until it is opened
    /** @type {Map<string, Promise<Directory>>} */
    this.directories = new Map();
    /** @type {Map<string, Promise<Part[]>>} The part of each unit of some documents. */
    this.places = new Map();
    /** @type {Map<string, Promise<any>>} */
    this.texts = new Map();
    /** @type {Map<number, Promise<any>>} A part of each document, as far as any was loaded. */
    this.any = new Map();
  }

  /** @param {number[]} hashes Of grams that will be asked for next: their files are loaded at the same time. */
  async open(hashes) {
    const { files, about } = this;
    const bounds = files.whole("bounds.bin");
    this.expect(hashes);
    if (about.together === about.documents) files.head("places/0.bin").catch(() => {}); // who needs it is told
    this.bounds = boundsIn(await bounds, about);
    return this;
  }

  /** @param {number[]} hashes Of grams that will be asked for next: their files are loaded now, all at once. */
  expect(hashes) {
    const names = new Set(hashes.map((hash) => shardOf(hash, this.about)));
    const size = Math.max(this.about.shard_head, Math.floor(EXPECTED / names.size ** 1.5));
    for (const name of names) this.files.head(name, size).catch(() => {}); // who needs it is told
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
   * @returns {Promise<import("./index.js").Count>} Known before its list is loaded.
   */
  async count(hash) {
    const { counts, starts, lengths, at } = await this.#entry(hash);
    if (at < 0) return { count: 0, isHere: true };
    const { bytes } = await this.files.head(shardOf(hash, this.about));
    return { count: counts[at], isHere: starts[at] + lengths[at] <= bytes.length };
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
      const starts = new Array(count);
      let start = end;
      for (const gram of [...lengths.keys()].sort((one, other) => lengths[one] - lengths[other])) {
        starts[gram] = start;
        start += lengths[gram];
      }
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
    const { first, ...part } = await this.#partOf(document, within);
    return (await this.#loaded(document, part)).x[this.bounds.starts[document] + within - first];
  }

  /**
   * @param {number} document
   * @returns {Promise<import("./index.js").Described>} As each part of it says.
   */
  async described(document) {
    return this.any.get(document) ?? this.#loaded(document, await this.#partOf(document, 0));
  }

  /**
   * @param {number} document
   * @param {Omit<Part, "first">} part
   * @returns {Promise<any>}
   */
  #loaded(document, { file, start, end }) {
    const part = kept(this.texts, `${file}/${start}`, async () => {
      const bytes = await this.files.part(`texts/${file}.bin`, start, end);
      return JSON.parse(new TextDecoder().decode(await unzipped(bytes)));
    });
    this.any.set(document, part);
    return part;
  }

  /**
   * @param {number} document
   * @param {number} within Of its units.
   * @returns {Promise<Part>}
   */
  async #partOf(document, within) {
    const { starts } = this.bounds;
    const { together } = this.about;
    const number = Math.floor(document / together);
    const parts = await kept(this.places, String(number), async () =>
      placesIn(await this.files.whole(`places/${number}.bin`), this.bounds, this.about, number * together),
    );
    return parts[starts[document] + within - starts[number * together]];
  }
}

/**
 * @param {Uint8Array} bytes See `search_index/text_packs.py`.
 * @param {Bounds} bounds
 * @param {About} about
 * @param {number} first Of its documents.
 * @returns {Part[]} For each unit of these documents.
 */
function placesIn(bytes, { starts }, { documents, together, text_steps: most }, first) {
  const last = Math.min(first + together, documents);
  const begins = bits(bytes, starts[last] - starts[first]);
  const next = varints(bytes, Math.ceil(begins.length / 8));
  /** @type {Part[]} */
  const parts = [];
  for (let document = first, file = first, filled = 0; document < last; document++) {
    if (filled >= most) [file, filled] = [document, 0];
    for (let unit = starts[document]; unit < starts[document + 1]; unit++) {
      const place = unit - starts[first];
      const part = () => ({ first: unit, file, start: filled * STEP, end: (filled += next()) * STEP });
      parts.push(begins[place] ? part() : parts[place - 1]);
    }
  }
  return parts;
}

/**
 * @param {Uint8Array} bytes See `search_index/index_files.py`.
 * @param {About} about
 * @returns {Bounds}
 */
function boundsIn(bytes, { documents, units }) {
  let place = 0;
  const run = (/** @type {number} */ count) => bits(bytes.subarray(place, (place += Math.ceil(count / 8))), count);
  const [begins, headed, annotations, marked] = [run(units), run(documents), run(units), run(units)];
  const starts = new Uint32Array(documents + 1).fill(units);
  const kinds = annotations.map((one) => (one ? ANNOTATION : TEXT));
  let document = 0;
  for (const [unit, is] of begins.entries()) {
    if (!is) continue;
    kinds[unit] = TITLE;
    if (headed[document]) kinds[unit + 1] = HEADINGS;
    starts[document++] = unit;
  }
  if (document !== documents || bytes.length !== place) throw cutOff("bounds.bin");
  return { starts, kinds, marked };
}

/**
 * @param {number} hash
 * @param {number} count
 * @returns {number} Its so many highest bits.
 */
export const highest = (hash, count) => (count ? hash >>> (32 - count) : 0);

/**
 * @param {number} hash
 * @param {About} about
 */
const shardOf = (hash, { shard_bits: bits }) => `shards/${highest(hash, bits)}.bin`;

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
    throw cutOff("a file of the index");
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
