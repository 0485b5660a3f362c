/** The index as the reader sees it: lists of units by gram, documents by number. */
import { BrokenIndex, Files, kept, unzipped } from "./files.js";
import { decoded } from "./lists.js";

const VERSION = 2;

/**
 * A unit: its text, what is found with it but not shown, and where it stands. `h`, `f`: heading and its id, or the ids of
 * all headings where these are the text; `a`, `by`: id and writer of an annotation.
 * @typedef {{ x?: string, m?: string, h?: string, f?: string | string[], a?: string, by?: string }} Unit
 */

/**
 * What a document says of itself: address, title, kind, site, authors, tags, date, language.
 * @typedef {{ u: string, t: string, k: string, s?: string, a?: string[], g?: string[], d?: string, l?: string }} Described
 */

/**
 * @typedef {{ version: number, generation: string, documents: number, units: number, shard_bits: number,
 *   word_bits: number, documents_in_pack: number, units_in_part: number }} Manifest
 */

/**
 * What units are, a number for each: the title of a document, its headings, a stretch of its text, or an annotation.
 */
export const TEXT = 0;
export const TITLE = 1;
export const HEADINGS = 2;
export const ANNOTATION = 3;

/** A gram as the directory of its shard has it: how many units, and where their list is. */
/** @typedef {{ name: string, count: number, start: number, end: number }} Entry */

export class Index {
  /**
   * @param {Files} files
   * @param {Manifest} manifest
   * @param {Uint32Array} starts First unit of each document, and the number of all.
   * @param {Uint8Array} kinds Of each unit.
   * @param {Uint8Array} marked Whether a passage of a unit is annotated.
   */
  constructor(files, manifest, starts, kinds, marked) {
    this.files = files;
    this.manifest = manifest;
    this.starts = starts;
    this.kinds = kinds;
    this.marked = marked;
    this.units = manifest.units;
    this.of = new Uint32Array(manifest.units);
    for (let number = 0; number < manifest.documents; number++)
      this.of.fill(number, starts[number], starts[number + 1]);
    /** @type {Map<string, Promise<Uint32Array>>} */
    this.lists = new Map();
    /** @type {Map<string, Promise<any>>} */
    this.texts = new Map();
  }

  /**
   * @param {URL} base Folder of the index. What its `index.json` names is of one generation and never changes.
   */
  static async open(base) {
    const manifest = await new Files(base).json("index.json");
    if (manifest.version !== VERSION) throw new BrokenIndex(`the index has version ${manifest.version}`);
    const files = new Files(new URL(`${manifest.generation}/`, base));
    const { documents, units } = manifest;
    const bytes = await files.whole("bounds.bin");
    let place = 0;
    const run = (/** @type {number} */ count) => bits(bytes.subarray(place, (place += Math.ceil(count / 8))), count);
    const [first, headed, annotations, marked] = [run(units), run(documents), run(units), run(units)];
    const starts = new Uint32Array(documents + 1).fill(units);
    const kinds = annotations.map((one) => (one ? ANNOTATION : TEXT));
    let document = 0;
    for (const [unit, is] of first.entries()) {
      if (!is) continue;
      kinds[unit] = TITLE;
      if (headed[document]) kinds[unit + 1] = HEADINGS;
      starts[document++] = unit;
    }
    if (document !== documents || bytes.length !== place) throw new BrokenIndex("bounds.bin is cut off");
    return new Index(files, manifest, starts, kinds, marked);
  }

  /**
   * @param {number} hash Of a gram.
   * @returns {Promise<Uint32Array>} The units that have it.
   */
  list(hash) {
    return kept(this.lists, String(hash), async () => {
      const entry = await this.#entry(hash);
      if (!entry) return new Uint32Array(0);
      return decoded(await this.files.part(entry.name, entry.start, entry.end), entry.count, this.manifest.units);
    });
  }

  /**
   * @param {number} hash Of a gram.
   * @returns {Promise<number>} How many units have it: known before their list is loaded.
   */
  async count(hash) {
    return (await this.#entry(hash))?.count ?? 0;
  }

  /**
   * @param {number} number Of a file.
   * @returns {Promise<string[]>} Its words, each with a digit: see `search_index/vocabulary.py`.
   */
  async words(number) {
    const text = new TextDecoder().decode(await this.files.whole(`words/${number}.bin`));
    return text ? text.split("\n") : [];
  }

  /** @returns {Promise<any>} */
  facets() {
    return this.files.json("facets.bin");
  }

  /**
   * @param {number} hash
   * @returns {Promise<Entry | null>}
   */
  async #entry(hash) {
    const bits = this.manifest.shard_bits;
    const name = `shards/${bits ? hash >>> (32 - bits) : 0}.bin`;
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
   * @returns {Promise<Described>}
   */
  async described(document) {
    return this.#part(document, 0);
  }

  /**
   * @param {number} unit
   * @returns {Promise<Unit>}
   */
  async unit(unit) {
    const document = this.of[unit];
    const within = unit - this.starts[document];
    const size = this.manifest.units_in_part;
    const part = await this.#part(document, Math.floor(within / size));
    return part.x[within % size];
  }

  /**
   * @param {number} document
   * @param {number} part
   */
  #part(document, part) {
    return kept(this.texts, `${document}/${part}`, async () => {
      const size = this.manifest.documents_in_pack;
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
