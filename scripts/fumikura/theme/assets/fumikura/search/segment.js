/** A part of the index, as its files have it: documents and units by their numbers within it. */
import { BrokenIndex, Files, kept, unzipped } from "./files.js";
import { ANNOTATION, HEADINGS, TEXT, TITLE } from "./kinds.js";
import { decoded } from "./lists.js";

/**
 * What the manifest says of a segment.
 * @typedef {{ generation: string, documents: number, units: number, shard_bits: number, word_bits: number,
 *   documents_in_pack: number, units_in_part: number }} About
 */

/** A gram as the directory of its shard has it: how many units, and where their list is. */
/** @typedef {{ name: string, count: number, start: number, end: number }} Entry */

/**
 * `starts`: first unit of each document, and the number of all; `kinds`, `marked`: what each unit is, and whether a passage
 * of it is annotated.
 * @typedef {{ starts: Uint32Array, kinds: Uint8Array, marked: Uint8Array }} Bounds
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
    /** @type {Map<string, Promise<any>>} */
    this.texts = new Map();
  }

  /**
   * @param {URL} base Folder of the index.
   * @param {About} about What is in its folder never changes.
   */
  static async open(base, about) {
    const files = new Files(new URL(`${about.generation}/`, base));
    return new Segment(files, about, boundsIn(await files.whole("bounds.bin"), about));
  }

  /**
   * @param {number} hash Of a gram.
   * @returns {Promise<Uint32Array>} The units that have it.
   */
  async list(hash) {
    const entry = await this.#entry(hash);
    if (!entry) return new Uint32Array(0);
    return decoded(await this.files.part(entry.name, entry.start, entry.end), entry.count, this.about.units);
  }

  /**
   * @param {number} hash Of a gram.
   * @returns {Promise<number>} How many units have it: known before their list is loaded.
   */
  async count(hash) {
    return (await this.#entry(hash))?.count ?? 0;
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
   * @returns {Promise<Entry | null>}
   */
  async #entry(hash) {
    const name = `shards/${first(hash, this.about.shard_bits)}.bin`;
    const [grams, length] = numbers(await this.files.part(name, 0, 12));
    const directory = await this.files.part(name, 12, 12 + length);
    const hashes = new DataView(directory.buffer, directory.byteOffset, grams * 4);
    let low = 0;
    for (let high = grams; low < high;) {
      const middle = (low + high) >> 1;
      if (hashes.getUint32(middle * 4, true) < hash) low = middle + 1;
      else high = middle;
    }
    if (low === grams || hashes.getUint32(low * 4, true) !== hash) return null;
    let place = grams * 4;
    const varint = () => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = directory[place++];
        value |= (byte & 127) << shift;
        if (byte < 128) return value;
      }
    };
    let start = 12 + length;
    for (let gram = 0; gram < low; gram++) {
      varint();
      start += varint();
    }
    const count = varint();
    return { name, count, start, end: start + varint() };
  }

  /**
   * @param {number} document
   * @param {number} within Of its units.
   * @returns {Promise<import("./index.js").Unit>}
   */
  async unit(document, within) {
    const size = this.about.units_in_part;
    const part = await this.part(document, Math.floor(within / size));
    return part.x[within % size];
  }

  /**
   * @param {number} document
   * @param {number} part
   */
  part(document, part) {
    return kept(this.texts, `${document}/${part}`, async () => {
      const size = this.about.documents_in_pack;
      const name = `texts/${Math.floor(document / size)}.bin`;
      const [documents] = numbers(await this.files.part(name, 0, 4));
      const counts = numbers(await this.files.part(name, 4, 4 + documents * 4));
      const before = counts.slice(0, document % size).reduce((sum, count) => sum + count, 0) + part;
      const all = counts.reduce((sum, count) => sum + count, 0);
      const head = 4 + documents * 4;
      const lengths = numbers(await this.files.part(name, head, head + all * 4));
      const start = lengths.slice(0, before).reduce((sum, length) => sum + length, head + all * 4);
      const bytes = await this.files.part(name, start, start + lengths[before]);
      return JSON.parse(new TextDecoder().decode(await unzipped(bytes)));
    });
  }
}

/**
 * @param {Uint8Array} bytes Four runs of bits: see `search_index/index_files.py`.
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
  if (document !== documents || bytes.length !== place) throw new BrokenIndex("bounds.bin is cut off");
  return { starts, kinds, marked };
}

/**
 * @param {number} hash
 * @param {number} count
 * @returns {number} Its so many highest bits.
 */
const first = (hash, count) => (count ? hash >>> (32 - count) : 0);

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
