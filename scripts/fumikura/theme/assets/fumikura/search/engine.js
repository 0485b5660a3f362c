/**
 * What answers: it opens the index and keeps it. `worker.js` loads it for Material's box; for `asking.js` it is the worker.
 */
import { Search } from "./answers.js";
import { firstHashes } from "./candidates.js";
import { Index } from "./index.js";
import { parsed } from "./query.js";

/** Documents that the list of results shows: each costs the loading of its passage. */
const SHOWN = 10;

const worker = /** @type {any} */ (self);
/** @type {Promise<Search> | null} */
let opened = null;

/** @type {import("./answers.js").Parts} */
const parts = {
  respelled: (index, terms) => part("spelling")(index, terms),
  several: () => part("several"),
  more: () => part("more"),
};

/** @param {string[]} names Of scripts that are loaded when they are needed first. */
function load(names) {
  const missing = names.filter((name) => !worker[name]);
  worker.importScripts(...missing.map((name) => new URL(`search_${name}.js`, worker.location.href).href));
}

/** @param {string} name Of a script, and of what it gives. */
function part(name) {
  load([name]);
  return worker[name];
}

/**
 * @param {string} query Is answered next.
 * @param {string[]} needed Scripts that its answer takes: loaded while the index is.
 */
function open(query, needed) {
  const terms = parsed(query).terms;
  const hashes = terms.flatMap(firstHashes);
  const [base, early] = [new URL("../../search/", worker.location.href), worker.manifest];
  const names = terms.length > 1 ? [...needed, "several"] : needed;
  worker.manifest = undefined;
  opened ??= Index.open(base, hashes, early, () => load(names)).then((index) => new Search(index, parts));
  return opened;
}

/**
 * @param {string} query
 * @param {import("./answers.js").Options} options
 * @param {string[]} [needed]
 */
async function answer(query, options, needed = []) {
  const before = opened;
  try {
    return await (await open(query, needed)).answer(query, options);
  } catch (error) {
    // The site may have been published anew since the index was opened: its files have other names now.
    opened = null;
    if (!before) throw error;
    try {
      return await (await open(query, needed)).answer(query, options);
    } catch (again) {
      opened = null;
      throw again;
    }
  }
}

/**
 * @param {string} query
 * @param {typeof import("./words.js").WORDS} words
 */
async function items(query, words) {
  const found = await answer(query, { limit: SHOWN }, ["shown"]);
  return part("shown").itemsOf(found, parsed(query).terms, words);
}

/**
 * @param {string} query
 * @param {import("./answers.js").Options} options
 */
const results = async (query, options) =>
  part("shown").resultsOf(await answer(query, options, ["shown", "more"]), parsed(query).terms);

/** Opens the index before there is a question, which says if it cannot be. */
const prepare = () => void open("", ["shown"]).catch(() => (opened = null));

worker.fumikura = { items, prepare };

/** @param {{ type: string, id: number, query: string, options: object, manifest?: string }} question Of `asking.js`. */
async function reply({ type, id, query, options, manifest }) {
  if (manifest !== undefined) worker.manifest = Promise.resolve(new Response(manifest));
  try {
    worker.postMessage({ id, answer: await (type === "results" ? results : answer)(query, options) });
  } catch (error) {
    worker.postMessage({ id, error: String(/** @type {Error} */ (error).message) });
  }
}

worker.addEventListener("message", (/** @type {MessageEvent} */ { data }) => {
  if (data.type === "answer" || data.type === "results") void reply(data);
});
