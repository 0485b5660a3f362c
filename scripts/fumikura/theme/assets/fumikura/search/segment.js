/** A part of the index, as its files have it: documents and units by their numbers within it. */
import { BrokenIndex, Files, kept, unzipped } from "./files.js";
import { decoded } from "./lists.js";

/**
 * What the manifest says of a segment.
 * @typedef {{ generation: string, documents: number, units: number, shard_bits: number, documents_in_pack: number,
 *   units_in_part: number }} About
 */

export class Segment {
  /**
   * @param {Files} files
   * @param {About} about
   * @param {Uint32Array} starts First unit of each document, and the number of all.
   */
  constructor(files, about, starts) {
    this.files = files;
    this.about = about;
    this.starts = starts;
    /** @type {Map<string, Promise<any>>} */
    this.texts = new Map();
  }

  /**
   * @param {URL} base Folder of the index.
   * @param {About} about What is in its folder never changes.
   */
  static async open(base, about) {
    const files = new Files(new URL(`${about.generation}/`, base));
    const bits = await files.whole("bounds.bin");
    const starts = [];
    for (let unit = 0; unit < about.units; unit++) if ((bits[unit >> 3] >> (7 - (unit & 7))) & 1) starts.push(unit);
    if (starts.length !== about.documents) throw new BrokenIndex("bounds.bin is cut off");
    return new Segment(files, about, Uint32Array.from([...starts, about.units]));
  }

  /**
   * @param {number} hash Of a gram.
   * @returns {Promise<Uint32Array>} The units that have it.
   */
  async list(hash) {
    const bits = this.about.shard_bits;
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
    if (low === grams || hashes.getUint32(low * 4, true) !== hash) return new Uint32Array(0);
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
    const bytes = await this.files.part(name, start, start + varint());
    return decoded(bytes, count, this.about.units);
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

/** @param {Uint8Array} bytes 32-bit numbers, the low byte first. */
function numbers(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 4 }, (_, place) => view.getUint32(place * 4, true));
}
