/** What answers: loaded by the worker when something is looked for first. It opens the index and keeps it. */
import { Search } from "./answers.js";
import { firstHashes } from "./candidates.js";
import { Index } from "./index.js";
import { parsed } from "./query.js";

/** Documents that the list of results shows: each costs the loading of its passage. */
const SHOWN = 10;
/** Files that are loaded beside the bounds of the index: browsers load six of a host at once. */
const MOST_EARLY = 5;

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

/** @param {string} query Is answered next. */
function open(query) {
  const hashes = parsed(query).terms.flatMap(firstHashes).slice(0, MOST_EARLY);
  const [base, early] = [new URL("../../search/", worker.location.href), worker.manifest];
  worker.manifest = undefined;
  opened ??= Index.open(base, hashes, early).then((index) => new Search(index, parts));
  return opened;
}

/**
 * @param {string} query
 * @param {import("./answers.js").Options} [options]
 */
async function answer(query, options) {
  const before = opened;
  try {
    return await (await open(query)).answer(query, options);
  } catch (error) {
    // The site may have been published anew since the index was opened: its files have other names now.
    opened = null;
    if (!before) throw error;
    try {
      return await (await open(query)).answer(query, options);
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
  const waiting = answer(query, { limit: SHOWN });
  const itemsOf = part("items"); // while the index is loaded
  return itemsOf(await waiting, parsed(query).terms, words);
}

/**
 * @param {string} query
 * @param {import("./answers.js").Options} options
 */
const results = async (query, options) => parts.more().resultsOf(await answer(query, options), parsed(query).terms);

worker.fumikura = { answer, items, results };
