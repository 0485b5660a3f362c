/**
 * Parts of the index's files, loaded once. A part is asked for by its range; a host that knows no ranges sends the whole
 * file, which is then kept.
 */

/** An index that is not there, not whole, or not of this version: said to the reader, never taken for "nothing found". */
export class BrokenIndex extends Error {}

/** @param {string} name Of a file. */
export const cutOff = (name) => new BrokenIndex(`${name} is cut off`);

/**
 * What is known of a file: bytes from `start` on, and whether they reach its end.
 * @typedef {{ start: number, bytes: Uint8Array, whole: boolean }} Known
 */

export class Files {
  /**
   * @param {URL} base The index's folder.
   * @param {Promise<Response>} [early] What was asked for already, before this.
   */
  constructor(base, early) {
    this.base = base;
    this.early = early;
    /** @type {Map<string, Promise<Known>>} */
    this.heads = new Map();
    /** @type {Map<string, Promise<Uint8Array>>} */
    this.parts = new Map();
  }

  /**
   * The beginning of a file, or all of it.
   * @param {string} name
   * @param {number} [size] Bytes that are asked for first.
   * @returns {Promise<Known>}
   */
  head(name, size = Infinity) {
    return kept(this.heads, name, () => this.#fetch(name, 0, size));
  }

  /**
   * @param {string} name
   * @param {number} start
   * @param {number} end
   * @param {number} [size] Bytes of the file that are asked for first; 0: none but these.
   * @returns {Promise<Uint8Array>}
   */
  async part(name, start, end, size = 0) {
    const known = size || this.heads.has(name) ? await this.head(name, size) : null;
    if (known && end <= known.bytes.length) return known.bytes.subarray(start, end);
    if (known?.whole) throw cutOff(name);
    return kept(this.parts, `${name}:${start}-${end}`, async () => {
      const known = await this.#fetch(name, start, end);
      if (known.whole) this.heads.set(name, Promise.resolve(known));
      const part = known.bytes.subarray(start - known.start, end - known.start);
      if (part.length < end - start) throw cutOff(name);
      return part;
    });
  }

  /**
   * @param {string} name
   * @returns {Promise<any>} What a small file that is JSON, perhaps compressed, says.
   */
  async json(name) {
    const { bytes } = await this.head(name);
    const text = new TextDecoder().decode(bytes[0] === 0x1f ? await unzipped(bytes) : bytes);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new BrokenIndex(`${name}: ${/** @type {Error} */ (error).message}`);
    }
  }

  /**
   * @param {string} name
   * @returns {Promise<Uint8Array>} The whole of a compressed file.
   */
  async whole(name) {
    return unzipped((await this.head(name)).bytes);
  }

  /**
   * @param {string} name
   * @param {number} start
   * @param {number} end
   * @returns {Promise<Known>}
   */
  async #fetch(name, start, end) {
    /** @type {Record<string, string>} */
    const headers = end === Infinity ? {} : { Range: `bytes=${start}-${end - 1}` };
    // What a generation holds never changes; which one holds does.
    const cache = name === "index.json" ? "no-cache" : "default";
    const asked = this.early ?? fetch(new URL(name, this.base), { headers, cache });
    const answer = await asked.catch((error) => {
      throw new BrokenIndex(`${name}: ${error.message}`);
    });
    if (!answer.ok) throw new BrokenIndex(`${name}: ${answer.status}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers.get("Content-Range") ?? "");
    if (answer.status !== 206 || !range) return { start: 0, bytes, whole: true };
    return { start: Number(range[1]), bytes, whole: range[1] === "0" && Number(range[2]) + 1 === Number(range[3]) };
  }
}

/**
 * The value under `key`, made when it is first asked for. What failed is asked for again.
 * @template Value
 * @param {Map<string, Promise<Value>>} values
 * @param {string} key
 * @param {() => Promise<Value>} make
 * @returns {Promise<Value>}
 */
export function kept(values, key, make) {
  let value = values.get(key);
  if (!value) {
    value = make();
    values.set(key, value);
    value.catch(() => values.delete(key));
  }
  return value;
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>}
 */
export async function unzipped(bytes) {
  const stream = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    throw new BrokenIndex(`a part is damaged: ${/** @type {Error} */ (error).message}`);
  }
}
