/** What answers: loaded by the worker when something is looked for first. It opens the index and keeps it. */
import { Search } from "./answers.js";
import { Index } from "./index.js";
import { itemsOf } from "./items.js";
import { parsed } from "./query.js";

/** Documents that the list of results shows: each costs the loading of its passage. */
const SHOWN = 10;

const worker = /** @type {any} */ (self);
/** @type {Promise<Search> | null} */
let opened = null;

/** @type {import("./answers.js").Parts} */
const parts = {
  respelled: (index, term) => part("spelling")(index, term),
  several: () => part("several"),
  more: () => part("more"),
};

/** @param {string} name Of a script that is loaded when it is needed first, and of what it gives. */
function part(name) {
  if (!worker[name]) worker.importScripts(new URL(`search_${name}.js`, worker.location.href).href);
  return worker[name];
}

function open() {
  opened ??= Index.open(new URL("../../search/", worker.location.href)).then((index) => new Search(index, parts));
  return opened;
}

/**
 * @param {string} query
 * @param {import("./answers.js").Options} [options]
 */
async function answer(query, options) {
  const before = opened;
  try {
    return await (await open()).answer(query, options);
  } catch (error) {
    // The site may have been published anew since the index was opened: its files have other names now.
    opened = null;
    if (!before) throw error;
    try {
      return await (await open()).answer(query, options);
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
const items = async (query, words) => itemsOf(await answer(query, { limit: SHOWN }), parsed(query).terms, words);

/**
 * @param {string} query
 * @param {import("./answers.js").Options} options
 */
const results = async (query, options) => parts.more().resultsOf(await answer(query, options), parsed(query).terms);

worker.fumikura = { answer, items, results };
