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

/** @type {typeof import("./spelling.js").respelled} */
function respelled(index, term) {
  if (!worker.spelling) worker.importScripts(new URL("search_spelling.js", worker.location.href).href);
  return worker.spelling(index, term);
}

function open() {
  opened ??= Index.open(new URL("../../search/", worker.location.href)).then((index) => new Search(index, respelled));
  return opened;
}

/**
 * @param {string} query
 * @param {{ limit?: number, filters?: Record<string, string> }} [options]
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

worker.fumikura = { answer, items };
