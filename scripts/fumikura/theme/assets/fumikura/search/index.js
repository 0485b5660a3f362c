/**
 * The index as the reader sees it: lists of units by gram, documents by number. It consists of segments, of which not
 * every document still holds; here documents and units are numbered as if it were one that was written at once.
 */
import { BrokenIndex, Files, kept } from "./files.js";
import { merged } from "./lists.js";
import { Segment } from "./segment.js";

const VERSION = 3;
const damaged = () => new BrokenIndex("index.json is damaged");
/** Instead of the number of a unit that holds no longer. */
const GONE = 0xffffffff;

/**
 * A unit: its text, what is found with it but not shown, and where it stands. `h`, `f`: heading and its id, or the ids of
 * all headings where these are the text; `a`, `by`: id and writer of an annotation.
 * @typedef {{ x?: string, m?: string, h?: string, f?: string | string[], a?: string, by?: string }} Unit
 */

/**
 * What a document says of itself: address, title, kind, site, authors, tags, date, language.
 * @typedef {{ u: string, t: string, k: string, s?: string, a?: string[], g?: string[], d?: string, l?: string }} Described
 */

/** How many units have a gram, those counted that hold no longer; whether its list is loaded. @typedef {{ count: number, isHere: boolean }} Count */

/**
 * `order`: the segment of so many next documents, in runs; with a negative count, so many of it hold no longer.
 * @typedef {{ version: number, documents: number, segments: import("./segment.js").About[], order: [number, number][] }}
 *   Manifest
 */

export class Index {
  /**
   * @param {Manifest} manifest
   * @param {Segment[]} segments
   */
  constructor(manifest, segments) {
    this.manifest = manifest;
    this.segments = segments;
    /** The segment that each document is in, and its number there. */
    this.homes = new Uint8Array(manifest.documents);
    this.places = new Uint32Array(manifest.documents);
    /** First unit of each document, and the number of all. */
    this.starts = new Uint32Array(manifest.documents + 1);
    /** For each segment the numbers of its units here. */
    this.numbers = segments.map((segment) => new Uint32Array(segment.about.units).fill(GONE));
    this.#number();
    this.units = this.starts[manifest.documents];
    /** What each unit is (see `kinds.js`), and whether a passage of it is annotated. */
    this.kinds = this.#gathered("kinds");
    this.marked = this.#gathered("marked");
    /** The document of each unit. */
    this.of = new Uint32Array(this.units);
    for (let number = 0; number < manifest.documents; number++)
      this.of.fill(number, this.starts[number], this.starts[number + 1]);
    /** @type {Map<string, Promise<Uint32Array>>} */
    this.lists = new Map();
  }

  #number() {
    const next = this.segments.map(() => 0);
    let document = 0;
    for (const [home, count] of this.manifest.order) {
      const first = next[home];
      next[home] += Math.abs(count);
      if (!(next[home] <= this.segments[home]?.about.documents)) throw damaged();
      for (let place = first; count > 0 && place < next[home]; place++) {
        const { starts } = this.segments[home].bounds;
        this.homes[document] = home;
        this.places[document] = place;
        let unit = this.starts[document++];
        for (let own = starts[place]; own < starts[place + 1]; own++) this.numbers[home][own] = unit++;
        this.starts[document] = unit;
      }
    }
    if (document !== this.manifest.documents) throw damaged();
  }

  /**
   * @param {"kinds" | "marked"} name
   * @returns {Uint8Array} Of each unit.
   */
  #gathered(name) {
    const all = new Uint8Array(this.units);
    for (const [home, { bounds }] of this.segments.entries())
      for (const [own, unit] of this.numbers[home].entries()) if (unit !== GONE) all[unit] = bounds[name][own];
    return all;
  }

  /**
   * @param {URL} base Folder of the index. What its `index.json` names never changes.
   * @param {number[]} [hashes] Of grams that will be asked for next.
   * @param {Promise<Response>} [early] The manifest, if it was asked for already.
   * @param {() => void} [meanwhile] What there is to do while the index is loaded.
   */
  static async open(base, hashes = [], early = undefined, meanwhile = () => {}) {
    /** @type {Manifest} */
    const manifest = await new Files(base, early).json("index.json");
    if (manifest.version !== VERSION) throw new BrokenIndex(`the index has version ${manifest.version}`);
    if (!manifest.segments?.length || !manifest.order) throw damaged();
    const segments = Promise.all(manifest.segments.map((about) => new Segment(base, about).open(hashes)));
    meanwhile();
    return new Index(manifest, await segments);
  }

  /**
   * @param {number} hash Of a gram.
   * @returns {Promise<Uint32Array>} The units that have it.
   */
  list(hash) {
    return kept(this.lists, String(hash), async () => {
      const lists = await this.ofEach((segment) => segment.list(hash));
      return lists.map((list, home) => this.#numbered(list, home)).reduce((one, other) => merged(one, other));
    });
  }

  /**
   * @param {number} hash Of a gram.
   * @returns {Promise<Count>} Known before its list is loaded.
   */
  async count(hash) {
    const counts = await this.ofEach((segment) => segment.count(hash));
    return { count: counts.reduce((sum, { count }) => sum + count, 0), isHere: counts.every(({ isHere }) => isHere) };
  }

  /**
   * @param {Uint32Array} list
   * @param {number} home
   * @returns {Uint32Array} The units of `list`, as far as they hold, by their numbers here.
   */
  #numbered(list, home) {
    const numbers = this.numbers[home];
    const holding = new Uint32Array(list.length);
    let size = 0;
    for (const unit of list) if (numbers[unit] !== GONE) holding[size++] = numbers[unit];
    return holding.subarray(0, size);
  }

  /**
   * @param {number} document
   * @returns {Promise<Described>}
   */
  described(document) {
    return this.segments[this.homes[document]].described(this.places[document]);
  }

  /**
   * @param {number} unit
   * @returns {Promise<Unit>}
   */
  unit(unit) {
    const document = this.of[unit];
    return this.segments[this.homes[document]].unit(this.places[document], unit - this.starts[document]);
  }

  /**
   * @template Value
   * @param {(segment: Segment) => Promise<Value>} read
   * @returns {Promise<Value[]>} What it reads of each segment.
   */
  ofEach(read) {
    return Promise.all(this.segments.map(read));
  }

  /**
   * @template Value
   * @param {(home: number, place: number) => Value} read
   * @returns {Value[]} What it reads of each document, given its segment and its number there.
   */
  column(read) {
    return Array.from(this.homes, (home, document) => read(home, this.places[document]));
  }
}
