/**
 * The worker that Material's search box starts on every page. It is small: what searches is loaded when a reader comes into
 * the box, which `box.js` tells by a query of one space.
 */
import { WORDS } from "./words.js";

/** Types of messages of Material 9.8: the numbers of its `SearchMessageType`. */
const SETUP = 0;
const READY = 1;
const QUERY = 2;
const RESULT = 3;
/** Time in which a reader may type on before it is looked for. */
const PAUSE_MS = 100;
const LISTS = /** @type {const} */ (["articles", "authors", "sites", "tags", "languages", "annotations", "notes"]);

/** @typedef {{ location: string, title: string, text: string, score: number, terms: {}, tags?: string[] }} Item */

const scope = /** @type {any} */ (self);
let latest = 0;

/**
 * @param {string} [query] Is asked next.
 * @returns {{ prepare: () => void, items: (query: string, words: typeof WORDS) => Promise<Item[][]> }}
 */
function engine(query = "") {
  if (!scope.fumikura) {
    // While the scripts are loaded. A question of one that is broken asks again.
    scope.manifest = fetch(new URL("../../search/index.json", scope.location.href), { cache: "no-cache" });
    scope.manifest.catch(() => {});
    const needed = /\S\s+\S/.test(query) ? ["engine", "shown", "several"] : ["engine", "shown"];
    scope.importScripts(...needed.map((name) => new URL(`search_${name}.js`, scope.location.href).href));
  }
  return scope.fumikura;
}

/**
 * Said instead of an empty list where the index is not there, not whole or of another version.
 * @returns {Item[][]}
 */
function apology() {
  const item = { text: "", score: 1, terms: {} };
  const lists = LISTS.map((name) => ({ ...item, location: `${name}/#`, title: WORDS[name] }));
  const title = `<span class="fk-search-broken">${WORDS.broken}</span>`;
  lists[0].text = WORDS.browse;
  return [[{ ...item, location: "articles/", title }, ...lists]];
}

/** @param {string} query */
async function show(query) {
  const number = ++latest;
  /** @type {Item[][]} */
  let items = [];
  if (query.trim()) {
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    if (number !== latest) return;
    try {
      items = await engine(query).items(query, WORDS);
    } catch (error) {
      tell(number, apology());
      throw error; // the console says which file it is
    }
  }
  tell(number, items);
  if (query && !query.trim()) engine().prepare(); // whatever will be typed; what cannot be had a question then tells
}

/**
 * @param {number} number Of the question: an answer that comes after a later one is nobody's.
 * @param {Item[][]} items
 */
function tell(number, items) {
  if (number === latest) scope.postMessage({ type: RESULT, data: { items } });
}

scope.addEventListener("message", (/** @type {MessageEvent} */ { data }) => {
  if (data.type === SETUP) scope.postMessage({ type: READY });
  else if (data.type === QUERY) void show(String(data.data));
});
