/** Gives `window.fumikura.search` to a page: the search for other scripts, in a worker of its own. */

/** @typedef {{ resolve: (answer: any) => void, reject: (error: Error) => void }} Asked */

const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;
const root = new URL("../../", script);
/** @type {Map<number, Asked>} */
const asked = new Map();
/** @type {Worker | null} */
let worker = null;
let count = 0;

/** @param {MessageEvent} message */
function heard({ data: { id, answer, error } }) {
  const { resolve, reject } = /** @type {Asked} */ (asked.get(id));
  asked.delete(id);
  if (error !== undefined) return reject(new Error(error));
  for (const hit of answer.hits) hit.url = new URL(hit.url, root).href;
  resolve(answer);
}

function failed() {
  worker = null;
  for (const { reject } of asked.values()) reject(new Error("the search cannot be loaded"));
  asked.clear();
}

/**
 * @param {string} query
 * @param {{ limit?: number, filters?: Record<string, string> }} [options]
 * @returns {Promise<any>}
 */
async function search(query, options) {
  const { limit = 10, filters } = options ?? {};
  if (!Number.isInteger(limit) || limit < 0) throw new TypeError("limit: a whole number, 0 or more");
  const wanted = Object.fromEntries(Object.entries(filters ?? {}).map(([name, value]) => [name, String(value)]));
  if (!worker) {
    worker = new Worker(new URL("search.js", script));
    worker.addEventListener("message", heard);
    worker.addEventListener("error", failed);
  }
  const id = ++count;
  worker.postMessage({ type: "ask", id, query: String(query), options: { limit, filters: wanted, facets: true } });
  return new Promise((resolve, reject) => asked.set(id, { resolve, reject }));
}

/** @type {any} */ (window).fumikura = { search };

// What an input method has not yet turned into words is not looked for: Material looks when a key is let go.
document.addEventListener(
  "keyup",
  (event) => {
    const box = /** @type {Element} */ (event.target);
    if (event.isComposing && box.matches?.(".md-search__input")) event.stopImmediatePropagation();
  },
  true,
);
